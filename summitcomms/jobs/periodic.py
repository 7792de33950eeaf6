"""Work that recurs: one job per period, however many beats tick.

A periodic job is keyed by the start of its period. The beat asks far more often than the period is long,
and all but the first request find the row already there; so a second beat, a late one or a restart changes
nothing. Periods nobody asked in are left out: after a night without beat there is one job, not hundreds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job
from summitcomms.jobs.registry import RELAY_QUEUE

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Periodic:
    """A kind of job that is due once per period; periods begin at midnight UTC plus `offset`."""

    kind: str
    every: timedelta
    offset: timedelta = timedelta()


def period_start(at: datetime, every: timedelta, offset: timedelta = timedelta()) -> datetime:
    """The beginning of the period of length `every` that contains the aware time `at`, in UTC."""
    return at.astimezone(UTC) - (at - EPOCH - offset) % every


def enqueue_periodic(*, kind: str, at: datetime, every: timedelta, offset: timedelta = timedelta()) -> Job:
    """The job of the period that contains `at`; its payload is {"period_start": ISO time in UTC}."""
    start = period_start(at, every, offset).isoformat()
    return enqueue(kind=kind, key=start, payload={"period_start": start}, due_at=at)


def beat_schedule(jobs: Iterable[Periodic]) -> dict[str, dict[str, Any]]:
    """Celery's beat table: the relay, the reconciler, and one entry that asks for the periodic jobs.

    Entries expire before they pile up, for a beat may tick for hours while no worker listens.
    """
    table = [[job.kind, job.every.total_seconds(), job.offset.total_seconds()] for job in jobs]
    return {
        "relay": _entry("summitcomms.jobs.relay", every=1.0),
        "reconcile": _entry("summitcomms.jobs.reconcile", every=15.0),
        "periodic": _entry("summitcomms.jobs.periodic", every=10.0, args=[table]),
    }


def _entry(task: str, *, every: float, args: list[Any] | None = None) -> dict[str, Any]:
    return {
        "task": task,
        "schedule": every,
        "args": args or [],
        "options": {"queue": RELAY_QUEUE, "expires": every * 2},
    }
