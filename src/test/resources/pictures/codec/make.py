#!/usr/bin/python3
"""Makes the pictures in this folder and the table of what they show, `pictures.csv`.

Needs Debian's python3-pil, libjpeg-turbo-progs, libtiff-tools, imagemagick, gifsicle and webp. What these tools do
not write is put together here byte by byte, and read back by Pillow or ImageMagick before it is believed.
"""

import io
import math
import os
import struct
import subprocess
import sys
import tempfile
import zlib

from PIL import Image, ImageCms

WIDTH, HEIGHT = 45, 31
HERE = os.path.dirname(os.path.abspath(__file__))
TABLE = []
PAM_TYPES = {"L": "GRAYSCALE", "LA": "GRAYSCALE_ALPHA", "RGB": "RGB", "RGBA": "RGB_ALPHA"}


# The subject: four quadrants of different colours and gradients, no two edges or corners alike.


def colour(x, y):
    across, down = x / (WIDTH - 1), y / (HEIGHT - 1)
    if y < 14:
        if x < 26:
            return 235 - int(90 * down), int(210 * across), 20 + int(40 * down)
        return 30, int(90 + 120 * down), int(250 - 120 * across)
    if x < 18:
        return int(40 + 60 * across), int(230 - 140 * down), 60
    wave = int(90 * math.sin(x / 4) * math.cos(y / 3))
    return 128 + wave, 120 + wave // 2, 140 - wave // 3


def alpha(x, y):
    return 0 if x < 3 and y < 20 else min(255, 25 + 6 * x)


