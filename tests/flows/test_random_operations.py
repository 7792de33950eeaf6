"""Thousands of operations in no order at all, through the actions; the sums, rows and ranks stay exact."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from agencies import audit
from agencies.models import Agency, AgencyKind, User
from awards.actions import rankings, rounds
from awards.inputs import possible_days
from awards.models import Standing
from awards.ranking import rank
from awards.recipes import DEFAULT
from awards.scoring import AgencyInput, score
from campaigns.actions import decisions, disputes, posts, readings, reports, tallies
from campaigns.actions.posts import Report
from campaigns.models import (
    AgencyDayTally,
    AgencyTally,
    Campaign,
    Dispute,
    Grade,
    Outcome,
    Post,
    ReadingSource,
    TallyRun,
)
from campaigns.readings import ReadingRow
from campaigns.states import PostState
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.awards import results
from tests.builders import NOW
from tests.campaigns import reference

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
STEPS = 300
PER_AGENCY = 16
METRICS = ("likes", "comments", "shares", "saves", "views", "reach")


@dataclass
class Walk:
    """A campaign, those who work in it, and a chance that decides what they do next."""

    campaign: Campaign
    officers: dict[Agency, User]
    verifier: User
    sources: list[ReadingSource]
    chance: random.Random
    at: datetime = NOW
    sent: list[ReadingRow] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    def step(self) -> None:
        self.at += MINUTE
        deeds = (
            self.measure,
            self.repeat,
            self.correct,
            self.void,
            self.verify,
            self.undo,
            self.withdraw,
            self.move,
        )
        deed = self.chance.choices(deeds, weights=(8, 2, 3, 3, 5, 1, 1, 2))[0]
        try:
            done = deed()
        except Refused:  # what chance asks for is not always allowed
            done = 0
        self.done[deed.__name__] += done

    def post(self, *states: PostState) -> Post | None:
        found = list(Post.objects.filter(campaign=self.campaign, state__in=states).order_by("pk"))
        return self.chance.choice(found) if found else None

    def row(self, code: str, reason: str = "") -> ReadingRow:
        metrics = {name: self.chance.randrange(500) for name in METRICS if self.chance.random() < 0.7}
        moment = self.at - self.chance.randrange(36) * HOUR
        return ReadingRow(code, moment, metrics or {"likes": 0}, reason)

    def ingest(self, rows: list[ReadingRow]) -> int:
        source = self.chance.choice(self.sources)
        told = readings.ingest(by=audit.SYSTEM, campaign=self.campaign, source=source, rows=rows, at=self.at)
        self.sent += rows
        return told.stored

    def measure(self) -> int:
        codes = list(
            Post.objects.filter(campaign=self.campaign).order_by("pk").values_list("code", flat=True)
        )
        return self.ingest([self.row(self.chance.choice(codes)) for _ in range(self.chance.randint(10, 120))])

    def repeat(self) -> int:
        return self.ingest(self.chance.choices(self.sent, k=8)) if self.sent else 0

    def correct(self) -> int:
        if not self.sent:
            return 0
        old = self.chance.choices(self.sent, k=5)
        return self.ingest(
            [ReadingRow(row.post_ref, row.taken_at, self.row("").metrics, "salah baca") for row in old]
        )

    def void(self) -> int:
        if not self.sent:
            return 0
        row = self.chance.choice(self.sent)
        return readings.void(
            by=self.verifier,
            post_code=row.post_ref,
            source=self.chance.choice(self.sources),
            taken_at=row.taken_at,
            reason="akun salah",
            at=self.at,
            revision=self.chance.choice([None, None, 0]),
        )

    def verify(self) -> int:
        if not (post := self.post(PostState.SUBMITTED)):
            return 0
        decisions.verify(by=self.verifier, post=post, seen=post.submitted_at, at=self.at)
        return 1

    def undo(self) -> int:
        if not (self.verify() and (post := Post.objects.filter(decided_at=self.at).first())):
            return 0
        decisions.undo(by=self.verifier, post=post, at=self.at)
        return 1

    def withdraw(self) -> int:
        if not (post := self.post(PostState.SUBMITTED, PostState.RETURNED)):
            return 0
        posts.withdraw(by=self.officers[post.agency], post=post, at=self.at)
        return 1

    def move(self) -> int:
        """Another agency reports the same link, and a verifier believes it."""
        if not (post := self.post(PostState.SUBMITTED, PostState.VERIFIED)):
            return 0
        agency = next(agency for agency in self.officers if agency != post.agency)
        told = reports.report(
            by=self.officers[agency],
            campaign=self.campaign,
            agency=agency,
            report=Report(post.url, post.caption, post.published_at),
            at=self.at,
        )
        assert isinstance(told, Dispute)
        disputes.decide(by=self.verifier, dispute=told, outcome=Outcome.GRANTED, note="", at=self.at)
        return 1


@pytest.fixture
def walk(campaign: Campaign, sultra: Agency, officer_sultra: User, verifier: User) -> Walk:
    papua = builders.agency("D-91", "Diskominfo Papua")
    officers = {sultra: officer_sultra, papua: builders.user(role="officer", agency=papua)}
    pillars = [*campaign.pillars.all(), None]
    for agency in officers:
        for number in range(PER_AGENCY):
            published = NOW - timedelta(hours=9 * number + 1)
            builders.post(
                agency,
                campaign,
                submitted_by=officers[agency],
                pillar=pillars[number % len(pillars)],
                published_at=published,
                url=(link := builders.link(at=published)),
                native_id=link.rsplit("/", 1)[1],
            )
    sources = [builders.source(f"sumber-{grade}", grade) for grade in Grade]
    return Walk(campaign, officers, verifier, sources, random.Random(2023))


def ranked(walk: Walk, run: TallyRun) -> list[tuple[str, int | None, object]]:
    """What the plain recount of this moment makes of the agencies, by the same rules of scoring."""
    sums, days = reference.tally(walk.campaign, run.cutoff)
    entries = [
        AgencyInput(
            agency.code,
            {day: posts for (pk, day), (posts, _) in days.items() if pk == agency.pk},
            interactions=sums.get(agency.pk, {}).get("interactions", 0),
            reach=sums.get(agency.pk, {}).get("reach", 0),
            pillars=sums.get(agency.pk, {}).get("pillars", 0),
            measured=sums.get(agency.pk, {}).get("measured_posts", 0),
        )
        for agency in walk.officers
    ]
    scored = score(
        DEFAULT,
        entries,
        campaign_days=possible_days(walk.campaign, run.cutoff),
        pillars=walk.campaign.pillars.count(),
    )
    return [(row.agency, row.rank, row.total) for row in rank(scored)]


def test_after_thousands_of_operations_every_number_is_what_a_plain_recount_gives(
    walk: Walk, committee: User
) -> None:
    opened = rounds.create(
        campaign=walk.campaign,
        name="Apresiasi",
        recipe=results.recipe(),
        by=committee,
        at=NOW,
        categories=[rounds.NewCategory("provinsi", "Pemerintah Provinsi", AgencyKind.PROVINCE)],
    )
    rounds.open_round(round_id=opened.public_id, by=committee, at=NOW)
    for number in range(1, STEPS + 1):
        walk.step()
        if number % 100 == 0:
            touched = Post.objects.filter(campaign=walk.campaign, counters__isnull=False)
            assert reference.stored_counters() == {post.pk: reference.counters_of(post) for post in touched}

    for at in (None, walk.at - 90 * MINUTE):
        run = tallies.run(
            campaign_code=walk.campaign.code,
            at=at,
            now=walk.at,
            trigger=TallyRun.Trigger.BEAT,
            by=audit.SYSTEM,
        )
        sums, days = reference.tally(walk.campaign, run.cutoff)
        assert {
            row.agency_id: {name: getattr(row, name) for name in sums[row.agency_id]}
            for row in AgencyTally.objects.filter(run=run)
        } == sums
        assert {
            (row.agency_id, row.day): (row.posts, row.interactions)
            for row in AgencyDayTally.objects.filter(run=run)
        } == days
        rankings.compute(tally=run, by=audit.SYSTEM, at=walk.at)
        stored = Standing.objects.filter(ranking__tally=run).order_by("position")
        assert list(stored.values_list("agency__code", "rank", "total")) == ranked(walk, run)

    assert sum(walk.done.values()) > 2_000, walk.done
    assert all(
        walk.done[name] for name in ("measure", "correct", "void", "verify", "undo", "withdraw", "move")
    )
