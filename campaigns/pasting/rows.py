"""Rows copied from a spreadsheet: cells between tabs, cells of several lines in quotation marks.

What a column holds is found in its cells, not in its place: links where most cells are nothing but links, the
publish time where most cells say a day and an hour, the caption in the column that is named so, else in the
one with hashtags, else in the one with most words.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from campaigns.imports import moments
from campaigns.links import find
from campaigns.pasting.draft import Draft
from summitcomms.lib import clock

_CAPTION_NAMES = ("takarir", "caption", "keterangan", "narasi", "teks", "isi", "deskripsi")
_OTHER_NAMES = ("no", "instansi", "nama", "dinas", "opd", "akun", "platform", "media", "tanggal", "status")

MOST_COLUMNS = 60
"""More than these are no report of posts."""

Row = tuple[int, list[str]]
"""The number of the row's first line, and its cells without the spaces around them."""


@dataclass(frozen=True, slots=True)
class Table:
    """Drafts in order, and the lines of the rows that hold words but no link."""

    drafts: list[Draft]
    without_link: list[int]


def read(text: str) -> Table | None:
    """The drafts of a table, its first row skipped if it has no link; None when the text is no table.

    It is one when at least half of the lines with a link have a tab in them.
    """
    with_link = [line for line in text.split("\n") if "\t" in line or "/" in line]
    with_link = [line for line in with_link if find(line)]
    if not with_link or sum("\t" in line.lstrip() for line in with_link) * 2 < len(with_link):
        return None
    try:
        rows = list(_rows(text))
    except csv.Error:  # a cell longer than any caption: quotation marks that are not the spreadsheet's
        return None
    if max(len(cells) for _, cells in rows) > MOST_COLUMNS:
        return None
    head = rows[0][1] if not any(map(find, rows[0][1])) else []
    body = rows[1:] if head else rows
    columns = _Columns(head, [cells for _, cells in body])
    drafts = []
    without_link = []
    for number, cells in body:
        urls = [url for at in columns.links if at < len(cells) for url in find(cells[at])]
        caption, published = _cell(cells, columns.caption), _cell(cells, columns.published)
        drafts += [Draft(url, caption, number, published) for url in urls]
        if not urls and any(cells):
            without_link.append(number)
    return Table(drafts, without_link)


def write(drafts: Iterable[Draft]) -> str:
    """Rows that `read` turns into the same drafts again."""
    text = io.StringIO()
    rows = csv.writer(text, csv.excel_tab, lineterminator="\n")
    rows.writerows((draft.url, draft.caption, draft.published) for draft in drafts)
    return text.getvalue()


class _Columns:
    """Which columns hold what, by their cells; None where there is no such column."""

    def __init__(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        width = max(len(cells) for cells in rows)
        columns = [[cells[at] for cells in rows if at < len(cells) and cells[at]] for at in range(width)]
        only_links = [
            at
            for at, cells in enumerate(columns)
            if cells and sum(_is_only_links(cell) for cell in cells) * 2 >= len(cells)
        ]
        self.links = only_links or [max(range(width), key=lambda at: sum(map(len, map(find, columns[at]))))]
        others = [at for at in range(width) if at not in self.links and columns[at]]
        self.published = next(
            (at for at in others if sum(map(_is_moment, columns[at])) * 2 >= len(columns[at])), None
        )
        names = {at: name.lower() for at, name in enumerate(head)}
        candidates = [
            at
            for at in others
            if at != self.published
            and names.get(at, "").partition(" ")[0].rstrip(".") not in _OTHER_NAMES
            and any(any(map(str.isalpha, cell)) for cell in columns[at])
        ]
        self.caption = max(
            candidates,
            key=lambda at: (
                names.get(at, "").startswith(_CAPTION_NAMES),
                sum("#" in cell for cell in columns[at]),
                sum(map(len, columns[at])),
            ),
            default=None,
        )


def _rows(text: str) -> Iterator[Row]:
    # An odd number of quotation marks means that they are somebody's words and not the spreadsheet's.
    is_quoted = text.count('"') % 2 == 0
    reader = csv.reader(
        io.StringIO(text), csv.excel_tab, quoting=csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE
    )
    number = 1
    for cells in reader:
        if any(cells):
            yield number, [cell.strip() for cell in cells]
        number = reader.line_num + 1


def _cell(cells: Sequence[str], at: int | None) -> str:
    return cells[at] if at is not None and at < len(cells) else ""


def _is_only_links(cell: str) -> bool:
    rest = cell
    for url in (urls := find(cell)):
        rest = rest.replace(url, " ")
    return bool(urls) and not any(map(str.isalnum, rest))


def _is_moment(cell: str) -> bool:
    try:
        moments.parse(cell, clock.WIB)
    except moments.MomentError:
        return False
    return True
