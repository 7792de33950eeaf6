"""Tables from and to people's spreadsheets: CSV and XLSX, read with suspicion and written without surprises.

Reading: everything is text, since a spreadsheet's idea of a number has already eaten ids and thousands. A
file that cannot be trusted as a whole is a `TableError`; a single row that does not fit becomes a
`Problem`, and both name the line. Size is limited before anything is unpacked; still, read large files in a
worker with limits of time and memory. Writing: text that a spreadsheet would run as a formula stays text.
In CSV it gets a leading quote mark, which `read_csv` takes away again: an export can be brought back.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import chain, count, islice
from typing import Any, BinaryIO, NamedTuple

import xlsxwriter
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from summitcomms.lib import extents, packages

MAX_BYTES = 8 * 2**20
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CSV_FILES = 10
SEARCH_HEADER = 20
LINES_PER_ROW = 200
EXACT = 2**53

Cell = str | int | Decimal | None
IsHeader = Callable[[Sequence[str]], bool]

_DELIMITERS = (",", ";", "\t")
_SEP_LINE = re.compile(r'"?sep=([,;\t])"?\r?\n?', re.IGNORECASE)
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_XLSX = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also the envelope of an encrypted workbook


class TableError(ValueError):
    """A file that cannot be read or written; `message` is an Indonesian sentence, `line` counts from 1."""

    def __init__(self, code: str, message: str, line: int | None = None) -> None:
        super().__init__(
            message if line is None else _("Baris %(line)s: %(message)s") % {"line": line, "message": message}
        )
        self.code = code
        self.message = message
        self.line = line


class Row(NamedTuple):
    """One row, as wide as the header; `line` is where it begins in the file, counted from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One row that was left out, and why, as an Indonesian sentence."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds. `problems` are rows left out, `warnings` sentences about the file as a whole.

    `preamble` are the rows above the header.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()
    preamble: tuple[Row, ...] = ()


def read_csv(
    source: bytes | BinaryIO,
    *,
    max_rows: int = MAX_ROWS,
    max_bytes: int = MAX_BYTES,
    max_columns: int = MAX_COLUMNS,
    is_header: IsHeader | None = None,
) -> Table:
    """Read a CSV of unknown encoding (UTF-8, UTF-16 with BOM, else Windows-1252) and delimiter (, ; or tab).

    The header is the first row that is not blank or, given `is_header`, the first it accepts among the first
    20 (lines above it are a preamble); if it accepts none, again the first row.
    """
    rows, warnings = _csv_rows(_content(source, max_bytes))
    return _table(rows, max_rows, max_columns, is_header, warnings)


def csv_header(content: bytes, *, is_header: IsHeader) -> tuple[str, ...]:
    """The header that `read_csv` would find, without reading on."""
    rows, warnings = _csv_rows(content)
    head = islice(filter(_is_filled, rows), SEARCH_HEADER)
    return _table(head, SEARCH_HEADER, MAX_COLUMNS, is_header, warnings).header


def read_xlsx(
    source: bytes | BinaryIO,
    *,
    max_rows: int = MAX_ROWS,
    max_bytes: int = MAX_BYTES,
    max_columns: int = MAX_COLUMNS,
    is_header: IsHeader | None = None,
) -> Table:
    """Read the first sheet of an XLSX workbook; numbers, times and truth values become text as people see it.

    A number too large to be exact (from 2**53, so every long id) comes in scientific form, lest anybody takes
    its digits for an id. The header is found as in `read_csv`.
    """
    content = _content(source, max_bytes)
    if content.startswith(_OLD_OFFICE):
        message = _("buku kerja memakai format lama atau kata sandi; simpan sebagai XLSX tanpa kata sandi.")
        raise TableError("protected", message)
    try:
        with _package():
            package = packages.workbook(
                content, partial(_check_extent, max_rows + SEARCH_HEADER, max_columns)
            )
        with CalamineWorkbook.from_filelike(package) as workbook:
            grid = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, extents.Unreadable) as error:
        raise TableError(
            "unreadable", _("buku kerja tidak dapat dibaca; simpan ulang sebagai XLSX.")
        ) from error
    return _table(map(Row, count(1), _in_text(grid)), max_rows, max_columns, is_header, [])


