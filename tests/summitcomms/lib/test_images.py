import io
import struct
import subprocess
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageFilter

from summitcomms.lib import images
from summitcomms.lib.images import Clean, ImageRefused, clean, distance, thumbnail
from summitcomms.lib.refusals import Refused
from tests.pictures import BLUE, GREEN, RED, WHITE, damaged, encoded, near, opened, quarters, scene

PNG_START = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_header(width: int, height: int) -> bytes:
    return PNG_START + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def webp_header(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    extended = b"VP8X" + struct.pack("<I", 10) + bytes(4) + size
    return b"RIFF" + struct.pack("<I", 4 + len(extended)) + b"WEBP" + extended


def zipped(name: str, content: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, content)
    return target.getvalue()


def refused(content: bytes) -> ImageRefused:
    with pytest.raises(ImageRefused) as caught:
        clean(content)
    return caught.value


# What comes out


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_a_picture_of_each_kind_comes_out_as_a_jpeg(name: str) -> None:
    result = clean(encoded(quarters(), name))

    picture = opened(result.data)
    assert (result.width, result.height) == picture.size == (64, 48)
    assert (picture.format, picture.mode) == ("JPEG", "RGB")
    assert near(picture.getpixel((10, 10)), RED)
    assert near(picture.getpixel((54, 38)), WHITE)
    assert len(result.sha256) == 64


def test_the_same_file_gives_the_same_bytes() -> None:
    content = encoded(scene(1), "PNG")

    assert clean(content) == clean(content)


@pytest.mark.parametrize(
    ("size", "expected"),
    [((3000, 1500), (1000, 500)), ((600, 1200), (500, 1000)), ((800, 1000), (800, 1000))],
)
def test_the_longest_side_is_capped_and_nothing_is_enlarged(size, expected) -> None:
    result = clean(encoded(quarters(size), "JPEG"), longest=1000)

    assert (result.width, result.height) == expected


def test_a_picture_as_thin_as_a_line_keeps_one_pixel() -> None:
    result = clean(encoded(Image.new("L", (6000, 1)), "PNG"))

    assert (result.width, result.height) == (2560, 1)


def test_a_thumbnail_is_a_small_jpeg() -> None:
    small = opened(thumbnail(encoded(quarters((1200, 900)), "PNG"), side=160))

    assert small.size == (160, 120)
    assert near(small.getpixel((150, 10)), GREEN)


def test_place_comment_profile_and_text_are_gone() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Nama Rahasia"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (4.0, 31.0, 44.0)
    content = encoded(
        quarters(),
        "JPEG",
        exif=exif,
        comment=b"Catatan Rahasia",
        icc_profile=b"Profil Rahasia",
        xmp=b"<Rahasia/>",
    )
    assert content.count(b"Rahasia") == 4
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(ExifTags.IFD.GPSInfo)

    result = clean(content)

    assert b"Rahasia" not in result.data
    assert not opened(result.data).getexif()
    assert opened(result.data).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_tags_that_cannot_be_read_do_not_refuse_the_picture() -> None:
    content = encoded(quarters(), "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff broken")

    assert clean(content).width == 64


def test_transparency_becomes_white() -> None:
    logo = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    logo.paste((*RED, 255), (0, 0, 20, 40))

    picture = opened(clean(encoded(logo, "PNG")).data)

    assert near(picture.getpixel((8, 20)), RED)
    assert near(picture.getpixel((32, 20)), WHITE)


def test_a_palette_with_a_transparent_colour_becomes_white_there() -> None:
    palette = quarters().quantize(8)
    transparent = palette.getpixel((10, 10))

    picture = opened(clean(encoded(palette, "PNG", transparency=transparent)).data)

    assert near(picture.getpixel((10, 10)), WHITE)
    assert near(picture.getpixel((54, 10)), GREEN)


def test_colours_for_print_become_colours_for_screens() -> None:
    picture = opened(clean(encoded(quarters().convert("CMYK"), "JPEG")).data)

    assert picture.mode == "RGB"
    assert near(picture.getpixel((10, 10)), RED)


def test_sixteen_bits_of_grey_keep_their_shades() -> None:
    deep = Image.frombytes("I;16", (40, 20), (b"\x00\x40" * 20 + b"\x00\xc0" * 20) * 20)

    picture = opened(clean(encoded(deep, "PNG")).data)

    assert near(picture.getpixel((8, 10)), (64, 64, 64))
    assert near(picture.getpixel((32, 10)), (192, 192, 192))


def test_the_depth_map_of_a_phones_photo_is_no_animation() -> None:
    content = encoded(quarters(), "MPO", save_all=True, append_images=[Image.new("RGB", (64, 48), BLUE)])
    assert getattr(Image.open(io.BytesIO(content)), "n_frames", 1) == 2

    assert near(opened(clean(content).data).getpixel((10, 10)), RED)


@pytest.mark.parametrize(
    "tail",
    [
        b"<html><script>alert('Rahasia')</script></html>",
        zipped("Rahasia.php", "<?php Rahasia"),
        b"%PDF-1.7 Rahasia",
    ],
    ids=["html", "zip", "pdf"],
)
@pytest.mark.parametrize("name", ["JPEG", "PNG"])
def test_what_hides_behind_the_picture_is_gone(name: str, tail: bytes) -> None:
    result = clean(encoded(quarters(), name) + tail)

    assert near(opened(result.data).getpixel((10, 10)), RED)
    assert b"Rahasia" not in result.data
    assert not zipfile.is_zipfile(io.BytesIO(result.data))
    assert result.data.endswith(b"\xff\xd9")


# What is refused


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7\n" + encoded(quarters(), "JPEG"),
        zipped("foto.jpg", "bukan foto"),
        encoded(quarters(), "GIF"),
        encoded(quarters(), "BMP"),
        encoded(quarters(), "TIFF"),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"\x00\x00\x00\x1cftypavif" + bytes(20),
        b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(28),
    ],
    ids=["empty", "stub", "svg", "html", "pdf", "zip", "gif", "bmp", "tiff", "eps", "avif", "wave"],
)
def test_other_files_are_no_pictures_to_us(content: bytes) -> None:
    assert refused(content).code == "not_an_image"


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"msf1"])
def test_a_heic_photo_is_refused_with_the_way_out(brand: bytes) -> None:
    refusal = refused(b"\x00\x00\x00\x24ftyp" + brand + bytes(24))

    assert refusal.code == "heic"
    assert "tangkapan layar" in refusal.sentence


