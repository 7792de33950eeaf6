from datetime import timedelta

import pytest

from agencies.models import Membership, User
from campaigns.actions import decisions, posts
from campaigns.actions.posts import Report
from campaigns.models import Post
from campaigns.states import ReturnReason
from summitcomms.jobs.models import Job
from tests import builders
from tests.builders import NOW
from tests.letters import delivered

LATER = NOW + timedelta(minutes=3)


@pytest.fixture
def post(officer_sultra: User) -> Post:
    return builders.post(officer_sultra.active_memberships[0].agency, submitted_by=officer_sultra)


def send_back(by: User, post: Post, note: str = "") -> Post:
    return decisions.send_back(
        by=by, post=post, seen=post.submitted_at, reason=ReturnReason.HASHTAG_MISSING, note=note, at=LATER
    )


def test_a_post_sent_back_is_told_with_reason_and_link(
    verifier: User, officer_sultra: User, post: Post
) -> None:
    send_back(verifier, post, "Tagar ada di gambar saja.")

    [letter] = delivered(at=LATER)

    assert letter.to == [officer_sultra.email]
    assert letter.subject == f"Unggahan {post} perlu perbaikan"
    assert "Alasan: tagar tidak ada\nCatatan: Tagar ada di gambar saja.\n" in letter.body
    assert post.get_absolute_url() in letter.body


def test_a_rejected_post_is_told_as_such(verifier: User, post: Post) -> None:
    decisions.reject(by=verifier, post=post, seen=post.submitted_at, reason=ReturnReason.DUPLICATE, at=LATER)

    [letter] = delivered(at=LATER)

    assert letter.subject == f"Unggahan {post} ditolak"
    assert "Catatan" not in letter.body


def test_each_decision_is_told_once(verifier: User, officer_sultra: User, post: Post) -> None:
    send_back(verifier, post)
    post.refresh_from_db()
    again = LATER + timedelta(minutes=5)
    report = Report(url=post.url, caption="#ASEAN2023", published_at=post.published_at or NOW)
    posts.edit(by=officer_sultra, post=post, report=report, at=again)
    post.refresh_from_db()
    decisions.send_back(
        by=verifier, post=post, seen=post.submitted_at, reason=ReturnReason.LINK_DEAD, at=again
    )

    assert len(delivered(at=again)) == 2


def test_a_verified_post_needs_no_mail_unless_it_is_taken_back(verifier: User, post: Post) -> None:
    decisions.verify(by=verifier, post=post, seen=post.submitted_at, at=LATER)
    assert not Job.objects.exists()

    decisions.undo(by=verifier, post=post, at=LATER + timedelta(seconds=5))

    [letter] = delivered(at=LATER)
    assert "dibatalkan" in letter.body


@pytest.mark.parametrize("choice", ["muted", "left"])
def test_who_does_not_want_or_need_to_know_is_not_told(
    verifier: User, officer_sultra: User, post: Post, choice: str
) -> None:
    if choice == "muted":
        User.objects.filter(pk=officer_sultra.pk).update(muted=["post.decided"])
    else:
        Membership.objects.filter(user=officer_sultra).update(ended_at=NOW)

    send_back(verifier, post)

    assert not Job.objects.exists()
