"""The usual way with Django: two calls of bulk_create, which update what is there.

The newest counts are merged in Python from the rows that are read before; the posts are known, nothing is
looked up or refused.
"""

from collections.abc import Sequence

from django.db import transaction

from bench.batches import Known
from campaigns.models import METRICS, MetricReading, PostCounters
from campaigns.readings import ReadingRow

CHUNK = 1_000


@transaction.atomic
def store(batch: Sequence[tuple[Known, ReadingRow]], source_id: int) -> None:
    """Store the readings, and the counts that are newer."""
    MetricReading.objects.bulk_create(
        (
            MetricReading(post_id=post.pk, source_id=source_id, taken_at=row.taken_at, **row.metrics)
            for post, row in batch
        ),
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["post_id", "source_id", "taken_at", "revision"],
        update_fields=[*METRICS],
    )
    kept = PostCounters.objects.in_bulk([post.pk for post, _ in batch])
    newer = []
    for post, row in batch:
        counters = kept[post.pk]
        if counters.taken_at is None or row.taken_at > counters.taken_at:
            counters.taken_at = row.taken_at
            for name, value in row.metrics.items():
                setattr(counters, name, value)
            newer.append(counters)
    PostCounters.objects.bulk_create(
        newer,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["post"],
        update_fields=["taken_at", *METRICS],
    )
