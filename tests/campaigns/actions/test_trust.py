"""Posts that a campaign's trusted rules accept without a person."""

from datetime import timedelta

import pytest

from agencies.models import Agency, AuditEvent, User
from agencies.platforms import Platform
from campaigns import screening
from campaigns.actions import decisions, posts
from campaigns.actions.posts import Report
from campaigns.models import Campaign, Post, PostCounters
from campaigns.states import PostState, ReturnReason
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db
CAPTION = "Menyambut KTT ASEAN di Jakarta #ASEAN2023"
TRUSTED = ["account", "hashtag", "window", "times"]


@pytest.fixture
def campaign() -> Campaign:
    return builders.campaign(trusted_rules=TRUSTED, sampled_percent=0)


def report(agency: Agency, caption: str = CAPTION) -> Report:
    if not agency.accounts.exists():
        builders.account(agency, Platform.X, "akun")
    return Report(builders.link(at=NOW - timedelta(hours=1)), caption)


def submit(by: User, agency: Agency, campaign: Campaign, caption: str = CAPTION) -> Post:
    return posts.submit(by=by, campaign=campaign, agency=agency, report=report(agency, caption), at=NOW)


def test_a_post_that_passes_is_verified_counted_and_on_the_record(
    officer_sultra: User, sultra: Agency, campaign: Campaign
):
    post = submit(officer_sultra, sultra, campaign)
    post.refresh_from_db()

    assert (post.state, post.decision, post.decided_at) == ("verified", "verified", NOW)
    assert (post.decided_by_kind, post.decided_by, post.decided_by_rule) == ("rule", None, ",".join(TRUSTED))
    assert not post.is_sampled
    assert PostCounters.objects.get(post=post).is_counted
    events = AuditEvent.objects.filter(target_id=post.code).order_by("pk")
    assert [(event.action, event.actor_kind) for event in events] == [
        ("post.submitted", "person"),
        ("post.verified", "system"),
    ]
    assert events[1].after == {"state": "verified", "rules": TRUSTED, "sampled": False}


def test_what_a_trusted_rule_cannot_tell_waits_for_a_person(
    officer_sultra: User, sultra: Agency, campaign: Campaign
):
    assert submit(officer_sultra, sultra, campaign, caption="").state == PostState.SUBMITTED


def test_what_another_rule_cannot_tell_is_no_doubt(officer_sultra: User, sultra: Agency, campaign: Campaign):
    too_short_to_compare = submit(officer_sultra, sultra, campaign, caption="Salam dari kami #ASEAN2023")

    assert too_short_to_compare.state == PostState.VERIFIED


def test_what_another_rule_doubts_waits_for_a_person(
    officer_sultra: User, sultra: Agency, mimika: Agency, campaign: Campaign
):
    submit(officer_sultra, sultra, campaign)

    assert submit(officer_sultra, sultra, campaign).state == PostState.SUBMITTED  # the same caption once more


def test_a_campaign_without_trusted_rules_leaves_all_to_people(officer_sultra: User, sultra: Agency):
    assert submit(officer_sultra, sultra, builders.campaign()).state == PostState.SUBMITTED


def test_a_short_link_is_trusted_only_when_it_is_completed(
    officer_sultra: User, sultra: Agency, campaign: Campaign
):
    short = Report("https://vt.tiktok.com/ZSL4xAbcd/", CAPTION)
    post = posts.submit(by=officer_sultra, campaign=campaign, agency=sultra, report=short, at=NOW)
    assert post.state == PostState.NEEDS_LINK

    mended = posts.edit(by=officer_sultra, post=post, report=report(sultra), at=NOW)

    assert mended.state == PostState.VERIFIED


def test_what_a_person_sent_back_is_seen_by_a_person_again(
    officer_sultra: User, verifier: User, sultra: Agency, campaign: Campaign
):
    post = submit(officer_sultra, sultra, campaign, caption="")
    decisions.send_back(by=verifier, post=post, seen=NOW, reason=ReturnReason.LINK_DEAD, at=NOW)

    mended = posts.edit(by=officer_sultra, post=post, report=report(sultra), at=NOW)

    assert (mended.state, mended.decided_by_rule) == (PostState.SUBMITTED, "")


def test_the_drawn_share_waits_for_a_check_and_counts_meanwhile(
    officer_sultra: User, sultra: Agency, campaign: Campaign
):
    campaign.sampled_percent = 100
    drawn = submit(officer_sultra, sultra, campaign)
    other = builders.post(sultra, campaign, state=PostState.VERIFIED)

    assert drawn.is_sampled
    assert list(Post.objects.samples()) == [drawn]
    assert set(Post.objects.verified()) == {drawn, other}
    Post.objects.filter(pk=drawn.pk).update(sample_checked_at=NOW)
    assert not Post.objects.samples().exists()


def test_all_rules_together_fit_into_the_row():
    longest = Post._meta.get_field("decided_by_rule").max_length
    assert longest is not None
    assert len(",".join(screening.Rule)) <= longest
