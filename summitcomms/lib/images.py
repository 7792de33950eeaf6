"""Pictures that people upload, made safe: whatever comes in, a plain JPEG of our own making comes out.

The file is opened in a child process with limits of memory and time (`image_child`), since a picture of a few
hundred kilobytes can ask for hundreds of megabytes, and decoders have had holes. The child has no settings,
no environment and no open connection. It is a fresh interpreter and not a fork or a `multiprocessing` child:
threads of the web server and daemonic workers may start it too. One costs about a tenth of a second.
"""

import hashlib
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext, gettext_noop

from summitcomms.lib.numbers import thousands
from summitcomms.lib.refusals import Refused

MAX_BYTES = 8 * 2**20
MAX_PIXELS = 25_000_000
LONGEST = 2560
THUMBNAIL = 320
MEMORY = 768 * 2**20
"""Bytes of address space of the child; 25 megapixels of WebP, the hungriest format, need about 550 MiB."""
CPU_SECONDS = 10
WALL_SECONDS = 20
AT_ONCE = 2
"""Children of one process at the same time: a hall that uploads together waits instead of filling memory."""

ACCEPTED = ("image/jpeg", "image/png", "image/webp")
"""Media types for the `accept` of a file field; what is taken is decided by content, not by name or type."""

SENTENCES = {
    "too_large_file": gettext_noop(
        "Ukuran berkas lebih dari %(megabytes)s MB. Kirim tangkapan layar atau foto yang lebih kecil."
    ),
    "not_an_image": gettext_noop(
        "Berkas ini bukan gambar JPEG, PNG, atau WebP. Kirim foto atau tangkapan layar dalam salah satu "
        "format tersebut."
    ),
    "heic": gettext_noop(
        "Foto berformat HEIC belum dapat dibaca. Buat tangkapan layar dari foto itu lalu kirim, atau pada "
        "iPhone buka Pengaturan › Kamera › Format, pilih Paling Kompatibel, lalu ambil foto lagi."
    ),
    "too_many_pixels": gettext_noop(
        "Gambar lebih dari %(megapixels)s megapiksel. Perkecil gambar atau kirim tangkapan layarnya."
    ),
    "animated": gettext_noop("Gambar bergerak tidak dapat diterima. Kirim tangkapan layar yang diam."),
    "truncated": gettext_noop(
        "Berkas gambar rusak atau tidak lengkap. Buka gambar itu di perangkat Anda, lalu simpan dan kirim "
        "lagi."
    ),
    "too_heavy": gettext_noop(
        "Gambar ini terlalu berat untuk diolah. Kirim tangkapan layarnya sebagai pengganti."
    ),
}

_CHILD = Path(__file__).with_name("image_child.py")
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
_BITS = 2**64 - 1
_room = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Clean:
    """A picture we made: JPEG bytes without metadata, upright, on white where it was transparent.

    `width` and `height` in pixels; `sha256` of `data`, in hex; `dhash` a signed 64-bit number to compare
    with `distance` (a picture of one single colour has 0).
    """

    data: bytes
    width: int
    height: int
    sha256: str
    dhash: int


class ImageRefused(Refused):
    """The file is not taken as a picture; `code` is a key of `SENTENCES`."""

    def __init__(self, code: str) -> None:
        facts = {"megabytes": MAX_BYTES // 2**20, "megapixels": thousands(MAX_PIXELS // 1_000_000)}
        super().__init__(code, gettext(SENTENCES[code]) % facts)


def clean(data: bytes, *, longest: int = LONGEST) -> Clean:
    """The picture in `data` (JPEG, PNG or WebP), painted anew, its longest side at most `longest` pixels.

    Raises `ImageRefused`, and RuntimeError where the child cannot start, which no file can bring about.
    """
    if len(data) > MAX_BYTES:
        raise ImageRefused("too_large_file")
    head, _, content = _answer(data, _format(data), longest).partition(b"\n")
    verdict, *values = head.decode("ascii").split(" ")
    if verdict == "refused":
        raise ImageRefused(values[0])
    width, height, dhash = map(int, values)
    return Clean(content, width, height, hashlib.sha256(content).hexdigest(), dhash)


def thumbnail(data: bytes, *, side: int = THUMBNAIL) -> bytes:
    """A small JPEG of the picture, its longest side at most `side` pixels. Raises as `clean` does."""
    return clean(data, longest=side).data


def distance(one: int, other: int) -> int:
    """In how many of 64 bits two dHashes differ: up to about 6 is the same picture, 32 is chance."""
    return ((one ^ other) & _BITS).bit_count()


def _format(data: bytes) -> str:
    """The decoder that gets to see the file, named by its first bytes; other files start no child."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    raise ImageRefused("heic" if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS else "not_an_image")


def _answer(data: bytes, form: str, longest: int) -> bytes:
    """What the child says of the file: its first line and the JPEG."""
    limits = (longest, MAX_PIXELS, MEMORY, CPU_SECONDS)
    with _room:
        try:
            child = subprocess.run(
                [sys.executable, "-I", str(_CHILD), form, *map(str, limits)],
                input=data,
                capture_output=True,
                timeout=WALL_SECONDS,
                check=False,
                env={},
            )
        except subprocess.TimeoutExpired as error:
            raise ImageRefused("too_heavy") from error
    if (
        child.returncode < 0
    ):  # ended by a signal: the CPU limit, the system short of memory, a decoder's crash
        raise ImageRefused("too_heavy")
    if child.returncode:
        raise RuntimeError(f"the image child failed: {child.stderr.decode(errors='replace')[-2000:]}")
    return child.stdout
