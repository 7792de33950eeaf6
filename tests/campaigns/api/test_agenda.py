"""What a campaign speaks of and what it set out to reach, as partners read it."""

from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine

from campaigns.models import Campaign, FocusArea, KpiFigure, KpiTarget, Meeting
from tests import builders
from tests.api import Caller, caller, problem
from tests.builders import NOW

pytestmark = pytest.mark.django_db
PATH = "/api/v1/campaigns/ktt-43/"


@pytest.fixture(autouse=True)
def _at_that_moment() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def them(campaign: Campaign) -> Caller:
    return caller("campaigns:read")


def test_the_agenda_is_told_in_its_order(them: Caller, campaign: Campaign) -> None:
    for position, name in ((2, "Ketahanan pangan"), (1, "Ekonomi biru")):
        FocusArea.objects.create(campaign=campaign, name=name, position=position)
    Meeting.objects.create(campaign=campaign, name="Pleno", starts_at=NOW, place="JCC")

    body = them.get(f"{PATH}agenda/").json()

    assert [pillar["code"] for pillar in body["pillars"]] == ["pilar-1", "pilar-2", "pilar-3"]
    assert body["focus_areas"] == [
        {"position": 1, "name": "Ekonomi biru"},
        {"position": 2, "name": "Ketahanan pangan"},
    ]
    assert body["meetings"] == [{"name": "Pleno", "starts_at": "2023-08-29T03:00:00Z", "place": "JCC"}]
    assert set(them.get(f"{PATH}agenda/", fields="meetings").json()) == {"meetings"}


def test_pillars_are_listed_by_campaign_in_its_order(them: Caller) -> None:
    builders.campaign("ktt-42")
    builders.campaign("coba", is_sandbox=True)

    def listed(**query: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        link: str | None = f"/api/v1/pillars/?{urlencode(query | {'page_size': '2'})}"
        while link:
            page = them.client.get(link).json()
            found += [(pillar["campaign"], pillar["code"]) for pillar in page["results"]]
            link = page["next"]
        return found

    ours = [("ktt-43", f"pilar-{number}") for number in (1, 2, 3)]
    assert listed(campaign="ktt-43") == ours
    assert listed(campaign="ktt-43", ordering="-campaign") == ours[::-1]
    assert listed() == [("ktt-42", code) for _, code in ours] + ours
    assert listed(campaign="coba") == [("coba", code) for _, code in ours]
    (first,) = them.get("/api/v1/pillars/", campaign="ktt-43", page_size="1").json()["results"]
    assert set(first) == {"campaign", "code", "name", "narrative"}


def test_pillars_of_a_draft_are_nobodys_business(them: Caller) -> None:
    Campaign.objects.update(state=Campaign.State.DRAFT)

    assert them.get("/api/v1/pillars/").json()["results"] == []


def test_figures_come_with_what_was_to_be_reached(them: Caller, campaign: Campaign) -> None:
    definition = builders.kpi_definitions()["hashtag_uses"]
    KpiFigure.objects.create(campaign=campaign, definition=definition, value=58_000, as_of=NOW, source="Uji")
    KpiTarget.objects.create(campaign=campaign, code="hashtag_uses", value=60_000, source="Rencana")

    body = them.get(f"{PATH}figures/").json()

    assert [(figure["code"], figure["value"]) for figure in body["figures"]] == [("hashtag_uses", 58_000)]
    assert body["targets"] == [{"code": "hashtag_uses", "value": 60_000, "source": "Rencana"}]


@pytest.mark.parametrize("part", ["agenda/", "figures/"])
def test_a_draft_tells_neither(them: Caller, part: str) -> None:
    Campaign.objects.update(state=Campaign.State.DRAFT)

    problem(them.get(PATH + part), 404, "not_found")


def test_campaigns_are_narrowed_and_ordered(them: Caller) -> None:
    builders.campaign("ktt-42", state=Campaign.State.CLOSED)
    builders.campaign("coba", is_sandbox=True)

    def listed(**query: str) -> list[str]:
        answer = them.get("/api/v1/campaigns/", **query)
        assert answer.status_code == 200, answer.content
        return [one["code"] for one in answer.json()["results"]]

    assert listed() == ["coba", "ktt-42", "ktt-43"]
    assert listed(ordering="-code") == ["ktt-43", "ktt-42", "coba"]
    assert listed(state="closed") == ["ktt-42"]
    assert listed(is_sandbox="true") == ["coba"]
    assert listed(is_sandbox="false") == ["ktt-42", "ktt-43"]
    problem(them.get("/api/v1/campaigns/", state="draft"), 400, "query_invalid")
    problem(them.get("/api/v1/campaigns/", is_sandbox="ya"), 400, "query_invalid")


def test_only_the_fields_that_are_asked_for_are_told(them: Caller) -> None:
    assert them.get("/api/v1/campaigns/", fields="code, state").json()["results"] == [
        {"code": "ktt-43", "state": "open"}
    ]
    assert them.get(PATH, fields="figures").json() == {"figures": []}
    body = problem(them.get(PATH, fields="code,narrative"), 400, "query_invalid")
    assert body["errors"][0]["parameter"] == "fields"
