import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, SocialAccount
from campaigns.models import Campaign
from campaigns.states import PostState
from reports import coverage
from reports.coverage import STATES, Counts, Line
from tests import builders
from tests.awards import results

pytestmark = pytest.mark.django_db


@pytest.fixture
def country(campaign: Campaign) -> dict[str, Agency]:
    """One agency of each sort, by what it is."""
    found = {
        "counted": builders.agency("D-74"),
        "waiting": builders.agency("D-74.71"),
        "silent": builders.agency("D-74.02"),
        "unserved": builders.agency("K-900"),
        "withdrawn": builders.agency("L-900"),
        "gone": builders.agency("D-74.03", is_active=False),
    }
    builders.user(role="officer", agency=found["counted"])
    builders.user(role="officer", agency=found["silent"])
    left = builders.user(role="officer", agency=found["unserved"])
    left.is_active = False
    left.save()
    central = builders.user(role="verifier")
    builders.account(found["counted"])
    proposed = builders.account(found["waiting"])
    SocialAccount.objects.filter(pk=proposed.pk).update(state=SocialAccount.State.PROPOSED)
    builders.post(found["waiting"], campaign, submitted_by=central)
    builders.post(found["withdrawn"], campaign, submitted_by=central, state=PostState.WITHDRAWN)
    return found


def rows(campaign: Campaign | None, **counted: Agency) -> dict[str, Agency]:
    run = results.tally(campaign, {agency: [2] for agency in counted.values()}) if campaign else None
    return {one.code: one for one in coverage.of_each(Agency.objects.active(), campaign, run)}


def test_every_agency_is_told_by_people_accounts_and_posts(
    campaign: Campaign, country: dict[str, Agency]
) -> None:
    found = rows(campaign, counted=country["counted"])

    told = {
        code: (one.is_registered, one.has_accounts, one.contents, coverage.state_of(one))  # type: ignore[attr-defined]
        for code, one in found.items()
    }
    assert told == {
        "D-74": (True, True, 2, "aktif"),
        "D-74.71": (False, False, 0, "menunggu"),
        "D-74.02": (True, False, 0, "senyap"),
        "K-900": (False, False, 0, "senyap"),
        "L-900": (False, False, 0, "senyap"),
    }


def test_without_a_campaign_nobody_is_counted_or_silent(country: dict[str, Agency]) -> None:
    found = rows(None)

    assert {coverage.state_of(one) for one in found.values()} == {"menunggu"}
    assert sum(one.is_registered for one in found.values()) == 2  # type: ignore[attr-defined]


def test_totals_go_by_kind_and_by_province(campaign: Campaign, country: dict[str, Agency]) -> None:
    run = results.tally(campaign, {country["counted"]: [2]})

    found = coverage.coverage(coverage.of_each(Agency.objects.active(), campaign, run))

    assert found.within() == Counts(5, 2, 1, 1, 3)
    assert found.within().waiting == 1
    assert found.within(province="74") == Counts(3, 2, 1, 1, 1)
    assert found.within(kind="city", province="74") == Counts(1, 0, 0, 0, 0)
    assert found.within(province="99") == Counts()
    assert [(line.code, line.counts.total) for line in found.kinds()] == [
        ("ministry", 1),
        ("institution", 1),
        ("province", 1),
        ("regency", 1),
        ("city", 1),
    ]
    assert found.provinces({"74": "Sulawesi Tenggara"}) == [
        Line("74", "Sulawesi Tenggara", found.within(province="74"))
    ]


@pytest.mark.parametrize("state", STATES)
def test_a_number_is_that_of_the_rows_behind_it(
    campaign: Campaign, country: dict[str, Agency], state: str
) -> None:
    run = results.tally(campaign, {country["counted"]: [2]})
    each = coverage.of_each(Agency.objects.active(), campaign, run)

    listed = each.filter(STATES[state][1]).count()

    assert coverage.coverage(each).within().of(state) == listed
    assert coverage.state_label(state)


def test_the_totals_are_one_statement_however_many_agencies(campaign: Campaign) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            coverage.coverage(coverage.of_each(Agency.objects.active(), campaign, None))
        return len(captured)

    builders.agency("D-74")
    before = queries()
    for n in range(20):
        builders.agency(f"D-74.{n + 10}")

    assert queries() == before == 1


def test_the_map_shows_whole_per_cents_and_never_nothing_for_something() -> None:
    lines = [
        Line("74", "Sulawesi Tenggara", Counts(total=300, active=1)),
        Line("94", "Papua Tengah", Counts(total=8, active=0)),
        Line("99", "Tidak ada di peta", Counts(total=1, active=1)),
    ]

    chart, groups = coverage.province_map(lines, "/coverage/?provinsi=")

    assert chart.rows == (("Sulawesi Tenggara", "1"), ("Papua Tengah", "0"))
    assert "/coverage/?provinsi=74" in chart.svg
    assert {group.name for group in groups} == {"Sulawesi", "Papua"}
