"""From the rows of a recognised table to readings, and to the rows that cannot be one. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.utils.translation import gettext as _

from agencies.platforms import Platform
from campaigns import links
from campaigns.imports import moments, values
from campaigns.imports.columns import Columns, fold
from campaigns.imports.shapes import (
    CAPTION,
    CODE,
    LINK,
    MEASURES,
    MOMENT,
    NATIVE_ID,
    PERIOD,
    PUBLISHED,
    REASON,
)
from campaigns.readings import LABELS, ReadingRow
from summitcomms.lib import numbers
from summitcomms.lib.tables import Row

TOTALS = frozenset({"total", "totals", "grand total", "jumlah", "total keseluruhan", "jumlah keseluruhan"})
_DIGITS = re.compile(r"[0-9]{5,20}", re.ASCII)
_VIDEO = re.compile(r"[0-9A-Za-z_-]{11}", re.ASCII)
_LONGEST_TOTAL = 25
_TELLING = 1_000
"""Rows that tell in which order the file writes day and month."""
_EXACT_DIGITS = 15
"""A spreadsheet keeps so many digits of a number and writes zeros for the others."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that is no reading: where, which rule (stable code), and a sentence for people."""

    line: int
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ExportRow:
    """What an export says of one post, lifetime until `taken_at`; None where the file does not say when.

    The post is named by `code`, `permalink` or `platform` and `said_id`, whatever of it the file has. A
    metric that is None or not there was not measured. `source` is the code of the source of the numbers,
    empty for a list that people wrote. `reason` makes the row a correction.
    """

    line: int
    code: str
    permalink: str
    platform: Platform | None
    written_id: str
    caption: str
    taken_at: datetime | None
    metrics: Mapping[str, int | None]
    source: str
    reason: str
    published: str
    read_published: Callable[[str], date | None]

    @property
    def said_id(self) -> str:
        """The post's id in its own column; empty where a spreadsheet has destroyed it."""
        return intact(self.written_id, self.platform)

    @property
    def native_id(self) -> str | None:
        """The platform's own id: from the permalink, or as the file names it."""
        if not self.permalink:
            return self.said_id or None
        try:
            return links.canonicalise(self.permalink).native_id
        except links.LinkError:
            return self.said_id or None

    @property
    def published_at(self) -> date | None:
        """When the post was published as the file says it, a date where it names no time."""
        return self.read_published(self.published)

    @property
    def refs(self) -> tuple[str, ...]:
        """What names the post, the surest first; at least one."""
        named = f"{self.platform}:{self.said_id}" if self.platform and self.said_id else ""
        return tuple(ref for ref in (self.code, self.permalink, named) if ref) or ("",)

    def reading(self, ref: str, measured_at: datetime) -> ReadingRow:
        """The reading of the post named `ref`, taken at `measured_at` if the file does not say when."""
        return ReadingRow(ref, self.taken_at or measured_at, self.metrics, self.reason, self.line)


def intact(written: str, platform: Platform | None) -> str:
    """The platform's id, if it can still be one; a spreadsheet turns long numbers into 1.22E+17."""
    if platform is Platform.YOUTUBE:
        return written if _VIDEO.fullmatch(written) else ""
    if platform is Platform.INSTAGRAM or not _DIGITS.fullmatch(written):
        return ""  # Instagram's number is not the id that its links carry
    rounded = written[_EXACT_DIGITS:]
    return "" if rounded and not rounded.strip("0") else written


def read(
    table: Sequence[Row], columns: Columns, *, zone: str, measured_at: datetime | None
) -> Iterator[ExportRow | Broken]:
    """Each row as a reading or as broken; sums and repeated headers are left out."""
    reader = _Reader(table, columns, zone, measured_at)
    for number, row in enumerate(table):
        if not reader.is_no_post(row.cells, is_first=number == 0):
            try:
                yield reader.row(row.line, row.cells)
            except _RowError as error:
                yield Broken(row.line, error.code, error.sentence)


