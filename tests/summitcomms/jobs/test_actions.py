"""Asking twice is asking once, and asking never waits for the broker."""

import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery import Celery
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from summitcomms.jobs import relay
from summitcomms.jobs.actions import cancel, enqueue, retry
from summitcomms.jobs.models import Job, JobState
from summitcomms.jobs.registry import UnknownKind
from summitcomms.jobs.runner import run_due
from tests.summitcomms.jobs.example_handlers import names

AT = datetime(2023, 5, 11, 1, 0, tzinfo=UTC)


@pytest.fixture
def broker_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let Celery speak to a local TCP port instead of the tests' Redis, with little patience."""

    def point(port: int) -> None:
        elsewhere = Celery("elsewhere", broker=f"redis://127.0.0.1:{port}/0", set_as_current=False)
        elsewhere.conf.broker_transport_options = {
            "socket_connect_timeout": 1.5,
            "socket_timeout": 1.5,
            "max_retries": 1,
        }
        monkeypatch.setattr(relay, "current_app", elsewhere)

    return point


@pytest.mark.django_db
def test_asking_writes_a_row_that_waits_in_the_queue_of_its_kind() -> None:
    job = enqueue(
        kind="example.write", key="one", payload={"names": ["a"]}, by_id="p-1", by_label="Ani", due_at=AT
    )

    job.refresh_from_db()
    assert (job.state, job.queue, job.attempts, job.due_at) == (JobState.QUEUED, "imports", 0, AT)
    assert (job.payload, job.requested_by, job.requested_label) == ({"names": ["a"]}, "p-1", "Ani")


@pytest.mark.django_db
def test_a_job_may_wait_in_another_queue_than_others_of_its_kind() -> None:
    assert enqueue(kind="example.write", key="one", queue="urgent").queue == "urgent"
    with pytest.raises(ValueError, match="no worker reads the queue 'late'"):
        enqueue(kind="example.write", key="two", queue="late")
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_asking_twice_is_one_row_and_the_first_request_stands() -> None:
    first = enqueue(kind="example.write", key="one", payload={"names": ["a"]})
    second = enqueue(kind="example.write", key="one", payload={"names": ["b"]}, by_id="p-2")

    assert second.pk == first.pk
    assert second.payload == {"names": ["a"]}
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_the_same_key_of_another_kind_is_other_work() -> None:
    enqueue(kind="example.write", key="one")
    enqueue(kind="example.break", key="one")

    assert Job.objects.count() == 2


@pytest.mark.django_db
def test_a_kind_without_handler_is_refused_at_the_door() -> None:
    with pytest.raises(UnknownKind, match=r"example\.wriet"):
        enqueue(kind="example.wriet", key="one")

    assert not Job.objects.exists()


@pytest.mark.django_db
def test_work_asked_for_in_a_transaction_that_fails_is_not_asked_for() -> None:
    def ask_and_break() -> None:
        with transaction.atomic():
            enqueue(kind="example.write", key="one")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_and_break()

    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_refused_broker_neither_delays_nor_fails_the_request(broker_at: Callable[[int], None]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        broker_at(taken.getsockname()[1])

        job, seconds = timed_request()

        assert seconds < 1
        with pytest.raises(OperationalError):
            relay.publish_due(at=timezone.now())
    job.refresh_from_db()
    assert (job.state, job.published_at) == (JobState.QUEUED, None)


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_never_answers_neither_delays_nor_fails_the_request(
    broker_at: Callable[[int], None],
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()  # the kernel accepts, nobody ever answers
        broker_at(silent.getsockname()[1])

        job, seconds = timed_request()

        assert seconds < 1
        with pytest.raises(OperationalError):
            relay.publish_due(at=timezone.now())
    job.refresh_from_db()
    assert (job.state, job.published_at) == (JobState.QUEUED, None)


def timed_request() -> tuple[Job, float]:
    """Ask for work as a web process does, and measure it from the first statement to after the commit."""
    began = time.monotonic()
    with transaction.atomic():
        job = enqueue(kind="example.write", key="one", payload={"names": []})
    return job, time.monotonic() - began


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", [JobState.FAILED, JobState.NEEDS_OPERATOR])
def test_a_failed_job_is_tried_again_with_all_its_attempts(state: JobState) -> None:
    job = enqueue(kind="example.write", key="one", payload={"names": ["a"]}, due_at=AT)
    Job.objects.filter(pk=job.pk).update(state=state, attempts=5, finished_at=AT)

    assert retry(public_id=job.public_id, at=AT + timedelta(hours=1))
    run_due(at=AT + timedelta(hours=1))

    job.refresh_from_db()
    assert (job.state, job.attempts, names()) == (JobState.DONE, 1, ["a"])


@pytest.mark.django_db(transaction=True)
def test_a_finished_job_is_not_tried_again() -> None:
    job = enqueue(kind="example.write", key="one", payload={"names": ["a"]}, due_at=AT)
    run_due(at=AT)

    assert not retry(public_id=job.public_id, at=AT)

    assert run_due(at=AT) == 0


@pytest.mark.django_db
def test_a_cancelled_job_is_not_run() -> None:
    job = enqueue(kind="example.write", key="one", payload={"names": ["a"]}, due_at=AT)

    assert cancel(public_id=job.public_id, at=AT)
    assert not cancel(public_id=job.public_id, at=AT)

    assert run_due(at=AT) == 0
    assert names() == []


@pytest.mark.django_db
def test_a_job_that_has_begun_is_not_cancelled(running: Any) -> None:
    assert not cancel(public_id=running.public_id, at=AT)

    running.refresh_from_db()
    assert running.state == JobState.RUNNING
