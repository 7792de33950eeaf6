"""Campaigns as partners read them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import audit
from campaigns.actions import tallies
from campaigns.models import Campaign, KpiDefinition, KpiFigure, TallyRun
from tests import builders
from tests.api import Caller, caller, problem
from tests.builders import NOW

pytestmark = pytest.mark.django_db
PATH = "/api/v1/campaigns/"


@pytest.fixture(autouse=True)
def _at_that_moment() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def them(db: None) -> Caller:
    return caller("campaigns:read")


def figures(them: Caller) -> dict[str, dict[str, Any]]:
    return {figure["code"]: figure for figure in them.get(f"{PATH}ktt-43/").json()["figures"]}


def tally(campaign: Campaign) -> TallyRun:
    return tallies.run(
        campaign_code=campaign.code, at=None, now=NOW, trigger=TallyRun.Trigger.COMMAND, by=audit.SYSTEM
    )


def test_a_campaign_is_told_with_its_window_in_utc(them: Caller, campaign: Campaign) -> None:
    before = builders.campaign("ktt-42", state=Campaign.State.CLOSED)
    Campaign.objects.filter(pk=campaign.pk).update(predecessor=before)

    body = them.get(f"{PATH}ktt-43/").json()

    assert (body["code"], body["predecessor"], body["hashtag"]) == ("ktt-43", "ktt-42", "ASEAN2023")
    assert (body["starts_at"], body["ends_at"]) == ("2023-08-06T17:00:00Z", "2023-09-10T17:00:00Z")
    assert (body["summit_on"], body["timezone"]) == ("2023-09-05", "Asia/Jakarta")
    assert [pillar["code"] for pillar in body["pillars"]] == ["pilar-1", "pilar-2", "pilar-3"]
    assert body["figures"] == []
    assert "id" not in body


def test_a_draft_is_not_shown(them: Caller) -> None:
    builders.campaign(state=Campaign.State.DRAFT)

    assert them.get(PATH).json()["results"] == []
    problem(them.get(f"{PATH}ktt-43/"), 404, "not_found")


@pytest.mark.parametrize("code", ["ktt-99", "%00", "x" * 41])
def test_an_unknown_campaign_is_not_found(them: Caller, code: str) -> None:
    problem(them.get(f"{PATH}{code}/"), 404, "not_found")


def test_a_figure_comes_with_definition_version_source_and_moment(them: Caller, campaign: Campaign) -> None:
    definition = builders.kpi_definitions()["positive_tone"]
    for value, age in (("0.8", 2), ("0.9", 1), ("0.1", -1)):
        KpiFigure.objects.create(
            campaign=campaign,
            definition=definition,
            value=Decimal(value),
            as_of=NOW - timedelta(days=age),
            source="Pemantauan media",
        )

    assert figures(them) == {
        "positive_tone": {
            "code": "positive_tone",
            "name": "Tone positif",
            "meaning": "Arti Tone positif.",
            "version": 1,
            "unit": "share",
            "value": 0.9,  # the newest; the one of tomorrow is not known yet
            "as_of": "2023-08-28T03:00:00Z",
            "source": "Pemantauan media",
        }
    }


def test_what_the_portal_counts_comes_from_the_newest_tally(them: Caller, campaign: Campaign) -> None:
    builders.kpi_definitions()
    tally(campaign)

    found = figures(them)

    # Nothing was measured, so likes and interactions are unknown.
    assert list(found) == ["contents", "active_agencies"]
    assert found["contents"]["value"] == 0
    assert found["contents"]["as_of"] == "2023-08-29T03:00:00Z"
    assert found["contents"]["source"] == "Hitungan portal"


def test_a_counted_figure_keeps_the_version_it_was_counted_with(them: Caller, campaign: Campaign) -> None:
    old = builders.kpi_definitions()["contents"]
    tally(campaign)
    KpiDefinition.objects.create(
        code=old.code, version=2, name="Baru", meaning="Baru.", unit=old.unit, is_tallied=True, position=1
    )

    assert figures(them)["contents"]["version"] == 1


def test_the_number_of_queries_does_not_depend_on_the_number_of_campaigns(them: Caller) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert them.get(PATH).status_code == 200
        return len(seen)

    builders.campaign("ktt-1")
    them.get(PATH)  # the second call on finds the rate counter in its place
    one = queries()
    for number in range(2, 21):
        before = Campaign.objects.get(code=f"ktt-{number - 1}")
        builders.campaign(f"ktt-{number}", predecessor=before)

    assert queries() == one


def test_the_number_of_queries_does_not_depend_on_the_number_of_figures(
    them: Caller, campaign: Campaign
) -> None:
    definitions = builders.kpi_definitions()

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            them.get(f"{PATH}ktt-43/")
        return len(seen)

    queries()
    none = queries()
    for definition in definitions.values():
        KpiFigure.objects.create(campaign=campaign, definition=definition, value=1, as_of=NOW, source="x")

    assert queries() == none
