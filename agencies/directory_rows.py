"""The directory as a table: one row for an agency, read from a list, written into a workbook, compared.

Pure: no ORM. Every cell has one normal form as text, so that what is on record and what somebody sends are
compared letter by letter, and a list that was taken out and sent back unchanged changes nothing. The titles
and words of the table are Indonesian in every language: the file is the same for everybody.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext as _

from summitcomms.lib import clock, numbers, tables
from summitcomms.lib.lists import ListError, Row, Rows
from summitcomms.lib.refusals import Refused

MOST_ROWS = 2_000
LONGEST = 200_000
"""Characters of a pasted list."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("kode", "kode instansi", "code"),
    "kind": ("jenis", "kind"),
    "short_name": ("nama singkat", "short name"),
    "name": ("nama", "nama lengkap", "name"),
    "province": ("kode provinsi", "provinsi", "province code"),
    "timezone": ("zona waktu", "zona", "time zone"),
    "population": ("penduduk", "population"),
    "aliases": ("sebutan lain", "alias", "aliases"),
    "former_codes": ("kode lama", "former codes"),
    "active": ("aktif", "active"),
}
"""Each column and what it may be called; the first name is the one that is written."""
TITLES = tuple(names[0] for names in COLUMNS.values())

KINDS = {
    "ministry": "Kementerian",
    "institution": "Lembaga",
    "province": "Pemerintah Provinsi",
    "regency": "Pemerintah Kabupaten",
    "city": "Pemerintah Kota",
}
YES, NO = "ya", "tidak"
_YES_OR_NO = {
    **dict.fromkeys(("ya", "y", "aktif", "true", "1", "yes"), YES),
    **dict.fromkeys(("tidak", "t", "nonaktif", "tidak aktif", "false", "0", "no"), NO),
}
_CODE = re.compile(r"K-\d{3}|L-(?:\d{3}|[A-Z][A-Z0-9-]*)|D-\d\d(?:\.\d\d)?", re.ASCII)
_REGION = re.compile(r"\d\d(?:\.\d\d)?", re.ASCII)
_LOST_ZERO = re.compile(r"(?:D-)?(\d\d\.\d)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d:\d\d)?", re.ASCII)
_LONGEST_CODE = 32
_LONGEST_NAME = {"short_name": 80, "name": 200}
_LONGEST_ALIAS = 200
_LARGEST = 2**31 - 1


def read_text(text: str) -> Rows:
    """A pasted list, with its line of titles. Raises ListError."""
    return _read(lambda: tables.read_csv(text.encode(), max_rows=MOST_ROWS, is_header=_is_header))


def read_file(content: bytes) -> Rows:
    """A CSV or XLSX file, told apart by how it begins. Raises ListError."""
    return _read(lambda: tables.read(content, max_rows=MOST_ROWS, is_header=_is_header))


def normal(column: str, text: str) -> str:
    """The normal form of a cell; raises Refused with what is wrong and how to mend it."""
    return _NORMAL[column](column, text.strip())


def joined(parts: Iterable[str]) -> str:
    """Several names or codes in one cell: each once, in the order of the alphabet."""
    return "; ".join(sorted({part.strip() for part in parts} - {""}))


def parted(cell: str) -> list[str]:
    """What `joined` has put together, or people part by semicolons."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def _code(column: str, text: str) -> str:
    """K-059, L-114, L-BI, D-74 or D-94.04; a region's code may come without its letter."""
    _not_a_date(text)
    code = text.upper().replace(" ", "")
    if _REGION.fullmatch(code):
        return f"D-{code}"
    if lost := _LOST_ZERO.fullmatch(code):
        raise Refused(
            "zero_lost",
            _(
                "Kode “%(code)s” kehilangan nol di belakang karena dibaca sebagai bilangan. Mungkin "
                "maksudnya D-%(meant)s0; tuliskan lengkap dengan D- di depannya."
            )
            % {"code": text[:80], "meant": lost[1]},
        )
    if not _CODE.fullmatch(code) or len(code) > _LONGEST_CODE:
        raise Refused(
            "code_unknown",
            _("“%(code)s” bukan kode instansi. Contoh: K-059, L-114, L-BI, D-74, D-94.04.")
            % {"code": text[:80]},
        )
    return code


