"""Claim, effect, end: what is kept and what is not, whoever stops when.

These tests commit, since they are about what other connections see.
"""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.contrib.auth.models import Group
from django.db import connection, connections
from django.utils import timezone

from summitcomms.jobs import runner
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job, JobState
from summitcomms.jobs.registry import registry
from summitcomms.jobs.relay import publish_due, take_back_abandoned
from summitcomms.jobs.running import RunningJob
from summitcomms.lib.refusals import Refused
from tests.services import celery_worker, kill, wait_for, wait_until_finished
from tests.summitcomms.jobs import example_handlers
from tests.summitcomms.jobs.example_handlers import names

AT = datetime(2023, 5, 11, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


def ask(kind: str = "example.write", **payload: Any) -> Job:
    return enqueue(kind=kind, key=uuid.uuid4().hex, payload=payload, due_at=AT)


@pytest.fixture
def handler_of() -> Any:
    """Declare a function as the handler of kind "example.this" for one test."""

    def declare(handler: Any) -> None:
        registry.handles("example.this")(handler)

    yield declare
    registry.forget("example.this")


def test_a_job_that_works_is_done_with_its_result() -> None:
    job = ask(names=["a", "b"])

    assert runner.execute(job.pk, at=AT)

    job.refresh_from_db()
    assert (job.state, job.attempts, job.result) == (JobState.DONE, 1, {"written": 2})
    assert (job.progress_done, job.progress_total, job.progress_percent) == (2, 2, 100)
    assert job.finished_at is not None
    assert job.lease is None
    assert names() == ["a", "b"]


def test_the_handler_gets_what_was_asked_by_whom_and_for_when(handler_of: Any) -> None:
    seen: list[RunningJob] = []
    handler_of(seen.append)
    job = enqueue(
        kind="example.this", key="k", payload={"campaign": "KTT-42"}, by_id="p-1", by_label="Ani", due_at=AT
    )

    runner.execute(job.pk, at=AT)

    (given,) = seen
    assert (given.payload, given.key, given.at, given.attempt) == ({"campaign": "KTT-42"}, "k", AT, 1)
    assert (given.requested_by, given.requested_label) == ("p-1", "Ani")
    assert (given.pk, given.public_id, given.kind) == (job.pk, job.public_id, "example.this")


def test_a_job_is_not_run_before_its_time_nor_twice_nor_when_it_does_not_exist() -> None:
    job = ask(names=["a"])

    assert not runner.execute(job.pk, at=AT - timedelta(seconds=1))
    assert runner.execute(job.pk, at=AT)
    assert not runner.execute(job.pk, at=AT)
    assert not runner.execute(job.pk + 1, at=AT)

    assert names() == ["a"]


def test_of_two_workers_that_claim_at_once_one_wins() -> None:
    jobs = [ask(names=[]) for _ in range(20)]
    start = threading.Barrier(2)

    def claim_all(_: int) -> set[int]:
        start.wait()
        try:
            return {job.pk for job in jobs if runner.claim(job.pk, at=AT)}
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(claim_all, range(2))

    assert first | second == {job.pk for job in jobs}
    assert not first & second
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_work_that_breaks_leaves_nothing_and_comes_back_later_each_time() -> None:
    job = ask("example.break", **{"with": "bug"})
    delays = []
    at = AT
    for _ in range(runner.MAX_ATTEMPTS - 1):
        runner.execute(job.pk, at=at)
        job.refresh_from_db()
        assert (job.state, job.error) == (JobState.QUEUED, runner.UNEXPECTED)
        delays.append((job.due_at - at).total_seconds())
        at = job.due_at

    assert delays == [10, 30, 90, 270]
    assert job.attempts == 4
    assert "ZeroDivisionError: division by zero" in job.error_detail
    assert names() == []


def test_the_fifth_failure_needs_an_operator() -> None:
    job = ask("example.break", **{"with": "bug"})
    for day in range(10):
        runner.execute(job.pk, at=AT + timedelta(days=day))

    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (JobState.NEEDS_OPERATOR, 5, runner.GIVEN_UP)
    assert job.finished_at is not None
    assert names() == []


def test_bad_input_is_final_and_says_why() -> None:
    job = ask("example.break", **{"with": "bad"})

    runner.execute(job.pk, at=AT)
    runner.execute(job.pk, at=AT + timedelta(days=1))

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, 1)
    assert (job.error, job.error_detail) == ("Kolom tayangan tidak ada.", "header: tanggal;suka")
    assert names() == []


def test_what_an_action_refuses_is_final_and_says_why(handler_of: Any) -> None:
    def refuse(job: RunningJob) -> None:
        Group.objects.create(name="a")
        raise Refused("tally_running", "Penghitungan sedang berjalan.")

    handler_of(refuse)
    job = ask("example.this")

    runner.execute(job.pk, at=AT)

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, 1)
    assert (job.error, job.error_detail) == ("Penghitungan sedang berjalan.", "tally_running")
    assert names() == []


