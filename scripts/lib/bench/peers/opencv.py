"""OpenCV for Python at the tasks of scripts/bench decode."""

import cv2
import numpy

from measure import main

cv2.setNumThreads(1)


def decoded(picture, how=cv2.IMREAD_COLOR):
    return cv2.imdecode(numpy.frombuffer(picture, numpy.uint8), how)


def encoded(image, quality):
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].size


def decode(picture):
    decoded(picture)
    return 0


def re_encode(picture):
    return encoded(decoded(picture), 90)


def scaled(image, height, width):
    factor = 256 / min(height, width)
    return cv2.resize(image, (round(width * factor), round(height * factor)), interpolation=cv2.INTER_AREA)


def to_256(picture):
    image = decoded(picture)
    return encoded(scaled(image, *image.shape[:2]), 95)


def to_256_reduced(picture):
    """Lets libjpeg decode at half of the size, which is enough for the pictures measured here."""
    image = decoded(picture, cv2.IMREAD_REDUCED_COLOR_2)
    return encoded(scaled(image, *image.shape[:2]), 95)


main(
    f"OpenCV {cv2.__version__} for Python",
    {"decode": decode, "re-encode": re_encode, "256": to_256, "256-reduced": to_256_reduced},
)
