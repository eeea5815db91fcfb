"""Small maps as PNG images, in the colours of the page's light and dark theme."""

import struct
import zlib
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.sessions.wall.small_map import CLASS_BITS, SmallMap

Theme = Literal["light", "dark"]
Scale = Literal["values", "classes", "shares"]
Colour = tuple[int, int, int]

SHADES = 64
"""Colours of an image: few, so that a page with hundreds of images is small."""

FAINTEST = 0.12
"""Intensity of a class without a lead, as the page has it."""

# as static/js/draw/palette.js, whose test compares them
NEUTRAL: dict[Theme, Colour] = {"light": (243, 240, 234), "dark": (35, 33, 31)}
INK: dict[Theme, Colour] = {"light": (33, 30, 26), "dark": (241, 237, 230)}
LOW: dict[Theme, Colour] = {"light": (226, 86, 9), "dark": (250, 135, 54)}
HIGH: dict[Theme, Colour] = {"light": (42, 121, 184), "dark": (109, 174, 213)}
CLASSES: dict[Theme, Sequence[str]] = {
    "light": ("1b9e77", "e6ab02", "e7298a", "7570b3", "66a61e", "a6761d", "666666", "d95f02"),
    "dark": ("66c2a5", "ffd92f", "e78ac3", "8da0cb", "a6d854", "e5c494", "b3b3b3", "fc8d62"),
}


def class_colour(theme: Theme, index: int) -> Colour:
    """The colour of a class, repeating after the eighth."""
    text = CLASSES[theme][index % len(CLASSES[theme])]
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)


def image_address(image: SmallMap, theme: Theme) -> str:
    """A map as a PNG in a `data:` address."""
    pixels = np.frombuffer(image.values, np.uint8).reshape(image.size, image.size) // np.uint8(256 // SHADES)
    return "data:image/png;base64," + b64encode(png(pixels, palette(theme, kind_of(image)))).decode()


def kind_of(image: SmallMap) -> Scale:
    """The scale that the bytes of an image are on."""
    if image.kind == "confusion":
        return "shares"
    return "values" if image.classes is None else "classes"


@cache
def palette(theme: Theme, scale: Scale) -> bytes:
    """The colours of SHADES levels: of values from low to high, of classes with their lead, or of shares."""
    if scale == "shares":
        return bytes(b for level in range(SHADES) for b in mixed(theme, INK[theme], level / (SHADES - 1)))
    if scale == "values":
        shares = [2 * level / (SHADES - 1) - 1 for level in range(SHADES)]
        return bytes(b for each in shares for b in mixed(theme, LOW[theme] if each < 0 else HIGH[theme], abs(each)))
    leads = 2**CLASS_BITS * SHADES // 256
    shades = [(level // leads, level % leads / (leads - 1)) for level in range(SHADES)]
    return bytes(
        b for index, lead in shades for b in mixed(theme, class_colour(theme, index), FAINTEST + (1 - FAINTEST) * lead)
    )


def mixed(theme: Theme, colour: Colour, share: float) -> list[int]:
    """The neutral colour with a share of another."""
    return [round(a + (b - a) * share) for a, b in zip(NEUTRAL[theme], colour, strict=True)]


def png(pixels: NDArray[np.uint8], colours: bytes) -> bytes:
    """A PNG of indices (height, width) into colours of three bytes. https://www.w3.org/TR/png-3/"""
    height, width = pixels.shape
    rows = np.zeros((height, 1 + width), np.uint8)  # each row begins with its filter, 0 for none
    rows[:, 1:] = pixels
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"PLTE", colours), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
