"""One decision on many posts: each by the rules of one, and all taken back together."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from agencies.models import AuditEvent, Membership
from campaigns.actions import bulk, decisions
from campaigns.actions.bulk import MOST, Chosen
from campaigns.models import Post, PostCounters
from campaigns.states import PostState, ReturnReason
from summitcomms.jobs.models import Job
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def second_verifier(db):
    return builders.user("verifikator2@contoh.go.id", "verifier", full_name="Vito Verifikator")


def chosen(*posts: Post) -> list[Chosen]:
    return [Chosen(post.code, post.submitted_at) for post in posts]


def accept(by, *posts: Post, at=NOW) -> bulk.Bulk:
    return bulk.decide(by=by, chosen=chosen(*posts), state=PostState.VERIFIED, at=at)


def states(*posts: Post) -> list[str]:
    found = dict(Post.objects.values_list("pk", "state"))
    return [found[post.pk] for post in posts]


def why(outcome: bulk.Bulk) -> list[tuple[str, str]]:
    return [(one.post, one.code) for one in outcome.skipped]


def test_many_are_accepted_at_once_and_each_is_recorded(verifier, sultra):
    posts = [builders.post(sultra) for _ in range(3)]
    outcome = accept(verifier, *posts)
    assert [post.code for post in outcome.done] == [post.code for post in posts]
    assert not outcome.skipped
    assert states(*posts) == [PostState.VERIFIED] * 3
    events = AuditEvent.objects.filter(action="post.verified", actor_id=verifier.actor_id)
    assert {event.target_id for event in events} == {post.code for post in posts}
    assert PostCounters.objects.filter(is_counted=True).count() == 3


def test_many_go_back_with_one_reason_and_every_agency_is_told(verifier, sultra, officer_sultra):
    posts = [builders.post(sultra, submitted_by=officer_sultra) for _ in range(2)]
    outcome = bulk.decide(
        by=verifier,
        chosen=chosen(*posts),
        state=PostState.RETURNED,
        reason=ReturnReason.OTHER,
        note=" Salah tema. ",
        at=NOW,
    )
    assert len(outcome.done) == 2
    for post in posts:
        post.refresh_from_db()
        assert (post.state, post.reason_code, post.reason_note) == ("returned", "other", "Salah tema.")
    assert Job.objects.filter(kind="mail.send").count() == 2


def test_what_cannot_be_decided_is_skipped_with_its_reason(verifier, second_verifier, sultra, mimika):
    fine, held, changed, decided, other = (builders.post(sultra) for _ in range(5))
    decisions.claim(by=second_verifier, post=held, at=NOW)
    decisions.verify(by=second_verifier, post=decided, seen=decided.submitted_at, at=NOW - HOUR)
    Post.objects.filter(pk=other.pk).update(platform="instagram")
    seen = [*chosen(held), Chosen(changed.code, changed.submitted_at - SECOND), *chosen(decided, fine, other)]
    sample = builders.post(sultra, state=PostState.VERIFIED, is_sampled=True)
    outcome = bulk.decide(
        by=verifier,
        chosen=[*seen, *chosen(fine, sample), Chosen("TIDAKADA", NOW)],
        state=PostState.VERIFIED,
        at=NOW,
    )
    assert [post.code for post in outcome.done] == [fine.code]
    assert why(outcome) == [
        (held.code, "not_allowed"),
        (changed.code, "changed"),
        (decided.code, "state"),
        (other.code, "kind"),
        (fine.code, "unknown"),
        (sample.code, "state"),
        ("TIDAKADA", "unknown"),
    ]
    assert "Vito Verifikator sedang memeriksa" in outcome.skipped[0].sentence
    assert states(held, changed, other) == [PostState.SUBMITTED] * 3
    sample.refresh_from_db()
    assert sample.is_sampled


def test_posts_of_the_own_agency_are_skipped(verifier, sultra):
    post = builders.post(sultra)
    Membership.objects.create(user=verifier, role="reader", agency=sultra, reason="Diperbantukan.")
    assert why(accept(verifier, post)) == [(post.code, "not_allowed")]
    assert states(post) == [PostState.SUBMITTED]


def test_another_outcome_of_the_screening_is_another_kind(verifier, sultra):
    rows = [{"rule": "link", "verdict": verdict, "sentence": "Tautan."} for verdict in ("pass", "warn")]
    plain, doubtful = (builders.post(sultra, screening=[row]) for row in rows)
    assert why(accept(verifier, plain, doubtful)) == [(doubtful.code, "kind")]


@pytest.mark.parametrize("who", ["officer_sultra", "coordinator_sultra", "pusat_admin", "committee"])
def test_whoever_may_not_verify_decides_on_none(request, sultra, who):
    post = builders.post(sultra)
    assert why(accept(request.getfixturevalue(who), post)) == [(post.code, "not_allowed")]
    assert states(post) == [PostState.SUBMITTED]
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(("number", "code"), [(0, "none"), (MOST + 1, "too_many")])
def test_between_one_and_fifty_are_decided_at_once(verifier, number, code):
    with pytest.raises(Refused) as refusal:
        bulk.decide(
            by=verifier,
            chosen=[Chosen(f"KODE{n}", NOW) for n in range(number)],
            state=PostState.VERIFIED,
            at=NOW,
        )
    assert refusal.value.code == code


def test_the_reason_lainnya_needs_words_for_many_too(verifier, sultra):
    post = builders.post(sultra)
    with pytest.raises(Refused) as refusal:
        bulk.decide(
            by=verifier,
            chosen=chosen(post),
            state=PostState.RETURNED,
            reason=ReturnReason.OTHER,
            note=" ",
            at=NOW,
        )
    assert refusal.value.code == "note"
    assert states(post) == [PostState.SUBMITTED]


def test_the_same_bulk_sent_twice_decides_once(verifier, sultra):
    posts = [builders.post(sultra) for _ in range(2)]
    accept(verifier, *posts)
    again = accept(verifier, *posts, at=NOW + SECOND)
    assert [code for _, code in why(again)] == ["state", "state"]
    assert AuditEvent.objects.filter(action="post.verified").count() == 2


def test_all_of_a_bulk_are_taken_back_within_seconds(verifier, sultra):
    earlier, *posts = (builders.post(sultra) for _ in range(3))
    accept(verifier, earlier, at=NOW - SECOND)
    accept(verifier, *posts)
    undoable = bulk.undoable(verifier, at=NOW + SECOND)
    assert {post.code for post in undoable} == {post.code for post in posts}
    taken = bulk.undo(by=verifier, decided_at=NOW, at=NOW + decisions.UNDO)
    assert len(taken) == 2
    assert states(earlier, *posts) == [PostState.VERIFIED, PostState.RETURNED, PostState.RETURNED]
    assert AuditEvent.objects.filter(action="post.undone").count() == 2
    assert PostCounters.objects.filter(is_counted=True).count() == 1


def test_a_bulk_stays_after_those_seconds_and_for_others(verifier, second_verifier, sultra):
    post = builders.post(sultra)
    accept(verifier, post)
    for by, at in ((second_verifier, NOW), (verifier, NOW + decisions.UNDO + SECOND)):
        with pytest.raises(Refused, match="10 detik"):
            bulk.undo(by=by, decided_at=NOW, at=at)
    assert not bulk.undoable(verifier, at=NOW + decisions.UNDO + SECOND)
    assert states(post) == [PostState.VERIFIED]


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_on_the_same_fifty_at_once_decide_each_once(verifier, second_verifier, sultra):
    posts = [builders.post(sultra) for _ in range(20)]
    start, outcomes = Barrier(2), []

    def decide(person, mine: list[Post]) -> None:
        start.wait()
        outcomes.append(accept(person, *mine))
        connection.close()

    threads = [
        Thread(target=decide, args=(verifier, posts)),
        Thread(target=decide, args=(second_verifier, posts[::-1])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(len(outcome.done) for outcome in outcomes) == 20
    assert states(*posts) == [PostState.VERIFIED] * 20
    assert AuditEvent.objects.filter(action="post.verified").count() == 20
