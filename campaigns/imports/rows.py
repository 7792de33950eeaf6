"""From the rows of a recognised table to readings, and to the rows that cannot be one. Pure.

A table is read column by column: what holds for a column is found out once, and so is what a cell means that
stands in it many times.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import NamedTuple, TypeVar

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
_NAME_OF_TOTAL = re.compile(r"\D{1,24}")
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


class ExportRow(NamedTuple):
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
        return tuple(filter(None, (self.code, self.permalink, named))) or ("",)

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
) -> tuple[list[ExportRow], list[Broken]]:
    """The readings and the broken rows, each in the order of the table.

    Sums of the other rows, and the header once more right below the header, are neither.
    """
    posts = [row for number, row in enumerate(table) if not _is_no_post(row.cells, is_first=number == 0)]
    return _Reader(posts, columns, zone, measured_at).read() if posts else ([], [])


def _is_no_post(cells: Sequence[str], *, is_first: bool) -> bool:
    first = next(filter(str.strip, cells))
    if _NAME_OF_TOTAL.fullmatch(first) and fold(first).rstrip(":") in TOTALS:
        return True
    return is_first and not any(character.isdecimal() for cell in cells for character in cell)


_Value = TypeVar("_Value")


def _meanings(
    parse: Callable[[str], _Value], texts: Iterable[str]
) -> tuple[dict[str, _Value], dict[str, str]]:
    """What each different text says, and why some say nothing."""
    said: dict[str, _Value] = {}
    unsaid: dict[str, str] = {}
    for text in set(texts):
        try:
            said[text] = parse(text)
        except (numbers.NumberError, moments.MomentError) as error:
            unsaid[text] = str(error)
    return said, unsaid


class _Reader:
    """Reads the columns of one table, which has rows. The first rule that a row breaks is the one named."""

    def __init__(
        self, rows: Sequence[Row], columns: Columns, zone: str, measured_at: datetime | None
    ) -> None:
        self.rows, self.places, self.kind = rows, columns.places, columns.kind
        self.zone, self.measured_at, self.month_first = zone, measured_at, columns.month_first
        self.columns = list(zip(*(row.cells for row in rows), strict=True))
        self.broken: dict[int, Broken] = {}

    def read(self) -> tuple[list[ExportRow], list[Broken]]:
        platform, source = self.kind.platform, self.kind.source
        codes, links_, ids = self.texts(CODE), self.texts(LINK), self.texts(NATIVE_ID)
        self.refuse_destroyed_ids(codes, links_, ids)
        self.refuse_periods()
        taken, metrics, published = self.moments(), self.metrics(), self.texts(PUBLISHED)
        month_first = values.says_month_first(published[:_TELLING], default=self.month_first)
        read_published = partial(values.published, zone=self.zone, month_first=month_first)
        found = zip(
            self.rows,
            codes,
            links_,
            ids,
            self.texts(CAPTION),
            taken,
            metrics,
            self.texts(REASON),
            published,
            strict=True,
        )
        readings = [
            ExportRow(
                row.line,
                code,
                link,
                platform,
                said_id,
                caption,
                at,
                counts,
                source,
                reason,
                on,
                read_published,
            )
            for row, code, link, said_id, caption, at, counts, reason, on in found
        ]
        kept = [row for number, row in enumerate(readings) if number not in self.broken]
        return kept, [self.broken[number] for number in sorted(self.broken)]

    def refuse(self, number: int, code: str, sentence: str) -> None:
        self.broken.setdefault(number, Broken(self.rows[number].line, code, sentence))

    def texts(self, role: str) -> Sequence[str]:
        """For each row the first of the role's cells that holds something."""
        found = [list(map(str.strip, self.columns[place])) for place in self.places.get(role, ())]
        if len(found) == 1:
            return found[0]
        return [next(filter(None, cells), "") for cells in zip(*found, strict=True)] or [""] * len(self.rows)

    def refuse_destroyed_ids(self, codes: Sequence[str], links_: Sequence[str], ids: Sequence[str]) -> None:
        """A spreadsheet turns long numbers into others; without a link nobody knows which post was meant."""
        for number, (code, link, written) in enumerate(zip(codes, links_, ids, strict=True)):
            if written and not link and not code and not intact(written, self.kind.platform):
                self.refuse(
                    number,
                    "id_destroyed",
                    _(
                        "Nomor unggahan “%(id)s” sudah diubah oleh aplikasi tabel, dan baris ini tidak "
                        "memuat tautannya. Unggah berkas asli dari platform tanpa menyimpannya ulang."
                    )
                    % {"id": written},
                )

    def refuse_periods(self) -> None:
        """An export of single days is not what is counted."""
        for number, period in enumerate(self.texts(PERIOD)):
            if any(map(str.isdecimal, period)):
                self.refuse(
                    number,
                    "not_lifetime",
                    _(
                        "Angka pada baris ini hanya untuk %(period)s, padahal yang dicatat ialah jumlah "
                        "sejak terbit. Ekspor ulang dengan rentang sejak terbit (Lifetime)."
                    )
                    % {"period": period},
                )

    def moments(self) -> list[datetime | None]:
        """When each row was measured."""
        texts = self.texts(MOMENT)
        said, unsaid = _meanings(lambda text: moments.parse(text, self.zone), filter(None, texts))
        if unsaid:
            for number, text in enumerate(texts):
                if text in unsaid:
                    self.refuse(number, "taken_at_unreadable", unsaid[text])
        return [said.get(text, self.measured_at) for text in texts]

    def metrics(self) -> list[dict[str, int | None]]:
        """For each row every metric that has a column; None where its cell says nothing."""
        found = {
            metric: self.counts(metric, values.PARSERS[role], self.places[role])
            for role, metric in MEASURES.items()
            if role in self.places
        }
        return [dict(zip(found, counts, strict=True)) for counts in zip(*found.values(), strict=True)]

    def counts(self, metric: str, parse: values.Parser, places: Sequence[int]) -> Sequence[int | None]:
        """What the columns of one metric say together."""
        found = [self.column(metric, parse, self.columns[place]) for place in places]
        if len(found) == 1:
            return found[0]
        for number, twins in enumerate(zip(*found, strict=True)):
            if len({value for value in twins if value is not None}) > 1:
                self.refuse_count(
                    number, metric, _("ada dua kolom dengan judul yang sama dan angka yang berbeda.")
                )
        return [
            next((value for value in twins if value is not None), None) for twins in zip(*found, strict=True)
        ]

    def column(self, metric: str, parse: values.Parser, cells: Sequence[str]) -> list[int | None]:
        said, unsaid = _meanings(parse, cells)
        if unsaid:
            for number, text in enumerate(cells):
                if text in unsaid:
                    self.refuse_count(number, metric, unsaid[text])
        return list(map(said.get, cells))

    def refuse_count(self, number: int, metric: str, why: str) -> None:
        sentence = _("Kolom %(metric)s: %(error)s") % {"metric": _(LABELS[metric]), "error": why}
        self.refuse(number, "metric_unreadable", sentence)
