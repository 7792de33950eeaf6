from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from agencies import audit
from agencies.models import Agency, AuditEvent, User
from campaigns import counters, tally
from campaigns.actions import campaigns, tallies
from campaigns.models import AgencyDayTally, AgencyTally, Campaign, Grade, MetricReading, TallyRun
from summitcomms.jobs.models import Job, JobState
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW
from tests.services import database_url

HOUR = timedelta(hours=1)


@pytest.fixture
def run(campaign: Campaign) -> Callable[..., TallyRun]:
    def call(
        at: datetime | None = None, now: datetime = NOW, keep: list[int] | None = None, **changes: Any
    ) -> TallyRun:
        given: dict[str, Any] = {
            "campaign_code": campaign.code,
            "trigger": TallyRun.Trigger.BEAT,
            "by": audit.SYSTEM,
        }
        made = tallies.run(at=at, now=now, **(given | changes))
        if keep is not None:
            tallies.forget_details(made, keep=keep)
        return made

    return call


@pytest.fixture
def counted(campaign: Campaign, sultra: Agency, mimika: Agency, officer_sultra: User) -> Campaign:
    """Three posts of Sultra on two days, one of Mimika; five hours of readings; one post that waits."""
    source = builders.source()
    first, second = campaign.pillars.order_by("position")[:2]
    posts = [
        builders.post(agency, campaign, submitted_by=officer_sultra, state="verified", **fields)
        for agency, fields in (
            (sultra, {"pillar": first, "published_at": NOW - 6 * HOUR}),
            (sultra, {"pillar": second, "published_at": NOW - 30 * HOUR, "platform": "tiktok"}),
            (sultra, {"pillar": second, "published_at": NOW - 31 * HOUR}),
            (mimika, {"published_at": NOW - 7 * HOUR}),
        )
    ]
    builders.post(sultra, campaign, submitted_by=officer_sultra)
    for n, each in enumerate(posts[:3]):
        for hours in range(5):
            MetricReading.objects.create(
                post=each,
                source=source,
                taken_at=NOW - HOUR * hours,
                likes=100 * (n + 1) - hours,
                shares=n,
                views=1000,
            )
    counters.refresh([p.pk for p in posts])
    return campaign


def stored(tallied: TallyRun) -> tuple[list[Any], list[Any]]:
    """The rows of a run without their keys, to compare runs by."""
    agencies = AgencyTally.objects.filter(run=tallied).order_by("agency_id").values()
    days = AgencyDayTally.objects.filter(run=tallied).order_by("agency_id", "day").values()
    return tuple(  # type: ignore[return-value]
        [{k: v for k, v in row.items() if k not in ("id", "run_id")} for row in rows]
        for rows in (agencies, days)
    )


def test_a_run_counts_posts_days_pillars_and_interactions(run: Any, counted: Campaign, sultra: Agency):
    tallied = run()

    row = AgencyTally.objects.get(run=tallied, agency=sultra)
    assert (row.posts, row.active_days, row.pillars, row.measured_posts) == (3, 2, 2, 3)
    assert (row.views, row.likes, row.shares, row.comments, row.saves) == (3000, 600, 3, 0, 0)
    assert row.interactions == 603


def test_an_agency_whose_posts_nobody_measured_counts_with_zeros(run: Any, counted: Campaign, mimika: Agency):
    row = AgencyTally.objects.get(run=run(), agency=mimika)

    assert (row.posts, row.measured_posts, row.pillars, row.interactions) == (1, 0, 0, 0)


def test_agencies_without_a_counted_post_have_no_row(run: Any, counted: Campaign):
    idle = builders.agency()

    assert not AgencyTally.objects.filter(run=run(), agency=idle).exists()


def test_the_run_keeps_cutoff_definitions_and_who_asked(run: Any, counted: Campaign, analyst: User):
    builders.kpi_definitions()

    tallied = run(by=analyst, trigger=TallyRun.Trigger.PERSON)

    assert (tallied.cutoff, tallied.trigger, tallied.started_at) == (NOW, "person", NOW)
    assert tallied.finished_at >= NOW
    assert tallied.definitions == {
        "kpi": {"active_agencies": 1, "contents": 1, "interactions": 1, "likes": 1},
        "counted_grades": ["export", "partner", "screenshot"],
        "window": [counted.starts_at.isoformat(), counted.ends_at.isoformat()],
        "timezone": "Asia/Jakarta",
    }
    event = AuditEvent.objects.get(action="tally.run")
    assert (event.actor_id, event.target_id) == (str(analyst.public_id), str(tallied.public_id))


def test_the_newest_version_of_a_definition_is_named(run: Any, counted: Campaign):
    first = builders.kpi_definitions()["likes"]
    type(first).objects.create(
        code="likes", version=2, name="Suka", meaning="Arti baru", unit="count", is_tallied=True, position=4
    )

    assert run().definitions["kpi"]["likes"] == 2


def test_counting_the_same_cutoff_twice_is_one_run(run: Any, counted: Campaign):
    assert run() == run()
    assert TallyRun.objects.count() == AuditEvent.objects.filter(action="tally.run").count() == 1


