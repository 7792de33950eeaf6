"""ZIP packages that people send, unpacked within limits that hold whatever their directory says.

A directory may lie, and two readers may even find two of them in one file. So a part is unpacked no further
than its size there, and a package that another reader opens by itself is packed anew, of what was measured.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext as _

from summitcomms.lib.refusals import Refused

MAX_UNPACKED = 96 * 2**20
MAX_RATIO = 100
MAX_MEMBERS = 200

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The others unpack without a limit, however little is asked of them."""
_OF_WORKBOOK = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|xl[/\\].+\.(xml|rels)", re.IGNORECASE)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError)


class PackageRefused(Refused):
    """The file as a whole cannot be trusted, or not be read: bomb, method, too_many or unreadable."""


def parts(content: bytes, *, ending: str = "", most: int = MAX_MEMBERS) -> Iterator[tuple[str, bytes]]:
    """Name and content of each part whose name ends so, in whatever case; refused where there are more."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            _check(members, len(content))
            wanted = [member for member in members if member.filename.lower().endswith(ending)]
            if len(wanted) > most:
                raise PackageRefused(
                    "too_many",
                    _("ZIP ini memuat lebih dari %(most)s berkas %(ending)s. Unggah satu berkas saja.")
                    % {"most": most, "ending": ending},
                )
            for member in wanted:
                with package.open(member) as part:
                    # With the size: read() alone would unpack up to a gigabyte, and cut it afterwards.
                    yield member.filename, part.read(member.file_size)
    except _BROKEN as error:
        raise PackageRefused("unreadable", _("berkas ini bukan buku kerja XLSX.")) from error


def workbook(content: bytes, check: Callable[[bytes], None]) -> io.BytesIO:
    """An XLSX packed anew, of which every sheet has been checked.

    Its reader takes any part for a sheet, and reads other formats where it finds their parts: only what a
    workbook has is left in.
    """

    def checked() -> Iterator[tuple[str, bytes]]:
        for name, part in parts(content):
            if _OF_WORKBOOK.fullmatch(name):
                if b"sheetData" in part:
                    check(part)
                yield name, part

    return packed(checked())


def packed(found: Iterable[tuple[str, bytes]]) -> io.BytesIO:
    """A package of just these parts, whose directory tells the truth; read at once, so not compressed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for name, part in found:
            package.writestr(name, part)
    target.seek(0)
    return target


def _check(members: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse a package by its directory, before anything is unpacked."""
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(size, 2**16):
        raise PackageRefused("bomb", _("berkas terlalu besar setelah dibuka; pecah menjadi beberapa berkas."))
    if any(member.compress_type not in _METHODS for member in members):
        raise PackageRefused(
            "method",
            _("cara pemampatan berkas ini tidak didukung; simpan ulang sebagai ZIP atau XLSX biasa."),
        )
