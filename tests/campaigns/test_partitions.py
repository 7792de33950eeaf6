from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction

from campaigns import partitions
from campaigns.models import Campaign, MetricReading
from tests import builders
from tests.builders import NOW


def holding(reading: MetricReading) -> str:
    """The partition in which a reading lies."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text FROM campaigns_metricreading"
            " WHERE post_id = %s AND taken_at = %s",
            [reading.post_id, reading.taken_at],
        )
        return str(cursor.fetchone()[0])


def take(campaign: Campaign, taken_at: datetime) -> MetricReading:
    post = builders.post(campaign=campaign)
    return MetricReading.objects.create(post=post, source=builders.source(), taken_at=taken_at, likes=1)


@pytest.mark.parametrize(
    ("monday", "name"),
    [
        (date(2023, 8, 28), "campaigns_metricreading_2023w35"),
        (date(2024, 12, 30), "campaigns_metricreading_2025w01"),
        (date(2020, 12, 28), "campaigns_metricreading_2020w53"),
    ],
)
def test_a_partition_is_named_by_its_iso_week(monday: date, name: str):
    assert partitions.name(monday) == name


def test_weeks_begin_on_monday_in_utc():
    sunday = datetime(2023, 8, 27, 23, 59, tzinfo=UTC)

    assert list(partitions.mondays(sunday, sunday + timedelta(minutes=1))) == [
        date(2023, 8, 21),
        date(2023, 8, 28),
    ]


def test_partitions_are_made_once_and_take_the_readings_of_their_week(campaign: Campaign):
    made = partitions.ensure(NOW, NOW + timedelta(weeks=1))

    assert made == ["campaigns_metricreading_2023w35", "campaigns_metricreading_2023w36"]
    assert partitions.ensure(NOW, NOW + timedelta(weeks=1)) == []
    monday = datetime(2023, 8, 28, tzinfo=UTC)
    assert holding(take(campaign, monday)) == "campaigns_metricreading_2023w35"
    assert holding(take(campaign, monday - timedelta(microseconds=1))) == "campaigns_metricreading_rest"


def test_a_campaign_gets_room_for_every_reading_it_can_take(campaign: Campaign):
    made = partitions.ensure_for(campaign, at=NOW)

    assert made[0] == partitions.name(date(2023, 6, 5))  # 60 days before 6 August, 17.00 UTC: 7 June
    assert made[-1] == partitions.name(date(2023, 10, 30))  # eight weeks after 10 September
    assert partitions.ensure_for(campaign, at=campaign.ends_at + timedelta(weeks=1)) == [
        partitions.name(date(2023, 11, 6))
    ]


def test_readings_come_first_and_partitions_around_them_later(campaign: Campaign):
    early = take(campaign, NOW)

    made = partitions.ensure(NOW - timedelta(weeks=1), NOW + timedelta(weeks=1))

    assert made == ["campaigns_metricreading_2023w34", "campaigns_metricreading_2023w36"]
    assert holding(early) == partitions.REST
    assert partitions.strays() == 1


def test_without_strays_there_is_nothing_to_warn_of(campaign: Campaign):
    partitions.ensure_for(campaign, at=NOW)
    take(campaign, NOW)

    assert partitions.strays() == 0


@pytest.mark.parametrize("change", ["UPDATE {} SET likes = 2", "DELETE FROM {}", "TRUNCATE {}"])
def test_a_partition_is_append_only_like_the_whole(campaign: Campaign, change: str):
    (name,) = partitions.ensure(NOW, NOW)
    take(campaign, NOW)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL summitcomms.allow_truncate = off")

        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(change.format(name))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_each_partition_once():
    start, end = datetime(2031, 1, 6, tzinfo=UTC), datetime(2031, 3, 6, tzinfo=UTC)
    together = threading.Barrier(2)
    made: list[list[str]] = []

    def make() -> None:
        try:
            together.wait(10)
            made.append(partitions.ensure(start, end))
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        assert sorted(len(names) for names in made) == [0, 9]
    finally:
        with connection.cursor() as cursor:
            for names in made:
                for name in names:
                    cursor.execute(f"DROP TABLE {name}")
