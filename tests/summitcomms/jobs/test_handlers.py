"""Housekeeping forgets what the system did long ago, and nothing a person asked for."""

from datetime import timedelta

import pytest

from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.handlers import KEEP, forget_old
from summitcomms.jobs.models import Job, JobState
from tests.services import running_job


@pytest.mark.django_db
def test_only_old_finished_work_of_the_system_is_forgotten() -> None:
    task = running_job()
    old, recent = task.at - KEEP - timedelta(seconds=1), task.at - KEEP
    rows = {
        "old": ("sistem", JobState.DONE, old),
        "recent": ("sistem", JobState.DONE, recent),
        "failed": ("sistem", JobState.NEEDS_OPERATOR, old),
        "asked for": ("person-1", JobState.DONE, old),
    }
    for key, (by, state, finished_at) in rows.items():
        enqueue(kind="example.write", key=key, by_id=by)
        Job.objects.filter(key=key).update(state=state, finished_at=finished_at)

    assert forget_old(task) == {"deleted": 1}

    assert set(Job.objects.values_list("key", flat=True)) == {"recent", "failed", "asked for"}
