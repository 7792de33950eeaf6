"""The rows as text through COPY into a table with the same columns and nothing else."""

import csv
import io
import time
import uuid
from collections.abc import Sequence

from django.db import connection, transaction

from bench.batches import NOW, Known
from campaigns.models import METRICS
from campaigns.readings import ReadingRow

_COLUMNS = ("post_id", "source_id", "taken_at", "revision", *METRICS, "batch", "reason", "received_at")


def prepare() -> None:
    """Make the table, without index, key, trigger or partition."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_bare (LIKE campaigns_metricreading)")
        cursor.execute("TRUNCATE bench_bare")


def text(batch: Sequence[tuple[Known, ReadingRow]], source_id: int) -> io.StringIO:
    """The batch as COPY takes it; the posts are known, nothing is looked up."""
    buffer = io.StringIO(newline="")
    name = uuid.uuid4()
    csv.writer(buffer).writerows(
        (post.pk, source_id, row.taken_at.isoformat(), 0, *row.values(), name, "-", NOW.isoformat())
        for post, row in batch
    )
    buffer.seek(0)
    return buffer


def send(buffer: io.StringIO) -> None:
    """Nothing but COPY and commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.copy_expert(f"COPY bench_bare ({', '.join(_COLUMNS)}) FROM STDIN (FORMAT csv)", buffer)


def seconds(batch: Sequence[tuple[Known, ReadingRow]], source_id: int) -> tuple[float, float]:
    """(from the rows to the commit, the COPY and commit alone)."""
    started = time.perf_counter()
    buffer = text(batch, source_id)
    written = time.perf_counter()
    send(buffer)
    done = time.perf_counter()
    return done - started, done - written
