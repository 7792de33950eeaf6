"""Sets text in the one font that Pillow brings along, so that a drawing looks the same on every machine.

Measures are pixels of the finished picture; pictures are drawn `SCALE` times as large and then reduced. The
font knows Latin letters without accents; `printable` shows other letters by their base letter.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import cast

from PIL import ImageFont

SCALE = 2
"""Smooth lines without a vector library: everything is drawn this many times larger than it will be."""

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-") | {ord("•"): "·"}
EXTRA = frozenset("©«°±·»‘’“”")


def width_of(text: str, size: float, spacing: float = 0) -> float:
    """How wide a line is, in pixels of the finished picture."""
    return font(size).getlength(text) / SCALE + spacing * max(len(text) - 1, 0)


def wrap(text: str, size: float, width: float) -> list[str]:
    """The lines of a text, broken at spaces and after slashes; one long word may be wider than `width`."""
    lines = [""]
    for word in re.findall(r"[^\s/]*/|[^\s/]+|\s+", text.strip()):
        joined = lines[-1] + word
        if lines[-1].strip() and width_of(joined.rstrip(), size) > width:
            lines.append(word.lstrip())
        else:
            lines[-1] = joined
    return [line.strip() for line in lines]


def fit(text: str, *, width: float, largest: int, smallest: int, lines: int) -> tuple[int, list[str]]:
    """The largest size at which the text needs at most `lines` lines of `width`, and these, evenly filled.

    If even the smallest is too large, that size is used and the last line ends in an ellipsis.
    """
    for size in range(largest, smallest - 1, -2):
        broken = wrap(text, size, width)
        if len(broken) <= lines and _fits(broken, size, width):
            return size, _balanced(text, size, broken)
    kept = wrap(text, smallest, width)[:lines]
    kept[-1] += "…"
    return smallest, [_shortened(line, smallest, width) for line in kept]


def _fits(lines: Sequence[str], size: int, width: float) -> bool:
    return all(width_of(line, size) <= width for line in lines)


def _balanced(text: str, size: int, lines: list[str]) -> list[str]:
    """The same number of lines, in the narrowest column that holds them: no lonely word at the end."""
    while True:
        width = max(width_of(line, size) for line in lines) - 1
        narrower = wrap(text, size, width)
        if len(narrower) != len(lines) or not _fits(narrower, size, width):
            return lines
        lines = narrower


def printable(text: str) -> str:
    """The text in letters the font has: one line, accents dropped, dashes as hyphens, the rest as "?"."""
    folded = unicodedata.normalize("NFKD", " ".join(text.translate(_DASHES).split()))
    return "".join(letter if _has(letter) else "?" for letter in folded if not unicodedata.combining(letter))


def _has(letter: str) -> bool:
    return " " <= letter <= "~" or letter in EXTRA


@lru_cache(maxsize=64)
def font(size: float) -> ImageFont.FreeTypeFont:
    return cast(ImageFont.FreeTypeFont, ImageFont.load_default(size * SCALE))


def _shortened(line: str, size: int, width: float) -> str:
    """The line, cut so that it fits; the ellipsis stays."""
    while width_of(line, size) > width:
        line = f"{line.rstrip('…')[:-1].rstrip()}…"
    return line
