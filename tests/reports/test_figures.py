from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from agencies.models import Agency
from campaigns.api.serializers import CampaignDetailSerializer
from campaigns.models import AgencyTally, Campaign, KpiDefinition, KpiFigure, KpiTarget
from reports import figures
from reports.figures import Figure
from tests import builders
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def definitions(db: None) -> dict[str, KpiDefinition]:
    return builders.kpi_definitions()


@pytest.fixture
def baseline(campaign: Campaign) -> Campaign:
    """The last summit, set as the predecessor of the running one."""
    before = builders.campaign(
        "ktt-42",
        name="KTT ke-42 ASEAN, Labuan Bajo",
        short_name="KTT ke-42",
        state=Campaign.State.CLOSED,
        starts_at=NOW - timedelta(days=130),
        ends_at=NOW - timedelta(days=100),
    )
    campaign.predecessor = before
    campaign.save()
    return before


def record(
    campaign: Campaign,
    definition: KpiDefinition,
    value: str,
    *,
    hours_ago: int = 2,
    source: str = "Mitra uji",
) -> None:
    KpiFigure.objects.create(
        campaign=campaign,
        definition=definition,
        value=Decimal(value),
        as_of=NOW - timedelta(hours=hours_ago),
        source=source,
    )


def of(campaign: Campaign) -> dict[str, Figure]:
    return {figure.code: figure for figure in figures.of(campaign, NOW)}


def test_figures_stand_in_the_order_of_their_definitions(
    campaign: Campaign, definitions: dict[str, KpiDefinition]
) -> None:
    assert [figure.code for figure in figures.of(campaign, NOW)] == list(definitions)


def test_what_nobody_has_measured_is_a_dash_and_not_a_zero(
    campaign: Campaign, definitions: dict[str, KpiDefinition]
) -> None:
    for figure in figures.of(campaign, NOW):
        assert (figure.text, figure.source, figure.change_text, figure.baseline_text) == (
            "–",
            "Belum ada sumber",
            "",
            "",
        )


def test_the_portal_counts_contents_likes_and_interactions(
    campaign: Campaign, definitions: dict[str, KpiDefinition], sultra: Agency, mimika: Agency
) -> None:
    run = results.tally(campaign, {sultra: [3, 2], mimika: [1]})

    found = of(campaign)

    assert [found[code].text for code in ("contents", "likes", "interactions")] == ["6", "600", "600"]
    assert found["active_agencies"].text == "2"
    assert found["contents"].source == "Hitungan portal"
    assert found["contents"].now is not None
    assert found["contents"].now.as_of == run.cutoff
    assert found["hashtag_uses"].text == "–"


def test_a_sum_of_readings_says_which_sources_count(
    campaign: Campaign, definitions: dict[str, KpiDefinition], sultra: Agency
) -> None:
    run = results.tally(campaign, {sultra: [1]})
    run.definitions = {**run.definitions, "counted_grades": ["export", "partner"]}
    run.save()

    found = of(campaign)

    assert found["likes"].source == "Hitungan portal dari hasil ukur: mitra pemantau, ekspor platform"
    assert found["active_agencies"].source == "Hitungan portal"


def test_a_target_says_how_much_of_it_is_reached_and_never_rounds_up(
    campaign: Campaign, definitions: dict[str, KpiDefinition], sultra: Agency
) -> None:
    for code, value in (("contents", 1_000), ("hashtag_uses", 60_000)):
        KpiTarget.objects.create(campaign=campaign, code=code, value=value, source="Rencana kerja")
    results.tally(campaign, {sultra: [999]})

    found = of(campaign)

    assert found["contents"].target_text == "sasaran 1.000, tercapai 99\N{NO-BREAK SPACE}%"
    assert found["hashtag_uses"].target_text == "sasaran 60.000"
    assert found["likes"].target_text == ""


def test_likes_are_unknown_until_a_post_is_measured(
    campaign: Campaign, definitions: dict[str, KpiDefinition], sultra: Agency
) -> None:
    results.tally(campaign, {sultra: [3]}, per_post=0)
    AgencyTally.objects.update(measured_posts=0)

    found = of(campaign)

    assert [found[code].text for code in ("contents", "likes", "interactions")] == ["3", "–", "–"]


def test_a_tally_without_contents_says_zero(
    campaign: Campaign, definitions: dict[str, KpiDefinition]
) -> None:
    results.tally(campaign, {})

    assert of(campaign)["contents"].text == "0"


def test_the_newest_measurement_known_at_that_moment_is_shown_with_its_source(
    campaign: Campaign, definitions: dict[str, KpiDefinition]
) -> None:
    record(campaign, definitions["hashtag_uses"], "40000", hours_ago=30)
    record(campaign, definitions["hashtag_uses"], "41260", hours_ago=2, source="Mitra pemantau")
    record(campaign, definitions["hashtag_uses"], "99999", hours_ago=-1)

    figure = of(campaign)["hashtag_uses"]

    assert (figure.text, figure.source) == ("41.260", "Mitra pemantau")


