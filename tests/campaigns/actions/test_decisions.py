"""What verifiers may do with posts, and what is refused."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from agencies.models import AuditEvent, Membership
from campaigns import verifying
from campaigns.actions import decisions, posts
from campaigns.actions.posts import Report
from campaigns.models import Campaign, Post, PostCounters
from campaigns.states import PostState, ReturnReason
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW

SECOND = timedelta(seconds=1)
LATER = NOW + timedelta(minutes=3)


@pytest.fixture
def post(sultra) -> Post:
    return builders.post(sultra)


@pytest.fixture
def second_verifier(db):
    return builders.user("verifikator2@contoh.go.id", "verifier", full_name="Vito Verifikator")


def test_a_verified_post_counts_from_now_on(verifier, post):
    assert decisions.claim(by=verifier, post=post, at=NOW)
    decisions.verify(by=verifier, post=post, seen=post.submitted_at, at=LATER)
    post.refresh_from_db()
    assert (post.state, post.decision, post.decided_at) == (PostState.VERIFIED, PostState.VERIFIED, LATER)
    assert (post.decided_by, post.decided_by_kind, post.claimed_by) == (verifier, "person", None)
    assert PostCounters.objects.get(post=post).is_counted
    assert AuditEvent.objects.get(target_id=post.code).action == "post.verified"


def test_without_the_screenshot_that_its_campaign_requires_a_post_is_sent_back_and_not_verified(
    verifier, post
):
    Campaign.objects.update(evidence_required=True)
    with pytest.raises(Refused) as refusal:
        decisions.verify(by=verifier, post=post, seen=post.submitted_at, at=NOW)
    assert refusal.value.code == "evidence"
    assert "Kembalikan laporan ini" in refusal.value.sentence
    back = decisions.send_back(
        by=verifier, post=post, seen=post.submitted_at, reason=ReturnReason.OTHER, note="Tambahkan.", at=NOW
    )
    assert back.state == PostState.RETURNED


def test_a_post_is_sent_back_with_a_reason(verifier, post):
    decisions.send_back(
        by=verifier,
        post=post,
        seen=post.submitted_at,
        reason=ReturnReason.LINK_DEAD,
        note=" Halaman hilang. ",
        at=NOW,
    )
    post.refresh_from_db()
    assert (post.state, post.reason_code, post.reason_note) == ("returned", "link_dead", "Halaman hilang.")
    event = AuditEvent.objects.get(target_id=post.code)
    assert (event.action, event.reason) == ("post.returned", "Halaman hilang.")


def test_a_rejected_post_gives_its_link_back(verifier, post, officer_sultra, sultra):
    decisions.reject(
        by=verifier, post=post, seen=post.submitted_at, reason=ReturnReason.CONTENT_MISMATCH, at=NOW
    )
    post.refresh_from_db()
    assert post.state == PostState.REJECTED
    assert not Post.objects.holding(post.campaign, post.platform, post.native_id).exists()
    assert AuditEvent.objects.get(target_id=post.code).action == "post.rejected"


@pytest.mark.parametrize("verb", [decisions.send_back, decisions.reject])
@pytest.mark.parametrize("note", ["", "   "])
def test_the_reason_lainnya_needs_words(verifier, post, verb, note):
    with pytest.raises(Refused) as refusal:
        verb(by=verifier, post=post, seen=post.submitted_at, reason=ReturnReason.OTHER, note=note, at=NOW)
    assert refusal.value.code == "note"
    post.refresh_from_db()
    assert post.state == PostState.SUBMITTED


@pytest.mark.parametrize("who", ["officer_sultra", "coordinator_sultra", "pusat_admin", "committee"])
def test_only_verifiers_decide(request, post, who):
    with pytest.raises(Refused) as refusal:
        decisions.verify(by=request.getfixturevalue(who), post=post, seen=post.submitted_at, at=NOW)
    assert refusal.value.code == "not_allowed"


def test_nobody_decides_on_posts_of_the_own_agency(verifier, post, sultra):
    Membership.objects.create(user=verifier, role="reader", agency=sultra, reason="Diperbantukan.")
    assert decisions.claim(by=verifier, post=post, at=NOW).reason == verifying.OWN_AGENCY
    with pytest.raises(Refused) as refusal:
        decisions.verify(by=verifier, post=post, seen=post.submitted_at, at=NOW)
    assert refusal.value.sentence == verifying.OWN_AGENCY
    post.refresh_from_db()
    assert post.state == PostState.SUBMITTED


def test_a_claimed_post_is_decided_by_its_claimant_only(verifier, second_verifier, post):
    assert decisions.claim(by=verifier, post=post, at=NOW)
    denied = decisions.claim(by=second_verifier, post=post, at=LATER)
    assert denied.reason == "Vina Verifikator sedang memeriksa unggahan ini sampai 10.10 WIB."
    with pytest.raises(Refused, match="Vina Verifikator"):
        decisions.verify(by=second_verifier, post=post, seen=post.submitted_at, at=LATER)


def test_a_claim_is_renewed_by_its_holder_and_ends_by_itself(verifier, second_verifier, post):
    assert decisions.claim(by=verifier, post=post, at=NOW)
    assert decisions.claim(by=verifier, post=post, at=LATER)
    assert post.claimed_until == LATER + decisions.CLAIM
    assert not decisions.claim(by=second_verifier, post=post, at=LATER + decisions.CLAIM - SECOND)
    assert decisions.claim(by=second_verifier, post=post, at=LATER + decisions.CLAIM)
    post.refresh_from_db()
    assert post.claimed_by == second_verifier


def test_one_person_holds_one_post(verifier, post, mimika):
    other = builders.post(mimika)
    assert decisions.claim(by=verifier, post=post, at=NOW)
    assert decisions.claim(by=verifier, post=other, at=NOW)
    post.refresh_from_db()
    assert post.claimed_by is None


def test_a_claim_is_let_go_by_its_holder_only(verifier, second_verifier, post):
    decisions.claim(by=verifier, post=post, at=NOW)
    assert not decisions.release(by=second_verifier, post=post)
    assert decisions.release(by=verifier, post=post)
    assert decisions.claim(by=second_verifier, post=post, at=NOW)


def test_a_claim_that_lost_a_race_says_who_won(verifier, second_verifier, post):
    stale = Post.objects.select_related("agency").get(pk=post.pk)
    decisions.claim(by=verifier, post=post, at=NOW)
    assert (
        "Vina Verifikator sedang memeriksa" in decisions.claim(by=second_verifier, post=stale, at=NOW).reason
    )


@pytest.mark.parametrize("state", [PostState.RETURNED, PostState.WITHDRAWN, PostState.NEEDS_LINK])
def test_what_does_not_wait_is_not_claimed(verifier, sultra, state):
    denied = decisions.claim(by=verifier, post=builders.post(sultra, state=state), at=NOW)
    assert state.label in denied.reason


@pytest.mark.django_db(transaction=True)
def test_of_two_who_claim_at_once_one_gets_it(verifier, second_verifier, post):
    start, answers = Barrier(2), []

    def take(person) -> None:
        mine = Post.objects.select_related("agency").get(pk=post.pk)
        start.wait()
        answers.append(bool(decisions.claim(by=person, post=mine, at=NOW)))
        connection.close()

    threads = [Thread(target=take, args=(person,)) for person in (verifier, second_verifier)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False, True]


def test_a_post_changed_meanwhile_is_not_decided_unseen(verifier, officer_sultra, post):
    seen = post.submitted_at
    url = builders.link(at=NOW - timedelta(hours=1))
    posts.edit(by=officer_sultra, post=post, report=Report(url, "Baru #ASEAN2023"), at=NOW)
    with pytest.raises(Refused) as refusal:
        decisions.verify(by=verifier, post=post, seen=seen, at=LATER)
    assert refusal.value.code == "changed"
    assert "29 Agu 2023 10.00 WIB" in refusal.value.sentence
    post.refresh_from_db()
    assert post.state == PostState.SUBMITTED


def test_a_second_decision_is_told_of_the_first_and_overwrites_nothing(verifier, second_verifier, post):
    decisions.verify(by=verifier, post=post, seen=post.submitted_at, at=NOW)
    with pytest.raises(Refused) as refusal:
        decisions.reject(
            by=second_verifier, post=post, seen=post.submitted_at, reason=ReturnReason.DUPLICATE, at=LATER
        )
    assert refusal.value.code == "state"
    assert "terverifikasi oleh Vina Verifikator" in refusal.value.sentence
    post.refresh_from_db()
    assert (post.state, post.decided_by) == (PostState.VERIFIED, verifier)
    assert AuditEvent.objects.filter(target_id=post.code).count() == 1


def test_a_withdrawn_post_has_nothing_to_decide(verifier, sultra):
    post = builders.post(sultra, state=PostState.WITHDRAWN)
    with pytest.raises(Refused, match="ditarik"):
        decisions.verify(by=verifier, post=post, seen=post.submitted_at, at=NOW)


def test_a_verification_is_undone_within_seconds(verifier, post):
    decisions.verify(by=verifier, post=post, seen=post.submitted_at, at=NOW)
    decisions.undo(by=verifier, post=post, at=NOW + decisions.UNDO)
    post.refresh_from_db()
    assert (post.state, post.reason_code) == (PostState.RETURNED, "other")
    assert "dibatalkan" in post.reason_note
    assert not PostCounters.objects.get(post=post).is_counted
    assert AuditEvent.objects.filter(target_id=post.code, action="post.undone").exists()


def test_after_those_seconds_a_verification_stays(verifier, post):
    decisions.verify(by=verifier, post=post, seen=post.submitted_at, at=NOW)
    with pytest.raises(Refused, match="10 detik"):
        decisions.undo(by=verifier, post=post, at=NOW + decisions.UNDO + SECOND)
    post.refresh_from_db()
    assert post.state == PostState.VERIFIED


def test_only_who_decided_undoes_it(verifier, second_verifier, post):
    decisions.verify(by=verifier, post=post, seen=post.submitted_at, at=NOW)
    with pytest.raises(Refused, match="Hanya verifikator yang memutus"):
        decisions.undo(by=second_verifier, post=post, at=NOW + SECOND)


def test_what_was_sent_back_is_not_undone(verifier, post):
    decisions.send_back(by=verifier, post=post, seen=post.submitted_at, reason=ReturnReason.LINK_DEAD, at=NOW)
    with pytest.raises(Refused):
        decisions.undo(by=verifier, post=post, at=NOW + SECOND)
    post.refresh_from_db()
    assert post.reason_code == "link_dead"


# --- samples ---------------------------------------------------------------------------------------------


@pytest.fixture
def sample(sultra) -> Post:
    return builders.post(sultra, state=PostState.VERIFIED, is_sampled=True)


def test_a_sample_that_holds_is_confirmed_and_stays_verified(verifier, sample):
    assert decisions.claim(by=verifier, post=sample, at=NOW)
    decisions.confirm(by=verifier, post=sample, seen=sample.submitted_at, at=LATER)
    sample.refresh_from_db()
    assert (sample.state, sample.decided_by_kind, sample.sample_checked_at) == ("verified", "rule", LATER)
    assert sample.claimed_by is None
    assert not Post.objects.samples().exists()
    event = AuditEvent.objects.get(target_id=sample.code)
    assert (event.action, event.actor_id) == ("post.confirmed", verifier.actor_id)


def test_a_sample_that_does_not_hold_goes_back_to_its_agency(verifier, sample):
    decisions.send_back(
        by=verifier, post=sample, seen=sample.submitted_at, reason=ReturnReason.CONTENT_MISMATCH, at=NOW
    )
    sample.refresh_from_db()
    assert (sample.state, sample.decided_by, sample.decided_by_rule) == (PostState.RETURNED, verifier, "")
    assert (sample.is_sampled, sample.sample_checked_at) == (False, NOW)
    assert not PostCounters.objects.get(post=sample).is_counted


def test_a_sample_is_not_rejected(verifier, sample):
    with pytest.raises(Refused) as refusal:
        decisions.reject(
            by=verifier, post=sample, seen=sample.submitted_at, reason=ReturnReason.DUPLICATE, at=NOW
        )
    assert refusal.value.code == "state"


def test_a_sample_is_checked_once(verifier, second_verifier, sample):
    decisions.confirm(by=verifier, post=sample, seen=sample.submitted_at, at=NOW)
    assert not decisions.claim(by=second_verifier, post=sample, at=LATER)
    for verb, fields in ((decisions.confirm, {}), (decisions.send_back, {"reason": ReturnReason.DUPLICATE})):
        with pytest.raises(Refused) as refusal:
            verb(by=second_verifier, post=sample, seen=sample.submitted_at, at=LATER, **fields)
        assert refusal.value.code == "state"
    sample.refresh_from_db()
    assert sample.sample_checked_at == NOW


@pytest.mark.parametrize("state", [PostState.SUBMITTED, PostState.VERIFIED])
def test_only_samples_are_confirmed(verifier, sultra, state):
    post = builders.post(sultra, state=state)
    with pytest.raises(Refused) as refusal:
        decisions.confirm(by=verifier, post=post, seen=post.submitted_at, at=NOW)
    assert refusal.value.code == "state"


def test_what_is_verified_and_no_sample_is_not_sent_back(verifier, sultra):
    post = builders.post(sultra, state=PostState.VERIFIED)
    with pytest.raises(Refused) as refusal:
        decisions.send_back(
            by=verifier, post=post, seen=post.submitted_at, reason=ReturnReason.DUPLICATE, at=NOW
        )
    assert refusal.value.code == "state"
    post.refresh_from_db()
    assert post.state == PostState.VERIFIED


def test_a_sample_is_checked_in_the_version_that_was_seen_and_by_its_claimant(
    verifier, second_verifier, sample
):
    with pytest.raises(Refused) as refusal:
        decisions.confirm(by=verifier, post=sample, seen=sample.submitted_at - SECOND, at=NOW)
    assert refusal.value.code == "changed"
    decisions.claim(by=second_verifier, post=sample, at=NOW)
    with pytest.raises(Refused, match="Vito Verifikator"):
        decisions.confirm(by=verifier, post=sample, seen=sample.submitted_at, at=NOW)
