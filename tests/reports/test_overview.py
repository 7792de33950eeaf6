from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies.models import Agency
from awards.models import AwardRound, Ranking
from campaigns.figures import KnownFigure
from campaigns.models import Campaign, KpiDefinition, TopPost
from campaigns.states import PostState
from reports import overview
from reports.figures import Figure
from summitcomms.lib.charts.tiles import PLACES
from tests import builders
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("at", "mark", "words"),
    [
        ("2023-08-29T10:00+07:00", "H-7", "menuju KTT ke-43 ASEAN, Jakarta, 5–7 September 2023"),
        ("2023-09-04T23:59+07:00", "H-1", "menuju KTT ke-43 ASEAN, Jakarta, 5–7 September 2023"),
        ("2023-09-05T00:00+07:00", "H", "KTT ke-43 ASEAN, Jakarta sedang berlangsung, 5–7 September 2023"),
        ("2023-09-07T23:59+07:00", "H+2", "KTT ke-43 ASEAN, Jakarta sedang berlangsung, 5–7 September 2023"),
        ("2023-09-08T00:00+07:00", "H+3", "KTT ke-43 ASEAN, Jakarta telah selesai, 5–7 September 2023"),
    ],
)
def test_the_countdown_is_counted_in_days_of_the_campaign(
    at: str, mark: str, words: str, campaign: Campaign
) -> None:
    assert overview.countdown(campaign, datetime.fromisoformat(at)) == overview.Countdown(mark, words)


def test_three_clocks_go_from_west_to_east() -> None:
    assert [(zone.label, zone.time) for zone in overview.clocks(NOW)] == [
        ("WIB", "10.00"),
        ("WITA", "11.00"),
        ("WIT", "12.00"),
    ]


def contents(baseline: int) -> Figure:
    measured = KnownFigure(KpiDefinition(code="contents"), Decimal(baseline), NOW, "Hitungan portal")
    return Figure("contents", "Konten", "Arti.", 1, "count", None, measured, "KTT ke-42")


def test_the_trend_names_every_day_up_to_the_cutoff(campaign: Campaign, sultra: Agency) -> None:
    run = results.tally(campaign, {sultra: [3, 0, 2]})

    chart = overview.trend_chart(campaign, run, [])

    assert chart is not None
    assert len(chart.rows) == 23  # 7 to 29 August
    assert [row[1] for row in chart.rows[:3]] == ["3", "0", "2"]


def test_the_trend_compares_with_the_average_day_of_the_last_summit(
    campaign: Campaign, sultra: Agency
) -> None:
    campaign.predecessor = builders.campaign("ktt-42", short_name="KTT ke-42")  # 35 days
    run = results.tally(campaign, {sultra: [3]})

    chart = overview.trend_chart(campaign, run, [contents(805)])

    assert chart is not None
    assert "rata-rata harian KTT ke-42: 23" in chart.svg


def test_without_a_counted_day_there_is_no_trend(campaign: Campaign) -> None:
    assert overview.trend_chart(campaign, results.tally(campaign, {}), []) is None


def test_a_province_has_the_contents_of_its_regencies(
    campaign: Campaign, sultra: Agency, mimika: Agency
) -> None:
    kolaka = builders.agency("D-74.04", "Diskominfo Kabupaten Kolaka")
    ministry = builders.agency("K-007", "Kementerian Sekretariat Negara")
    run = results.tally(campaign, {sultra: [2], kolaka: [3], ministry: [9]})

    found = overview.province_map(run)

    assert found.chart.rows == (("Sulawesi Tenggara", "5"), ("Provinsi 94", "0"))
    assert found.silent == ["Provinsi 94"]


def test_all_thirty_eight_provinces_are_silent_before_anybody_speaks(campaign: Campaign) -> None:
    for code in PLACES:
        builders.agency(f"D-{code}")

    found = overview.province_map(results.tally(campaign, {}))

    assert len(found.silent) == len(found.chart.rows) == 38


def test_a_province_without_a_place_on_the_map_does_not_break_the_page(
    campaign: Campaign, sultra: Agency
) -> None:
    newer = builders.agency("D-97", "Diskominfo Provinsi Baru")

    found = overview.province_map(results.tally(campaign, {sultra: [1], newer: [4]}))

    assert found.chart.rows == (("Sulawesi Tenggara", "1"),)


def test_every_category_shows_its_first_ranks_even_if_there_are_none(ranked: AwardRound) -> None:
    found = overview.leaders(Ranking.objects.get())

    assert [(leader.category.code, [row.name for row in leader.rows]) for leader in found] == [
        ("kementerian", ["Kementerian Sekretariat Negara", "Kementerian Luar Negeri"]),
        ("lembaga", []),
        ("pemerintah-provinsi", ["Diskominfo Sulawesi Tenggara"]),
    ]
    assert [row.place for row in found[0].rows] == [1, 2]


@pytest.mark.parametrize("posts", [1, 20])
def test_the_best_contents_of_a_run_take_one_query(
    posts: int, campaign: Campaign, sultra: Agency, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    run = results.tally(campaign, {sultra: [posts]})
    for position in range(1, posts + 1):
        post = builders.post(sultra, campaign, state=PostState.VERIFIED)
        TopPost.objects.create(run=run, post=post, position=position, interactions=100 - position, views=0)

    with django_assert_num_queries(1):
        best = overview.best_posts(run)
        assert all(top.post.agency.short_name for top in best)

    assert [top.position for top in best] == list(range(1, min(posts, overview.BEST_POSTS) + 1))


def test_a_tally_older_than_the_summit_shows_its_own_days(campaign: Campaign, sultra: Agency) -> None:
    run = results.tally(campaign, {sultra: [1, 1]}, cutoff=NOW - timedelta(days=20))

    chart = overview.trend_chart(campaign, run, [])

    assert chart is not None
    assert len(chart.rows) == 3
