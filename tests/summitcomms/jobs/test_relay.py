"""Every due row is rung for once a minute at most; what dead workers held comes back."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from kombu.exceptions import OperationalError

from summitcomms.jobs import relay
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job, JobState, Pulse
from summitcomms.jobs.registry import URGENT_QUEUE
from summitcomms.jobs.runner import MAX_ATTEMPTS, claim
from tests.services import broker_messages, empty_broker

AT = datetime(2023, 5, 11, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quiet_broker() -> Iterator[None]:
    empty_broker()
    yield
    empty_broker()


def ask(key: str, kind: str = "example.write", due_at: datetime = AT) -> Job:
    return enqueue(kind=kind, key=key, due_at=due_at)


def rings(queue: str) -> list[int]:
    """The job ids waiting in the broker, first in first."""
    return [message["args"][0] for message in broker_messages(queue)]


@pytest.mark.django_db(transaction=True)
def test_due_jobs_are_rung_for_in_the_queue_of_their_kind_longest_waiting_first() -> None:
    second = ask("second")
    first = ask("first", due_at=AT - timedelta(minutes=1))
    other = ask("other", kind="example.break")
    ask("later", due_at=AT + timedelta(seconds=1))

    assert relay.publish_due(at=AT) == 3

    assert rings("imports") == [first.pk, second.pk]
    assert rings("default") == [other.pk]
    (message,) = broker_messages("default")
    assert message["task"] == "summitcomms.jobs.run_job"


@pytest.mark.django_db(transaction=True)
def test_a_job_is_not_rung_for_again_before_a_minute_has_passed() -> None:
    job = ask("one")

    counts = [relay.publish_due(at=AT + timedelta(seconds=s)) for s in (0, 1, 59, 60, 61)]

    assert counts == [1, 0, 0, 1, 0]
    assert rings("imports") == [job.pk, job.pk]


@pytest.mark.django_db(transaction=True)
def test_two_relays_at_once_ring_once_for_each_job() -> None:
    jobs = [ask(str(n)) for n in range(40)]
    start = threading.Barrier(2)

    def publish(_: int) -> int:
        start.wait()
        try:
            return relay.publish_due(at=AT)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(publish, range(2))) == 40

    assert sorted(rings("imports")) == [job.pk for job in jobs]


@pytest.mark.django_db(transaction=True)
def test_what_the_broker_did_not_take_is_free_for_the_next_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = [ask(str(n)) for n in range(3)]

    class TakesOne:
        taken = 0

        def send_task(self, *args: Any, **options: Any) -> None:
            if self.taken:
                raise OperationalError("connection refused")
            self.taken += 1

    monkeypatch.setattr(relay, "current_app", TakesOne())
    with pytest.raises(OperationalError):
        relay.publish_due(at=AT)
    monkeypatch.undo()

    assert relay.publish_due(at=AT + timedelta(seconds=1)) == 2
    assert rings("imports") == [jobs[1].pk, jobs[2].pk]


@pytest.mark.django_db(transaction=True)
def test_a_long_queue_is_rung_for_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "BATCH", 2)
    for n in range(3):
        ask(str(n))

    assert [relay.publish_due(at=AT) for _ in range(3)] == [2, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_a_login_code_waits_for_no_letter_that_is_due_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "BATCH", 2)
    letters = [ask(str(n), due_at=AT - timedelta(minutes=1)) for n in range(5)]
    code = enqueue(kind="example.write", key="code", due_at=AT, queue=URGENT_QUEUE)

    relay.publish_due(at=AT)

    assert rings(URGENT_QUEUE) == [code.pk]
    assert rings("imports") == [letters[0].pk]


@pytest.mark.django_db
def test_a_job_with_a_living_lease_is_left_alone(running: Job) -> None:
    assert running.locked_until is not None

    assert relay.take_back_abandoned(at=running.locked_until) == 0

    running.refresh_from_db()
    assert running.state == JobState.RUNNING


@pytest.mark.django_db
def test_a_job_whose_lease_ran_out_is_queued_again_and_rung_for(running: Job) -> None:
    Job.objects.update(published_at=AT)
    assert running.locked_until is not None
    at = running.locked_until + timedelta(seconds=1)

    assert relay.take_back_abandoned(at=at) == 1

    running.refresh_from_db()
    assert (running.state, running.lease, running.attempts) == (JobState.QUEUED, None, 1)
    assert relay.publish_due(at=at) == 1


@pytest.mark.django_db
def test_a_job_that_took_five_workers_with_it_needs_an_operator() -> None:
    job = ask("poison")
    for _ in range(MAX_ATTEMPTS):
        at = datetime.now(UTC) + timedelta(hours=1)
        assert claim(job.pk, at=at)
        assert relay.take_back_abandoned(at=at) == 1

    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (JobState.NEEDS_OPERATOR, 5, relay.STOPPED)
    assert job.finished_at is not None
    assert claim(job.pk, at=at) is None


@pytest.mark.django_db
def test_a_pulse_remembers_only_the_last_time() -> None:
    relay.pulse("beat", at=AT)
    relay.pulse("beat", at=AT + timedelta(seconds=1))

    assert str(Pulse.objects.get()) == "beat"
    assert Pulse.objects.get().at == AT + timedelta(seconds=1)