def read(content: bytes, *, max_rows: int = MAX_ROWS, is_header: IsHeader | None = None) -> Table:
    """Read an XLSX workbook or else a CSV, told apart by how they begin."""
    reader = read_xlsx if content.startswith(_XLSX) else read_csv
    return reader(content, max_rows=max_rows, is_header=is_header)


def places(header: Sequence[str], names: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Where each column of `names` stands by any of its lower-case names; of two the first."""
    titles = [" ".join(cell.casefold().split()) for cell in header]
    found: dict[str, int] = {}
    for column, known in names.items():
        place = next((place for place, title in enumerate(titles) if title in known), None)
        if place is not None:
            found[column] = place
    return found


def csv_files(content: bytes) -> list[bytes]:
    """The CSV files in a ZIP; none in anything else. No name in it is ever used as a path."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return []
    with _package():
        found = packages.parts(content, ending=".csv", most=MAX_CSV_FILES)
        return [_content(part, MAX_BYTES) for _name, part in found]


def write_csv(target: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write UTF-8 with BOM, so that spreadsheets recognise it; blank for None. `target` stays open."""
    with io.StringIO(newline="") as buffer:
        # All quoted, so that no semicolon in a cell can pass for the delimiter when the file comes back.
        writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
        target.write(b"\xef\xbb\xbf")
        for line, row in enumerate(chain([header], rows), start=1):
            writer.writerow([_guard(cell, line) for cell in row])
            target.write(buffer.getvalue().encode())
            buffer.seek(0)
            buffer.truncate()


def write_xlsx(target: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a workbook of one sheet, row by row in constant memory; text stays text, however it begins."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(target, options) as workbook:
        sheet = workbook.add_worksheet()
        sheet.freeze_panes(1, 0)
        bold = workbook.add_format({"bold": True})
        for line, row in enumerate(chain([header], rows), start=1):
            for column, cell in enumerate(row):
                if _write_cell(sheet, line - 1, column, cell, bold if line == 1 else None):
                    raise TableError("too_large", _("isi sel atau jumlah baris melampaui batas XLSX."), line)


def _content(source: bytes | BinaryIO, max_bytes: int) -> bytes:
    """All bytes of the source, read no further than one past the limit."""
    content = source if isinstance(source, bytes) else source.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise TableError(
            "too_large", _("berkas lebih besar dari %(size)s KiB.") % {"size": max_bytes // 2**10}
        )
    return content


def _csv_rows(content: bytes) -> tuple[Iterator[Row], list[str]]:
    """The rows of a CSV, and any warning about how it was read."""
    text, warnings = _decode(content)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise TableError("nul", _("berkas berisi karakter NUL; simpan ulang sebagai CSV UTF-8."), line)
    separator = _SEP_LINE.match(text)
    skipped = separator.end() if separator else 0
    records = _records(
        text[skipped:],
        separator.group(1) if separator else _delimiter(text),
        first_line=2 if separator else 1,
    )
    return (Row(row.line, tuple(map(_unguard, row.cells))) for row in records), warnings


def _decode(content: bytes) -> tuple[str, list[str]]:
    """The text and any warning about how it was read."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding), []
    except UnicodeDecodeError as error:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            message = _("pengodean huruf tidak dikenal; simpan ulang sebagai CSV UTF-8.")
            raise TableError("encoding", message) from error
    return text, [_("Berkas tidak memakai UTF-8 dan dibaca sebagai Windows-1252; periksa huruf beraksen.")]


def _delimiter(text: str) -> str:
    """The delimiter that splits the first line that any of them splits into the most cells."""
    try:
        heads = [
            list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=mark), SEARCH_HEADER))
            for mark in _DELIMITERS
        ]
    except csv.Error:
        # A cell without end; the careful reading names its line, whatever the delimiter.
        return _DELIMITERS[0]
    for rows in zip(*heads, strict=False):
        widest = max(range(len(_DELIMITERS)), key=lambda index: len(rows[index]))
        if len(rows[widest]) > 1:
            return _DELIMITERS[widest]
    return _DELIMITERS[0]


