"""What one reading is and when it is refused, before anything touches the database.

Pure: the moment is a parameter. Codes are stable, for machines; sentences are for people and say how to mend
the row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from summitcomms.lib import clock, numbers
from summitcomms.lib.refusals import Refusal

METRICS = (
    "views",
    "reach",
    "impressions",
    "likes",
    "comments",
    "shares",
    "saves",
    "clicks",
    "watch_seconds",
    "followers",
)
"""Every metric that is measured, in the order in which they are listed everywhere."""

_KNOWN = frozenset(METRICS)
_AT_ONCE = 500
"""Rows that are looked at together: one that breaks a rule costs a closer look at so many."""

INTERACTIONS = ("likes", "comments", "shares", "saves")
"""The metrics whose sum is *interaksi* (definition of the KPI `interactions`, version 1)."""

LABELS = {
    "views": gettext_noop("tayangan"),
    "reach": gettext_noop("jangkauan"),
    "impressions": gettext_noop("impresi"),
    "likes": gettext_noop("suka"),
    "comments": gettext_noop("komentar"),
    "shares": gettext_noop("bagikan"),
    "saves": gettext_noop("simpan"),
    "clicks": gettext_noop("klik"),
    "watch_seconds": gettext_noop("detik tonton"),
    "followers": gettext_noop("pengikut"),
}
"""The metrics as people read them."""

LARGEST = 10**12
"""No post on earth has been counted higher; beyond it somebody has pasted an id into a metric."""

EARLIEST_BEFORE_START = timedelta(days=60)
"""How long before its campaign a reading may have been taken."""

FUTURE_TOLERANCE = timedelta(minutes=5)
"""How far a partner's clock may run ahead of ours."""


class ReadingRow(NamedTuple):
    """What one source saw of one post at one moment: a tuple, since a batch makes ten thousand of them.

    `post_ref` names the post by its code, by any form of its link, or as "platform:native id". `metrics` maps
    names of `METRICS` to counts, lifetime until `taken_at`; a missing or None metric was not measured, which
    is not zero. `reason` makes the row a correction of what the same source said of the same moment. `line`
    is where the row stands in the file that people look at; None for rows of no file.
    """

    post_ref: str
    taken_at: datetime
    metrics: Mapping[str, int | None] = MappingProxyType({})
    reason: str = ""
    line: int | None = None

    def values(self) -> tuple[int | None, ...]:
        """The metrics in the order of `METRICS`, None for what was not measured."""
        return tuple(map(self.metrics.get, METRICS))


@dataclass(frozen=True, slots=True)
class Span:
    """The moments at which a reading for one campaign may have been taken, both included."""

    earliest: datetime
    latest: datetime
    zone: str

    @classmethod
    def of(cls, *, starts_at: datetime, zone: str, now: datetime) -> Span:
        """The span of a campaign that starts at `starts_at`, seen at `now`; sentences speak in `zone`."""
        return cls(starts_at - EARLIEST_BEFORE_START, now + FUTURE_TOLERANCE, zone)


def measured(rows: Sequence[ReadingRow]) -> dict[str, list[int | None]]:
    """The metrics that any of the rows holds, each as a column, in the order of `METRICS`."""
    columns = {name: [row.metrics.get(name) for row in rows] for name in METRICS}
    return {name: column for name, column in columns.items() if column.count(None) < len(column)}


def check_all(rows: Sequence[ReadingRow], span: Span) -> dict[int, Refusal]:
    """What `check` says of every row that breaks a rule, by the number of the row.

    Nearly all rows break none, and that is found out many rows at a time.
    """
    return {
        n: refusal
        for start in range(0, len(rows), _AT_ONCE)
        if not _are_sound(chunk := rows[start : start + _AT_ONCE], span)
        for n, row in enumerate(chunk, start)
        if (refusal := check(n, row, span))
    }


def _are_sound(rows: Sequence[ReadingRow], span: Span) -> bool:
    """Whether the rows plainly break no rule; False says only that each has to be looked at."""
    refs, taken_at, metrics, reasons, _lines = zip(*rows, strict=True)
    times = set(taken_at)
    counts = list(chain.from_iterable(each.values() for each in metrics))
    whole = [value for value in counts if value is not None]
    return (
        all(map(str.strip, refs))
        and "".join(refs + reasons).isprintable()
        and None not in map(datetime.utcoffset, times)
        and span.earliest <= min(times)
        and max(times) <= span.latest
        and frozenset(chain.from_iterable(metrics)) <= _KNOWN
        and set(map(type, whole)) == {int}
        and min(whole) >= 0
        and max(whole) <= LARGEST
        and all(any(value is not None for value in each.values()) for each in metrics)
    )


