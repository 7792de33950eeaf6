"""From the bytes of a CSV or XLSX file to reports of posts, and to the rows that cannot be one.

Pure. Columns are recognised by the names that people and platforms give them; order, capitals and further
columns do not matter. The link is the key of a row: ids that a spreadsheet has destroyed are never looked at.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.imports import moments
from campaigns.imports.columns import fold
from campaigns.links import Link, LinkError, canonicalise, find
from summitcomms.lib import clock, tables

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "link": (
        "tautan",
        "tautan unggahan",
        "link",
        "url",
        "permalink",
        "post link",
        "tweet permalink",
        "video link",
        "tautan video",
    ),
    "caption": (
        "takarir",
        "caption",
        "keterangan",
        "deskripsi",
        "description",
        "post text",
        "tweet text",
        "judul",
        "judul video",
        "title",
        "video title",
    ),
    "published_at": (
        "waktu terbit",
        "tanggal terbit",
        "terbit",
        "waktu publikasi",
        "waktu publikasi video",
        "published",
        "published at",
        "publish time",
        "video publish time",
        "post time",
        "waktu",
        "tanggal",
        "time",
        "date",
    ),
    "pillar": ("pilar", "pillar"),
    "handle": ("akun", "nama akun", "nama pengguna akun", "account", "account username", "username"),
    "agency": ("kode instansi", "instansi", "agency code", "agency"),
}
"""What each column may be called; of several in one file the earlier name holds."""

LABELS = {
    "link": gettext_noop("Tautan"),
    "caption": gettext_noop("Takarir"),
    "published_at": gettext_noop("Waktu terbit"),
    "pillar": gettext_noop("Pilar"),
    "handle": gettext_noop("Nama akun"),
    "agency": gettext_noop("Kode instansi"),
}
REASON = "Alasan"
"""The column in which refused rows come back, in the language of the record; ignored when it returns."""
TEMPLATE = ("Tautan", "Takarir", "Waktu terbit", "Pilar", "Nama akun", "Kode instansi")
"""The titles of an empty file to fill in."""

_TIMES = {
    "no_time": gettext_noop(
        "Waktu terbit “%(text)s” tidak menyebut jam. Tulis misalnya 29/08/2023 09.00, atau kosongkan bila "
        "tautannya memuat waktu."
    ),
    "unreadable": gettext_noop("Waktu terbit “%(text)s” tidak terbaca. Tulis misalnya 29/08/2023 09.00."),
    "not_in_calendar": gettext_noop(
        "Waktu terbit “%(text)s” tidak ada di kalender. Urutannya hari, bulan, tahun: 29/08/2023 09.00."
    ),
}


class PostTableError(ValueError):
    """A file that is no list of posts; the message is an Indonesian sentence for people."""


@dataclass(frozen=True, slots=True)
class PostRow:
    """One report as it was written; `line` counts from 1 as in the file, `pillar` and `agency` are names.

    `handle` is the account that the link names, or else the row.
    """

    line: int
    link: Link
    caption: str
    published_at: datetime | None
    pillar: str
    agency: str
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that is no report: where, which rule (stable code), and a sentence for people."""

    line: int
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PostTable:
    """What a file holds. `columns` are the titles that were recognised, by what they mean."""

    header: tuple[str, ...]
    columns: Mapping[str, str]
    rows: tuple[PostRow, ...]
    broken: tuple[Broken, ...]
    warnings: tuple[str, ...]
    cells: Mapping[int, tuple[str, ...]]
    """All rows as they stood, by line."""

    def returned(self, refused: Sequence[Broken]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Header and rows of the file in which these go back, each with its reason in the last column."""
        kept = [n for n, name in enumerate(self.header) if not _is_reason(name)]
        blank = ("",) * len(self.header)
        rows = []
        for each in refused:
            cells = self.cells.get(each.line, blank)
            rows.append((*(cells[n] for n in kept), each.sentence))
        return (*(self.header[n] for n in kept), REASON), rows


def read(content: bytes, *, zone: str) -> PostTable:
    """Read a list of posts, XLSX or CSV as its first bytes say; times without a zone are of `zone`.

    Raises PostTableError for a file that cannot be trusted as a whole or has no column of links.
    """
    try:
        table = tables.read(content, is_header=lambda cells: "link" in _places(cells))
    except tables.TableError as error:
        raise PostTableError(
            _("Berkas tidak dapat dibaca. %(error)s") % {"error": _sentence(error)}
        ) from error
    places = _places(table.header)
    if "link" not in places:
        raise PostTableError(
            _(
                "Kolom tautan tidak ditemukan. Beri judul “%(wanted)s” pada kolom itu. Judul yang ada: "
                "%(found)s."
            )
            % {"wanted": _(LABELS["link"]), "found": _quoted(table.header) or _("tidak ada")}
        )
    said = [n for n, name in enumerate(table.header) if not _is_reason(name)]
    rows: list[PostRow] = []
    broken = [Broken(each.line, "row_broken", each.message) for each in table.problems]
    for row in table.rows:
        if any(row.cells[n].strip() for n in said):
            match _row(row, places, zone):
                case Broken() as problem:
                    broken.append(problem)
                case PostRow() as report:
                    rows.append(report)
    return PostTable(
        header=table.header,
        columns={name: table.header[place] for name, place in places.items()},
        rows=tuple(rows),
        broken=tuple(sorted(broken, key=lambda each: each.line)),
        warnings=(*table.warnings, *_ignored(table.header, places)),
        cells={row.line: row.cells for row in table.rows},
    )


def _places(header: Sequence[str]) -> dict[str, int]:
    """Where each known column stands; of two with the same title the first."""
    titles = [fold(name) for name in header]
    found = {}
    for name, aliases in COLUMNS.items():
        place = next((titles.index(alias) for alias in aliases if alias in titles), None)
        if place is not None:
            found[name] = place
    return found


def _row(row: tables.Row, places: Mapping[str, int], zone: str) -> PostRow | Broken:
    cells = {name: row.cells[places[name]].strip() if name in places else "" for name in COLUMNS}
    try:
        link = _link(cells["link"])
    except LinkError as error:
        return Broken(row.line, "link", error.message)
    try:
        published_at = _published(cells["published_at"], zone, link)
    except moments.MomentError as error:
        return Broken(row.line, "published_at", _(_TIMES[error.code]) % {"text": cells["published_at"]})
    handle = link.handle or cells["handle"]
    return PostRow(row.line, link, cells["caption"], published_at, cells["pillar"], cells["agency"], handle)


def _link(text: str) -> Link:
    """The link of a cell, also with words around it. Raises LinkError."""
    try:
        return canonicalise(text)
    except LinkError as error:
        found = list(dict.fromkeys(find(text)))
        if len(found) == 1 and found[0] != text:
            return canonicalise(found[0])
        if len(found) > 1:
            raise LinkError(
                "several",
                _("Ada %(count)s tautan dalam satu sel. Tulis satu tautan di setiap baris.")
                % {"count": len(found)},
            ) from error
        raise


def _published(text: str, zone: str, link: Link) -> datetime | None:
    """The time that a cell claims; None for nothing, or for only the day that the link names too."""
    if not text:
        return None
    try:
        return moments.parse(text, zone)
    except moments.MomentError:
        day = moments.day(text)
        if day and link.posted_at and clock.campaign_day(link.posted_at, zone) == day:
            return None
        raise


def _ignored(header: Sequence[str], places: Mapping[str, int]) -> list[str]:
    used = set(places.values())
    names = _quoted(name for n, name in enumerate(header) if n not in used and not _is_reason(name))
    return [_("Kolom yang tidak dipakai: %(names)s.") % {"names": names}] if names else []


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names if name.strip())


def _is_reason(name: str) -> bool:
    return fold(name) == fold(REASON)


def _sentence(error: tables.TableError) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}"
