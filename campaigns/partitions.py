"""Weekly partitions of the readings: Monday 00:00 UTC to the next, named by their ISO week."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, transaction

from campaigns.models import Campaign
from campaigns.readings import EARLIEST_BEFORE_START

TABLE = "campaigns_metricreading"
REST = f"{TABLE}_rest"
AFTERWARDS = timedelta(weeks=8)
"""How long after the end of a campaign its posts are still measured."""

WEEK = timedelta(weeks=1)


def name(monday: date) -> str:
    """`campaigns_metricreading_2023w35`; the year is the ISO year, which is another one around New Year."""
    year, week, _ = monday.isocalendar()
    return f"{TABLE}_{year}w{week:02d}"


def mondays(start: datetime, end: datetime) -> Iterator[date]:
    """The Monday of every week in UTC that holds a moment of [start, end]; both aware."""
    first, last = start.astimezone(UTC).date(), end.astimezone(UTC).date()
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        yield monday
        monday += WEEK


@transaction.atomic
def ensure(start: datetime, end: datetime) -> list[str]:
    """Make the partitions of [start, end] that are missing; return their names.

    Safe to repeat and to run twice at once. A week whose readings have already gone to the rest stays there:
    append-only rows are not moved, they are found there all the same.
    """
    with connection.cursor() as cursor:
        # Unchecked references would keep the table from being changed later in the same transaction.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SELECT pg_advisory_xact_lock(hashtext(%s))", [TABLE])
        cursor.execute("SELECT relid::regclass::text FROM pg_partition_tree(%s::regclass)", [TABLE])
        taken = {relation for (relation,) in cursor.fetchall()}
        cursor.execute(
            f"SELECT DISTINCT date_trunc('week', taken_at, 'UTC') FROM {REST}"  # noqa: S608 a constant
            " WHERE taken_at >= %s AND taken_at < %s",
            [_at(start.astimezone(UTC).date() - WEEK), _at(end.astimezone(UTC).date() + WEEK)],
        )
        taken |= {name(moment.astimezone(UTC).date()) for (moment,) in cursor.fetchall()}
        missing = [monday for monday in mondays(start, end) if name(monday) not in taken]
        for monday in missing:
            cursor.execute(
                f"CREATE TABLE {name(monday)} PARTITION OF {TABLE} FOR VALUES FROM (%s) TO (%s)",
                [_at(monday), _at(monday + WEEK)],
            )
            # Row triggers come with the parent; the guard against emptying a whole table does not.
            cursor.execute(
                f"CREATE TRIGGER {TABLE}_denies_truncate BEFORE TRUNCATE ON {name(monday)}"
                " FOR EACH STATEMENT EXECUTE FUNCTION deny_change()"
            )
    return [name(monday) for monday in missing]


def ensure_for(campaign: Campaign, *, at: datetime) -> list[str]:
    """The partitions for every reading that the campaign can take, seen at `at`; return what was made."""
    return ensure(campaign.starts_at - EARLIEST_BEFORE_START, max(campaign.ends_at, at) + AFTERWARDS)


def strays() -> int:
    """How many readings lie in the default partition: weeks for which nobody made one in time."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {REST}")  # noqa: S608 a constant
        (count,) = cursor.fetchone()
    return int(count)


def _at(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