def test_a_look_into_the_past_counts_what_was_known_to_be_then(run: Any, counted: Campaign, sultra: Agency):
    row = AgencyTally.objects.get(run=run(at=NOW - 2 * HOUR), agency=sultra)

    assert (row.posts, row.likes) == (3, 98 + 198 + 298)


def test_posts_decided_after_the_moment_do_not_count_in_it(run: Any, counted: Campaign, sultra: Agency):
    row = AgencyTally.objects.get(run=run(at=NOW - 25 * HOUR), agency=sultra)

    assert (row.posts, row.measured_posts, row.likes) == (2, 0, 0)


def test_a_moment_that_lies_ahead_is_counted_as_now(run: Any, counted: Campaign):
    assert run(at=NOW + HOUR).cutoff == NOW


def test_both_ways_of_counting_agree_on_the_same_moment(run: Any, counted: Campaign, sultra: Agency):
    live = run()
    past = TallyRun.objects.create(
        campaign=counted,
        cutoff=NOW + timedelta(seconds=1),
        trigger="command",
        definitions={},
        started_at=NOW,
        finished_at=NOW,
    )
    tally.count(past, live=False)

    assert stored(live) == stored(past)
    assert len(stored(live)[0]) == 2


def test_what_was_decided_or_measured_after_the_cutoff_stays_out_of_a_live_count(
    run: Any, counted: Campaign, sultra: Agency, officer_sultra: User
):
    expected = stored(run())
    late = builders.post(
        sultra, counted, submitted_by=officer_sultra, state="verified", decided_at=NOW + timedelta(seconds=1)
    )
    measured = counted.posts.order_by("pk")[0]
    MetricReading.objects.create(
        post=measured, source=builders.source(), taken_at=NOW + timedelta(minutes=4), likes=10**6
    )
    counters.refresh([late.pk, measured.pk])
    TallyRun.objects.all().delete()

    assert stored(run()) == expected


def test_a_source_that_does_not_count_leaves_no_trace(run: Any, counted: Campaign):
    expected = stored(run())
    for each in counted.posts.all():
        MetricReading.objects.create(
            post=each, source=builders.source("sendiri", Grade.DECLARED), taken_at=NOW, likes=10**6
        )
    counters.refresh(list(counted.posts.values_list("pk", flat=True)))
    TallyRun.objects.all().delete()

    assert stored(run()) == expected


def test_new_rules_of_the_campaign_hold_at_once(run: Any, counted: Campaign, pusat_admin: User):
    for each in counted.posts.all():
        MetricReading.objects.create(
            post=each, source=builders.source("sendiri", Grade.DECLARED), taken_at=NOW, likes=10**6
        )
    counted.counted_grades = [Grade.DECLARED]
    campaigns.save(by=pusat_admin, campaign=counted, at=NOW)

    before_the_job = run()

    assert not before_the_job.top_posts.exists()
    assert {row.likes for row in before_the_job.agencies.all()} == {10**6, 3 * 10**6}
    expected = stored(before_the_job)
    campaigns.recount(code=counted.code, progress=lambda *_args, **_kwargs: None)
    Job.objects.update(state=JobState.DONE, finished_at=NOW)
    TallyRun.objects.all().delete()
    assert stored(run()) == expected


def test_an_unknown_campaign_is_refused(run: Any, counted: Campaign):
    with pytest.raises(Refused) as refused:
        run(campaign_code="ktt-99")

    assert refused.value.code == "campaign_unknown"


def test_the_number_of_queries_does_not_depend_on_the_agencies(run: Any, counted: Campaign):
    with CaptureQueriesContext(connection) as few:
        run()
    person = builders.user(role="officer", agency=builders.agency())
    posts = [
        builders.post(builders.agency(), counted, submitted_by=person, state="verified") for _ in range(9)
    ]
    counters.refresh([p.pk for p in posts])
    with CaptureQueriesContext(connection) as many:
        run(now=NOW + HOUR)

    assert len(few) == len(many) <= 15


# --- Day rows -----------------------------------------------------------------------------------------------


def days_of() -> set[datetime]:
    return set(AgencyDayTally.objects.values_list("run__cutoff", flat=True))


def test_day_rows_stay_with_the_newest_run_and_with_those_named(run: Any, counted: Campaign):
    frozen = run(now=NOW)
    run(now=NOW + HOUR)

    run(now=NOW + 2 * HOUR, keep=[frozen.pk])

    assert days_of() == {NOW, NOW + 2 * HOUR}
    assert AgencyTally.objects.values("run").distinct().count() == 3


def test_without_a_word_about_it_no_day_rows_are_removed(run: Any, counted: Campaign):
    run(now=NOW)
    run(now=NOW + HOUR)

    assert days_of() == {NOW, NOW + HOUR}


def test_a_look_into_the_past_leaves_the_days_of_the_newest_run(run: Any, counted: Campaign):
    run(now=NOW)

    run(at=NOW - HOUR, keep=[])

    assert days_of() == {NOW, NOW - HOUR}