@pytest.mark.parametrize(
    ("now", "change", "level"),
    [
        ("1204", "+399", "dari 805 pada KTT ke-42"),
        ("342", "−463", "dari 805 pada KTT ke-42"),
        ("805", "Sama dengan", "805 pada KTT ke-42"),
        (None, "", "805 pada KTT ke-42"),
    ],
)
def test_a_count_stands_beside_the_last_summit(
    now: str | None,
    change: str,
    level: str,
    campaign: Campaign,
    baseline: Campaign,
    definitions: dict[str, KpiDefinition],
) -> None:
    record(baseline, definitions["hashtag_uses"], "805")
    if now:
        record(campaign, definitions["hashtag_uses"], now)

    figure = of(campaign)["hashtag_uses"]

    assert (figure.change_text, figure.baseline_text) == (change, level)


@pytest.mark.parametrize(
    ("now", "text", "change"),
    [
        ("0.92", "92 %", "+2 poin persen"),
        ("0.885", "88,5 %", "−1,5 poin persen"),
        ("0.9", "90 %", "Sama dengan"),
    ],
)
def test_a_share_changes_by_percentage_points(
    now: str,
    text: str,
    change: str,
    campaign: Campaign,
    baseline: Campaign,
    definitions: dict[str, KpiDefinition],
) -> None:
    record(baseline, definitions["positive_tone"], "0.9")
    record(campaign, definitions["positive_tone"], now)

    figure = of(campaign)["positive_tone"]

    assert figure.text.replace("\N{NO-BREAK SPACE}", " ") == text
    assert figure.change_text == change


@pytest.mark.parametrize(
    ("now", "change"),
    [
        ("0.91", "+1 percentage point"),
        ("0.89", "−1 percentage point"),
        ("0.9", "Same as"),
        ("0.905", "+0.5 percentage points"),
        ("0.915", "+1.5 percentage points"),
        ("0.9104", "+1 percentage point"),
    ],
)
def test_english_has_one_percentage_point_and_many(
    now: str, change: str, campaign: Campaign, baseline: Campaign, definitions: dict[str, KpiDefinition]
) -> None:
    record(baseline, definitions["positive_tone"], "0.9")
    record(campaign, definitions["positive_tone"], now)

    with translation.override("en"):
        assert of(campaign)["positive_tone"].change_text == change


def test_values_of_two_versions_of_a_definition_are_not_compared(
    campaign: Campaign, baseline: Campaign, definitions: dict[str, KpiDefinition]
) -> None:
    old = definitions["hashtag_uses"]
    new = KpiDefinition.objects.create(
        code=old.code, version=2, name=old.name, meaning="Arti baru.", unit=old.unit, position=old.position,
        is_tallied=False,
    )  # fmt: skip
    record(baseline, old, "58000")
    record(campaign, new, "41260")

    figure = of(campaign)["hashtag_uses"]

    assert figure.definition == "Arti baru. (Definisi versi 2.)"
    assert figure.change_text == ""
    assert figure.baseline_text == "58.000 pada KTT ke-42 (definisi versi 1)"


def test_a_value_of_an_older_definition_says_so(
    campaign: Campaign, definitions: dict[str, KpiDefinition]
) -> None:
    old = definitions["hashtag_uses"]
    record(campaign, old, "41260", source="Mitra pemantau")
    KpiDefinition.objects.create(
        code=old.code, version=2, name=old.name, meaning="Arti baru.", unit=old.unit, position=old.position,
        is_tallied=False,
    )  # fmt: skip

    assert of(campaign)["hashtag_uses"].source == "Mitra pemantau (definisi versi 1)"


@pytest.mark.parametrize("measured", [0, 3])
def test_pages_and_the_api_tell_the_same(
    measured: int,
    campaign: Campaign,
    definitions: dict[str, KpiDefinition],
    sultra: Agency,
) -> None:
    run = results.tally(campaign, {sultra: [3]}, cutoff=NOW - timedelta(hours=1))
    AgencyTally.objects.update(measured_posts=measured)
    later = results.tally(campaign, {sultra: [9]}, cutoff=NOW + timedelta(hours=1))
    KpiDefinition.objects.create(
        code="likes", version=2, name="Suka", meaning="Arti baru.", unit="count", is_tallied=True, position=4
    )
    record(campaign, definitions["positive_tone"], "0.9")
    told = CampaignDetailSerializer(campaign, context={"at": NOW}).data["figures"]

    shown = [
        (figure.code, figure.now.definition.version, float(figure.now.value), figure.now.source)
        for figure in figures.of(campaign, NOW)
        if figure.now
    ]

    assert shown == [(one["code"], one["version"], one["value"], one["source"]) for one in told]
    assert ("likes" in {code for code, *_ in shown}) is bool(measured)
    assert run.cutoff < NOW < later.cutoff


@pytest.mark.parametrize("agencies", [1, 20])
def test_all_figures_take_six_queries(
    agencies: int,
    campaign: Campaign,
    baseline: Campaign,
    definitions: dict[str, KpiDefinition],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    results.tally(campaign, {builders.agency(): [1, 1] for _ in range(agencies)})
    record(baseline, definitions["positive_tone"], "0.9")
    fresh = Campaign.objects.get(pk=campaign.pk)

    with django_assert_num_queries(6):
        figures.of(fresh, NOW)


def test_a_definition_of_the_portal_is_read_in_the_language_of_the_reader(
    campaign: Campaign, definitions: dict[str, KpiDefinition]
) -> None:
    KpiDefinition.objects.update(name="Instansi aktif", meaning="Arti setempat.")

    with translation.override("en"):
        one = figures.of(campaign, NOW)[0]

    assert (one.name, one.meaning) == ("Active agencies", "Arti setempat.")
