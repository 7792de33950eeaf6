"""The child process that opens a stranger's picture: `image_child.py FORMAT LONGEST PIXELS MEMORY SECONDS`.

Its bytes come on standard input. The answer on standard output is one line, then the JPEG:
`ok <width> <height> <dhash>` or `refused <code>`. `summitcomms.lib.images` starts it and reads the answer;
nothing else imports this file, which knows Pillow and the standard library only so that it starts quickly.
"""

import contextlib
import io
import resource
import sys
import warnings

# Named here, the three decoders are known to Pillow, and it does not go looking for forty more.
from PIL import ExifTags, Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin  # noqa: F401

QUALITY = 85
PAPER = (255, 255, 255)
WORTH_A_DRAFT = 2.0  # a JPEG may be decoded at a fraction of its size, but not below twice what is wanted

# The value of EXIF's Orientation, and what brings such a picture upright. `ImageOps.exif_transpose` also
# writes the tags anew, and fails where a camera wrote one wrongly; we throw them away.
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Unfit(Exception):
    """The picture is not taken; the argument is the code of `images.SENTENCES`."""


def clean(data: bytes, form: str, longest: int, max_pixels: int) -> tuple[bytes, int, int, int]:
    """(JPEG without metadata, width, height, dHash) of a picture, upright and at most `longest` a side.

    `form` is the one format tried: "JPEG", "PNG" or "WEBP". Raises `Unfit`, and MemoryError where the
    limits of the process end.
    """
    try:
        with _opened(data, form, max_pixels) as picture:
            canvas = _painted(picture, longest)
    except (Unfit, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise Unfit("too_many_pixels") from error
    except Exception as error:  # decoders fail in every way there is, and all mean the file
        raise Unfit("truncated") from error
    target = io.BytesIO()
    canvas.save(target, "JPEG", quality=QUALITY, optimize=True)
    return target.getvalue(), *canvas.size, dhash(canvas)


def dhash(picture: Image.Image) -> int:
    """Difference hash: 64 bits, row by row, one for each pixel of 9 × 8 greys brighter than its right one.

    Read as a signed number, which is what a bigint column holds.
    """
    greys = picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            here = row * 9 + column
            bits = bits << 1 | (greys[here] > greys[here + 1])
    return bits - (bits >> 63 << 64)


def _opened(data: bytes, form: str, max_pixels: int) -> Image.Image:
    """The picture with its header read and nothing decoded."""
    picture = Image.open(io.BytesIO(data), formats=[form])
    if picture.width * picture.height > max_pixels:
        raise Unfit("too_many_pixels")
    # Further frames of a JPEG are the depth map or brightness of a phone's camera, not an animation.
    if form != "JPEG" and getattr(picture, "is_animated", False):
        raise Unfit("animated")
    return picture


def _painted(picture: Image.Image, longest: int) -> Image.Image:
    """A new white canvas with the picture on it: what the file carried besides pixels stays behind."""
    box = (longest, longest)
    if picture.format in ("JPEG", "MPO"):
        picture.thumbnail(box, reducing_gap=WORTH_A_DRAFT)
    picture.load()
    turn = _turn(picture)
    transparent = picture.has_transparency_data
    if picture.mode.startswith("I"):  # 16 bits of grey, where a plain conversion would clip all to white
        picture = picture.point(lambda value: value / 256).convert("L")
    flat = picture.convert("RGBA" if transparent else "RGB")
    flat.thumbnail(box, reducing_gap=WORTH_A_DRAFT)
    canvas = Image.new("RGB", flat.size, PAPER)
    canvas.paste(flat, mask=flat.getchannel("A") if transparent else None)
    return canvas if turn is None else canvas.transpose(turn)


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """What brings the picture upright; one whose tags cannot be read stays as it lies."""
    try:
        return UPRIGHT.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - tags are as broken as the program that wrote them
        return None


def _limit(kind: int, most: int) -> None:
    """Some systems (macOS) know a limit and do not set it; the parent's clock still holds there."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (most, most))


def main() -> None:
    form = sys.argv[1]
    longest, max_pixels, memory, seconds = map(int, sys.argv[2:])
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, seconds)
    _limit(resource.RLIMIT_AS, memory)
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = max_pixels // 2  # refused at twice this number; WebP before a canvas is taken
    try:
        content, width, height, likeness = clean(sys.stdin.buffer.read(), form, longest, max_pixels)
        head = f"ok {width} {height} {likeness}"
    except Unfit as unfit:
        content, head = b"", f"refused {unfit}"
    except MemoryError:
        content, head = b"", "refused too_heavy"
    sys.stdout.buffer.write(head.encode() + b"\n" + content)


if __name__ == "__main__":
    main()
