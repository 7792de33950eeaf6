"""What nobody mends in time is rejected, all of it or nothing, and not without a reminder."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from agencies.models import Agency, AuditEvent, Membership, User
from campaigns import handlers
from campaigns.actions import appeals, bulk, deadlines, decisions, posts
from campaigns.actions.posts import Report
from campaigns.models import Campaign, Post, PostCounters
from campaigns.states import PostState, ReturnReason
from summitcomms.jobs.models import Job
from tests import builders
from tests.builders import NOW
from tests.letters import delivered
from tests.races import race
from tests.services import running_job

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@pytest.fixture
def returned(sultra: Agency, officer_sultra: User, verifier: User) -> Post:
    """Sent back at NOW, to be mended within three days."""
    post = builders.post(sultra, submitted_by=officer_sultra)
    return decisions.send_back(
        by=verifier, post=post, seen=post.submitted_at, reason=ReturnReason.HASHTAG_MISSING, at=NOW
    )


def late(agency: Agency, number: int) -> list[Post]:
    """Returned posts whose time was over an hour ago."""
    person = builders.user(role="officer", agency=agency)
    return [
        builders.post(agency, state=PostState.RETURNED, submitted_by=person, mend_by=NOW - timedelta(hours=1))
        for _ in range(number)
    ]


def test_what_is_sent_back_is_to_be_mended_within_the_days_of_its_campaign(returned: Post) -> None:
    assert returned.mend_by == NOW + 3 * DAY


def test_posts_sent_back_together_have_the_clock_too(verifier: User, sultra: Agency) -> None:
    Campaign.objects.filter(pk=builders.campaign().pk).update(mending_days=5)
    post = builders.post(sultra)
    bulk.decide(
        by=verifier,
        chosen=[bulk.Chosen(post.code, post.submitted_at)],
        state=PostState.RETURNED,
        reason=ReturnReason.LINK_DEAD,
        at=NOW,
    )
    post.refresh_from_db()
    assert post.mend_by == NOW + 5 * DAY


def test_a_verification_undone_starts_no_clock(verifier: User, sultra: Agency) -> None:
    post = builders.post(sultra)
    decisions.verify(by=verifier, post=post, seen=post.submitted_at, at=NOW)
    assert decisions.undo(by=verifier, post=post, at=NOW + SECOND).mend_by is None


def test_sending_it_again_stops_the_clock(returned: Post, officer_sultra: User) -> None:
    report = Report(builders.link(at=NOW - timedelta(hours=1)), "Baru #ASEAN2023")
    assert posts.edit(by=officer_sultra, post=returned, report=report, at=NOW + DAY).mend_by is None
    assert deadlines.close(at=NOW + 4 * DAY) == 0


def test_the_mail_about_a_return_says_by_when(returned: Post, officer_sultra: User) -> None:
    letter = delivered(at=NOW)[-1]
    assert "Perbaiki paling lambat: Jum 1 Sep 2023 11.00 WITA" in letter.body


def test_what_is_late_is_rejected_by_rule_for_the_reason_it_came_back(
    returned: Post, officer_sultra: User
) -> None:
    at = NOW + 3 * DAY + SECOND
    assert deadlines.close(at=at) == 1
    returned.refresh_from_db()
    assert (returned.state, returned.decision, returned.decided_at) == ("rejected", "rejected", at)
    assert (returned.decided_by_kind, returned.decided_by_rule, returned.decided_by) == (
        "rule",
        "deadline",
        None,
    )
    assert (returned.reason_code, returned.mend_by) == ("hashtag_missing", None)
    event = AuditEvent.objects.get(action="post.expired")
    assert (event.target_id, event.actor_id) == (returned.code, "sistem")
    assert event.before["mend_by"] == (NOW + 3 * DAY).isoformat()
    letter = delivered(at=at)[-1]
    assert letter.to == [officer_sultra.email]
    assert "tidak diperbaiki sampai batasnya" in letter.body
    assert appeals.may_file(officer_sultra, returned, at=at)


def test_until_the_deadline_and_without_one_nothing_is_rejected(returned: Post, sultra: Agency) -> None:
    undone = builders.post(sultra, state=PostState.RETURNED)
    assert deadlines.close(at=NOW + 3 * DAY) == 0
    assert {post.state for post in (returned, undone)} == {PostState.RETURNED}


def test_closing_twice_closes_once(returned: Post) -> None:
    at = NOW + 4 * DAY
    assert (deadlines.close(at=at), deadlines.close(at=at)) == (1, 0)
    assert AuditEvent.objects.filter(action="post.expired").count() == 1


def test_many_are_closed_in_chunks_and_counted_again(sultra: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "CHUNK", 2)
    closing, told = late(sultra, 5), []
    assert deadlines.close(at=NOW, progress=lambda done, **more: told.append((done, more["total"]))) == 5
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert PostCounters.objects.filter(post__in=closing, is_counted=False).count() == 5


def test_a_chunk_costs_the_same_whatever_it_holds(sultra: Agency, django_assert_max_num_queries) -> None:
    Post.objects.filter(pk__in=[post.pk for post in late(sultra, 20)]).update(
        submitted_by=builders.user()  # who has left is told nothing: mail costs what mail costs
    )
    with django_assert_max_num_queries(30):
        deadlines.close(at=NOW)


def test_killed_half_way_nothing_is_half_closed(sultra: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "CHUNK", 2)
    late(sultra, 5)

    def die(done: int, **_more: object) -> None:
        if done > 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deadlines.close(at=NOW, progress=die)
    assert Post.objects.filter(state=PostState.RETURNED).count() == 5
    assert not AuditEvent.objects.filter(action="post.expired").exists()
    assert not Job.objects.filter(key__startswith="post.decided").exists()


def test_a_day_before_one_is_reminded_once(returned: Post, officer_sultra: User) -> None:
    assert deadlines.remind(at=NOW + 2 * DAY - SECOND) == 0
    for hour in range(3):
        assert deadlines.remind(at=NOW + 2 * DAY + timedelta(hours=hour)) == 1
    reminders = [job for job in Job.objects.all() if job.key.startswith("post.deadline:")]
    assert len(reminders) == 1
    letter = delivered(at=NOW + 2 * DAY)[-1]
    assert letter.to == [officer_sultra.email]
    assert letter.subject == f"Perbaiki unggahan {returned} sebelum Jum 1 Sep 2023 11.00 WITA"
    assert deadlines.remind(at=NOW + 3 * DAY + SECOND) == 0


def test_who_has_left_is_not_reminded(returned: Post, officer_sultra: User) -> None:
    Membership.objects.filter(user=officer_sultra).update(ended_at=NOW)
    deadlines.remind(at=NOW + 2 * DAY)
    assert not Job.objects.filter(key__startswith="post.deadline:").exists()


def test_who_has_one_day_only_was_told_by_the_return(verifier: User, sultra: Agency) -> None:
    Campaign.objects.filter(pk=builders.campaign().pk).update(mending_days=1)
    post = builders.post(sultra)
    decisions.send_back(by=verifier, post=post, seen=post.submitted_at, reason=ReturnReason.LINK_DEAD, at=NOW)
    assert deadlines.remind(at=NOW + SECOND) == 0


def test_the_job_closes_and_reminds(returned: Post, sultra: Agency) -> None:
    late(sultra, 1)
    Post.objects.filter(pk=returned.pk).update(mend_by=NOW + DAY, decided_at=NOW - DAY)
    assert handlers.mind_deadlines(running_job(at=NOW)) == {"closed": 1, "reminded": 1}


def test_the_command_does_the_same(returned: Post, sultra: Agency) -> None:
    late(sultra, 2)
    said = StringIO()
    call_command("close_returned_posts", "--at", NOW.isoformat(), stdout=said)
    assert said.getvalue() == "2 unggahan ditolak karena lewat batas; 0 diingatkan.\n"


@pytest.mark.django_db(transaction=True)
def test_of_the_clock_and_who_resubmits_at_once_one_is_first(returned: Post, officer_sultra: User) -> None:
    report = Report(builders.link(at=NOW - timedelta(hours=1)), "Baru #ASEAN2023")
    at = NOW + 4 * DAY
    outcomes = race(
        lambda: deadlines.close(at=at),
        lambda: posts.edit(by=officer_sultra, post=returned, report=report, at=at),
    )
    returned.refresh_from_db()
    if outcomes == ["done", "done"]:
        assert (returned.state, returned.mend_by) == (PostState.SUBMITTED, None)
        assert not AuditEvent.objects.filter(action="post.expired").exists()
    else:
        assert outcomes == ["done", "state"]
        assert (returned.state, returned.decided_by_rule) == (PostState.REJECTED, "deadline")
