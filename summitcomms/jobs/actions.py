"""Asking for work, asking again, calling it off."""

import uuid
from datetime import datetime
from typing import Any

from django.utils import timezone

from summitcomms.jobs.models import SYSTEM, Job, JobState
from summitcomms.jobs.registry import read_by_a_worker, registry


def enqueue(
    *,
    kind: str,
    key: str,
    payload: dict[str, Any] | None = None,
    by_id: str = SYSTEM,
    by_label: str = "Sistem",
    due_at: datetime | None = None,
    queue: str = "",
) -> Job:
    """Write down that this work is to be done, in the caller's transaction; return its row.

    Idempotent by (kind, key): the second caller gets the row of the first, in whatever state it is, payload
    unchanged. The broker is not spoken to: the relay rings once the row is committed. `payload` holds JSON
    values, ids rather than data. It waits in the queue of its kind unless `queue` names another. Raises
    registry.UnknownKind, and ValueError for a queue that no worker reads.
    """
    job = Job(
        kind=kind,
        key=key,
        queue=read_by_a_worker(queue or registry.get(kind).queue),
        payload=payload or {},
        requested_by=by_id,
        requested_label=by_label,
        due_at=due_at or timezone.now(),
    )
    Job.objects.bulk_create([job], ignore_conflicts=True)
    return Job.objects.get(kind=kind, key=key)


def retry(*, public_id: uuid.UUID, at: datetime) -> bool:
    """Queue a failed job again with all its attempts; False if it is not waiting for that."""
    return bool(
        Job.objects.filter(public_id=public_id, state__in=[JobState.FAILED, JobState.NEEDS_OPERATOR]).update(
            state=JobState.QUEUED, attempts=0, due_at=at, published_at=None, finished_at=None
        )
    )


def cancel(*, public_id: uuid.UUID, at: datetime) -> bool:
    """Call off a job that has not begun; False if it has, or is over."""
    return bool(
        Job.objects.filter(public_id=public_id, state=JobState.QUEUED).update(
            state=JobState.CANCELLED, finished_at=at
        )
    )