def check(index: int, row: ReadingRow, span: Span) -> Refusal | None:
    """The first rule that the row breaks, or None: a post named, a moment in the span, whole counts ≥ 0."""
    if not row.post_ref.strip():
        return Refusal(
            index, "post_missing", _("Baris ini tidak menyebut unggahan. Isi kode atau tautannya.")
        )
    if not (_is_readable(row.post_ref) and _is_readable(row.reason)):
        return Refusal(
            index, "text_broken", _("Baris ini memuat karakter yang tidak dapat dibaca. Tulis ulang teksnya.")
        )
    return _check_moment(index, row.taken_at, span) or _check_metrics(index, row.metrics)


def _is_readable(text: str) -> bool:
    """Whether this holds nothing but what can be shown, and blanks of any kind."""
    return text.isprintable() or " ".join(text.split()).isprintable()


def _check_moment(index: int, taken_at: datetime, span: Span) -> Refusal | None:
    if taken_at.utcoffset() is None:
        return Refusal(
            index,
            "taken_at_naive",
            _("Waktu ukur tidak menyebut zona. Tambahkan zonanya, misalnya 2023-08-29T09:00+07:00."),
        )
    if span.earliest <= taken_at <= span.latest:
        return None
    shown = clock.show(taken_at, span.zone) if _is_showable(taken_at) else taken_at.isoformat()
    if taken_at > span.latest:
        return Refusal(
            index,
            "taken_at_future",
            _("Waktu ukur %(time)s ada di masa depan. Periksa tanggal, jam, dan zona waktunya.")
            % {"time": shown},
        )
    return Refusal(
        index,
        "taken_at_too_old",
        _(
            "Waktu ukur %(time)s lebih dari %(days)s hari sebelum kampanye dimulai. Periksa "
            "tanggalnya atau pilih kampanye yang sesuai."
        )
        % {"time": shown, "days": EARLIEST_BEFORE_START.days},
    )


def _is_showable(at: datetime) -> bool:
    """Whether `at` can be turned to another zone without leaving the calendar."""
    return 1900 < at.year < 9999


def _check_metrics(index: int, metrics: Mapping[str, int | None]) -> Refusal | None:
    if not metrics.keys() <= _KNOWN:
        unknown = sorted(metrics.keys() - _KNOWN)
        return Refusal(
            index,
            "metric_unknown",
            _("Metrik “%(metric)s” tidak dikenal. Yang dikenal: %(metrics)s.")
            % {"metric": unknown[0], "metrics": ", ".join(METRICS)},
        )
    is_measured = False
    for name, value in metrics.items():
        if value is None:
            continue
        if type(value) is not int or not 0 <= value <= LARGEST:  # a bool is an int to isinstance
            return _refused_count(index, name, value)
        is_measured = True
    if not is_measured:
        return Refusal(
            index, "metrics_missing", _("Tidak ada angka pada baris ini. Isi sedikitnya satu metrik.")
        )
    return None


def _refused_count(index: int, name: str, value: object) -> Refusal:
    """Why this is no count."""
    metric = _(LABELS[name])
    if type(value) is not int:
        return Refusal(
            index, "metric_not_whole", _("Nilai %(metric)s harus berupa bilangan bulat.") % {"metric": metric}
        )
    if value < 0:
        return Refusal(
            index,
            "metric_negative",
            _("Nilai %(metric)s %(value)s lebih kecil dari nol. Kosongkan bila tidak diukur.")
            % {"metric": metric, "value": numbers.thousands(value)},
        )
    return Refusal(
        index,
        "metric_too_large",
        _("Nilai %(metric)s melebihi %(most)s. Periksa apakah kolomnya tertukar dengan nomor unggahan.")
        % {"metric": metric, "most": numbers.thousands(LARGEST)},
    )


def in_utc(at: datetime) -> datetime:
    """The same moment in UTC, so that one moment has one key whatever zone it was written in."""
    return at.astimezone(UTC)


def row_name(index: int, row: ReadingRow) -> str:
    """How people find the row: by the line of their file, else by its number in the batch, from 1."""
    return _("baris %(line)s") % {"line": index + 1 if row.line is None else row.line}
