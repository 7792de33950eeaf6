from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import audit
from agencies.models import Agency, FollowerReading, User
from awards import reasons, snapshots
from awards.actions import rankings
from awards.models import AwardRound, Category, Exclusion, Nomination, Ranking, Standing
from awards.recipes import DEFAULT, Component, Normalise, Recipe, RecipeComponent
from campaigns.models import Campaign, ComponentInput, Grade, TallyRun
from campaigns.states import PostState
from tests import builders
from tests.awards import results
from tests.builders import NOW
from tests.campaigns.test_counters import read

pytestmark = pytest.mark.django_db
EVERYTHING = Recipe(
    "1",
    (
        RecipeComponent(Component.VOLUME, 40, Normalise.PER_CAPITA),
        RecipeComponent(Component.INTERACTIONS, 30, Normalise.PER_FOLLOWER),
        RecipeComponent(Component.TONE, 30, Normalise.SHARE),
    ),
)
DAYS = Recipe("1", (RecipeComponent(Component.CONSISTENCY, 100, Normalise.SHARE),), min_active_days=2)


def ranked(tally: TallyRun) -> Ranking:
    (ranking,) = rankings.compute(tally=tally, by=audit.SYSTEM, at=NOW)
    assert snapshots.chain(ranking).verify()
    return ranking


def rows(ranking: Ranking, category: str) -> list[tuple[str, int | None, str, str]]:
    found = ranking.standings.filter(category__code=category).order_by("position").select_related("agency")
    return [(row.agency.code, row.rank, str(row.total), row.reason) for row in found]


def category(award_round: AwardRound, code: str, **fields: object) -> Category:
    return Category.objects.create(round=award_round, code=code, name=code, position=9, **fields)


def using(rule: Recipe, award_round: AwardRound) -> AwardRound:
    """The round with another recipe than the one of the campaign before."""
    award_round.recipe = results.recipe(rule, version=2)
    award_round.save()
    return award_round


def observed(agency: Agency, campaign: Campaign, value: str, n: int, hours_ago: int = 1) -> None:
    ComponentInput.objects.create(
        campaign=campaign,
        agency=agency,
        component="tone",
        value=Decimal(value),
        n=n,
        source="uji",
        as_of=NOW - timedelta(hours=hours_ago),
    )


def followed(agency: Agency, *counts: tuple[int, int, str]) -> None:
    """A verified account of the agency with its counts: how many, how many hours ago, who says so."""
    account = builders.account(agency)
    for followers, hours_ago, source in counts:
        FollowerReading.objects.create(
            account=account,
            followers=followers,
            taken_at=NOW - timedelta(hours=hours_ago),
            source=source,
            noted_by="uji",
        )


def test_tone_and_rates_come_from_the_newest_rows_up_to_the_cutoff(campaign: Campaign) -> None:
    small = builders.agency("D-73", "Sulsel", population=1_000_000)
    large = builders.agency("D-32", "Jabar", population=50_000_000)
    followed(small, (9_999, 5, "partner"), (1_000, 2, "centre"), (1, -1, "partner"), (5, 1, "agency"))
    followed(small, (500, 2, "partner"))
    followed(large, (30_000, 2, "partner"))
    observed(small, campaign, "0.1", 500, hours_ago=3)
    observed(small, campaign, "0.9", 1000)
    observed(small, campaign, "0", 1000, hours_ago=-2)
    observed(large, campaign, "1", 3)
    results.open_round(campaign, rule=EVERYTHING)

    ranking = ranked(results.tally(campaign, {small: [5, 5], large: [5, 5]}))

    parts = {
        row.agency.code: {part["code"]: part for part in row.components}
        for row in ranking.standings.select_related("agency")
    }
    assert parts["D-73"]["interactions"]["divisor"] == "1500"
    assert parts["D-32"]["interactions"]["reference_divisor"] == "1500"
    assert parts["D-73"]["volume"]["divisor"] == "1000000"
    assert (parts["D-73"]["tone"]["observed"], parts["D-73"]["tone"]["n"]) == ("900000", "1000")
    assert rows(ranking, "pemerintah-provinsi") == [
        ("D-73", 1, "96.40", ""),
        ("D-32", 2, "15.46", ""),
    ]


def test_what_an_agency_says_of_its_followers_counts_where_statements_count(campaign: Campaign) -> None:
    agency = builders.agency("D-73", population=1_000)
    followed(agency, (1_000, 3, "partner"), (400, 1, "agency"))
    builders.account(agency, state="proposed")
    results.open_round(campaign, rule=EVERYTHING)
    tally = results.tally(campaign, {agency: [1]})

    def divisor(tally: TallyRun) -> str:
        return str(ranked(tally).standings.get().components[1]["divisor"])

    assert divisor(tally) == "1000"
    campaign.counted_grades = [*campaign.counted_grades, Grade.DECLARED]
    campaign.save()
    later = results.tally(campaign, {agency: [1]}, cutoff=NOW + timedelta(hours=1))
    assert divisor(later) == "400"


