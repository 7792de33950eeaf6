"""Tallies as partners read them."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency
from campaigns.models import AgencyTally, Campaign, TallyRun
from tests import builders
from tests.api import Caller, caller, problem
from tests.builders import NOW

pytestmark = pytest.mark.django_db
PATH = "/api/v1/tallies/"
NOBODY = UUID(int=0)


@pytest.fixture
def them(db: None) -> Caller:
    return caller("standings:read")


def tally(campaign: Campaign, *agencies: Agency, hours: int = 0) -> TallyRun:
    at = NOW - timedelta(hours=hours)
    run = TallyRun.objects.create(
        campaign=campaign, cutoff=at, trigger="beat", definitions={}, started_at=at, finished_at=at
    )
    numbers = dict.fromkeys(("views", "reach", "likes", "comments", "shares", "saves", "interactions"), 7)
    for agency in agencies:
        AgencyTally.objects.create(
            run=run, agency=agency, posts=3, active_days=2, pillars=1, measured_posts=3, **numbers
        )
    return run


def test_tallies_are_told_newest_first(
    them: Caller, campaign: Campaign, sultra: Agency, mimika: Agency
) -> None:
    old, new = tally(campaign, hours=1), tally(campaign, sultra, mimika)
    tally(builders.campaign("ktt-44", state=Campaign.State.DRAFT), sultra, hours=2)

    found = them.get(PATH).json()["results"]

    assert [(one["id"], one["posts"]) for one in found] == [(str(new.public_id), 6), (str(old.public_id), 0)]
    assert found[0]["cutoff"] == "2023-08-29T03:00:00Z"
    assert them.get(f"{PATH}{new.public_id}/").json() == found[0]
    assert len(them.get(PATH, cutoff_before="2023-08-29T03:00:00Z").json()["results"]) == 1


def test_what_each_agency_reached_comes_under_its_code(
    them: Caller, campaign: Campaign, sultra: Agency, mimika: Agency
) -> None:
    path = f"{PATH}{tally(campaign, sultra, mimika).public_id}/agencies/"

    rows = them.get(path).json()["results"]

    assert [(row["agency"], row["posts"], row["interactions"]) for row in rows] == [
        ("D-74", 3, 7),
        ("D-94.04", 3, 7),
    ]
    first = them.get(path, page_size="1").json()
    assert them.client.get(first["next"]).json()["results"] == rows[1:]
    assert them.get(path, agency="D-94.04", fields="agency").json()["results"] == [{"agency": "D-94.04"}]


@pytest.mark.parametrize("path", [f"{NOBODY}/", f"{NOBODY}/agencies/", "1/", "x/"])
def test_an_unknown_tally_is_not_found(them: Caller, path: str) -> None:
    problem(them.get(f"{PATH}{path}"), 404, "not_found")


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(
    them: Caller, campaign: Campaign
) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert them.get(path).json()["results"]
        return len(seen)

    few = tally(campaign, builders.agency("K-001"))
    one = queries(PATH), queries(f"{PATH}{few.public_id}/agencies/")
    many = tally(campaign, *(builders.agency(f"K-{n:03}") for n in range(1, 21)), hours=1)
    for hours in range(2, 20):
        tally(campaign, hours=hours)

    assert (queries(PATH), queries(f"{PATH}{many.public_id}/agencies/")) == one
