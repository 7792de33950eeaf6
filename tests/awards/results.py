"""Tallies and rounds for the tests of awards, as counting and the committee would leave them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import connection

from agencies import audit
from agencies.models import Agency, User
from awards.actions import rankings, rounds
from awards.jurying import Criterion
from awards.models import AwardRound, Category, RecipeVersion
from awards.recipes import DEFAULT, Recipe
from campaigns.models import AgencyDayTally, AgencyTally, Campaign, TallyRun
from tests.builders import NOW

FIRST_DAY = date(2023, 8, 7)
"""The first day of the window of `builders.campaign`."""


def recipe(rule: Recipe = DEFAULT, version: int = 1) -> RecipeVersion:
    return RecipeVersion.objects.get_or_create(
        code="uji", version=version, defaults={"name": "Resep uji", "data": rule.to_data()}
    )[0]


def tally(
    campaign: Campaign,
    posts: Mapping[Agency, Sequence[int]],
    *,
    cutoff: datetime = NOW,
    per_post: int = 100,
) -> TallyRun:
    """A finished run: `posts` gives each agency's posts by day from the first day of the window.

    Every post has `per_post` interactions, ten times that in reach, and covers one pillar more, up to three.
    Posts of even days are on X, those of odd days on both X and Instagram when there is more than one.
    """
    run = TallyRun.objects.create(
        campaign=campaign,
        cutoff=cutoff,
        trigger=TallyRun.Trigger.BEAT,
        definitions={},
        started_at=cutoff,
        finished_at=cutoff + timedelta(seconds=1),
    )
    for agency, days in posts.items():
        total = sum(days)
        AgencyTally.objects.create(
            run=run,
            agency=agency,
            posts=total,
            active_days=sum(1 for count in days if count),
            pillars=min(total, 3),
            measured_posts=total,
            views=0,
            reach=total * per_post * 10,
            likes=total * per_post,
            comments=0,
            shares=0,
            saves=0,
            interactions=total * per_post,
        )
        AgencyDayTally.objects.bulk_create(
            AgencyDayTally(
                run=run,
                agency=agency,
                day=FIRST_DAY + timedelta(days=number),
                posts=count,
                interactions=count * per_post,
            )
            for number, count in enumerate(days)
            if count
        )
    return run


def open_round(
    campaign: Campaign, *, rule: Recipe = DEFAULT, places: int = 1, jury_percent: int = 0
) -> AwardRound:
    """A round with the three usual categories, open for ranking; the jury has its say in the first one."""
    made = rounds.create(
        campaign=campaign,
        name="Penghargaan Diseminasi",
        recipe=recipe(rule),
        categories=[
            rounds.NewCategory(category.code, category.name, category.kind, places)
            for category in rounds.USUAL_CATEGORIES
        ],
        by=audit.SYSTEM,
        at=NOW,
    )
    made.categories.filter(position=1).update(jury_percent=jury_percent)
    return rounds.open_round(round_id=made.public_id, by=audit.SYSTEM, at=NOW)


def judging_round(
    campaign: Campaign, posts: Mapping[Agency, Sequence[int]], *, position: int = 1
) -> AwardRound:
    """A round one of whose categories, the ministries, also has a jury (40 %), with a ranking of `posts`."""
    made = open_round(campaign)
    made.categories.filter(position=position).update(jury_percent=40)
    rankings.compute(tally=tally(campaign, posts), by=audit.SYSTEM, at=NOW)
    return made


def content_category(
    award_round: AwardRound, basis: Category.Basis = Category.Basis.CONTENT, jury_percent: int = 100
) -> Category:
    """One more category of the round, in which posts of all agencies compete before a jury."""
    position = award_round.categories.count() + 1
    return award_round.categories.create(
        code=basis.value,
        name=str(basis.label),
        basis=basis,
        jury_percent=jury_percent,
        position=position,
    )


def points(value: int) -> dict[str, object]:
    """The same points for every criterion."""
    return {criterion.value: value for criterion in Criterion}


def frozen_round(
    campaign: Campaign, posts: Mapping[Agency, Sequence[int]], *, by: User, places: int = 1
) -> AwardRound:
    """A round whose ranking of `posts` was sealed by `by`."""
    made = open_round(campaign, places=places)
    rankings.compute(tally=tally(campaign, posts), by=audit.SYSTEM, at=NOW)
    return rounds.freeze(round_id=made.public_id, by=by, at=NOW)


@contextmanager
def beneath_the_triggers() -> Iterator[None]:
    """What somebody does who rules the whole database cluster; the proof must show it all the same."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


def typed(**changes: object) -> dict[str, object]:
    """A recipe of active days alone, as the form sends it."""
    scales = {
        "volume": "max",
        "consistency": "share",
        "interactions": "log",
        "reach": "log",
        "pillar_coverage": "share",
        "tone": "share",
    }
    return {
        "name": "Hari aktif",
        **{f"weight_{code}": 100 if code == "consistency" else 0 for code in scales},
        **{f"scale_{code}": scale for code, scale in scales.items()},
        "cap": "",
        "min_posts": 1,
        "min_active_days": 1,
        "tie_1": "posts",
        "reason": "",
        "round": "",
    } | changes
