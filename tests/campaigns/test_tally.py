from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.models import Agency, User
from campaigns import counters, tally
from campaigns.models import (
    AgencyDayTally,
    AgencyTally,
    Campaign,
    Grade,
    MetricReading,
    ReadingVoid,
    TallyRun,
)
from campaigns.states import PostState
from tests import builders
from tests.builders import NOW
from tests.campaigns import reference
from tests.campaigns.test_counters import fill_with_posts_and_readings

HOUR = timedelta(hours=1)

_post = st.fixed_dictionaries(
    {
        "agency": st.integers(0, 1),
        "state": st.sampled_from([PostState.VERIFIED, PostState.VERIFIED, PostState.SUBMITTED]),
        "platform": st.sampled_from(["x", "tiktok"]),
        "pillar": st.integers(-1, 2),
        "published": st.integers(-2, 40),
        "decided": st.integers(-3, 30),
        "readings": st.lists(
            st.tuples(
                st.integers(0, 2),
                st.integers(-3, 30),
                st.fixed_dictionaries(
                    {}, optional={m: st.integers(0, 9) for m in ("likes", "saves", "reach")}
                ),
                st.booleans(),
            ),
            max_size=4,
            unique_by=lambda r: r[:2],
        ),
    }
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=st.lists(_post, max_size=5), ago=st.integers(0, 30))
def test_both_statements_equal_a_naive_count_at_any_moment(
    campaign: Campaign,
    sultra: Agency,
    mimika: Agency,
    officer_sultra: User,
    plan: list[dict[str, Any]],
    ago: int,
):
    """Hours are before the end of the window; negative ones lie beyond it, small ones after the count."""
    with transaction.atomic():
        sources = [builders.source(g, g) for g in (Grade.PARTNER, Grade.EXPORT, Grade.DECLARED)]
        pillars = list(campaign.pillars.order_by("position"))
        end = campaign.ends_at
        posts = []
        for wanted in plan:
            fields = {"decided_at": end - HOUR * wanted["decided"]} if wanted["state"] == "verified" else {}
            posts.append(
                builders.post(
                    (sultra, mimika)[wanted["agency"]],
                    campaign,
                    submitted_by=officer_sultra,
                    state=wanted["state"],
                    platform=wanted["platform"],
                    pillar=pillars[wanted["pillar"]] if wanted["pillar"] >= 0 else None,
                    published_at=end - HOUR * wanted["published"],
                    **fields,
                )
            )
            for source, hours, metrics, is_void in wanted["readings"]:
                key = {"post": posts[-1], "source": sources[source], "taken_at": end - HOUR * hours}
                MetricReading.objects.create(**key, views=1, **metrics)
                if is_void:
                    ReadingVoid.objects.create(**key, revision=0, reason="keliru", voided_by="uji")
        counters.refresh([p.pk for p in posts])
        at = end - HOUR * ago

        expected = reference.tally(campaign, at, posts)

        assert counted(campaign, at, live=False) == expected
        assert counted(campaign, at, live=True) == expected
        transaction.set_rollback(True)


def counted(campaign: Campaign, at: Any, *, live: bool) -> tuple[Any, Any]:
    """What one of the statements stores, in the shape of the reference."""
    run = TallyRun.objects.create(
        campaign=campaign,
        cutoff=at,
        trigger="command",
        definitions={},
        started_at=at,
        finished_at=at,
    )
    tally.count(run, live=live)
    keys = ("id", "run_id", "agency_id")
    agencies = {
        row["agency_id"]: {name: n for name, n in row.items() if name not in keys}
        for row in AgencyTally.objects.filter(run=run).values()
    }
    days = {
        (row.agency_id, row.day): (row.posts, row.interactions)
        for row in AgencyDayTally.objects.filter(run=run)
    }
    run.delete()
    return agencies, days


@pytest.fixture
def filled(campaign: Campaign) -> Campaign:
    post = builders.post(campaign=campaign, state=PostState.VERIFIED)
    with connection.cursor() as cursor:
        fill_with_posts_and_readings(cursor, post, builders.source())
    return campaign


def plan_of(statement: str, campaign: Campaign) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}", {"run": 0, "campaign": campaign.pk, "at": NOW})
        return "\n".join(line for (line,) in cursor.fetchall())


def test_a_live_count_reads_the_narrow_table_and_no_reading_by_scanning(filled: Campaign):
    plan = plan_of(tally.LIVE, filled)

    assert "Scan on campaigns_postcounters" in plan
    assert "Seq Scan on campaigns_metricreading" not in plan


def test_the_gate_on_plans_is_alive(filled: Campaign):
    """A statement that adds up all readings must scan them, and the gate must see it."""
    plan = plan_of("SELECT sum(likes) FROM campaigns_metricreading", filled)

    assert "Seq Scan on campaigns_metricreading" in plan
