"""The row refuses what cannot be; people see their own jobs."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from summitcomms.jobs.models import Job, JobState

AT = datetime(2023, 5, 11, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def make(**fields: Any) -> Job:
    known = {"kind": "example.write", "key": uuid.uuid4().hex, "queue": "default", "due_at": AT}
    return Job.objects.create(**(known | {"requested_by": "sistem", "requested_label": "Sistem"} | fields))


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "asleep"}, "job_state_is_known"),
        ({"state": JobState.RUNNING}, "job_runs_exactly_while_leased"),
        ({"state": JobState.RUNNING, "lease": uuid.UUID(int=1)}, "job_runs_exactly_while_leased"),
        ({"lease": uuid.UUID(int=1)}, "job_runs_exactly_while_leased"),
        ({"locked_until": AT}, "job_runs_exactly_while_leased"),
        ({"state": JobState.DONE}, "job_has_an_end_exactly_when_finished"),
        ({"finished_at": AT}, "job_has_an_end_exactly_when_finished"),
        ({"progress_done": 3, "progress_total": 2}, "job_progress_within_total"),
        ({"attempts": -1}, "attempts"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        make(**fields)


def test_the_same_kind_and_key_twice_is_refused() -> None:
    make(key="one")

    with pytest.raises(IntegrityError, match="job_is_asked_for_once"):
        make(key="one")


def test_due_jobs_are_queued_ones_whose_time_has_come_longest_waiting_first() -> None:
    later = make(due_at=AT)
    first = make(due_at=AT - timedelta(seconds=1))
    make(due_at=AT + timedelta(seconds=1))
    make(state=JobState.DONE, finished_at=AT)

    assert list(Job.objects.due(AT)) == [first, later]


def test_abandoned_jobs_are_running_ones_whose_lease_ran_out() -> None:
    held = {"state": JobState.RUNNING, "lease": uuid.uuid4()}
    gone = make(locked_until=AT - timedelta(seconds=1), **held)
    make(locked_until=AT, **held)

    assert list(Job.objects.abandoned(AT)) == [gone]


def test_people_see_their_own_jobs_and_those_who_may_see_all() -> None:
    own = make(requested_by="person-1")
    foreign = make(requested_by="person-2")

    assert list(Job.objects.visible_to("person-1", sees_all=False)) == [own]
    assert set(Job.objects.visible_to("person-1", sees_all=True)) == {own, foreign}


def test_for_progress_leaves_long_texts_in_the_database(django_assert_num_queries: Any) -> None:
    make(payload={"rows": "long"}, error_detail="trace")

    with django_assert_num_queries(1):
        job = Job.objects.for_progress().get()
        _ = (job.state, job.progress_percent, job.progress_note, job.error, job.result)

    assert job.get_deferred_fields() == {"payload", "error_detail"}


@pytest.mark.parametrize(
    ("state", "finished"),
    [
        (JobState.QUEUED, False),
        (JobState.RUNNING, False),
        (JobState.DONE, True),
        (JobState.FAILED, True),
        (JobState.NEEDS_OPERATOR, True),
        (JobState.CANCELLED, True),
    ],
)
def test_a_job_is_finished_when_nothing_more_happens_by_itself(state: JobState, finished: bool) -> None:
    assert Job(state=state).is_finished is finished


@pytest.mark.parametrize(
    ("state", "done", "total", "percent"),
    [
        (JobState.RUNNING, 0, None, None),
        (JobState.RUNNING, 7, 0, None),
        (JobState.RUNNING, 1, 3, 33),
        (JobState.RUNNING, 3, 3, 99),
        (JobState.DONE, 0, None, 100),
    ],
)
def test_percent_is_known_with_the_total_and_full_only_when_done(
    state: JobState, done: int, total: int | None, percent: int | None
) -> None:
    assert Job(state=state, progress_done=done, progress_total=total).progress_percent == percent


def test_a_job_is_named_by_kind_and_key() -> None:
    assert str(Job(kind="tallies.run", key="KTT-42")) == "tallies.run KTT-42"
