"""A worker that is killed again and again leaves what an undisturbed one leaves, to the unit."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections

from agencies.models import Agency, User
from awards.actions import rounds
from awards.models import Standing
from campaigns.actions import imports
from campaigns.models import (
    AgencyDayTally,
    AgencyTally,
    Campaign,
    Grade,
    MetricReading,
    PostCounters,
    ReadingSource,
)
from summitcomms.jobs import runner
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.lease import LEASE
from summitcomms.jobs.models import Job, JobState
from summitcomms.jobs.relay import take_back_abandoned
from summitcomms.lib.clock import WIB
from tests import builders
from tests.awards import results
from tests.builders import NOW

KILLS = 50
MINUTE = timedelta(minutes=1)


class Statements:
    """Counts the statements of this process, and ends it before or after the fatal one by a power cut."""

    def __init__(self, fatal: int | None = None, *, after: bool = False) -> None:
        self.number, self.fatal, self.after = 0, fatal, after

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.number += 1
        if self.number == self.fatal and not self.after:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = execute(sql, params, many, context)
        if self.number == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer


@pytest.fixture
def twins(sultra: Agency, mimika: Agency, committee: User) -> tuple[Campaign, Campaign]:
    """Two campaigns with the same posts of two agencies, each with an open round."""
    made = []
    for code in ("ktt-43", "ktt-44"):
        campaign = builders.campaign(code)
        for agency in (sultra, mimika):
            for number in range(3):
                builders.post(
                    agency,
                    campaign,
                    state="verified",
                    code=f"{code[-2:]}{agency.pk % 100:02d}{number}",
                    published_at=NOW - timedelta(days=number + 1),
                )
        opened = rounds.create(
            campaign=campaign, name="Apresiasi", recipe=results.recipe(), by=committee, at=NOW
        )
        rounds.open_round(round_id=opened.public_id, by=committee, at=NOW)
        made.append(campaign)
    return made[0], made[1]


def ask(campaign: Campaign, source: ReadingSource, number: int, by: User, at: datetime) -> None:
    """Two jobs: the readings of all posts at this moment, some of them corrected later, and a tally."""
    chance = random.Random(number)
    lines = ["kode,waktu,suka,tayangan,koreksi"]
    for post in campaign.posts.order_by("code"):
        moment, reason = (at - 5 * MINUTE, "salah baca") if chance.random() < 0.3 else (at - MINUTE, "")
        likes, views = chance.randrange(1_000), chance.randrange(10_000)
        lines.append(f"{post.code},{moment:%Y-%m-%d %H:%M}Z,{likes},{views},{reason}")
    content = "\n".join(lines).encode()
    kept = imports.keep(by=by, campaign=campaign, zone=WIB, name="ekspor.csv", content=content)
    imports.request(by=by, asked=replace(kept, source=source.code), at=at)
    enqueue(
        kind="tally.run",
        key=f"{campaign.code}:{number}",
        payload={"campaign": campaign.code, "trigger": "beat"},
        due_at=at,
    )


def work(at: datetime, fatal: int | None = None, *, after: bool = False) -> int:
    """Do all jobs that are due; how many statements that took."""
    statements = Statements(fatal, after=after)
    with connection.execute_wrapper(statements):
        runner.run_due(at=at)
    return statements.number


def work_and_die(at: datetime, fatal: int, *, after: bool) -> bool:
    """The same in a process of its own; whether it died of it."""
    if (child := os.fork()) == 0:
        try:
            for each in connections.all():
                each.connection = None  # the parent's; this process opens its own
            work(at, fatal, after=after)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def outcome(campaign: Campaign) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that was counted, without keys; posts by what tells twins apart from others."""
    of = {"post__campaign": campaign}
    metrics = ("likes", "views")
    return {
        "readings": sorted(
            (code[2:], *rest)
            for code, *rest in MetricReading.objects.filter(**of).values_list(
                "post__code", "taken_at", "revision", *metrics
            )
        ),
        "counters": sorted(
            (code[2:], *rest)
            for code, *rest in PostCounters.objects.filter(**of).values_list(
                "post__code", "taken_at", *metrics
            )
        ),
        "agencies": list(
            AgencyTally.objects.filter(run__campaign=campaign)
            .order_by("run__cutoff", "agency")
            .values_list("run__cutoff", "agency", "posts", "likes", "views", "interactions")
        ),
        "days": list(
            AgencyDayTally.objects.filter(run__campaign=campaign)
            .order_by("run__cutoff", "agency", "day")
            .values_list("run__cutoff", "agency", "day", "posts", "interactions")
        ),
        "standings": list(
            Standing.objects.filter(ranking__round__campaign=campaign)
            .order_by("ranking__tally__cutoff", "category", "position")
            .values_list("ranking__tally__cutoff", "agency", "rank", "total")
        ),
    }


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_at_fifty_points_counts_like_an_undisturbed_one(
    twins: tuple[Campaign, Campaign], analyst: User
):
    disturbed, calm = twins
    source = builders.source("ekspor-uji", Grade.EXPORT)
    chance = random.Random(42)
    died = 0
    for number in range(KILLS):
        at = NOW + 10 * MINUTE * number
        work(at)  # what earlier rounds left to do by now, which is no part of this one
        ask(calm, source, number, analyst, at)
        statements = work(at)
        ask(disturbed, source, number, analyst, at)
        connections.close_all()
        died += work_and_die(at, chance.randint(1, statements), after=bool(number % 2))
        Job.objects.filter(state=JobState.RUNNING).update(locked_until=at - LEASE)
        take_back_abandoned(at=at)
        work(at)
    work(at + timedelta(days=1))  # digests wait for the end of their time

    assert died == KILLS
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}
    assert outcome(disturbed) == outcome(calm)
    assert len(outcome(calm)["readings"]) > 6 * KILLS / 2