def test_an_agency_without_any_of_it_gets_nothing_and_no_error(campaign: Campaign, setneg: Agency) -> None:
    results.open_round(campaign, rule=EVERYTHING)

    assert rows(ranked(results.tally(campaign, {setneg: [1]})), "kementerian") == [
        ("K-007", None, "0.00", reasons.NO_POINTS)
    ]


def test_strata_part_a_kind_by_population(campaign: Campaign) -> None:
    award_round = results.open_round(campaign)
    category(award_round, "kecil", agency_kind="regency", population_to=200_000)
    category(award_round, "besar", agency_kind="regency", population_from=200_000)
    tiny = builders.agency("D-74.01", population=199_999)
    edge = builders.agency("D-74.02", population=200_000)
    huge = builders.agency("D-74.03", population=5_000_000)
    unknown = builders.agency("D-74.04")

    ranking = ranked(
        results.tally(campaign, {tiny: [2, 2], edge: [2, 2], huge: [5, 5, 5], unknown: [9, 9, 9]})
    )

    told = ("D-74.04", None, "0.00", reasons.NO_POPULATION)
    assert [row[:2] for row in rows(ranking, "kecil")] == [("D-74.01", 1), ("D-74.04", None)]
    assert [row[:2] for row in rows(ranking, "besar")][:2] == [("D-74.03", 1), ("D-74.02", 2)]
    assert rows(ranking, "kecil")[-1] == rows(ranking, "besar")[-1] == told


def test_an_excluded_agency_is_not_scored_and_its_reason_is_kept(
    campaign: Campaign, setneg: Agency, kemlu: Agency, committee: User
) -> None:
    award_round = results.open_round(campaign)
    Exclusion.objects.create(
        round=award_round, agency=setneg, reason="Penyelenggara.", excluded_by=committee, excluded_at=NOW
    )

    ranking = ranked(results.tally(campaign, {setneg: [9, 9, 9], kemlu: [2, 2]}))

    assert [row[:2] for row in rows(ranking, "kementerian")] == [("K-011", 1), ("K-007", None)]
    assert rows(ranking, "kementerian")[1][3] == "Tidak ikut dinilai: Penyelenggara."


@pytest.fixture
def past(db: None) -> Campaign:
    return builders.campaign("ktt-42", name="KTT ke-42 ASEAN", short_name="KTT ke-42", state="closed")


def test_the_most_improved_is_compared_with_the_sealed_result_of_the_predecessor(
    past: Campaign, setneg: Agency, kemlu: Agency, kemendagri: Agency, committee: User
) -> None:
    campaign = builders.campaign(predecessor=past)
    before = {setneg: [1, 1, 1], kemlu: [1, 1, 1], kemendagri: [1]}
    results.frozen_round(past, before, by=committee)
    results.tally(past, {kemlu: [9] * 9}, cutoff=NOW + timedelta(days=1))  # later than what was judged
    award_round = using(DAYS, results.open_round(campaign))
    category(award_round, "peningkatan", basis="improvement")

    ranking = ranked(results.tally(campaign, {setneg: [1, 1, 1], kemlu: [1, 1, 1, 1, 1], kemendagri: [3, 3]}))

    assert rows(ranking, "peningkatan") == [
        ("K-011", 1, "8.70", ""),
        ("K-007", None, "0.00", reasons.NOT_IMPROVED),
        ("K-010", None, "0.00", reasons.NO_PREDECESSOR),
    ]


def test_without_a_sealed_result_the_newest_tally_of_the_predecessor_is_taken(
    past: Campaign, setneg: Agency
) -> None:
    campaign = builders.campaign(predecessor=past)
    results.tally(past, {setneg: [1, 1, 1]}, cutoff=NOW - timedelta(hours=3))
    category(results.open_round(campaign), "peningkatan", basis="improvement")

    ranking = ranked(results.tally(campaign, {setneg: [1, 1, 1, 1, 1]}))

    assert [row[:2] for row in rows(ranking, "peningkatan")] == [("K-007", 1)]