def test_a_job_may_ask_for_an_operator_at_once() -> None:
    job = ask("example.break", **{"with": "operator"})

    runner.execute(job.pk, at=AT)

    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (JobState.NEEDS_OPERATOR, 1, "Pango belum terpasang.")


def test_a_time_limit_is_a_failure_like_others(handler_of: Any) -> None:
    def take_too_long(job: RunningJob) -> None:
        raise SoftTimeLimitExceeded

    handler_of(take_too_long)
    job = ask("example.this")

    runner.execute(job.pk, at=AT)

    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.QUEUED, runner.TOO_LONG)
    assert job.due_at == AT + runner.FIRST_DELAY


def test_a_result_that_is_not_json_is_a_failure_and_nothing_is_kept(handler_of: Any) -> None:
    def answer_with_a_set(job: RunningJob) -> dict[str, Any]:
        Group.objects.create(name="a")
        return {"names": {"a"}}

    handler_of(answer_with_a_set)
    job = ask("example.this")

    runner.execute(job.pk, at=AT)

    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert "set is not JSON serializable" in job.error_detail
    assert names() == []


def test_a_lease_lost_in_the_middle_rolls_the_work_back(handler_of: Any) -> None:
    def be_taken_over(job: RunningJob) -> None:
        Group.objects.create(name="a")
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("UPDATE jobs_job SET lease = %s", [uuid.UUID(int=7)])
        other.close()

    handler_of(be_taken_over)
    job = ask("example.this")

    assert runner.execute(job.pk, at=AT)

    job.refresh_from_db()
    assert (job.state, job.lease, job.error) == (JobState.RUNNING, uuid.UUID(int=7), "")
    assert names() == []


def test_a_report_after_the_lease_was_lost_ends_the_work(handler_of: Any) -> None:
    reached: list[str] = []

    def go_on(job: RunningJob) -> None:
        take_back_from_elsewhere(at=timezone.now() + timedelta(hours=1))
        reached.append("before")
        job.progress(1)
        reached.append("after")

    handler_of(go_on)
    job = ask("example.this")

    runner.execute(job.pk, at=AT)

    job.refresh_from_db()
    assert (job.state, job.error, reached) == (JobState.QUEUED, "", ["before"])


def take_back_from_elsewhere(at: datetime) -> None:
    """Reconcile as another process does, on a connection of its own."""

    def reconcile() -> None:
        take_back_abandoned(at=at)
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(reconcile).result()


def test_progress_is_seen_from_outside_while_the_work_is_not(handler_of: Any) -> None:
    seen: list[tuple[Any, ...]] = []

    def work(job: RunningJob) -> None:
        Group.objects.create(name="a")
        job.progress(1, total=4, note="Membaca baris")
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT state, progress_done, progress_total, progress_note FROM jobs_job")
            seen.append(cursor.fetchone())
            cursor.execute("SELECT count(*) FROM auth_group")
            seen.append(cursor.fetchone())
        other.close()

    handler_of(work)

    runner.execute(ask("example.this").pk, at=AT)

    assert seen == [("running", 1, 4, "Membaca baris"), (0,)]
    assert names() == ["a"]


def test_the_work_has_more_time_than_a_page(handler_of: Any) -> None:
    seen: list[str] = []

    def look(job: RunningJob) -> None:
        with connection.cursor() as cursor:
            for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
                cursor.execute(f"SHOW {name}")
                seen.append(cursor.fetchone()[0])

    handler_of(look)

    runner.execute(ask("example.this").pk, at=AT)

    assert seen == ["150s", "150s"]


def test_run_due_does_everything_due_and_what_follows_from_it(handler_of: Any) -> None:
    def ask_for_more(job: RunningJob) -> None:
        enqueue(kind="example.write", key="more", payload={"names": ["c"]}, due_at=job.at)

    handler_of(ask_for_more)
    ask(names=["a"])
    ask("example.this")
    ask("example.break", **{"with": "bug"})
    enqueue(kind="example.write", key="later", payload={"names": ["z"]}, due_at=AT + timedelta(hours=1))

    assert runner.run_due(at=AT) == 4

    assert names() == ["a", "c"]
    assert runner.run_due(at=AT) == 0


def test_a_worker_killed_half_way_leaves_nothing_and_the_next_one_does_it_all() -> None:
    job = enqueue(kind="example.hang_once", key="one")
    with celery_worker(example_handlers.__name__) as worker:
        publish_due(at=timezone.now())
        wait_for(lambda: is_half_way(job), what="the worker did not report")
        kill(worker)
    assert job.state == JobState.RUNNING
    assert names() == []

    assert take_back_abandoned(at=timezone.now()) == 0  # the lease still has time left
    assert take_back_abandoned(at=timezone.now() + timedelta(minutes=2)) == 1
    Job.objects.update(due_at=timezone.now())
    with celery_worker(example_handlers.__name__):
        wait_until_finished(job)

    assert (job.state, job.attempts, job.result) == (JobState.DONE, 2, {"attempt": 2})
    assert names() == ["a", "b"]


def is_half_way(job: Job) -> bool:
    job.refresh_from_db()
    return job.progress_done == 1
