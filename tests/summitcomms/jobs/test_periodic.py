"""A period has one job, however many beats tick in it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summitcomms.jobs.models import SYSTEM, Job
from summitcomms.jobs.periodic import Periodic, beat_schedule, enqueue_periodic, period_start
from summitcomms.jobs.tasks import periodic

MINUTES = timedelta(minutes=5)


@pytest.mark.parametrize(
    ("at", "every", "offset", "start"),
    [
        ("2023-05-11T08:04:59+07:00", MINUTES, timedelta(), "2023-05-11T01:00:00+00:00"),
        ("2023-05-11T08:05:00+07:00", MINUTES, timedelta(), "2023-05-11T01:05:00+00:00"),
        ("2023-05-11T06:59:59+07:00", timedelta(days=1), timedelta(), "2023-05-10T00:00:00+00:00"),
        # A night job at 02.00 WIB: 19 hours after midnight UTC of the day before.
        ("2023-05-11T01:59:59+07:00", timedelta(days=1), timedelta(hours=19), "2023-05-09T19:00:00+00:00"),
        ("2023-05-11T02:00:00+07:00", timedelta(days=1), timedelta(hours=19), "2023-05-10T19:00:00+00:00"),
    ],
)
def test_a_period_begins_where_the_clock_says(
    at: str, every: timedelta, offset: timedelta, start: str
) -> None:
    assert period_start(datetime.fromisoformat(at), every, offset).isoformat() == start


@given(
    at=st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)),  # noqa: DTZ001
    hours=st.integers(-12, 14),
    seconds=st.integers(1, 7 * 86_400),
)
def test_a_moment_lies_in_its_period_and_a_period_is_its_own_start(
    at: datetime, hours: int, seconds: int
) -> None:
    aware = at.replace(tzinfo=timezone(timedelta(hours=hours)))
    every = timedelta(seconds=seconds)

    start = period_start(aware, every)

    assert start <= aware < start + every
    assert period_start(start, every) == start


@pytest.mark.django_db
def test_two_beats_in_one_period_ask_for_one_job_and_the_next_period_for_another() -> None:
    at = datetime(2023, 5, 11, 1, 2, tzinfo=UTC)

    first = enqueue_periodic(kind="jobs.forget", at=at, every=MINUTES)
    again = enqueue_periodic(kind="jobs.forget", at=at + timedelta(minutes=2), every=MINUTES)
    following = enqueue_periodic(kind="jobs.forget", at=at + timedelta(minutes=3), every=MINUTES)

    assert again.pk == first.pk != following.pk
    assert first.payload == {"period_start": "2023-05-11T01:00:00+00:00"}
    assert following.payload == {"period_start": "2023-05-11T01:05:00+00:00"}
    assert (first.requested_by, first.due_at) == (SYSTEM, at)


@pytest.mark.django_db
def test_the_table_of_the_beat_asks_for_each_of_its_jobs_once() -> None:
    schedule = beat_schedule(
        [
            Periodic("jobs.forget", every=timedelta(days=1)),
            Periodic("example.write", every=timedelta(days=30), offset=timedelta(hours=19)),
        ]
    )

    periodic(*schedule["periodic"]["args"])
    periodic(*schedule["periodic"]["args"])

    assert sorted(Job.objects.values_list("kind", flat=True)) == ["example.write", "jobs.forget"]


def test_no_entry_of_the_beat_outlives_two_of_its_ticks() -> None:
    schedule = beat_schedule([])

    assert set(schedule) == {"relay", "reconcile", "periodic"}
    for entry in schedule.values():
        assert entry["options"] == {"queue": "relay", "expires": entry["schedule"] * 2}
