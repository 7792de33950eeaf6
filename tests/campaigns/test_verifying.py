"""Who may verify which posts, asked of one and of many."""

import pytest
from django.core.exceptions import PermissionDenied

from agencies import access
from agencies.models import Membership
from campaigns import verifying
from campaigns.actions import decisions
from campaigns.models import Campaign, Post
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW


@pytest.fixture
def posts(campaign, sultra, mimika) -> dict[str, Post]:
    """A waiting post of the province, of a city there, and of a regency elsewhere."""
    kendari = builders.agency("D-74.71", "Diskominfo Kota Kendari")
    return {
        "sultra": builders.post(sultra),
        "kendari": builders.post(kendari),
        "mimika": builders.post(mimika),
    }


@pytest.fixture
def let(campaign) -> Campaign:
    """The campaign lets provinces verify."""
    campaign.provinces_verify = True
    campaign.save()
    return campaign


def may(user, posts: dict[str, Post]) -> set[str]:
    """The posts that `user` may decide on; both ways of asking must agree."""
    fresh = {name: Post.objects.get(pk=post.pk) for name, post in posts.items()}
    one_by_one = {name for name, post in fresh.items() if verifying.may_verify(user, post)}
    found = verifying.decidable(user)
    assert {name for name, post in fresh.items() if found.filter(pk=post.pk).exists()} == one_by_one
    return one_by_one


def test_a_verifier_decides_on_all_but_the_own_agencies(verifier, posts, sultra):
    assert may(verifier, posts) == {"sultra", "kendari", "mimika"}
    Membership.objects.create(user=verifier, role="reader", agency=sultra, reason="Diperbantukan.")
    del verifier.active_memberships
    assert may(verifier, posts) == {"kendari", "mimika"}
    assert verifying.may_verify(verifier, posts["sultra"]).reason == verifying.OWN_AGENCY
    assert verifying.may_enter(verifier, posts["sultra"])


def test_a_province_decides_on_its_members_where_the_campaign_lets_it(coordinator_sultra, posts, let):
    assert may(coordinator_sultra, posts) == {"kendari"}
    denied = verifying.may_enter(coordinator_sultra, Post.objects.get(pk=posts["sultra"].pk))
    assert denied.reason == access.NOT_YOURS


def test_a_province_decides_on_nothing_where_the_campaign_does_not(coordinator_sultra, posts):
    assert may(coordinator_sultra, posts) == set()
    with pytest.raises(Refused) as refusal:
        decisions.verify(
            by=coordinator_sultra,
            post=posts["kendari"],
            seen=posts["kendari"].submitted_at,
            at=NOW,
        )
    assert refusal.value.code == "not_allowed"


def test_a_province_decides_like_a_verifier(coordinator_sultra, posts, let):
    post = posts["kendari"]
    assert decisions.claim(by=coordinator_sultra, post=Post.objects.get(pk=post.pk), at=NOW)
    decided = decisions.verify(by=coordinator_sultra, post=post, seen=post.submitted_at, at=NOW)
    assert decided.decided_by == coordinator_sultra


def test_a_coordinator_who_also_serves_a_member_leaves_its_posts_to_others(coordinator_sultra, posts, let):
    kendari = posts["kendari"].agency
    Membership.objects.create(user=coordinator_sultra, role="officer", agency=kendari)
    assert may(coordinator_sultra, posts) == set()


@pytest.mark.parametrize("who", ["officer_sultra", "lead_sultra", "committee", "pusat_admin", "outsider"])
def test_nobody_else_decides(request, posts, let, who):
    assert may(request.getfixturevalue(who), posts) == set()


def test_a_queue_opens_for_verifiers_and_for_provinces_that_may_verify(
    verifier, coordinator_sultra, campaign
):
    assert verifying.require_queue(verifier) == verifier
    with pytest.raises(PermissionDenied):
        verifying.require_queue(coordinator_sultra)
    campaign.provinces_verify = True
    campaign.save()
    assert verifying.require_queue(coordinator_sultra) == coordinator_sultra
    campaign.state = Campaign.State.DRAFT
    campaign.save()
    assert not verifying.may_open_queue(coordinator_sultra)
