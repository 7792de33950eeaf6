"""Doubts are raised: about numbers by a job after they came in, about a post when it is verified.

What raises a doubt stands in `campaigns.doubts`. A doubt is raised once, whatever happens to it later.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from agencies import audit
from campaigns.actions import flag_digests
from campaigns.doubts import Doubt, Measured, from_readings, from_screening
from campaigns.flags import EFFECT_OF, Flag
from campaigns.incoming import Incoming
from campaigns.models import (
    METRICS,
    Campaign,
    Grade,
    MetricReading,
    Post,
    PostFlag,
    ReadingSource,
    ReadingVoid,
)
from campaigns.screening import load
from campaigns.states import PostState
from summitcomms.jobs.actions import enqueue

KIND = "flags.raise"
CHUNK = 1_000
Raised = list[tuple[int, Doubt]]
"""Posts, by primary key, each with a doubt about it."""


def ask(fresh: Incoming, *, batch: UUID, source: ReadingSource, at: datetime) -> None:
    """Ask for a look at what `source` has just brought in, in the transaction that stores it.

    Posts and times lead the job to the readings, which have no index by batch.
    """
    enqueue(
        kind=KIND,
        key=str(batch),
        payload={
            "batch": str(batch),
            "source": source.code,
            "posts": sorted(set(fresh.post_ids)),
            "first": min(fresh.taken_at).isoformat(),
            "last": max(fresh.taken_at).isoformat(),
        },
        due_at=at,
    )


@transaction.atomic
def after_readings(
    *, batch: UUID, source: str, posts: Sequence[int], first: datetime, last: datetime, at: datetime
) -> int:
    """Raise what is odd about the readings of a batch; how many doubts are new.

    Each is compared with what the same source saw before it, as far as that is known now.
    """
    known = ReadingSource.objects.get(code=source)
    told: list[int] = []
    for start in range(0, len(posts), CHUNK):
        chunk = posts[start : start + CHUNK]
        found = _odd_readings(known, chunk, {"batch": str(batch), "first": first, "last": last})
        if known.grade == Grade.DECLARED:
            found += [(post_id, Doubt(Flag.DECLARED_ONLY)) for post_id in _only_declared(chunk)]
        told += _keep(found, at=at)
    flag_digests.ask(told, at=at)  # last: nobody else can ask for the same mail until this is committed
    return len(told)


def after_verification(posts: Iterable[Post], *, at: datetime) -> int:
    """Raise what the screening warned of, for those of these posts that were just verified."""
    found = [
        (post.pk, doubt)
        for post in posts
        if post.state == PostState.VERIFIED
        for doubt in from_screening(load(post.screening))
    ]
    told = _keep(found, at=at)
    flag_digests.ask(told, at=at)
    return len(told)


def _keep(found: Raised, *, at: datetime) -> list[int]:
    """Write those that are new, each with a row of the audit trail; return the agency of each, by key."""
    if not found:
        return []
    flags = [
        PostFlag(
            post_id=post_id,
            code=doubt.code,
            about=doubt.about,
            facts=dict(doubt.facts),
            effect=EFFECT_OF[doubt.code],
            raised_at=at,
        )
        for post_id, doubt in sorted(found, key=lambda one: (one[0], one[1].code, one[1].about))
    ]
    PostFlag.objects.bulk_create(flags, ignore_conflicts=True)
    stored = PostFlag.objects.filter(public_id__in=[flag.public_id for flag in flags])
    new = list(stored.select_related("post__agency").order_by("pk"))
    events = [
        audit.event(
            by=audit.SYSTEM,
            action="post.flagged",
            target=flag.post,
            after={"flag": flag.code, "id": str(flag.public_id)},
        )
        for flag in new
    ]
    audit.record_all(events)
    return [flag.post.agency_id for flag in new]


_VOID = """SELECT FROM campaigns_readingvoid v
        WHERE v.post_id = {0}.post_id AND v.source_id = {0}.source_id
            AND v.taken_at = {0}.taken_at AND v.revision = {0}.revision"""
_BESIDE = f"""
SELECT r.post_id, r.taken_at, {", ".join(f"r.{name}" for name in METRICS)},
    before.taken_at, {", ".join(f"before.{name}" for name in METRICS)}
FROM campaigns_metricreading r
LEFT JOIN LATERAL (
    SELECT m.* FROM campaigns_metricreading m
    WHERE m.post_id = r.post_id AND m.source_id = r.source_id AND m.taken_at < r.taken_at
        AND NOT EXISTS ({_VOID.format("m")})
    ORDER BY m.taken_at DESC, m.revision DESC
    LIMIT 1
) before ON true
WHERE r.post_id = ANY (%(posts)s) AND r.source_id = %(source)s
    AND r.taken_at BETWEEN %(first)s AND %(last)s AND r.batch = %(batch)s
    AND NOT EXISTS ({_VOID.format("r")})"""  # noqa: S608 only our own words are put in


def _odd_readings(source: ReadingSource, posts: Collection[int], where: dict[str, Any]) -> Raised:
    """What is odd about the readings of the batch that were not declared void since."""
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, where | {"source": source.pk, "posts": list(posts)})
        rows = cursor.fetchall()
    half = len(METRICS) + 2
    return [
        (row[0], doubt)
        for row in rows
        for doubt in from_readings(
            _measured(source, row[half:]) if row[half] else None, _measured(source, row[1:half])
        )
    ]


def _measured(source: ReadingSource, row: Sequence[Any]) -> Measured:
    """A time and the metrics after it, as the statement gives them."""
    return Measured(source.code, source.name, row[0], dict(zip(METRICS, row[1:], strict=True)))


def _only_declared(posts: Collection[int]) -> list[int]:
    """Those of these posts, all of one campaign, whose counted numbers are declarations alone."""
    campaign = Campaign.objects.filter(posts__in=posts).first()
    if campaign is None or Grade.DECLARED not in campaign.counted_grades:
        return []
    better = [grade for grade in campaign.counted_grades if grade != Grade.DECLARED]
    key = {name: OuterRef(name) for name in ("post", "source", "taken_at", "revision")}
    measured = MetricReading.objects.filter(
        ~Exists(ReadingVoid.objects.filter(**key)), post__in=posts, source__grade__in=better
    )
    return sorted(set(posts) - set(measured.values_list("post_id", flat=True)))