class _RowError(Exception):
    """Why a row is no reading."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


class _Reader:
    """Reads the rows of one table; what is the same for all of them is found out once."""

    def __init__(
        self, table: Sequence[Row], columns: Columns, zone: str, measured_at: datetime | None
    ) -> None:
        self.places, self.zone, self.measured_at = columns.places, zone, measured_at
        self.platform, self.source = columns.kind.platform, columns.kind.source
        self.measures = [
            (metric, values.PARSERS[role], self.places[role])
            for role, metric in MEASURES.items()
            if role in self.places
        ]
        dates = (self.text(row.cells, PUBLISHED) for row in table[:_TELLING])
        month_first = values.says_month_first(dates, default=columns.month_first)
        self.read_published = partial(values.published, zone=zone, month_first=month_first)

    def text(self, cells: Sequence[str], role: str) -> str:
        """The first of the role's cells that holds something."""
        for place in self.places.get(role, ()):
            if text := cells[place].strip():
                return text
        return ""

    def is_no_post(self, cells: Sequence[str], *, is_first: bool) -> bool:
        """Whether this row sums the others, or says once more, right below the header, what they are."""
        first = next(filter(str.strip, cells))
        if len(first) < _LONGEST_TOTAL and fold(first).rstrip(":") in TOTALS:
            return True
        return is_first and not any(character.isdecimal() for cell in cells for character in cell)

    def row(self, line: int, cells: Sequence[str]) -> ExportRow:
        """Raises _RowError."""
        code, link, written = self.text(cells, CODE), self.text(cells, LINK), self.text(cells, NATIVE_ID)
        if written and not link and not code and not intact(written, self.platform):
            raise _RowError(
                "id_destroyed",
                _(
                    "Nomor unggahan “%(id)s” sudah diubah oleh aplikasi tabel, dan baris ini tidak memuat "
                    "tautannya. Unggah berkas asli dari platform tanpa menyimpannya ulang."
                )
                % {"id": written},
            )
        return ExportRow(
            line=line,
            code=code,
            permalink=link,
            platform=self.platform,
            written_id=written,
            caption=self.text(cells, CAPTION),
            taken_at=self.moment(cells),
            metrics=self.metrics(cells),
            source=self.source,
            reason=self.text(cells, REASON),
            published=self.text(cells, PUBLISHED),
            read_published=self.read_published,
        )

    def metrics(self, cells: Sequence[str]) -> dict[str, int | None]:
        """Every metric that has a column; None where its cell says nothing."""
        found: dict[str, int | None] = {}
        for metric, parse, places in self.measures:
            try:
                value = parse(cells[places[0]])
                if len(places) > 1:
                    value = _agreed([value, *(parse(cells[place]) for place in places[1:])])
            except numbers.NumberError as error:
                raise _RowError(
                    "metric_unreadable",
                    _("Kolom %(metric)s: %(error)s") % {"metric": _(LABELS[metric]), "error": error},
                ) from error
            found[metric] = value
        return found

    def moment(self, cells: Sequence[str]) -> datetime | None:
        """When the row was measured; an export of single days is not what is counted."""
        if PERIOD in self.places and any(map(str.isdecimal, period := self.text(cells, PERIOD))):
            raise _RowError(
                "not_lifetime",
                _(
                    "Angka pada baris ini hanya untuk %(period)s, padahal yang dicatat ialah jumlah sejak "
                    "terbit. Ekspor ulang dengan rentang sejak terbit (Lifetime)."
                )
                % {"period": period},
            )
        said = self.text(cells, MOMENT)
        if not said:
            return self.measured_at
        try:
            return moments.parse(said, self.zone)
        except moments.MomentError as error:
            raise _RowError("taken_at_unreadable", str(error)) from error


def _agreed(found: Sequence[int | None]) -> int | None:
    """What columns of the same name say together. Raises NumberError when they contradict each other."""
    said = {value for value in found if value is not None}
    if len(said) > 1:
        raise numbers.NumberError(_("ada dua kolom dengan judul yang sama dan angka yang berbeda."))
    return said.pop() if said else None