def test_a_file_over_eight_megabytes_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "_CHILD", None)

    refusal = refused(encoded(quarters(), "JPEG") + bytes(images.MAX_BYTES))

    assert refusal.code == "too_large_file"
    assert "8 MB" in refusal.sentence


def test_a_small_file_of_many_pixels_is_refused() -> None:
    bomb = encoded(Image.new("L", (9000, 9000)), "PNG")
    assert len(bomb) < 400_000

    refusal = refused(bomb)

    assert refusal.code == "too_many_pixels"
    assert "25 megapiksel" in refusal.sentence


@pytest.mark.parametrize(
    "content",
    [
        png_header(10_000, 10_000) + chunk(b"IDAT", zlib.compress(bytes(100))),
        png_header(2**31 - 1, 2**31 - 1) + chunk(b"IDAT", b""),
        webp_header(10_000, 10_000),
        webp_header(6_000, 6_000),
    ],
    ids=["png", "png-enormous", "webp", "webp-between"],
)
def test_pixels_are_counted_before_any_is_decoded(content: bytes) -> None:
    assert refused(content).code == "too_many_pixels"


def test_exactly_the_most_pixels_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_PIXELS", 64 * 48)

    assert clean(encoded(quarters(), "PNG")).width == 64
    assert refused(encoded(quarters((64, 49)), "PNG")).code == "too_many_pixels"


@pytest.mark.parametrize("name", ["PNG", "WEBP"])
def test_a_moving_picture_is_refused(name: str) -> None:
    content = encoded(quarters(), name, save_all=True, append_images=[Image.new("RGB", (64, 48), BLUE)])

    assert refused(content).code == "animated"


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.1, 0.6])
def test_a_truncated_picture_is_refused(name: str, share: float) -> None:
    content = encoded(scene(2).filter(ImageFilter.DETAIL), name)

    assert refused(content[: int(len(content) * share)]).code == "truncated"


