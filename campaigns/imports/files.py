"""From the bytes of a CSV or XLSX file to readings, and to the rows that cannot be one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.imports import columns, moments
from campaigns.imports.columns import Columns
from campaigns.readings import LABELS, ReadingRow
from summitcomms.lib import numbers, tables


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that is no reading: where, which rule (stable code), and a sentence for people."""

    line: int
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Export:
    """What a file holds. `rows` carry their lines; `cells` are all rows as they stood, by line."""

    header: tuple[str, ...]
    rows: tuple[ReadingRow, ...]
    broken: tuple[Broken, ...]
    warnings: tuple[str, ...]
    cells: Mapping[int, tuple[str, ...]]


def read(content: bytes, *, is_xlsx: bool, zone: str) -> Export:
    """Read a file of readings; times without a zone are of `zone`.

    Raises tables.TableError for a file that cannot be trusted as a whole, ColumnsError for the wrong columns.
    """
    reader = tables.read_xlsx if is_xlsx else tables.read_csv
    table = reader(content, is_header=columns.looks_like_header)
    found = columns.recognise(table.header)
    rows: list[ReadingRow] = []
    broken = [Broken(problem.line, "row_broken", problem.message) for problem in table.problems]
    for row in table.rows:
        match _row(row.line, row.cells, found, zone):
            case Broken() as problem:
                broken.append(problem)
            case ReadingRow() as reading:
                rows.append(reading)
    return Export(
        header=table.header,
        rows=tuple(rows),
        broken=tuple(sorted(broken, key=lambda each: each.line)),
        warnings=(*table.warnings, *_ignored(found)),
        cells={row.line: row.cells for row in table.rows},
    )


def _row(line: int, cells: Sequence[str], found: Columns, zone: str) -> ReadingRow | Broken:
    metrics: dict[str, int | None] = {}
    for name, position in found.metrics.items():
        text = cells[position].strip()
        try:
            metrics[name] = numbers.parse(text) if text else None
        except numbers.NumberError as error:
            return Broken(
                line,
                "metric_unreadable",
                _("Kolom %(metric)s: %(error)s") % {"metric": _(LABELS[name]), "error": error},
            )
    try:
        taken_at = moments.parse(cells[found.moment], zone)
    except moments.MomentError as error:
        return Broken(line, "taken_at_unreadable", str(error))
    return ReadingRow(
        post_ref=_cell(cells, found.code) or _cell(cells, found.link),
        taken_at=taken_at,
        metrics=metrics,
        reason=_cell(cells, found.reason),
        line=line,
    )


def _cell(cells: Sequence[str], position: int | None) -> str:
    return "" if position is None else cells[position].strip()


def _ignored(found: Columns) -> list[str]:
    if not found.ignored:
        return []
    return [
        _("Kolom yang tidak dipakai: %(names)s.")
        % {"names": ", ".join(f"“{name}”" for name in found.ignored)}
    ]