def _records(text: str, delimiter: str, *, first_line: int) -> Iterator[Row]:
    """Each record with the line it begins on; a quote that is never closed is an error on that line.

    A forgotten quote may also be closed by the next row's quote, far below: text after a closing quote, and a
    record over very many lines, are taken for that.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + first_line
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableError(
                "quote", _("tanda kutip dibuka tetapi tidak ditutup dengan benar."), line
            ) from error
        if reader.line_num + first_line - line > LINES_PER_ROW:
            raise TableError("quote", _("tanda kutip dibuka dan baru ditutup jauh di bawahnya."), line)
        yield Row(line, tuple(cells))


@contextmanager
def _package() -> Iterator[None]:
    """Whatever a package is refused for, a table is."""
    try:
        yield
    except packages.PackageRefused as refused:
        raise TableError(refused.code, refused.sentence) from refused


def _check_extent(max_rows: int, max_columns: int, sheet: bytes) -> None:
    """Refuse a sheet with a cell outside the limits.

    The reader lays out a full rectangle up to the outermost cell: one cell in a far corner takes gigabytes.
    """
    match extents.beyond(sheet, max_rows, max_columns):
        case "column":
            raise TableError(
                "too_wide",
                _("lembar kerja memakai lebih dari %(most)s kolom.") % {"most": max_columns},
            )
        case "row":
            raise TableError(
                "too_long", _("lembar kerja memakai lebih dari %(most)s baris.") % {"most": max_rows}
            )


def _table(
    rows: Iterable[Row], max_rows: int, max_columns: int, is_header: IsHeader | None, warnings: Sequence[str]
) -> Table:
    """Find the header, drop blank rows, and set aside rows of another width."""
    filled = filter(_is_filled, rows)
    head = list(islice(filled, SEARCH_HEADER))
    if not head:
        raise TableError("empty", _("berkas ini kosong."))
    start = next((index for index, row in enumerate(head) if is_header and is_header(row.cells)), 0)
    header = head[start].cells
    if len(header) > max_columns:
        raise TableError(
            "too_wide",
            _("ada lebih dari %(most)s kolom.") % {"most": max_columns},
            head[start].line,
        )
    body = list(islice(chain(head[start + 1 :], filled), max_rows + 1))
    if len(body) > max_rows:
        raise TableError(
            "too_long", _("ada lebih dari %(most)s baris data.") % {"most": max_rows}, body[-1].line
        )
    kept = [row for row in body if len(row.cells) == len(header)]
    problems = [
        Problem(
            row.line,
            _("Ada %(cells)s kolom, seharusnya %(expected)s seperti pada judul.")
            % {"cells": len(row.cells), "expected": len(header)},
        )
        for row in body
        if len(row.cells) != len(header)
    ]
    return Table(header, tuple(kept), tuple(problems), tuple(warnings), tuple(head[:start]))


def _is_filled(row: Row) -> bool:
    return any(map(str.strip, row.cells))


def _in_text(grid: Sequence[Sequence[object]]) -> Iterator[tuple[str, ...]]:
    """The rows of a workbook as text; below the header most columns are of one type, and read as a whole."""
    for row in grid[:SEARCH_HEADER]:
        yield tuple(map(_shown, row))
    yield from zip(*map(_column, zip(*grid[SEARCH_HEADER:], strict=True)), strict=True)


def _column(cells: Sequence[Any]) -> Iterable[str]:
    types = set(map(type, cells))
    if types == {str}:
        return cells
    if types == {float} and all(map(float.is_integer, cells)) and max(map(abs, cells)) < EXACT:
        return map(str, map(int, cells))
    if types == {str, float}:  # gaps: each text and number is shown once, however often it stands there
        return map({cell: _shown(cell) for cell in set(cells)}.__getitem__, cells)
    return map(_shown, cells)


def _shown(value: object) -> str:
    """A cell of a workbook as the text a person would have typed."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if abs(value) >= EXACT:
            return f"{value:E}"
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _guard(cell: Cell, line: int) -> str:
    """A cell as CSV text; a quote mark before what a spreadsheet would run, or what has one already."""
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    if "\0" in cell:
        raise TableError("nul", _("isi sel berisi karakter NUL."), line)
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _unguard(cell: str) -> str:
    """Take away the quote mark that `_guard` has put."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, style: Any) -> int:
    """Write one cell of an XlsxWriter worksheet by its type; not 0 if the format has no room for it."""
    if cell is None:
        return 0
    if not isinstance(cell, str) and -EXACT < cell < EXACT:
        return int(sheet.write_number(row, column, cell, style))
    return int(sheet.write_string(row, column, str(cell), style))