def _codes(column: str, text: str) -> str:
    return joined(_code(column, part) for part in parted(text.replace(",", ";")))


def _kind(column: str, text: str) -> str:
    wanted = " ".join(text.casefold().split())
    for value, label in KINDS.items():
        if wanted in (value, label.casefold()):
            return label
    raise Refused(
        "kind_unknown",
        _("Jenis “%(kind)s” tidak dikenal. Pilihannya: %(kinds)s.")
        % {"kind": text[:80], "kinds": ", ".join(KINDS.values())},
    )


def _name(column: str, text: str) -> str:
    name = " ".join(text.split())
    title, longest = COLUMNS[column][0], _LONGEST_NAME[column]
    if not name:
        raise Refused("name_missing", _("Kolom “%(column)s” masih kosong.") % {"column": title})
    if len(name) > longest:
        raise Refused(
            "name_too_long",
            _("Kolom “%(column)s” lebih dari %(most)s huruf.") % {"column": title, "most": longest},
        )
    return name


def _province(column: str, text: str) -> str:
    if not text:
        return ""
    return _code(column, text).removeprefix("D-")


def _zone(column: str, text: str) -> str:
    try:
        return clock.zone_label(text if "/" in text else text.upper())
    except clock.UnknownZoneError:
        raise Refused(
            "zone_unknown",
            _("Zona waktu “%(zone)s” tidak dikenal. Pilihannya: WIB, WITA, WIT.") % {"zone": text[:80]},
        ) from None


def _population(column: str, text: str) -> str:
    if not text:
        return ""
    _not_a_date(text)
    try:
        number = numbers.parse(text)
    except numbers.NumberError as error:
        raise Refused("number", _("Penduduk: %(error)s") % {"error": error}) from error
    if not 0 <= number <= _LARGEST:
        raise Refused("number", _("Penduduk “%(number)s” di luar kewajaran.") % {"number": text[:80]})
    return str(number)


def _aliases(column: str, text: str) -> str:
    aliases = [" ".join(part.split()) for part in parted(text)]
    if any(len(alias) > _LONGEST_ALIAS for alias in aliases):
        raise Refused(
            "alias_too_long", _("Sebutan lain lebih dari %(most)s huruf.") % {"most": _LONGEST_ALIAS}
        )
    return joined(aliases)


def _active(column: str, text: str) -> str:
    try:
        return _YES_OR_NO[text.casefold()]
    except KeyError:
        raise Refused(
            "active_unknown", _("Kolom “aktif” berisi “%(text)s”. Isi ya atau tidak.") % {"text": text[:80]}
        ) from None


def _not_a_date(text: str) -> None:
    if _DATE.fullmatch(text):
        raise Refused(
            "date",
            _(
                "Aplikasi lembar kerja mengubah isi sel menjadi tanggal (%(text)s). Jadikan kolomnya Teks, "
                "lalu ketik ulang."
            )
            % {"text": text},
        )


_NORMAL: dict[str, Callable[[str, str], str]] = {
    "code": _code,
    "kind": _kind,
    "short_name": _name,
    "name": _name,
    "province": _province,
    "timezone": _zone,
    "population": _population,
    "aliases": _aliases,
    "former_codes": _codes,
    "active": _active,
}


def _read(read: Callable[[], tables.Table]) -> Rows:
    try:
        table = read()
    except tables.TableError as error:
        if error.code == "too_long":
            raise ListError(
                _(
                    "Daftar berisi lebih dari %(most)s baris, lebih banyak daripada instansi yang ada. Kirim "
                    "hanya baris yang berubah."
                )
                % {"most": numbers.thousands(MOST_ROWS)}
            ) from error
        raise ListError(_("Daftar tidak dapat dibaca: %(error)s") % {"error": error}) from error
    places = tables.places(table.header, COLUMNS)
    if "code" not in places:
        raise ListError(
            _("Kolom “kode” tidak ditemukan pada baris judul. Kolom yang dikenali: %(columns)s.")
            % {"columns": ", ".join(TITLES)}
        )
    rows = tuple(
        Row(row.line, {column: row.cells[place] for column, place in places.items()}) for row in table.rows
    )
    broken = tuple((each.line, each.message) for each in table.problems)
    return Rows(rows, broken, table.warnings)


def _is_header(cells: Sequence[str]) -> bool:
    return "code" in tables.places(cells, COLUMNS)