@pytest.mark.parametrize("what", ["no predecessor", "never counted", "no pillars", "left out then"])
def test_an_agency_with_nothing_to_improve_on_is_told_so(
    what: str, past: Campaign, setneg: Agency, committee: User
) -> None:
    campaign = builders.campaign(predecessor=None if what == "no predecessor" else past)
    if what == "no pillars":
        past.pillars.all().delete()
        run = results.tally(past, {setneg: [2, 2]})
        run.agencies.update(pillars=0)
    if what == "left out then":
        earlier = results.open_round(past)
        Exclusion.objects.create(
            round=earlier, agency=setneg, reason="Panitia.", excluded_by=committee, excluded_at=NOW
        )
        ranking = ranked(results.tally(past, {setneg: [2, 2]}))
        Ranking.objects.filter(pk=ranking.pk).update(sealed_at=NOW, head="0" * 64)
    category(results.open_round(campaign), "peningkatan", basis="improvement")

    ranking = ranked(results.tally(campaign, {setneg: [3, 3, 3]}))

    assert rows(ranking, "peningkatan") == [("K-007", None, "0.00", reasons.NO_PREDECESSOR)]


def test_nominated_posts_are_ranked_by_their_interactions(
    campaign: Campaign, setneg: Agency, sultra: Agency, kemlu: Agency, committee: User
) -> None:
    award_round = results.open_round(campaign)
    best = results.content_category(award_round)
    for agency, likes, state in (
        (setneg, 99, PostState.VERIFIED),
        (sultra, 9_999, PostState.VERIFIED),
        (kemlu, 99_999, PostState.SUBMITTED),
    ):
        post = builders.post(agency, campaign, state=state)
        read(post, builders.source(), likes=likes)
        Nomination.objects.create(
            category=best, agency=agency, post=post, nominated_by=committee, nominated_at=NOW
        )

    ranking = ranked(results.tally(campaign, {setneg: [1]}))

    assert rows(ranking, best.code) == [
        ("D-74", 1, "100.00", ""),
        ("K-007", 2, "50.00", ""),
        ("K-011", None, "0.00", reasons.POST_NOT_COUNTED),
    ]
    for standing in Standing.objects.filter(category=best).select_related("post"):
        assert standing.post is not None
        assert standing.post.agency_id == standing.agency_id
    assert {line.get("post") for line in snapshots.chain(ranking).rows if line["category"] == best.code} == {
        standing.post.code for standing in Standing.objects.filter(category=best) if standing.post
    }


def test_the_nominated_post_of_an_agency_that_is_no_longer_active_takes_no_part(
    campaign: Campaign, setneg: Agency, committee: User
) -> None:
    best = results.content_category(results.open_round(campaign))
    post = builders.post(setneg, campaign, state=PostState.VERIFIED)
    read(post, builders.source(), likes=99)
    Nomination.objects.create(
        category=best, agency=setneg, post=post, nominated_by=committee, nominated_at=NOW
    )
    Agency.objects.filter(pk=setneg.pk).update(is_active=False)

    ranking = ranked(results.tally(campaign, {}))

    assert rows(ranking, best.code) == [("K-007", None, "0.00", reasons.NOT_ACTIVE)]


def test_the_number_of_queries_does_not_grow_with_agencies_or_posts(past: Campaign, committee: User) -> None:
    campaign = builders.campaign(predecessor=past)
    agencies = [builders.agency(population=1_000 + number) for number in range(12)]
    results.frozen_round(past, {agency: [2, 2] for agency in agencies}, by=committee)
    award_round = using(EVERYTHING, results.open_round(campaign))
    category(award_round, "peningkatan", basis="improvement")
    best = results.content_category(award_round)
    found = []
    for number, some in enumerate((agencies[:1], agencies)):
        for agency in some:
            followed(agency, (1_000, 1, "partner"))
            observed(agency, campaign, "0.9", 40, hours_ago=number + 1)
            if not Nomination.objects.filter(agency=agency).exists():
                post = builders.post(agency, campaign, state=PostState.VERIFIED)
                Nomination.objects.create(
                    category=best, agency=agency, post=post, nominated_by=committee, nominated_at=NOW
                )
        tally = results.tally(
            campaign, {agency: [1, 2] for agency in some}, cutoff=NOW + timedelta(hours=number)
        )
        with CaptureQueriesContext(connection) as queries:
            rankings.compute(tally=tally, by=audit.SYSTEM, at=NOW)
        found.append(len(queries))

    assert found[0] == found[1]


def test_a_usual_round_needs_no_further_query_than_its_exclusions(campaign: Campaign, setneg: Agency) -> None:
    results.open_round(campaign, rule=DEFAULT)
    tally = results.tally(campaign, {setneg: [2, 2]})

    with CaptureQueriesContext(connection) as queries:
        rankings.compute(tally=tally, by=audit.SYSTEM, at=NOW)

    asked = " ".join(query["sql"] for query in queries)
    assert "awards_exclusion" in asked
    assert not any(
        table in asked
        for table in ("agencies_followerreading", "campaigns_componentinput", "awards_nomination")
    )
