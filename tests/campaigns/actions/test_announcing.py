"""Partners' systems are told of what happened to posts and of counts, where it happens."""

from datetime import timedelta
from typing import Any

import pytest

from agencies import audit
from agencies.actions import webhooks
from agencies.models import Agency, Partner, User, WebhookDelivery, WebhookEndpoint
from agencies.platforms import Platform
from campaigns.actions import bulk, decisions, disputes, posts, tallies
from campaigns.actions.bulk import Chosen
from campaigns.models import Campaign, Dispute, Outcome, Post, TallyRun
from campaigns.states import PostState, ReturnReason
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _vendor() -> WebhookEndpoint:
    """Somebody who measures for everybody."""
    return builders.webhook(builders.partner()[0], events=list(webhooks.NEEDED))


@pytest.fixture
def system(sultra: Agency) -> Partner:
    """The system of the agency whose posts these are; it listens as well."""
    made, _ = builders.partner("sistem-74", agency=sultra)
    builders.webhook(made, events=list(webhooks.NEEDED))
    return made


def told(code: str = "mitra-uji") -> list[tuple[str, dict[str, Any]]]:
    found = WebhookDelivery.objects.filter(endpoint__partner__code=code).order_by("pk")
    return [(one.event, one.payload["data"]) for one in found]


def send_back(verifier: User, post: Post) -> Post:
    return decisions.send_back(
        by=verifier,
        post=post,
        seen=post.submitted_at,
        reason=ReturnReason.OTHER,
        note="Hubungi Bu Sari",
        at=NOW,
    )


def test_a_verified_post_is_told(verifier: User, sultra: Agency) -> None:
    post = builders.post(sultra)

    decisions.verify(by=verifier, post=post, seen=post.submitted_at, at=NOW)

    [(event, data)] = told()
    assert event == "post.verified"
    assert data == {
        "post": post.code,
        "campaign": "ktt-43",
        "agency": "D-74",
        "platform": "x",
        "native_id": post.native_id,
        "url": post.url,
        "state": "verified",
        "decided_at": "2023-08-29T03:00:00Z",
    }


def test_why_a_post_was_returned_only_its_agency_is_told_and_no_word_of_the_verifier(
    verifier: User, sultra: Agency, system: Partner
) -> None:
    send_back(verifier, builders.post(sultra))

    [(event, data)] = told(system.code)
    assert (event, data["agency"], data["state"], data["reason"]) == (
        "post.returned",
        "D-74",
        "returned",
        "other",
    )
    assert "Sari" not in str(data)
    assert told() == []  # nobody else knew that it waited


def test_that_a_sample_does_not_hold_others_are_told_without_a_reason(
    verifier: User, sultra: Agency, system: Partner
) -> None:
    post = send_back(verifier, builders.post(sultra, state=PostState.VERIFIED, is_sampled=True))

    assert told() == [
        (
            "post.returned",
            {
                "post": post.code,
                "campaign": "ktt-43",
                "platform": "x",
                "native_id": post.native_id,
                "url": post.url,
                "state": "returned",
            },
        )
    ]
    assert told(system.code)[0][1]["reason"] == "other"


def test_a_verification_that_is_taken_back_is_told_as_well(verifier: User, sultra: Agency) -> None:
    post = builders.post(sultra)
    decisions.verify(by=verifier, post=post, seen=post.submitted_at, at=NOW)
    decisions.undo(by=verifier, post=post, at=NOW)

    (first, _), (second, data) = told()
    assert (first, second) == ("post.verified", "post.returned")
    assert not data.keys() & {"agency", "reason"}


@pytest.mark.parametrize(("state", "number"), [("verified", 1), ("submitted", 0)])
def test_a_post_that_counted_and_is_lost_in_a_dispute_is_told_as_no_longer_verified(
    verifier: User,
    officer_sultra: User,
    sultra: Agency,
    system: Partner,
    officer_mimika: User,
    mimika: Agency,
    state: str,
    number: int,
) -> None:
    link = builders.link(at=NOW - timedelta(hours=1))
    report = posts.Report(link, "Menyambut KTT ASEAN di Jakarta #ASEAN2023")
    held = posts.submit(by=officer_sultra, campaign=builders.campaign(), agency=sultra, report=report, at=NOW)
    if state == "verified":
        decisions.verify(by=verifier, post=held, seen=held.submitted_at, at=NOW)
    dispute = disputes.file(by=officer_mimika, held=held, agency=mimika, report=report, at=NOW)
    assert isinstance(dispute, Dispute)
    WebhookDelivery.objects.all().delete()

    disputes.decide(
        by=builders.user(role="verifier"), dispute=dispute, outcome=Outcome.GRANTED, note="", at=NOW
    )

    assert [(event, data["post"], data["state"]) for event, data in told()] == [
        ("post.returned", held.code, "rejected")
    ] * number
    assert [data["reason"] for _, data in told(system.code)] == ["foreign_account"] * number


def test_a_rejection_is_nobodys_news(verifier: User, sultra: Agency) -> None:
    post = builders.post(sultra)
    decisions.reject(
        by=verifier, post=post, seen=post.submitted_at, reason=ReturnReason.HASHTAG_MISSING, at=NOW
    )

    assert told() == []


def test_many_decisions_are_told_one_by_one_and_so_is_their_way_back(verifier: User, sultra: Agency) -> None:
    waiting = [builders.post(sultra) for _ in range(3)]
    chosen = [Chosen(post.code, post.submitted_at) for post in waiting]

    bulk.decide(by=verifier, chosen=chosen, state=PostState.VERIFIED, at=NOW)
    bulk.undo(by=verifier, decided_at=NOW, at=NOW)

    codes = [post.code for post in waiting]
    assert [(event, data["post"]) for event, data in told()] == [
        *[("post.verified", code) for code in codes],
        *[("post.returned", code) for code in codes],
    ]


def test_what_a_rule_accepts_is_told(officer_sultra: User, sultra: Agency) -> None:
    builders.account(sultra, Platform.X, "akun")
    campaign = builders.campaign(trusted_rules=["account", "hashtag", "window", "times"], sampled_percent=0)
    report = posts.Report(
        builders.link(at=NOW - timedelta(hours=1)), "Menyambut KTT ASEAN di Jakarta #ASEAN2023"
    )

    filed = posts.submit(by=officer_sultra, campaign=campaign, agency=sultra, report=report, at=NOW)

    assert [(event, data["post"]) for event, data in told()] == [("post.verified", filed.code)]


def test_the_system_of_another_agency_is_told_nothing(verifier: User, sultra: Agency, mimika: Agency) -> None:
    Partner.objects.update(agency=mimika)
    post = builders.post(sultra)
    decisions.verify(by=verifier, post=post, seen=post.submitted_at, at=NOW)

    assert told() == []


def count(campaign: Campaign, **changes: Any) -> TallyRun:
    usual: dict[str, Any] = {"at": None, "now": NOW, "trigger": TallyRun.Trigger.BEAT, "by": audit.SYSTEM}
    return tallies.run(campaign_code=campaign.code, **usual | changes)


def test_a_count_of_the_present_is_told_once(campaign: Campaign) -> None:
    run = count(campaign)
    count(campaign)

    assert told() == [
        (
            "tally.finished",
            {"tally": str(run.public_id), "campaign": "ktt-43", "cutoff": "2023-08-29T03:00:00Z"},
        )
    ]


def test_a_look_into_the_past_is_not(campaign: Campaign) -> None:
    count(campaign, at=campaign.starts_at)

    assert told() == []