def test_the_day_rows_of_another_campaign_are_not_touched(run: Any, counted: Campaign, sultra: Agency):
    other = builders.campaign("ktt-42")
    there = builders.post(
        sultra, other, submitted_by=builders.user(), state="verified", published_at=NOW - 9 * HOUR
    )
    counters.refresh([there.pk])
    run(campaign_code="ktt-42", now=NOW - HOUR)

    run(keep=[])

    assert days_of() == {NOW - HOUR, NOW}


# --- The best posts -----------------------------------------------------------------------------------------


def best(tallied: TallyRun) -> list[tuple[int, int, int]]:
    return list(tallied.top_posts.values_list("position", "interactions", "views"))


def test_a_run_lists_the_posts_with_most_interactions(run: Any, counted: Campaign, sultra: Agency):
    """Not the one that waits, not the one that nobody measured, not one without an interaction."""
    seen_only = builders.post(sultra, counted, state="verified")
    MetricReading.objects.create(post=seen_only, source=builders.source(), taken_at=NOW, views=99_999)
    counters.refresh([seen_only.pk])

    assert best(run()) == [(1, 302, 1000), (2, 201, 1000), (3, 100, 1000)]


def test_a_run_lists_no_more_than_ten_posts(run: Any, counted: Campaign, sultra: Agency):
    source = builders.source()
    posts = [builders.post(sultra, counted, state="verified") for _ in range(12)]
    for post in posts:
        MetricReading.objects.create(post=post, source=source, taken_at=NOW, likes=5)
    counters.refresh([post.pk for post in posts])

    assert [position for position, *_ in best(run())] == list(range(1, 11))


def test_a_look_into_the_past_lists_no_posts(run: Any, counted: Campaign):
    assert best(run(at=NOW - HOUR)) == []


def test_the_best_posts_go_with_the_day_rows(run: Any, counted: Campaign):
    frozen, between = run(now=NOW), run(now=NOW + HOUR)

    newest = run(now=NOW + 2 * HOUR, keep=[frozen.pk])

    assert [bool(best(each)) for each in (frozen, between, newest)] == [True, False, True]


# --- Reading stored runs ------------------------------------------------------------------------------------


def test_the_trend_has_every_day_up_to_the_cutoff(run: Any, counted: Campaign):
    found = tallies.trend(run())

    assert found[0] == (date(2023, 8, 7), 0, 0)
    assert found[-3:] == [
        (date(2023, 8, 27), 0, 0),
        (date(2023, 8, 28), 2, 503),
        (date(2023, 8, 29), 2, 100),
    ]
    assert len(found) == 23


def test_the_trend_ends_with_the_window(run: Any, counted: Campaign):
    assert tallies.trend(run(now=counted.ends_at + 48 * HOUR))[-1][0] == date(2023, 9, 10)


def test_a_run_without_day_rows_has_no_trend(run: Any, counted: Campaign):
    first = run()
    run(now=NOW + HOUR, keep=[])

    assert tallies.trend(first) == []


# --- One at a time, whole or not at all ---------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_second_run_is_refused_while_one_is_running(run: Any, counted: Campaign):
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with connections["default"].cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"tally:{counted.code}"]
                )
                holding.set()
                done.wait(10)
                cursor.execute("ROLLBACK")
        finally:
            connections["default"].close()

    other = threading.Thread(target=hold)
    other.start()
    try:
        assert holding.wait(10)
        with pytest.raises(Refused) as refused:
            run()
    finally:
        done.set()
        other.join()

    assert refused.value.code == "tally_running"
    assert not TallyRun.objects.exists()
    assert run().cutoff == NOW


_DIE_HALF_WAY = """
import os, signal, sys
import django
django.setup()
from datetime import datetime
from agencies import audit
from campaigns import tally
from campaigns.actions import campaigns, tallies
from campaigns.models import AgencyTally

count = tally.count
def killed(run, *, live):
    count(run, live=live)
    assert AgencyTally.objects.filter(run=run).exists()
    os.kill(os.getpid(), signal.SIGKILL)
tally.count = killed
tallies.run(campaign_code=sys.argv[1], at=None, now=datetime.fromisoformat(sys.argv[2]), trigger="beat",
            by=audit.SYSTEM)
"""


@pytest.mark.django_db(transaction=True)
def test_a_run_killed_half_way_leaves_no_trace(run: Any, counted: Campaign):
    """A real process dies after its inserts and before its commit; the next run is as if nothing had been."""
    undisturbed = stored(run())
    TallyRun.objects.all().delete()

    died = subprocess.run(
        [sys.executable, "-c", _DIE_HALF_WAY, counted.code, NOW.isoformat()],
        env=os.environ | {"DATABASE_URL": database_url()},
        capture_output=True,
        timeout=60,
    )

    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert not TallyRun.objects.exists()
    assert not AgencyTally.objects.exists()
    wait_until_free(counted)
    assert stored(run()) == undisturbed


def wait_until_free(campaign: Campaign) -> None:
    """Until the server has noticed that the dead process is gone, and released what it held."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '20s'")
        cursor.execute("SET lock_timeout = '20s'")
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"tally:{campaign.code}"])
        cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [f"tally:{campaign.code}"])
