"""From a CSV or XLSX file, or a ZIP of CSVs, to readings, and to the rows that cannot be one."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from campaigns import links
from campaigns.imports import archives, columns, rows, values
from campaigns.imports.columns import Columns, ColumnsError
from campaigns.imports.rows import Broken, ExportRow
from campaigns.imports.shapes import LINK, Kind
from summitcomms.lib import clock, collector, tables

SAMPLE = 3
"""Rows that are shown to whoever says what the columns of a file mean."""


@dataclass(frozen=True, slots=True)
class Export:
    """What a file holds. `rows` and `problems` carry their lines; `cells` are all rows as they stood.

    `left_out` counts rows that are no post: sums and repeated headers.
    """

    kind: Kind
    header: tuple[str, ...]
    columns: Columns
    rows: tuple[ExportRow, ...]
    problems: tuple[Broken, ...]
    warnings: tuple[str, ...]
    left_out: int
    cells: Mapping[int, tuple[str, ...]]

    @property
    def needs_moment(self) -> bool:
        """Whether somebody has to say when the file was exported."""
        return any(row.taken_at is None for row in self.rows)


@collector.paused()
def read(
    source: bytes | str | os.PathLike[str],
    *,
    zone: str = clock.WIB,
    measured_at: datetime | None = None,
    roles: Mapping[str, str] | None = None,
) -> Export:
    """Read an export of a platform, our own list, or, with `roles`, a file whose columns a person explained.

    `source` is the file or its content. Times without a zone are of `zone`. Counts are of `measured_at` where
    a row names no moment, and nor do the lines above the header. `roles` is as `columns.mapped` takes it and
    wins over what would be recognised.

    Raises tables.TableError for a file that cannot be trusted as a whole, ColumnsError for unknown columns.
    """
    content = archives.listing(source if isinstance(source, bytes) else Path(source).read_bytes())
    table = _table(content, roles)
    found = columns.mapped(table.header, roles) if roles is not None else _recognised(table)
    if measured_at is None:
        measured_at = values.said_moment((row.cells for row in table.preamble), zone)
    kept, broken = rows.read(table.rows, found, zone=zone, measured_at=measured_at)
    problems = [Broken(problem.line, "row_broken", problem.message) for problem in table.problems]
    return Export(
        kind=found.kind,
        header=table.header,
        columns=found,
        rows=tuple(kept),
        problems=tuple(sorted(problems + broken, key=lambda each: each.line)),
        warnings=(*table.warnings, *_ignored(found)),
        left_out=len(table.rows) - len(kept) - len(broken),
        cells=dict(table.rows),
    )


def _table(content: bytes, roles: Mapping[str, str] | None) -> tables.Table:
    if roles is None:
        table = tables.read(content, is_header=columns.looks_like_header)
        if columns.looks_like_header(table.header):
            return table
    return tables.read(content, is_header=_may_be_header)


def _may_be_header(cells: Sequence[str]) -> bool:
    """Whether this may be the header of a file that nobody knows: several names, none of them a number."""
    named = [cell for cell in cells if cell.strip()]
    return len(named) > 1 and not any(cell.strip()[0].isdecimal() for cell in named)


def _recognised(table: tables.Table) -> Columns:
    """The columns; where two platforms write the same, by the platform of the first link."""
    try:
        found = columns.recognise(table.header)
    except ColumnsError as error:
        error.rows = tuple(row.cells for row in table.rows[:SAMPLE])
        raise
    if len(found) > 1:
        cells = (row.cells[place] for row in table.rows for place in found[0].places[LINK])
        link = next((cell for cell in cells if cell.strip()), "")
        for each in found:
            if each.kind.platform is _platform(link):
                return each
    return found[0]


def _platform(link: str) -> object:
    try:
        return links.canonicalise(link).platform
    except links.LinkError:
        return None


def _ignored(found: Columns) -> list[str]:
    if not found.ignored:
        return []
    return [_("Kolom yang tidak dipakai: %(names)s.") % {"names": columns.quoted(found.ignored)}]
