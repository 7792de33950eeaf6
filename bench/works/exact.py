"""What can be counted instead of timed, and therefore fails a run on any machine when it grows."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.sizes import Size
from bench.works import Missing, Work
from bench.works.ingest import Ingest
from campaigns import partitions


def _one(statement: str, *parameters: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(statement, parameters)
        return cursor.fetchone()


_UPDATES = "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'campaigns_postcounters'"
_SCANS = "SELECT sum(seq_scan) FROM pg_stat_user_tables WHERE relname LIKE %s AND n_live_tup > 0"
_DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
_WAL = "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"


def works(size: Size) -> Iterator[Work | Missing]:
    ingest = Ingest(size)

    def queries() -> float:
        rows = [row for _, row in ingest.batches.next()]
        with CaptureQueriesContext(connection) as caught:
            ingest.store(rows)
        return len([query for query in caught if "SAVEPOINT" not in query["sql"]])

    def grown(statement: str, *parameters: Any) -> Callable[[], float]:
        def measured() -> float:
            (before,) = _one(statement, *parameters)
            ingest.seconds()
            (after,) = _one(statement, *parameters)
            return float(after - before)

        return measured

    def wal() -> float:
        """The second time on the same pages: the first change after a checkpoint writes a page whole."""
        ingest.batches.place = 0
        ingest.seconds()
        ingest.batches.place = 0
        return grown(_WAL)() / size.batch

    def cold() -> float:
        """After a vacuum and one round of updates, as everywhere but in the first week of a portal."""
        for _ in range(2):
            with connection.cursor() as cursor:
                cursor.execute("VACUUM campaigns_postcounters")
            ingest.batches.place = 0
            updated, hot = _one(_UPDATES)
            ingest.seconds()
            all_now, hot_now = _one(_UPDATES)
        return 100 - 100 * (hot_now - hot) / (all_now - updated)

    yield Work("queries", value=queries)
    yield Work("wal", value=wal)
    yield Work("cold", value=cold)
    yield Work("scans", value=grown(_SCANS, f"{partitions.TABLE}%"))
    yield Work("deadlocks", value=lambda: float(_one(_DEADLOCKS)[0]))