def test_a_picture_that_needs_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MEMORY", 160 * 2**20)

    assert refused(encoded(Image.new("RGB", (6000, 4000)), "PNG")).code == "too_heavy"


def test_a_picture_that_needs_too_much_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "WALL_SECONDS", 0.001)

    assert refused(encoded(quarters(), "PNG")).code == "too_heavy"


def test_a_child_ended_by_the_system_is_a_refusal(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    script = tmp_path / "child.py"
    script.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    monkeypatch.setattr(images, "_CHILD", script)

    assert refused(encoded(quarters(), "PNG")).code == "too_heavy"


def test_a_child_that_cannot_start_is_our_fault_and_not_the_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    script = tmp_path / "child.py"
    script.write_text("import no_such_library\n")
    monkeypatch.setattr(images, "_CHILD", script)

    with pytest.raises(RuntimeError, match="no_such_library"):
        clean(encoded(quarters(), "PNG"))


def test_the_child_sees_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    script = tmp_path / "child.py"
    script.write_text("import os, sys\nsys.exit(' '.join(os.environ))\n")
    monkeypatch.setattr(images, "_CHILD", script)
    monkeypatch.setenv("SECRET_KEY", "rahasia")

    with pytest.raises(RuntimeError) as caught:
        clean(encoded(quarters(), "PNG"))
    assert "SECRET_KEY" not in str(caught.value)


def test_a_hall_that_uploads_together_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    running = Counter[str]()
    start = subprocess.run

    def counted(*args: Any, **kwargs: Any) -> Any:
        running["now"] += 1
        running["most"] = max(running["most"], running["now"])
        try:
            return start(*args, **kwargs)
        finally:
            running["now"] -= 1

    monkeypatch.setattr(subprocess, "run", counted)
    content = encoded(quarters(), "PNG")

    with ThreadPoolExecutor(6) as pool:
        results = set(pool.map(clean, [content] * 6))

    assert len(results) == 1
    assert running == {"now": 0, "most": images.AT_ONCE}


def test_a_refusal_is_one_an_action_can_give_and_says_its_sentence_in_full() -> None:
    for code in images.SENTENCES:
        refusal = ImageRefused(code)
        assert isinstance(refusal, Refused)
        assert refusal.sentence.endswith(".")
        assert "%(" not in refusal.sentence


def test_a_refusal_speaks_the_language_of_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "gettext", lambda sentence: f"{translation.get_language()}: {sentence}")

    with translation.override("en"):
        assert ImageRefused("animated").sentence.startswith("en: ")


# Likeness


@pytest.mark.parametrize(
    "again",
    [
        lambda picture: encoded(picture, "JPEG", quality=25),
        lambda picture: encoded(picture.resize((300, 200)), "PNG"),
        lambda picture: encoded(picture.resize((1700, 1100)), "WEBP", quality=60),
        lambda picture: encoded(picture.filter(ImageFilter.GaussianBlur(3)), "JPEG"),
    ],
    ids=["compressed", "smaller", "larger", "blurred"],
)
def test_the_same_picture_saved_again_is_alike(again: Callable[[Image.Image], bytes]) -> None:
    picture = scene(3)

    assert distance(clean(encoded(picture, "PNG")).dhash, clean(again(picture)).dhash) <= 6


@given(st.integers(-(2**63), 2**63 - 1), st.integers(-(2**63), 2**63 - 1))
def test_distance_counts_the_bits_that_differ(one: int, other: int) -> None:
    def bits(number: int) -> str:
        return format(number % 2**64, "064b")

    assert distance(one, other) == sum(a != b for a, b in zip(bits(one), bits(other), strict=True))
    assert distance(one, other) == distance(other, one)
    assert distance(one, one) == 0


# Nothing but a refusal, whatever comes


@settings(max_examples=25, deadline=None)
@given(st.one_of(st.binary(max_size=200), damaged().map(lambda file: file[1])))
def test_any_bytes_are_cleaned_or_refused(content: bytes) -> None:
    try:
        result = clean(content)
    except ImageRefused:
        return
    assert isinstance(result, Clean)
