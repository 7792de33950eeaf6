"""Holding a job while it runs: renewal and progress on a connection of their own.

The work is one transaction, and nothing written inside it is seen before it commits. So what others must
see meanwhile goes through a second connection in autocommit; it and the work never write the same row at the
same time, because the work touches its job row only after `Holder` was closed.
"""

import threading
import time
from datetime import timedelta
from types import TracebackType
from typing import Self

import structlog
from django.db import DatabaseError, connection
from django.utils import timezone

from summitcomms.jobs.models import Job
from summitcomms.jobs.running import LeaseLost

LEASE = timedelta(seconds=60)  # how long a dead worker keeps a job
RENEW_EVERY = 15.0  # seconds; three renewals may fail before the lease is gone
REPORT_EVERY = 0.3  # seconds; nobody reads a progress bar faster

RENEW = "UPDATE jobs_job SET locked_until = %s WHERE id = %s AND lease = %s"
REPORT = (
    "UPDATE jobs_job SET progress_done = %s, progress_total = %s, progress_note = %s, locked_until = %s"
    " WHERE id = %s AND lease = %s"
)

logger = structlog.get_logger(__name__)


class Holder:
    """Keeps the lease of a claimed job alive from a thread and carries its progress; a context manager.

    The connection is opened with the first renewal or report, so a job of a few milliseconds opens none.
    """

    def __init__(self, job: Job) -> None:
        self._pk = job.pk
        self._lease = job.lease
        self._connection = connection.copy()
        self._connection.inc_thread_sharing()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep_alive, name=f"lease-{job.pk}", daemon=True)
        self._reported: tuple[float, str] | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()
        self._connection.close()

    def report(self, done: int, total: int | None, note: str) -> None:
        """Write progress unless the same note was written a moment ago; LeaseLost if the job is not ours."""
        now = time.monotonic()
        if (
            self._reported
            and done != total
            and now - self._reported[0] < REPORT_EVERY
            and self._reported[1] == note
        ):
            return
        self._reported = (now, note)
        if not self._write(REPORT, [done, total, note[:200]]):
            raise LeaseLost(f"job {self._pk} is no longer held under {self._lease}")

    def renew(self) -> bool:
        """Push `locked_until` into the future; False when the job is not ours any more."""
        return self._write(RENEW, [])

    def _write(self, statement: str, values: list[int | str | None]) -> bool:
        with self._lock, self._connection.cursor() as cursor:
            cursor.execute(statement, [*values, timezone.now() + LEASE, self._pk, self._lease])
            return cursor.rowcount == 1

    def _keep_alive(self) -> None:
        while not self._stop.wait(RENEW_EVERY):
            try:
                if not self.renew():
                    return  # the last statement of the work finds the same and rolls back
            except DatabaseError:
                # The next turn opens a new connection; until then the lease has time left.
                logger.warning("lease_not_renewed", job=self._pk, exc_info=True)
                with self._lock:
                    self._connection.close()
