"""A batch of readings from the rows to the commit: resolved, checked, stored, counted, on record."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from unittest.mock import patch

from django.db import connection, transaction

from agencies import audit
from bench import generator
from bench.batches import NOW, Batches
from bench.peers import bare_copy, bulk_create
from bench.sizes import Size
from bench.works import Missing, Work
from campaigns import counters, incoming, post_refs
from campaigns.actions import readings
from campaigns.models import METRICS, Campaign, MetricReading, PostCounters, ReadingSource
from campaigns.readings import ReadingRow

PARTS = (
    (readings, "check", "rules of each row"),
    (post_refs, "resolve", "which post is meant"),
    (incoming, "store", "COPY, lock, INSERT, counters"),
    (counters, "refresh", "counted anew"),
    (audit, "record", "audit row"),
)


class Ingest:
    """Batches into the database of one size; every run brings in rows that were never there."""

    def __init__(self, size: Size, *, scattered: bool = False) -> None:
        self.batches = Batches(size, scattered=scattered)
        self.campaign = Campaign.objects.get(code=generator.CAMPAIGN)
        self.source = ReadingSource.objects.get(code=generator.SOURCE)

    def store(self, rows: list[ReadingRow]) -> None:
        result = readings.ingest(
            by=audit.SYSTEM, campaign=self.campaign, source=self.source, rows=rows, at=NOW
        )
        assert result.stored == len(rows), result

    def seconds(self) -> float:
        rows = [row for _, row in self.batches.next()]
        started = time.perf_counter()
        self.store(rows)
        return time.perf_counter() - started

    def copied(self) -> float:
        return bare_copy.seconds(self.batches.next(), self.source.pk)[0]

    def bulk_created(self) -> float:
        batch = self.batches.next()
        started = time.perf_counter()
        bulk_create.store(batch, self.source.pk)
        return time.perf_counter() - started

    def check(self) -> None:
        """All three leave the same readings, and the same counters where there are any."""
        batch = self.batches.next()
        rows = [row for _, row in batch]
        found = []
        for way in (lambda: self.store(rows), lambda: bulk_create.store(batch, self.source.pk)):
            with transaction.atomic():
                way()
                found.append((self._readings(rows), self._counters(batch)))
                transaction.set_rollback(True)
        assert found[0] == found[1], "bulk_create left other rows"
        with transaction.atomic(), connection.cursor() as cursor:
            bare_copy.send(bare_copy.text(batch, self.source.pk))
            cursor.execute(
                f"SELECT post_id, {', '.join(METRICS)} FROM bench_bare WHERE taken_at = %s ORDER BY post_id",
                [rows[0].taken_at],
            )
            assert cursor.fetchall() == found[0][0], "COPY left other rows"

    def _readings(self, rows: list[ReadingRow]) -> list[tuple]:
        stored = MetricReading.objects.filter(source=self.source, taken_at=rows[0].taken_at)
        return list(stored.order_by("post_id").values_list("post_id", *METRICS))

    def _counters(self, batch: list) -> list[tuple]:
        kept = PostCounters.objects.filter(pk__in=[post.pk for post, _ in batch])
        return list(kept.order_by("pk").values_list())

    def parts(self) -> dict[str, float]:
        """Seconds of one run by its parts; the text for COPY is part of storing."""
        spent: dict[str, float] = {}
        with ExitStack() as patched:
            for module, name, label in PARTS:
                patched.enter_context(patch.object(module, name, _timed(getattr(module, name), label, spent)))
            whole = self.seconds()
        spent["all else, with the commit"] = whole - sum(spent.values())
        batch = self.batches.next()
        with_text, alone = bare_copy.seconds(batch, self.source.pk)
        spent["(beside it: bare COPY, making its text)"] = with_text - alone
        spent["(beside it: bare COPY, the COPY alone)"] = alone
        return spent


def _timed(function, label: str, spent: dict[str, float]):
    def timed(*given, **named):
        started = time.perf_counter()
        try:
            return function(*given, **named)
        finally:
            spent[label] = spent.get(label, 0.0) + time.perf_counter() - started

    return timed


def works(size: Size) -> Iterator[Work | Missing]:
    bare_copy.prepare()
    ingest = Ingest(size)
    yield Work("ingest-copy", ours=ingest.seconds, peer=ingest.copied, check=ingest.check, parts=ingest.parts)
    yield Work("ingest-bulk", ours=ingest.seconds, peer=ingest.bulk_created)
