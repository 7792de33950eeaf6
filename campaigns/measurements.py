"""What was measured of one post: every reading with where it came from, and which of them holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from agencies import audit
from agencies.models import User
from campaigns import mending
from campaigns.models import Grade, MetricReading, Post, ReadingPicture, ReadingSource, ReadingVoid
from campaigns.readings import EARLIEST_BEFORE_START, LABELS, METRICS, in_utc
from summitcomms.lib.permits import Permit

PER_PAGE = 20
_MOMENT = "%Y%m%dT%H%M%S%fZ"
_TRUST = {grade: rank for rank, grade in enumerate(reversed(Grade.values))}

Key = tuple[int, datetime]
"""One measurement of a post: source and moment."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of a measurement; `void` is set when it was declared void."""

    number: int
    values: Mapping[str, int]
    received_at: datetime
    who: str
    reason: str
    void: ReadingVoid | None
    voided_by: str
    picture: ReadingPicture | None

    @property
    def numbers(self) -> list[tuple[str, int]]:
        """What was measured, by the names of the metrics."""
        return [(_(LABELS[name]), value) for name, value in self.values.items()]


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one source said of one moment: its revisions, newest first, and whether the reader may mend it."""

    source: ReadingSource
    taken_at: datetime
    revisions: Sequence[Revision]
    permit: Permit

    @property
    def holding(self) -> Revision | None:
        """The revision that counts; None after all were declared void."""
        return next((each for each in self.revisions if each.void is None), None)

    @property
    def stamp(self) -> str:
        """The moment as addresses write it."""
        return stamp_of(self.taken_at)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the newest count of one metric comes from."""

    label: str
    value: int
    source: str
    grade: str
    taken_at: datetime


def stamp_of(taken_at: datetime) -> str:
    """The moment as addresses write it."""
    return in_utc(taken_at).strftime(_MOMENT)


def moment_of(stamp: str) -> datetime | None:
    """The moment that an address names; None for anything else."""
    try:
        return datetime.strptime(stamp, _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None


def page_of(post: Post, reader: User, number: str | None) -> Any:
    """One page of the post's measurements, newest first; a fixed number of queries."""
    keys = (
        MetricReading.objects.filter(post=post)
        .order_by("-taken_at", "source__code")
        .values_list("source_id", "taken_at")
        .distinct()
    )
    page: Any = Paginator(keys, PER_PAGE).get_page(number)
    page.object_list = measured(post, reader, list(page.object_list))
    return page


def measured(post: Post, reader: User, keys: Sequence[Key]) -> list[Measurement]:
    """The measurements under these keys, in this order."""
    moments = [taken_at for _source, taken_at in keys]
    rows = MetricReading.objects.filter(post=post, taken_at__in=moments).select_related("source")
    voids = {
        (each.source_id, each.taken_at, each.revision): each
        for each in ReadingVoid.objects.filter(post=post, taken_at__in=moments)
    }
    found: dict[Key, list[MetricReading]] = {}
    for row in rows.order_by("-revision"):
        found.setdefault((row.source_id, row.taken_at), []).append(row)
    kept = [row for key in keys for row in found.get(key, ())]
    senders = mending.senders_of(kept)
    people = [event.actor_id for event in senders.values()]
    names = audit.names_of([*people, *(each.voided_by for each in voids.values())])
    pictures = {each.batch: each for each in ReadingPicture.objects.filter(post=post)}
    own = mending.own_people(post, senders)

    def revision(row: MetricReading) -> Revision:
        void = voids.get((row.source_id, row.taken_at, row.revision))
        sender = senders.get(row.batch)
        return Revision(
            number=row.revision,
            values=_values(row),
            received_at=row.received_at,
            who=audit.who(sender, names) if sender else "",
            reason=row.reason,
            void=void,
            voided_by=names.get(void.voided_by, void.voided_by) if void else "",
            picture=pictures.get(row.batch),
        )

    return [
        Measurement(
            source=found[key][0].source,
            taken_at=key[1],
            revisions=[revision(row) for row in found[key]],
            permit=mending.may_mend(reader, post, found[key], senders=senders, own=own),
        )
        for key in keys
        if key in found
    ]


def origins(
    post: Post, *, grades: Sequence[str] = tuple(Grade.values), until: datetime | None = None
) -> dict[str, Origin]:
    """The newest count of each metric and where it comes from, by the rule of `campaigns.counters`.

    Of sources of these grades, with what was taken at `until` or before.
    """
    voided = set(ReadingVoid.objects.filter(post=post).values_list("source_id", "taken_at", "revision"))
    earliest = post.campaign.starts_at - EARLIEST_BEFORE_START
    rows = MetricReading.objects.filter(post=post, source__grade__in=grades, taken_at__gte=earliest)
    if until:
        rows = rows.filter(taken_at__lte=until)
    holding: dict[Key, MetricReading] = {}
    for row in rows.select_related("source").order_by("revision"):
        if (row.source_id, row.taken_at, row.revision) not in voided:
            holding[row.source_id, row.taken_at] = row
    found: dict[str, Origin] = {}
    for row in sorted(holding.values(), key=_rank, reverse=True):
        for name, value in _values(row).items():
            if name not in found:
                grade = str(Grade(row.source.grade).label)
                found[name] = Origin(_(LABELS[name]), value, row.source.name, grade, row.taken_at)
    return {name: found[name] for name in METRICS if name in found}


def _rank(row: MetricReading) -> tuple[datetime, int, bytes]:
    return row.taken_at, _TRUST[Grade(row.source.grade)], row.source.code.encode()


def _values(row: MetricReading) -> dict[str, int]:
    return {name: value for name in METRICS if (value := getattr(row, name)) is not None}
