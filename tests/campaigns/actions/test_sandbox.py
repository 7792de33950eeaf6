"""The sandbox of the partners is made once, always holds the present, and takes what partners push."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from agencies import audit
from agencies.models import AuditEvent, PartnerKey, User
from campaigns import handlers
from campaigns.actions import sandbox
from campaigns.models import Campaign, MetricReading, Post
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.api import caller
from tests.builders import NOW
from tests.services import running_job

pytestmark = pytest.mark.django_db


def test_it_is_made_with_posts_of_known_codes_and_made_once() -> None:
    builders.agency("L-001")
    ministry = builders.agency("K-007")

    made = sandbox.keep(by=audit.SYSTEM, at=NOW)
    events = AuditEvent.objects.count()
    again = sandbox.keep(by=audit.SYSTEM, at=NOW + timedelta(days=1))

    assert again == made
    assert (made.code, made.state, made.is_sandbox) == ("sandbox", Campaign.State.OPEN, True)
    assert {post.code: post.agency for post in made.posts.all()} == dict.fromkeys(sandbox.POSTS, ministry)
    assert AuditEvent.objects.count() == events
    assert not User.objects.get(email=sandbox.ACCOUNT).is_active


@pytest.mark.parametrize("days", [0, 2, 3, 40, 200, 1000])
def test_its_window_always_holds_the_present(days: int) -> None:
    builders.agency("K-007")
    sandbox.keep(by=audit.SYSTEM, at=NOW)
    later = NOW + timedelta(days=days)

    campaign = sandbox.keep(by=audit.SYSTEM, at=later)

    campaign.refresh_from_db()
    assert campaign.contains(later)
    assert campaign.contains(later + timedelta(days=60)), "also when the job does not run for weeks"


def test_what_staff_has_changed_about_it_stays() -> None:
    builders.agency("K-007")
    sandbox.keep(by=audit.SYSTEM, at=NOW)
    Campaign.objects.update(state=Campaign.State.CLOSED, theme="Tutup sementara")

    sandbox.keep(by=audit.SYSTEM, at=NOW + timedelta(days=40))

    assert Campaign.objects.values_list("state", "theme").get() == ("closed", "Tutup sementara")


def test_it_waits_for_the_directory_and_says_so() -> None:
    builders.agency("L-001")

    with pytest.raises(Refused) as refusal:
        sandbox.keep(by=audit.SYSTEM, at=NOW)

    assert refusal.value.code == "agency_missing"
    assert not Campaign.objects.exists()


def test_a_campaign_for_people_under_its_code_is_left_alone() -> None:
    builders.agency("K-007")
    before = builders.campaign("sandbox")

    with pytest.raises(CommandError, match="sudah dipakai"):
        call_command("keep_sandbox")

    assert Campaign.objects.get() == before
    assert not before.posts.exists()


def test_the_command_and_the_daily_job_keep_it() -> None:
    builders.agency("K-007")
    said = StringIO()

    call_command("keep_sandbox", stdout=said)
    kept = handlers.keep_sandbox(running_job(at=NOW))

    assert "PARTNER222" in said.getvalue()
    assert kept == {"campaign": "sandbox"}


@pytest.mark.parametrize("agency", ["", "K-007", "K-008"])
def test_every_partner_may_push_to_it_by_code_and_by_link(agency: str) -> None:
    builders.agency("K-007")
    own = builders.agency(agency) if agency else None
    with time_machine.travel(NOW, tick=False):
        sandbox.keep(by=audit.SYSTEM, at=NOW)
        rows = [
            {"post": ref, "taken_at": "2023-08-29T09:00:00+07:00", "likes": 3}
            for ref in (*sandbox.POSTS, *sandbox.POSTS.values())
        ]
        answer = caller(PartnerKey.ScopeCode.READINGS_WRITE, agency=own).post(
            "/api/v1/readings/batch", {"campaign": "sandbox", "rows": rows}
        )

    assert answer.json()["refused"] == []
    assert MetricReading.objects.count() == Post.objects.count() == len(sandbox.POSTS)
