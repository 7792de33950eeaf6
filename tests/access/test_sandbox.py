"""No page for people tells that partners have a sandbox: each is the same with it and without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from agencies import audit
from agencies.actions import systems
from agencies.models import Partner, PartnerKey, User
from campaigns.actions import sandbox
from campaigns.models import Campaign, Dispute, MetricReading
from summitcomms import health, schedule
from tests import builders
from tests.access.table import PAGES, Row
from tests.access.trial import ask, undone
from tests.access.world import World, signed_in
from tests.api import Caller
from tests.builders import NOW
from tests.services import running_job

pytestmark = pytest.mark.django_db

READERS = ("anonymous", "pusat_admin", "verifier", "officer_sultra")
STAFFS_OWN = ("admin", "agencies:audit-", "agencies:partner-", "agencies:person-list")
"""Where the sandbox is kept, what happened is on record, partners are seen at work, all accounts stand."""
CHANGING = re.compile(r'(csrfmiddlewaretoken" value="|X-CSRFToken[^A-Za-z0-9]+)[A-Za-z0-9]+')


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), undone():
        made = World()
        systems.account_of(Partner.objects.get(agency=made.sultra))
        User.objects.create_user(sandbox.ACCOUNT, full_name="Sistem percobaan mitra", is_active=False)
        builders.agency("K-007")
        yield made


def use_sandbox(world: World) -> None:
    """Make it, push a reading, report a link of one's own, and one that another agency has."""
    sandbox.keep(by=audit.SYSTEM, at=NOW)
    scope = PartnerKey.ScopeCode
    rows = [{"post": code, "taken_at": NOW.isoformat(), "views": 9_999_999} for code in sandbox.POSTS]
    measured = Caller(world.keys[(scope.READINGS_WRITE,)])
    assert measured.post("/api/v1/readings/batch?campaign=sandbox", rows).json()["refused"] == []
    links = ["https://x.com/kominfo/status/1696312345678905555", sandbox.POSTS["PARTNER222"]]
    reported = Caller(world.keys[(scope.POSTS_WRITE,)])
    reports = [{"url": url, "published_at": NOW.isoformat()} for url in links]
    assert reported.post("/api/v1/posts/batch?campaign=sandbox", reports).json()["refused"] == []
    assert MetricReading.objects.filter(post__campaign__code="sandbox").count() == len(sandbox.POSTS)
    assert Dispute.objects.filter(post__campaign__code="sandbox").exists()


def rows_for(world: World, reader: str) -> list[Row]:
    """What `reader` may open, of the pages for people."""
    column = list(world.people).index(reader)
    return [
        row
        for row in PAGES
        if row.method == "GET" and row.letters[column] == "+" and not row.route.startswith(STAFFS_OWN)
    ]


def texts(world: World, client: Client, rows: list[Row]) -> dict[str, str]:
    """What each page says, without what differs from one opening to the next."""
    found = {}
    for row in rows:
        with undone():
            try:
                answer = ask(client, row, world.things[row.thing])
            except FileNotFoundError:  # a document that lay in the media folder of another test
                continue
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/") and not answer.streaming:
            found[str(row)] = CHANGING.sub("", answer.content.decode())
    return found


@pytest.mark.parametrize("reader", READERS)
def test_every_page_is_the_same_with_the_sandbox_and_without(reader: str, world: World) -> None:
    client = signed_in(world.people[reader])
    rows = rows_for(world, reader)
    before = texts(world, client, rows)
    with undone():
        use_sandbox(world)
        after = texts(world, client, rows)

    assert len(before) > 12
    assert [row for row in before if before[row] != after.get(row)] == []
    assert not [
        row for row, text in after.items() if re.search("kotak.?pasir|PARTNER22", text, re.IGNORECASE)
    ]


@pytest.mark.parametrize("path", ["/", "/peringkat/", "/metodologi/", "/control-room/", "/posts/"])
def test_it_cannot_be_asked_for_by_its_code(path: str, world: World) -> None:
    with undone():
        use_sandbox(world)
        client = signed_in(world.people["pusat_admin"])

        assert client.get(path).status_code == 200
        assert client.get(path, {"kampanye": sandbox.CODE}).status_code == 404


def test_its_posts_are_nobodys_to_open(world: World) -> None:
    with undone():
        use_sandbox(world)

        for reader in READERS[1:]:
            assert signed_in(world.people[reader]).get("/posts/PARTNER222/").status_code == 404


def test_the_beat_does_not_count_it_and_health_does_not_wait_for_it(world: World) -> None:
    with undone():
        Campaign.objects.update(state=Campaign.State.CLOSED)
        use_sandbox(world)

        assert schedule.start_due_tallies(running_job({"period_start": NOW.isoformat()}, at=NOW)) == {
            "campaigns": []
        }
        assert health._work(NOW)["tally_age_seconds"] is None
