import pytest
from hypothesis import given, settings
from PIL import ExifTags, Image

from summitcomms.lib import image_child, images
from summitcomms.lib.images import distance
from tests.pictures import BLUE, GREEN, RED, WHITE, damaged, encoded, near, opened, quarters, scene


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_stands_upright(orientation: int) -> None:
    undo = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = quarters() if undo is None else quarters().transpose(undo)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation

    content, width, height, _ = image_child.clean(
        encoded(stored, "JPEG", exif=exif), "JPEG", 2560, images.MAX_PIXELS
    )

    assert (width, height) == (64, 48)
    picture = opened(content)
    corners = [picture.getpixel(place) for place in ((6, 6), (58, 6), (6, 42), (58, 42))]
    assert all(map(near, corners, (RED, GREEN, BLUE, WHITE)))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16"])
def test_every_mode_of_png_is_read(mode: str) -> None:
    content, width, height, _ = image_child.clean(
        encoded(quarters().convert("L").convert(mode), "PNG"), "PNG", 2560, images.MAX_PIXELS
    )

    assert (width, height) == opened(content).size == (64, 48)


def test_another_picture_is_not_alike() -> None:
    hashes = [image_child.dhash(scene(seed)) for seed in range(1, 8)]

    assert all(distance(one, other) > 12 for i, one in enumerate(hashes) for other in hashes[:i])


def test_a_hash_is_read_row_by_row_from_left_to_right() -> None:
    falling = Image.linear_gradient("L").rotate(-90)  # brightest at the left
    rising = falling.transpose(Image.Transpose.FLIP_LEFT_RIGHT)

    assert {image_child.dhash(falling), image_child.dhash(rising)} == {-1, 0}
    upper = falling.copy()
    upper.paste(rising.crop((0, 128, 256, 256)), (0, 128))
    assert image_child.dhash(upper) & (2**64 - 1) in (0xFFFFFFFF << 32, 0xFFFFFFFF)


@pytest.mark.filterwarnings("ignore")  # Pillow warns of what it mends; the child says nothing of it
@settings(max_examples=300, deadline=None)
@given(damaged())
def test_a_damaged_file_raises_nothing_but_unfit(file: tuple[str, bytes]) -> None:
    form, content = file
    try:
        code = image_child.clean(content, form, 2560, 1_000_000) and None
    except image_child.Unfit as unfit:
        code = str(unfit)
    assert code in {None, "truncated", "too_many_pixels", "animated"}
