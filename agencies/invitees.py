"""Lists of people to invite, pasted or from a file: found columns, rows with their line, nothing judged yet.

Pure: no ORM. Everything is text; a cell that a spreadsheet would run is text like any other.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass

from django.utils.translation import gettext as _

from agencies.roles import ROLES
from summitcomms.lib import numbers, tables

MOST_ROWS = 2_000
LONGEST = 200_000
"""Characters of a pasted list, or of a file once it is read."""

COLUMNS = {
    "email": ("email", "e-mail", "surel", "alamat surel", "alamat email"),
    "name": ("nama", "nama lengkap", "name"),
    "role": ("peran", "role", "jabatan"),
    "agency": ("kode instansi", "instansi", "kode", "agency"),
}
"""What each column may be called; the first name is the one that the page shows."""

_ROLE_NAMES = {
    name.casefold(): role.code for role in ROLES.values() for name in (role.code, role.source_name)
} | {
    "petugas": "officer",
    "pengelola medsos": "officer",
    "penanggung jawab": "lead",
    "koordinator": "coordinator",
}
_HEADER = tuple(names[0] for names in COLUMNS.values())


class ListError(ValueError):
    """A list that cannot be read as a whole; the message is an Indonesian sentence."""


@dataclass(frozen=True, slots=True)
class Invitee:
    """One row as it was written; `line` counts from 1 as in the file."""

    line: int
    email: str
    name: str
    role: str
    agency: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that could not be read, and why."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Invitees:
    """Everything that a list holds."""

    rows: tuple[Invitee, ...]
    broken: tuple[Broken, ...] = ()
    warnings: tuple[str, ...] = ()


def read_text(text: str) -> Invitees:
    """A pasted list. Without a line of titles the order is e-mail, name, role, agency. Raises ListError."""
    first = text.lstrip().partition("\n")[0]
    shift = 0
    if "@" in first:
        mark = max("\t;,", key=first.count)
        text, shift = f"{mark.join(_HEADER)}\n{text}", -1
    return _read(lambda: tables.read_csv(text.encode(), max_rows=MOST_ROWS, is_header=_is_header), shift)


def read_file(content: bytes) -> Invitees:
    """A CSV or XLSX file, told apart by how it begins. Raises ListError."""
    return _read(lambda: tables.read(content, max_rows=MOST_ROWS, is_header=_is_header), 0)


def as_json(found: Invitees) -> str:
    """The rows in the form in which a page carries them from the dry run to the confirmation."""
    return json.dumps([astuple(row) for row in found.rows], ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Invitees:
    """What `as_json` has written; raises ListError for anything else, since it comes from a browser."""
    try:
        rows = tuple(_invitee(*cells) for cells in json.loads(text))
    except (TypeError, ValueError, RecursionError) as error:
        raise ListError(_("Daftar ini tidak utuh lagi. Tempelkan atau unggah sekali lagi.")) from error
    if len(rows) > MOST_ROWS:
        raise _too_many()
    return Invitees(rows)


def role_code(text: str) -> str:
    """The code of a role by its code or Indonesian name; the text itself if it is none."""
    return _ROLE_NAMES.get(" ".join(text.casefold().split()), text.strip())


def _too_many() -> ListError:
    sentence = _(
        "Daftar berisi lebih dari %(most)s baris. Bagi menjadi beberapa daftar, misalnya satu untuk setiap "
        "provinsi."
    )
    return ListError(sentence % {"most": numbers.thousands(MOST_ROWS)})


def _read(read: Callable[[], tables.Table], shift: int) -> Invitees:
    try:
        table = read()
    except tables.TableError as error:
        if error.code == "too_long":
            raise _too_many() from error
        raise ListError(_("Daftar tidak dapat dibaca: %(error)s") % {"error": error}) from error
    places = tables.places(table.header, COLUMNS)
    for column in ("email", "role"):
        if column not in places:
            raise ListError(
                _("Kolom “%(column)s” tidak ditemukan pada baris judul. Kolom yang dikenali: %(known)s.")
                % {"column": COLUMNS[column][0], "known": ", ".join(_HEADER)}
            )
    rows = tuple(
        Invitee(
            row.line + shift, *(row.cells[places[name]].strip() if name in places else "" for name in COLUMNS)
        )
        for row in table.rows
    )
    if sum(len(cell) for row in rows for cell in (row.email, row.name, row.role, row.agency)) > LONGEST:
        raise ListError(
            _("Daftar berisi lebih dari %(most)s huruf. Bagi menjadi beberapa daftar.")
            % {"most": numbers.thousands(LONGEST)}
        )
    broken = tuple(Broken(each.line + shift, each.message) for each in table.problems)
    return Invitees(rows, broken, table.warnings)


def _is_header(cells: Sequence[str]) -> bool:
    return {"email", "role"} <= tables.places(cells, COLUMNS).keys()


def _invitee(line: object, *cells: object) -> Invitee:
    """One row from a browser; ValueError or TypeError if it is not made of a number and four texts."""
    if type(line) is not int or not all(isinstance(cell, str) and "\0" not in cell for cell in cells):
        raise ValueError("not a row")
    email, name, role, agency = map(str, cells)
    (email + name + role + agency).encode()  # ValueError for half a character, which JSON lets through
    return Invitee(line, email, name, role, agency)
