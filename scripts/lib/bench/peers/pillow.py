"""Pillow at the tasks of scripts/bench decode."""

import io

import PIL
from PIL import Image, features

from measure import main


def decode(picture):
    Image.open(io.BytesIO(picture)).load()
    return 0


def encoded(image, quality):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.tell()


def re_encode(picture):
    return encoded(Image.open(io.BytesIO(picture)), 90)


def small(size):
    factor = 256 / min(size)
    return round(size[0] * factor), round(size[1] * factor)


def to_256(picture):
    image = Image.open(io.BytesIO(picture))
    return encoded(image.resize(small(image.size), Image.Resampling.BOX), 95)


def to_256_draft(picture):
    """Lets libjpeg decode at half of the size, or a quarter, or an eighth, where that is enough."""
    image = Image.open(io.BytesIO(picture))
    size = small(image.size)
    image.draft("RGB", size)
    return encoded(image.resize(size, Image.Resampling.BOX), 95)


main(
    f"Pillow {PIL.__version__} (libjpeg-turbo {features.version('libjpeg_turbo')})",
    {"decode": decode, "re-encode": re_encode, "256": to_256, "256-draft": to_256_draft},
)
