"""A login code is waited for with the page open: nothing that takes long stands before it.

The workers are those of the Procfile, real processes with one hand each, rung as the beat rings.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from celery import current_app
from django.utils import timezone

from agencies.actions import mail
from agencies.models import User
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job, JobState
from summitcomms.schedule import BEAT_SCHEDULE
from tests.services import celery_workers, queues_of, wait_for
from tests.summitcomms.jobs import example_handlers

pytestmark = pytest.mark.django_db(transaction=True)
LETTERS = 100


def ring() -> None:
    """What the beat does every second: tell a worker to look for due jobs, if one is free to."""
    entry = BEAT_SCHEDULE["relay"]
    current_app.send_task(entry["task"], **entry["options"])


def is_now(job: Job, state: JobState) -> Callable[[], bool]:
    def ask() -> bool:
        ring()
        job.refresh_from_db()
        return job.state == state

    return ask


def asked(kind: str, to: User, subject_id: str, context: dict[str, str | int], at: datetime) -> Job:
    job = mail.send(kind=kind, to=to, subject_id=subject_id, context=context, at=at)
    assert job
    return job


def test_a_login_code_waits_for_no_heavy_job_and_for_no_pile_of_letters(
    officer_sultra: User, decided: dict[str, Any]
) -> None:
    workers = celery_workers(queues_of("worker"), queues_of("mail"), include=[example_handlers.__name__])
    with workers:
        heavy = enqueue(kind="example.hang_once", key="one")
        wait_for(is_now(heavy, JobState.RUNNING), seconds=30, what="nobody began the heavy job")
        at = timezone.now()
        for number in range(LETTERS):
            asked("post.decided", officer_sultra, f"P-{number}", decided, at)
        code = asked("login_code", officer_sultra, "1", {"code": "ABC-DEF"}, at)

        wait_for(is_now(code, JobState.DONE), seconds=30, what="the code was not sent")
        sent = Job.objects.filter(kind=mail.JOB, state=JobState.DONE).count()

        assert code.result == {"sent": True}
        assert sent < LETTERS / 2, "the code was asked for last and went among the first"
        heavy.refresh_from_db()
        assert heavy.state == JobState.RUNNING, "all of it beside the heavy job"


@pytest.fixture
def decided() -> dict[str, Any]:
    """What a letter about a returned post says."""
    texts = ("outcome", "post", "url", "reason", "note", "rule", "deadline")
    return dict.fromkeys(texts, "") | {"outcome": "returned", "post": "Instagram P-1"}
