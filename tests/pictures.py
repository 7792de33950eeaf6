"""Pictures for tests: made here, so that each says what is in it."""

import io
import random
from typing import Any

from hypothesis import strategies as st
from PIL import Image, ImageDraw

RED, GREEN, BLUE, WHITE = (200, 30, 40), (30, 160, 60), (30, 60, 180), (255, 255, 255)


def encoded(picture: Image.Image, name: str, **options: Any) -> bytes:
    target = io.BytesIO()
    picture.save(target, name, **options)
    return target.getvalue()


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content), formats=["JPEG"])
    picture.load()
    return picture


def quarters(size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Red above left, green above right, blue below left, white below right."""
    width, height = size
    picture = Image.new("RGB", size, WHITE)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, width // 2 - 1, height // 2 - 1), RED)
    pen.rectangle((width // 2, 0, width, height // 2 - 1), GREEN)
    pen.rectangle((0, height // 2, width // 2 - 1, height), BLUE)
    return picture


def scene(seed: int, size: tuple[int, int] = (900, 600)) -> Image.Image:
    """Something with light and shade, another one for each seed."""
    greys = random.Random(seed).randbytes(9 * 6)
    return Image.frombytes("L", (9, 6), greys).convert("RGB").resize(size, Image.Resampling.BICUBIC)


def near(pixel: Any, color: tuple[int, int, int]) -> bool:
    return all(abs(have - want) < 24 for have, want in zip(pixel, color, strict=True))


VALID = [
    ("JPEG", encoded(quarters(), "JPEG")),
    ("JPEG", encoded(quarters(), "JPEG", progressive=True)),
    ("PNG", encoded(quarters(), "PNG")),
    ("PNG", encoded(quarters().quantize(8), "PNG", transparency=1)),
    ("WEBP", encoded(quarters(), "WEBP")),
    ("WEBP", encoded(quarters().convert("RGBA"), "WEBP", lossless=True)),
]


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """The format and bytes of a valid file with bytes changed, cut out and put in."""
    form, valid = draw(st.sampled_from(VALID))
    content = bytearray(valid)
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(content)))
        length = draw(st.integers(0, 4))
        content[place : place + length] = draw(st.binary(max_size=4))
    return form, bytes(content)
