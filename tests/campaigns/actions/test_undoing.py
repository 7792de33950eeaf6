"""Second thoughts: within ten seconds, by whoever did it, and only what nobody has decided."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.forms.models import model_to_dict

from agencies.models import Agency, AuditEvent, User
from campaigns.actions import batches, decisions, posts, undoing
from campaigns.actions.posts import Report
from campaigns.models import Campaign, Post, PostCounters, Receipt
from campaigns.states import PostState, ReturnReason
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW

SECOND = timedelta(seconds=1)


@pytest.fixture
def receipt(officer_sultra: User, sultra: Agency, campaign: Campaign) -> Receipt:
    reports = [Report(builders.link(at=NOW - 3600 * SECOND), "Halo #ASEAN2023") for _ in range(2)]
    sent = batches.send(by=officer_sultra, campaign=campaign, agency=sultra, reports=reports, at=NOW)
    assert sent.receipt
    return sent.receipt


def withdrawn(by: User, post: Post) -> Post:
    return posts.withdraw(by=by, post=post, at=NOW)


def test_what_was_just_sent_is_withdrawn_by_its_sender(officer_sultra: User, receipt: Receipt):
    recalled = undoing.recall(by=officer_sultra, receipt=receipt, at=NOW + 10 * SECOND)

    assert {post.state for post in recalled} == {PostState.WITHDRAWN}
    assert set(Post.objects.values_list("state", flat=True)) == {PostState.WITHDRAWN}
    assert AuditEvent.objects.filter(action="post.withdrawn").count() == 2


def test_what_somebody_has_decided_stays(officer_sultra: User, verifier: User, receipt: Receipt):
    kept = receipt.posts.first()
    assert kept
    decisions.verify(by=verifier, post=kept, seen=kept.submitted_at, at=NOW)

    [recalled] = undoing.recall(by=officer_sultra, receipt=receipt, at=NOW + SECOND)

    assert recalled != kept
    assert Post.objects.get(pk=kept.pk).state == PostState.VERIFIED


@pytest.mark.parametrize("who", ["colleague", "late"])
def test_colleagues_and_latecomers_recall_nothing(
    officer_sultra: User, lead_sultra: User, receipt: Receipt, who: str
):
    by = lead_sultra if who == "colleague" else officer_sultra

    with pytest.raises(Refused) as refused:
        undoing.recall(by=by, receipt=receipt, at=NOW + 11 * SECOND if who == "late" else NOW)

    assert refused.value.code == "not_allowed"
    assert not Post.objects.filter(state=PostState.WITHDRAWN).exists()


@pytest.mark.parametrize("state", [PostState.SUBMITTED, PostState.RETURNED, PostState.NEEDS_LINK])
def test_a_withdrawn_report_becomes_what_it_was(
    officer_sultra: User, verifier: User, sultra: Agency, state: PostState
):
    native_id = {"native_id": None} if state is PostState.NEEDS_LINK else {}
    post = builders.post(
        sultra, state=PostState.NEEDS_LINK if native_id else PostState.SUBMITTED, **native_id
    )
    if state is PostState.RETURNED:
        decisions.send_back(
            by=verifier,
            post=post,
            seen=post.submitted_at,
            reason=ReturnReason.OTHER,
            note="Tagar terpotong.",
            at=NOW - SECOND,
        )
    before = model_to_dict(Post.objects.get(pk=post.pk))
    withdrawn(officer_sultra, post)

    undoing.restore(by=officer_sultra, post=post, at=NOW + 10 * SECOND)

    assert model_to_dict(Post.objects.get(pk=post.pk)) == before
    assert before["state"] == state
    assert PostCounters.objects.filter(post=post).exists()
    assert AuditEvent.objects.latest("pk").action == "post.restored"


def test_a_decision_by_rule_comes_back_as_one(officer_sultra: User, sultra: Agency):
    post = builders.post(sultra, state=PostState.RETURNED, mend_by=NOW + 3600 * SECOND)
    before = model_to_dict(post)
    withdrawn(officer_sultra, post)

    undoing.restore(by=officer_sultra, post=post, at=NOW)

    assert model_to_dict(Post.objects.get(pk=post.pk)) == before


def test_a_link_that_another_took_meanwhile_stays_with_them(
    officer_sultra: User, sultra: Agency, mimika: Agency
):
    post = builders.post(sultra)
    withdrawn(officer_sultra, post)
    taken = builders.post(mimika, native_id=post.native_id, url=post.url)

    with pytest.raises(Refused) as refused:
        undoing.restore(by=officer_sultra, post=post, at=NOW)

    assert refused.value.code == "filed"
    assert taken.code in refused.value.sentence
    assert Post.objects.get(pk=post.pk).state == PostState.WITHDRAWN


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("late", "dalam 10 detik"),
        ("colleague", "Hanya yang menarik laporan ini"),
        ("stranger", "tidak bertugas untuk instansi ini"),
    ],
)
def test_others_and_latecomers_restore_nothing(
    officer_sultra: User, lead_sultra: User, officer_mimika: User, sultra: Agency, who: str, words: str
):
    post = builders.post(sultra)
    withdrawn(officer_sultra, post)
    by = {"late": officer_sultra, "colleague": lead_sultra, "stranger": officer_mimika}[who]

    with pytest.raises(Refused, match=words) as refused:
        undoing.restore(by=by, post=post, at=NOW + (11 if who == "late" else 0) * SECOND)

    assert refused.value.code == "not_allowed"
    assert Post.objects.get(pk=post.pk).state == PostState.WITHDRAWN


def test_what_is_not_withdrawn_is_not_restored(officer_sultra: User, sultra: Agency):
    with pytest.raises(Refused, match="tidak ditarik"):
        undoing.restore(by=officer_sultra, post=builders.post(sultra), at=NOW)


def test_a_withdrawal_recorded_without_its_time_stays(officer_sultra: User, sultra: Agency):
    post = builders.post(sultra, state=PostState.WITHDRAWN)
    AuditEvent.objects.create(
        actor_kind="person",
        actor_id=officer_sultra.actor_id,
        action="post.withdrawn",
        target_type="campaigns.post",
        target_id=post.code,
        before={"state": "submitted"},
        after={"state": "withdrawn"},
    )

    assert not undoing.may_restore(officer_sultra, post, at=NOW)
