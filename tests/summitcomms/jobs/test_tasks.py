"""Celery's tasks hand over to the functions; delivered twice they do the work once."""

from datetime import timedelta
from inspect import getsource

import pytest
from django.utils import timezone

from summitcomms.jobs import tasks
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job, JobState, Pulse
from tests.services import broker_messages, celery_worker, empty_broker, wait_until_finished
from tests.summitcomms.jobs import example_handlers
from tests.summitcomms.jobs.example_handlers import names

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_ring_heard_twice_does_the_work_once() -> None:
    job = enqueue(kind="example.write", key="one", payload={"names": ["a"]})

    tasks.run_job(job.pk)
    tasks.run_job(job.pk)

    assert names() == ["a"]


def test_a_ring_for_a_job_that_is_gone_is_ignored() -> None:
    tasks.run_job(987_654_321)

    assert names() == []


def test_the_relay_rings_and_leaves_its_pulse() -> None:
    empty_broker()
    job = enqueue(kind="example.write", key="one")

    tasks.relay()

    assert [message["args"] for message in broker_messages("imports")] == [[job.pk]]
    assert timezone.now() - Pulse.objects.get(name="beat").at < timedelta(seconds=10)
    empty_broker()


def test_the_reconciler_takes_back_what_ran_out(running: Job) -> None:
    Job.objects.update(locked_until=timezone.now() - timedelta(seconds=1))

    tasks.reconcile()

    running.refresh_from_db()
    assert running.state == JobState.QUEUED


def test_a_real_worker_does_what_is_rung_for() -> None:
    job = enqueue(kind="example.write", key="one", payload={"names": ["a", "b"]})

    with celery_worker(example_handlers.__name__):
        wait_until_finished(job)

    assert (job.state, job.attempts, job.result) == (JobState.DONE, 1, {"written": 2})
    assert names() == ["a", "b"]


@pytest.mark.parametrize("task", [tasks.run_job, tasks.relay, tasks.reconcile, tasks.periodic])
def test_no_task_is_longer_than_ten_lines(task: object) -> None:
    assert len(getsource(task.run).splitlines()) <= 10  # type: ignore[attr-defined]