RGB = Image.new("RGB", (WIDTH, HEIGHT))
RGB.putdata([colour(x, y) for y in range(HEIGHT) for x in range(WIDTH)])
ALPHA = Image.new("L", (WIDTH, HEIGHT))
ALPHA.putdata([alpha(x, y) for y in range(HEIGHT) for x in range(WIDTH)])
GREY = RGB.convert("L")
BILEVEL = GREY.point(lambda v: 255 if v > 120 else 0)
RGBA = Image.merge("RGBA", (*RGB.split(), ALPHA))
GREY_ALPHA = Image.merge("LA", (GREY, ALPHA))
CMYK = Image.merge("CMYK", (*RGB.point(lambda v: 255 - v).split(), GREY.point(lambda v: (255 - v) // 3)))
CMYK_SHOWN = CMYK.convert("RGB")  # without a profile


def levels(bits):
    """The grey picture in fewer levels, and its samples."""
    most = (1 << bits) - 1
    samples = [v * most // 255 for v in GREY.getdata()]
    shown = Image.new("L", GREY.size)
    shown.putdata([(s * 255 * 2 + most) // (2 * most) for s in samples])
    return samples, shown


def palette(colours):
    """The picture in few colours."""
    return RGB.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def palette_bytes(image, colours):
    return bytes(image.getpalette()[: 3 * colours]).ljust(3 * colours, b"\0")


# Files and the table.


def write(name, content):
    path = os.path.join(HERE, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)


def expect(name, image):
    """Writes what a picture has to show, and returns its name."""
    head = f"P7\nWIDTH {image.width}\nHEIGHT {image.height}\nDEPTH {len(image.getbands())}\nMAXVAL 255\n"
    write(f"expected/{name}.pam", f"{head}TUPLTYPE {PAM_TYPES[image.mode]}\nENDHDR\n".encode() + image.tobytes())
    return name


def picture(name, content, expected, error=0):
    """Writes a picture; `error` is the mean difference of samples that decoders are allowed."""
    write(name, content)
    TABLE.append(f"{name},{expected},{error}")


def saved(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def tool(image, command, suffix, extra=None):
    """What a command makes of a picture; {in}, {out} and {extra} stand for files."""
    with tempfile.TemporaryDirectory() as folder:
        names = {key: os.path.join(folder, key) for key in ("in", "extra")}
        names["out"] = os.path.join(folder, "out" + suffix)
        for key, content in (("in", image), ("extra", extra)):
            if content is not None:
                with open(names[key], "wb") as file:
                    file.write(content)
        subprocess.run([part.format(**names) for part in command.split()], check=True, stderr=subprocess.DEVNULL)
        with open(names["out"], "rb") as file:
            return file.read()


def ppm(image):
    return saved(image, "PPM")


# JPEG


def djpeg(content):
    return Image.open(io.BytesIO(tool(content, "djpeg -outfile {out} {in}", ".ppm")))


def cjpeg(image, options):
    return tool(ppm(image), f"cjpeg {options} -outfile {{out}} {{in}}", ".jpg")


def segments(jpeg):
    """The segments of a JPEG up to its first scan, and the rest."""
    found, at = [], 2
    while jpeg[at + 1] != 0xDA:
        end = at + 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        found.append(jpeg[at:end])
        at = end
    return found, jpeg[at:]


def without(jpeg, marker):
    found, rest = segments(jpeg)
    return jpeg[:2] + b"".join(s for s in found if s[1] != marker) + rest


def changed(jpeg, marker, change):
    found, rest = segments(jpeg)
    return jpeg[:2] + b"".join(change(s) if s[1] == marker else s for s in found) + rest


def transform(jpeg, value):
    """With another colour transform in Adobe's marker."""
    return changed(jpeg, 0xEE, lambda s: s[:-1] + bytes([value]))


def jpegs():
    for name, options in {
        "444": "-quality 90 -sample 1x1",
        "422": "-quality 90 -sample 2x1",
        "420": "-quality 90 -sample 2x2",
        "440": "-quality 90 -sample 1x2",
        "411": "-quality 90 -sample 4x1",
        "progressive": "-quality 90 -progressive",
        "restarts": "-quality 90 -restart 1",
        "grey": "-quality 90 -grayscale",
        "grey-progressive": "-quality 90 -grayscale -progressive",
        "rgb": "-quality 90 -rgb",
        "optimized": "-quality 60 -optimize",
    }.items():
        jpeg = cjpeg(RGB, options)
        error = 3 if name == "440" else 1  # older libjpegs repeat these colours instead of interpolating them
        picture(f"jpeg/{name}.jpg", jpeg, expect(f"jpeg-{name}", djpeg(jpeg)), error)
    picture("jpeg/no-marker.jpg", without(cjpeg(RGB, "-quality 90 -sample 1x1"), 0xE0), "jpeg-444", 1)
    picture("jpeg/rgb-no-marker.jpg", without(cjpeg(RGB, "-quality 90 -rgb"), 0xEE), "jpeg-rgb", 1)
    four_inks()
    profiles()
    for name, change in {
        "12-bit": lambda s: bytes([0xFF, 0xC1]) + s[2:4] + bytes([12]) + s[5:],
        "lossless": lambda s: bytes([0xFF, 0xC3]) + s[2:],
    }.items():
        write(f"jpeg/{name}.jpg", changed(cjpeg(RGB, "-quality 90"), 0xC0, change))
    write("jpeg/arithmetic.jpg", cjpeg(RGB, "-quality 90 -arithmetic"))
    orientations()


def four_inks():
    jpeg = saved(CMYK, "JPEG", quality=92)
    shown = expect("jpeg-cmyk", Image.open(io.BytesIO(jpeg)).convert("RGB"))
    picture("jpeg/cmyk.jpg", jpeg, shown, 1)
    picture("jpeg/cmyk-no-marker.jpg", without(jpeg, 0xEE), shown, 1)
    # Adobe's YCCK holds three inks as if they were light, and black inverted. Pillow inverts whatever it is given.
    inks = Image.merge("RGB", CMYK.split()[:3]).convert("YCbCr")
    turned = Image.merge("CMYK", [*(band.point(lambda v: 255 - v) for band in inks.split()), CMYK.split()[3]])
    jpeg = transform(saved(turned, "JPEG", quality=92), 2)
    picture("jpeg/ycck.jpg", jpeg, expect("jpeg-ycck", Image.open(io.BytesIO(jpeg)).convert("RGB")), 1)


def profiles():
    """Pictures with colour profiles that nobody can overlook."""
    write("profiles/turned.icc", turned_profile())
    write("profiles/cmyk.icc", cmyk_profile())
    jpeg = saved(RGB, "JPEG", quality=92, subsampling=0, icc_profile=turned_profile())
    plain = djpeg(jpeg)
    write("jpeg/icc.jpg", jpeg)
    expect("jpeg-icc", converted(plain, turned_profile()))
    expect("jpeg-icc-ignored", plain)
    expect("icc", converted(RGB, turned_profile()))
    for name in ("cmyk", "ycck"):
        jpeg = with_profile(os.path.join(HERE, f"jpeg/{name}.jpg"), cmyk_profile())
        write(f"jpeg/{name}-icc.jpg", jpeg)
        expect(f"jpeg-{name}-icc", converted(Image.open(io.BytesIO(jpeg)), cmyk_profile()))


def with_profile(path, profile):
    with open(path, "rb") as file:
        jpeg = file.read()
    payload = b"ICC_PROFILE\0\1\1" + profile
    return jpeg[:2] + struct.pack(">BBH", 0xFF, 0xE2, len(payload) + 2) + payload + jpeg[2:]


def converted(image, profile):
    return ImageCms.profileToProfile(
        image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )


def orientations():
    """Eight stored pictures that all show the same when they are turned as they say."""
    turns = [
        None,
        Image.Transpose.FLIP_LEFT_RIGHT,
        Image.Transpose.ROTATE_180,
        Image.Transpose.FLIP_TOP_BOTTOM,
        Image.Transpose.TRANSPOSE,
        Image.Transpose.ROTATE_90,
        Image.Transpose.TRANSVERSE,
        Image.Transpose.ROTATE_270,
    ]
    for value, turn in enumerate(turns, start=1):
        stored = RGB if turn is None else RGB.transpose(turn)
        exif = Image.Exif()
        exif[0x0112] = value
        write(f"orientation/{value}.jpg", saved(stored, "JPEG", quality=96, subsampling=0, exif=exif))


# Colour profiles (ICC.1)


def profile(device, space, tags):
    """A profile of version 2."""
    body, table, at = b"", b"", 132 + 12 * len(tags)
    for name, content in tags.items():
        table += struct.pack(">4sII", name, at + len(body), len(content))
        body += content + b"\0" * (-len(content) % 4)
    head = struct.pack(">I4sI4s4s4s", at + len(body), b"lcms", 0x02400000, device, space[:4], space[4:])
    head += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp").ljust(32, b"\0") + struct.pack(">I", 0)
    return (head + xyz(0.9642, 1, 0.8249)).ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def fixed(value):
    return struct.pack(">i", round(value * 65536))


def xyz(*values):
    return b"".join(map(fixed, values))


def described(name):
    text = name.encode() + b"\0"
    desc = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + b"\0" * 78
    white = b"XYZ \0\0\0\0" + xyz(0.9642, 1, 0.8249)
    return {b"desc": desc, b"cprt": b"text\0\0\0\0None.\0", b"wtpt": white}


def turned_profile():
    """sRGB but for its primaries, each of which is the next one's: what is red shows green, green blue, blue red."""
    tags = described("Turned sRGB")
    tags[b"rXYZ"] = b"XYZ \0\0\0\0" + xyz(0.3851, 0.7169, 0.0971)
    tags[b"gXYZ"] = b"XYZ \0\0\0\0" + xyz(0.1431, 0.0606, 0.7139)
    tags[b"bXYZ"] = b"XYZ \0\0\0\0" + xyz(0.4361, 0.2225, 0.0139)
    linear = [v / 255 / 12.92 if v / 255 <= 0.04045 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in range(256)]
    curve = b"curv\0\0\0\0" + struct.pack(">I", 256) + b"".join(struct.pack(">H", round(v * 65535)) for v in linear)
    tags.update({b"rTRC": curve, b"gTRC": curve, b"bTRC": curve})
    return profile(b"mntr", b"RGB XYZ ", tags)


def cmyk_profile():
    """A printer that lays every ink as grey, each less dark than the one before: colours vanish."""
    points = []
    for inks in range(16):
        cyan, magenta, yellow, black = (inks >> 3) & 1, (inks >> 2) & 1, (inks >> 1) & 1, inks & 1
        points += [255 - 60 * cyan - 45 * magenta - 30 * yellow - 110 * black, 128, 128]
    identity = bytes(range(256))
    table = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + xyz(1, 0, 0, 0, 1, 0, 0, 0, 1)
    table += identity * 4 + bytes(points) + identity * 3
    return profile(b"prtr", b"CMYKLab ", described("Grey inks") | {b"A2B0": table})


# PNG


def packed(samples, bits):
    """Rows of samples of 1 to 16 bits, each row ending on a byte."""
    rows = []
    for row in samples:
        number = 0
        for sample in row:
            number = number << bits | sample
        spare = -len(row) * bits % 8
        rows.append((number << spare).to_bytes((len(row) * bits + spare) // 8, "big"))
    return rows


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(colour_type, bits, samples, extra=b"", interlaced=False):
    """A PNG of `samples`, which are rows of flat samples."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour_type]
    passes = [(0, 0, 1, 1)]
    if interlaced:
        passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    data = b""
    for left, top, right, down in passes:
        part = []
        for row in samples[top::down]:
            pixels = [row[i : i + channels] for i in range(0, len(row), channels)]
            part.append([s for pixel in pixels[left::right] for s in pixel])
        data += b"".join(b"\0" + row for row in packed(part, bits) if row)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, bits, colour_type, 0, 0, int(interlaced))
    content = chunk(b"IHDR", head) + extra + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + content


def rows(samples, channels=1):
    length = WIDTH * channels
    return [list(samples[i : i + length]) for i in range(0, len(samples), length)]


def wide(samples):
    """Samples of 16 bits whose lower half is not the upper one."""
    return [s << 8 | (s * 7 + 3) & 0x7F for s in samples]


def pngs():
    for bits in (1, 2, 4):
        samples, shown = levels(bits)
        picture(f"png/grey{bits}.png", png(0, bits, rows(samples)), expect(f"grey{bits}", shown))
        picture(f"png/grey{bits}-interlaced.png", png(0, bits, rows(samples), b"", True), f"grey{bits}")
    kinds = {"grey": (0, GREY), "rgb": (2, RGB), "grey-alpha": (4, GREY_ALPHA), "rgba": (6, RGBA)}
    for name, (colour_type, image) in kinds.items():
        samples, channels = list(image.tobytes()), len(image.getbands())
        expect(name, image)
        for bits, values in ((8, samples), (16, wide(samples))):
            form = rows(values, channels)
            picture(f"png/{name}{bits}.png", png(colour_type, bits, form), name, int(bits == 16))
            picture(
                f"png/{name}{bits}-interlaced.png",
                png(colour_type, bits, form, b"", True),
                name,
                int(bits == 16),
            )
    palettes()
    transparent_colours()
    write("png/icc.png", saved(RGB, "PNG", icc_profile=turned_profile()))
    write("png/grey-gamma.png", png(0, 8, rows(GREY.tobytes()), chunk(b"gAMA", struct.pack(">I", 100000))))
    TABLE.append("png/grey-gamma.png,grey,0")


def palettes():
    for bits, colours in ((1, 2), (2, 4), (4, 16), (8, 200)):
        image = palette(colours)
        table = chunk(b"PLTE", palette_bytes(image, colours))
        shown = image.convert("RGB")
        form = rows(image.tobytes())
        picture(f"png/palette{bits}.png", png(3, bits, form, table), expect(f"palette{bits}", shown))
        picture(f"png/palette{bits}-interlaced.png", png(3, bits, form, table, True), f"palette{bits}")
        clear = [0, 90, 200][: min(3, colours)]
        shown.putalpha(Image.frombytes("L", image.size, bytes((clear + [255] * 256)[i] for i in image.tobytes())))
        content = png(3, bits, form, table + chunk(b"tRNS", bytes(clear)))
        picture(f"png/palette{bits}-transparent.png", content, expect(f"palette{bits}-transparent", shown))


def transparent_colours():
    """One value or colour of an opaque picture declared transparent."""
    for bits in (2, 8, 16):
        samples, shown = levels(bits) if bits < 8 else (list(GREY.tobytes()), GREY)
        samples = wide(samples) if bits == 16 else samples
        clear = samples[20 * WIDTH + 9]
        shown = Image.merge("LA", (shown, Image.new("L", shown.size)))
        shown.putalpha(Image.frombytes("L", shown.size, bytes(0 if s == clear else 255 for s in samples)))
        content = png(0, bits, rows(samples), chunk(b"tRNS", struct.pack(">H", clear)))
        picture(f"png/grey{bits}-transparent.png", content, expect(f"grey{bits}-transparent", shown), int(bits == 16))
    image = palette(16).convert("RGB")
    for bits in (8, 16):
        samples = list(image.tobytes()) if bits == 8 else wide(image.tobytes())
        clear = samples[:3]
        pixels = [samples[i : i + 3] for i in range(0, len(samples), 3)]
        shown = image.copy()
        shown.putalpha(Image.frombytes("L", image.size, bytes(0 if p == clear else 255 for p in pixels)))
        content = png(2, bits, rows(samples, 3), chunk(b"tRNS", struct.pack(">3H", *clear)))
        picture(f"png/rgb{bits}-transparent.png", content, expect("rgb-transparent", shown), int(bits == 16))


# GIF


def gifs():
    image = palette(64)
    shown = image.convert("RGB")
    plain = saved(image, "GIF", interlace=0)
    expect("palette64", shown)
    picture("gif/plain.gif", plain, "palette64")
    picture("gif/87a.gif", b"GIF87a" + plain[6:], "palette64")
    picture("gif/interlaced.gif", tool(plain, "gifsicle --interlace -o {out} {in}", ".gif"), "palette64")
    clear = image.getpixel((5, 5))
    shown.putalpha(Image.frombytes("L", image.size, bytes(0 if i == clear else 255 for i in image.tobytes())))
    expect("palette64-transparent", shown)
    picture("gif/transparent.gif", saved(image, "GIF", interlace=0, transparency=clear), "palette64-transparent")
    gif_places(plain, image)


def gif_places(plain, image):
    """Frames with a palette of their own, and in a place of their own on a larger screen."""
    flags = plain[10]
    table = 3 << ((flags & 7) + 1)
    palette_of_it, rest = plain[13 : 13 + table], plain[13 + table :]
    at = rest.index(b"\x2c" + struct.pack("<HHHH", 0, 0, WIDTH, HEIGHT))
    local = rest[at : at + 9] + bytes([0x80 | flags & 7]) + palette_of_it + rest[at + 10 :]
    screen = plain[:10] + bytes([flags & 0x70]) + plain[11:13]
    picture("gif/local-palette.gif", screen + local, "palette64")
    moved = bytes([0x2C]) + struct.pack("<HHHH", 7, 4, WIDTH, HEIGHT) + local[9:]
    canvas = Image.new("RGBA", (60, 40))
    canvas.paste(image.convert("RGB"), (7, 4))
    larger = plain[:6] + struct.pack("<HH", 60, 40) + screen[10:]
    picture("gif/small-frame.gif", larger + moved, expect("gif-small-frame", canvas))
    film = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    second = local[:1] + struct.pack("<HHHH", 0, 0, WIDTH, HEIGHT) + local[9:]
    picture("gif/film.gif", larger + film + moved[:-1] + second, "gif-small-frame")


# BMP


def bmp(bits, data, colours=b"", compression=0, height=HEIGHT, header=40, extra=b""):
    """`data` in rows from below, unless height is negative."""
    if header == 12:
        info = struct.pack("<IHHHH", 12, WIDTH, height, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", header, WIDTH, height, 1, bits, compression, len(data), 2835, 2835, 0, 0)
        info = (info + (extra if header > 40 else b"")).ljust(header, b"\0") + (b"" if header > 40 else extra)
    offset = 14 + len(info) + len(colours)
    return struct.pack("<2sIHHI", b"BM", offset + len(data), 0, 0, offset) + info + colours + data


def bmp_rows(lines):
    return b"".join(line + b"\0" * (-len(line) % 4) for line in reversed(lines))


def bmp_colours(image, colours, size=4):
    table = palette_bytes(image, colours)
    return b"".join(table[i : i + 3][::-1] + b"\0" * (size - 3) for i in range(0, len(table), 3))


def run_lengths(lines, bits):
    """RLE8 or RLE4: runs, literal runs of every parity, and a jump over pixels that are 0."""
    out = b""
    for line in reversed(lines):
        x = 0
        while x < len(line):
            length = 1
            while x + length < len(line) and line[x + length] == line[x] and length < 255:
                length += 1
            if length < 3 and len(line) - x >= 3:
                length = min(5, len(line) - x)
                literal = line[x : x + length]
                data = bytes(literal) if bits == 8 else packed([literal], 4)[0]
                out += bytes([0, length]) + data + b"\0" * (len(data) % 2)
            else:
                out += bytes([length, line[x] if bits == 8 else line[x] * 17])
            x += length
        out += b"\0\0"
    return out + b"\0\1"


def masks(red, green, blue, opaque=0):
    return struct.pack("<IIII", red, green, blue, opaque)


def bmps():
    for bits, colours in ((1, 2), (4, 16), (8, 200)):
        image = palette(colours)
        data = bmp_rows(packed(rows(image.tobytes()), bits))
        full = bmp_colours(image, 1 << bits)
        picture(f"bmp/palette{bits}.bmp", bmp(bits, data, full), f"palette{bits}")
        short = bmp_colours(image, 1 << bits, 3)
        picture(f"bmp/palette{bits}-os2.bmp", bmp(bits, data, short, header=12), f"palette{bits}")
        if bits > 1:
            data = run_lengths(rows(image.tobytes()), bits)
            picture(f"bmp/rle{bits}.bmp", bmp(bits, data, full, 3 - bits // 4), f"palette{bits}")
    jumps()
    high_colour()
    lines = [row[::1] for row in rows(RGB.tobytes(), 3)]
    swapped = [bytes(v for i in range(0, len(r), 3) for v in (r[i + 2], r[i + 1], r[i])) for r in lines]
    data = bmp_rows(swapped)
    picture("bmp/rgb24.bmp", bmp(24, data), "rgb")
    picture("bmp/rgb24-top-down.bmp", bmp(24, bmp_rows(swapped[::-1]), height=-HEIGHT), "rgb")
    picture("bmp/rgb24-os2.bmp", bmp(24, data, header=12), "rgb")
    picture("bmp/rgb24-os2v2.bmp", bmp(24, data, header=64), "rgb")
    padded = [bytes(v for i in range(0, len(r), 3) for v in (*r[i : i + 3], 0)) for r in swapped]
    picture("bmp/rgb32.bmp", bmp(32, bmp_rows(padded)), "rgb")
    true_colour()


def jumps():
    """Run lengths that leave pixels out: they have the palette's first colour."""
    image = palette(200)
    line = rows(image.tobytes())
    data, kept = b"", []
    for number, row in enumerate(reversed(line)):
        if number % 3 == 1:
            data += bytes([0, 2, 10, 0])  # ten pixels to the right
            kept.append([0] * 10 + row[10:])
            data += b"".join(bytes([1, v]) for v in row[10:]) + b"\0\0"
        elif number % 3 == 2:
            kept.append([0] * WIDTH)
            data += b"\0\0"
        else:
            kept.append(row)
            data += b"".join(bytes([1, v]) for v in row) + b"\0\0"
    shown = image.copy()
    shown.putdata([v for row in reversed(kept) for v in row])
    content = bmp(8, data + b"\0\1", bmp_colours(image, 256), 1)
    picture("bmp/rle8-jumps.bmp", content, expect("bmp-jumps", shown.convert("RGB")))


def high_colour():
    for name, sizes, compression in (("rgb555", (5, 5, 5), 0), ("rgb565", (5, 6, 5), 3)):
        lines, shown = [], []
        for row in rows(list(RGB.getdata())):
            line = b""
            for pixel in row:
                parts = [v >> 8 - size for v, size in zip(pixel, sizes)]
                line += struct.pack("<H", (parts[0] << sizes[1] | parts[1]) << sizes[2] | parts[2])
                shown.append(tuple(round(p * 255 / ((1 << s) - 1)) for p, s in zip(parts, sizes)))
            lines.append(line)
        image = Image.new("RGB", RGB.size)
        image.putdata(shown)
        extra = masks(0xF800, 0x7E0, 0x1F)[:12] if compression else b""
        content = bmp(16, bmp_rows(lines), compression=compression, extra=extra)
        picture(f"bmp/{name}.bmp", content, expect(f"bmp-{name}", image), 1)


def true_colour():
    """32 bits with masks, in the order RGBA from the lowest byte."""
    lines = [bytes(row) for row in rows(RGBA.tobytes(), 4)]
    opaque = [bytes(v for i in range(0, len(r), 4) for v in (*r[i : i + 3], 0)) for r in lines]
    three = masks(0xFF, 0xFF00, 0xFF0000)
    four = masks(0xFF, 0xFF00, 0xFF0000, 0xFF000000)
    picture("bmp/bitfields32.bmp", bmp(32, bmp_rows(opaque), compression=3, extra=three[:12]), "rgb")
    for header in (108, 124):
        extra = four + b"BGRs" if header == 124 else four + b" niW"
        content = bmp(32, bmp_rows(lines), compression=3, header=header, extra=extra)
        picture(f"bmp/rgba32-v{header}.bmp", content, "rgba")


# TIFF


def tiffcp(tiff, options):
    return tool(tiff, f"tiffcp {options} {{in}} {{out}}", ".tif")


def im(content, options):
    return tool(content, f"/usr/bin/convert png:{{in}} {options} tiff:{{out}}", ".tif")


def tiff(image, **options):
    return saved(image, "TIFF", **options)


def tiffs():
    sources = {"rgb": tiff(RGB), "grey": tiff(GREY)}
    for name, content in sources.items():
        for compression in ("none", "lzw", "packbits", "zip"):
            picture(f"tiff/{name}-{compression}.tif", tiffcp(content, f"-c {compression}"), name)
        for compression in ("lzw", "zip"):
            picture(f"tiff/{name}-{compression}-predictor.tif", tiffcp(content, f"-c {compression}:2"), name)
        picture(f"tiff/{name}-strips.tif", tiffcp(content, "-c lzw -r 7"), name)
        picture(f"tiff/{name}-tiles.tif", tiffcp(content, "-c lzw -t -w 16 -l 16"), name)
        picture(f"tiff/{name}-big-endian.tif", tiffcp(content, "-c lzw -B"), name)
        picture(f"tiff/{name}-fill-order.tif", tiffcp(content, "-c lzw -f lsb2msb"), name)
    picture("tiff/rgb-planar.tif", tiffcp(sources["rgb"], "-c none -p separate"), "rgb")
    picture("tiff/rgb-planar-tiles.tif", tiffcp(sources["rgb"], "-c lzw -p separate -t -w 16 -l 16"), "rgb")
    picture("tiff/rgb-planar-predictor.tif", tiffcp(sources["rgb"], "-c lzw:2 -p separate -r 8"), "rgb")
    bilevel_tiffs()
    deep_tiffs()
    colour_tiffs()
    jpeg_tiffs(sources)
    picture("tiff/pages.tif", tiff(RGB, save_all=True, append_images=[GREY, palette(16)]), "rgb")


def bilevel_tiffs():
    image = tiff(BILEVEL.convert("1"))
    expect("bilevel", BILEVEL)
    for name, options in {
        "none": "-c none",
        "packbits": "-c packbits",
        "lzw": "-c lzw",
        "g3": "-c g3",
        "g3-2d": "-c g3:2d",
        "g4": "-c g4",
        "g4-strips": "-c g4 -r 8",
        "g4-fill-order": "-c g4 -f lsb2msb",
        "zip-tiles": "-c zip -t -w 16 -l 16",
    }.items():
        picture(f"tiff/bilevel-{name}.tif", tiffcp(image, options), "bilevel")
    inverted = tiff(BILEVEL.point(lambda v: 255 - v).convert("1"))
    for compression in ("none", "g4"):
        content = bytearray(tiffcp(inverted, f"-c {compression}"))
        set_short(content, 262, 0)  # white is 0
        picture(f"tiff/bilevel-white-is-0-{compression}.tif", bytes(content), "bilevel")


def fields(content):
    """Where the fields of the first page stand, by tag; little-endian files only."""
    at = struct.unpack_from("<I", content, 4)[0]
    count = struct.unpack_from("<H", content, at)[0]
    return {struct.unpack_from("<H", content, at + 2 + 12 * i)[0]: at + 2 + 12 * i for i in range(count)}


def set_short(content, tag, value):
    struct.pack_into("<H", content, fields(content)[tag] + 8, value)


def raw_tiff(samples, bits, photometric, channels, extra=None, tags=()):
    """One uncompressed strip, little-endian; `samples` are rows of flat samples."""
    data = b"".join(packed(samples, bits)) if bits < 16 else b"".join(struct.pack(f"<{len(r)}H", *r) for r in samples)
    extras = [(338, 3, [extra])] if extra is not None else []
    return one_strip(data, bits, photometric, channels, [*extras, *tags])


def one_strip(data, bits, photometric, channels, tags, compression=1):
    """A little-endian TIFF with its data at byte 8."""
    entries = [(256, 3, [WIDTH]), (257, 3, [HEIGHT]), (258, 3, [bits] * channels)]
    entries += [(259, 3, [compression]), (262, 3, [photometric])]
    entries += [(273, 4, [8]), (277, 3, [channels]), (278, 3, [HEIGHT]), (279, 4, [len(data)])]
    entries += list(tags)
    content = b"II*\0" + struct.pack("<I", 8 + len(data) + len(data) % 2) + data + b"\0" * (len(data) % 2)
    at = len(content) + 2 + 12 * len(entries) + 4
    directory, values = struct.pack("<H", len(entries)), b""
    for tag, kind, numbers in sorted(entries):
        value = struct.pack(f"<{len(numbers)}{'HI'[kind == 4]}", *numbers)
        if len(value) > 4:
            directory += struct.pack("<HHII", tag, kind, len(numbers), at + len(values))
            values += value + b"\0" * (len(value) % 2)
        else:
            directory += struct.pack("<HHI", tag, kind, len(numbers)) + value.ljust(4, b"\0")
    return content + directory + struct.pack("<I", 0) + values


def deep_tiffs():
    for bits in (2, 4):
        samples, _ = levels(bits)
        picture(f"tiff/grey{bits}.tif", raw_tiff(rows(samples), bits, 1, 1), f"grey{bits}")
    picture("tiff/grey8-white-is-0.tif", raw_tiff(rows([255 - v for v in GREY.tobytes()]), 8, 0, 1), "grey")
    for name, image, photometric in (("grey", GREY, 1), ("rgb", RGB, 2)):
        channels = len(image.getbands())
        plain = raw_tiff(rows(wide(image.tobytes()), channels), 16, photometric, channels)
        picture(f"tiff/{name}16.tif", plain, name, 1)
        picture(f"tiff/{name}16-big-endian.tif", tiffcp(plain, "-B"), name, 1)
        picture(f"tiff/{name}16-predictor.tif", tiffcp(plain, "-c lzw:2"), name, 1)
        picture(f"tiff/{name}16-big-endian-predictor.tif", tiffcp(plain, "-c zip:2 -B"), name, 1)
    planar = im(png(2, 16, rows(wide(RGB.tobytes()), 3)), "-interlace plane -compress zip")
    picture("tiff/rgb16-planar.tif", planar, "rgb", 1)


def premultiplied(image):
    channels = len(image.getbands()) - 1
    out = []
    for pixel in image.getdata():
        out += [(v * pixel[-1] + 127) // 255 for v in pixel[:channels]] + [pixel[-1]]
    return out


def colour_tiffs():
    for bits, colours in ((4, 16), (8, 200)):
        image = palette(colours)
        table = palette_bytes(image, 1 << bits)
        planes = [table[c::3][i] * 257 for c in range(3) for i in range(1 << bits)]
        content = raw_tiff(rows(image.tobytes()), bits, 3, 1, tags=[(320, 3, planes)])
        picture(f"tiff/palette{bits}.tif", content, f"palette{bits}")
    picture("tiff/palette8-lzw.tif", tiffcp(content, "-c lzw"), "palette8")
    for name, image, photometric, channels in (("rgba", RGBA, 2, 4), ("grey-alpha", GREY_ALPHA, 1, 2)):
        straight = raw_tiff(rows(list(image.tobytes()), channels), 8, photometric, channels, extra=2)
        picture(f"tiff/{name}-unassociated.tif", straight, name)
        picture(f"tiff/{name}-unassociated-predictor.tif", tiffcp(straight, "-c lzw:2"), name)
        content = raw_tiff(rows(premultiplied(image), channels), 8, photometric, channels, extra=1)
        picture(f"tiff/{name}-associated.tif", content, name, 1)
    rgba16 = raw_tiff(rows(wide(RGBA.tobytes()), 4), 16, 2, 4, extra=2)
    picture("tiff/rgba16-unassociated.tif", rgba16, "rgba", 1)
    cmyk = raw_tiff(rows(list(CMYK.tobytes()), 4), 8, 5, 4)
    expect("cmyk", CMYK_SHOWN)
    picture("tiff/cmyk.tif", cmyk, "cmyk", 1)
    picture("tiff/cmyk-lzw-planar.tif", tiffcp(cmyk, "-c lzw -p separate"), "cmyk", 1)
    write("tiff/cmyk-icc.tif", tiff(CMYK, icc_profile=cmyk_profile()))
    expect("cmyk-icc", converted(CMYK, cmyk_profile()))
    write("tiff/rgb-icc.tif", tiff(RGB, icc_profile=turned_profile()))
    ycbcr_tiffs()


def ycbcr_tiffs():
    """Uncompressed YCbCr, with colours in full and in half resolution: blocks of 4 Y, Cb, Cr (TIFF 6.0, section 21)."""
    image = RGB.convert("YCbCr")
    full = raw_tiff(rows(list(image.tobytes()), 3), 8, 6, 3, tags=[(530, 3, [1, 1])])
    picture("tiff/ycbcr-444.tif", full, expect("ycbcr", image.convert("RGB")), 1)
    luma, blue, red = (band.load() for band in image.split())
    data = []
    for top in range(0, HEIGHT, 2):
        line = []
        for left in range(0, WIDTH, 2):
            places = [(min(left + i, WIDTH - 1), min(top + j, HEIGHT - 1)) for j in (0, 1) for i in (0, 1)]
            line += [luma[p] for p in places] + [sum(band[p] for p in places) // 4 for band in (blue, red)]
        data.append(line)
    half = raw_tiff(data, 8, 6, 3, tags=[(530, 3, [2, 2])])
    shown = Image.open(io.BytesIO(tool(half, "tiff2rgba -c none {in} {out}", ".tif"))).convert("RGB")
    picture("tiff/ycbcr-420.tif", half, expect("ycbcr-420", shown), 2)


def jpeg_tiffs(sources):
    for name, options in {
        "ycbcr": "-c jpeg:r:90",
        "rgb": "-c jpeg:90",
        "tiles": "-c jpeg:r:90 -t -w 16 -l 16",
        "strips": "-c jpeg:r:90 -r 16",
    }.items():
        content = tiffcp(sources["rgb"], options)
        shown = Image.open(io.BytesIO(tool(content, "tiff2rgba -c none {in} {out}", ".tif"))).convert("RGB")
        picture(f"tiff/jpeg-{name}.tif", content, expect(f"tiff-jpeg-{name}", shown), 1.5)
    jpeg = cjpeg(RGB, "-quality 90 -sample 1x1")
    tags = [(513, 4, [8]), (514, 4, [len(jpeg)]), (530, 3, [1, 1])]
    picture("tiff/jpeg-old.tif", one_strip(jpeg, 8, 6, 3, tags, 6), "jpeg-444", 1)
    content = tiffcp(sources["grey"], "-c jpeg:90")
    picture("tiff/jpeg-grey.tif", content, expect("tiff-jpeg-grey", Image.open(io.BytesIO(content)).convert("L")), 1)


# WebP


def cwebp(image, options):
    return tool(saved(image, "PNG"), f"cwebp -quiet {options} {{in}} -o {{out}}", ".webp")


def lossy(name, content, image):
    """Expected is what libwebp decodes."""
    out = tool(content, "dwebp -quiet {in} -o {out}", ".png")
    picture(f"webp/{name}.webp", content, expect(f"webp-{name}", Image.open(io.BytesIO(out)).convert(image.mode)), 1.5)


def webps():
    for name, options in {
        "lossy": "-q 85",
        "lossy-low": "-q 20",
        "lossy-simple-filter": "-q 50 -nostrong -sharpness 3 -f 60",
        "lossy-strong-filter": "-q 30 -strong -f 80",
        "lossy-segments": "-q 60 -segments 4 -sns 100",
    }.items():
        lossy(name, cwebp(RGB, options), RGB)
    parts = "/usr/bin/convert {in} -quality 80 -define webp:partitions=3 webp:{out}"
    lossy("lossy-partitions", tool(ppm(RGB), parts, ".webp"), RGB)
    for name, options in {
        "alpha": "-q 85",
        "alpha-filter-none": "-q 85 -alpha_filter none",
        "alpha-filter-best": "-q 85 -alpha_filter best",
        "alpha-uncompressed": "-q 85 -alpha_method 0",
        "alpha-lossy": "-q 85 -alpha_q 30",
    }.items():
        lossy(name, cwebp(RGBA, options), RGBA)
    picture("webp/lossless.webp", cwebp(RGB, "-lossless"), "rgb")
    picture("webp/lossless-fast.webp", cwebp(RGB, "-lossless -z 0"), "rgb")
    picture("webp/lossless-best.webp", cwebp(RGB, "-lossless -z 9"), "rgb")
    picture("webp/lossless-alpha.webp", cwebp(RGBA, "-lossless -exact"), "rgba")
    for bits, colours in ((1, 2), (2, 4), (4, 16), (8, 200)):
        picture(f"webp/palette{bits}.webp", cwebp(palette(colours).convert("RGB"), "-lossless -z 9"), f"palette{bits}")
    profile_name = os.path.join(HERE, "profiles/turned.icc")
    lossless = cwebp(RGB, "-lossless")
    write("webp/icc.webp", tool(lossless, f"webpmux -set icc {profile_name} {{in}} -o {{out}}", ".webp"))
    film(lossless)


def film(lossless):
    """Two frames; the first lies at (8, 4) of a canvas of 60 × 40 pixels, the second fills it."""
    background = cwebp(Image.new("RGB", (60, 40), (200, 30, 90)), "-q 80")
    canvas = Image.new("RGBA", (60, 40))
    canvas.paste(RGB, (8, 4))
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, name) for name in ("first.webp", "second.webp", "film.webp")]
        for name, content in zip(names, (lossless, background)):
            with open(name, "wb") as file:
                file.write(content)
        frames = ["-frame", names[0], "+100+8+4+0-b", "-frame", names[1], "+100+0+0+0-b"]
        subprocess.run(["webpmux", *frames, "-o", names[2]], check=True, stderr=subprocess.DEVNULL)
        with open(names[2], "rb") as file:
            picture("webp/film.webp", file.read(), expect("webp-film", canvas))


def main():
    for make in (pngs, jpegs, gifs, bmps, tiffs, webps):
        make()
    write("pictures.csv", ("\n".join(["file,expected,error", *TABLE]) + "\n").encode())


if __name__ == "__main__":
    sys.exit(main())
