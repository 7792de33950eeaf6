"""Agencies hear of doubts by one mail for a quarter of an hour, not by one for each post."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from agencies.models import Agency, Membership, User
from campaigns.actions import flag_digests, flagging, flags
from campaigns.doubts import Doubt
from campaigns.flags import Flag
from campaigns.handlers import tell_of_flags
from campaigns.models import Campaign, Post, PostFlag
from campaigns.states import PostState
from summitcomms.jobs.models import Job
from summitcomms.jobs.runner import EFFECT_SECONDS
from tests import builders
from tests.builders import NOW
from tests.letters import delivered
from tests.services import running_job

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def posts(campaign: Campaign, sultra: Agency, officer_sultra: User) -> list[Post]:
    return [
        builders.post(sultra, campaign, state=PostState.VERIFIED, submitted_by=officer_sultra)
        for _number in range(12)
    ]


def raise_doubts(posts: list[Post], *, at: datetime = NOW) -> None:
    told = flagging._keep([(post.pk, Doubt(Flag.DECLARED_ONLY)) for post in posts], at=at)
    flag_digests.ask(told, at=at)


def told() -> list[str]:
    """Run the jobs that wait, each at its time; the bodies of the mails that follow, in their order."""
    for job in Job.objects.filter(kind=flag_digests.KIND).order_by("pk"):
        tell_of_flags(running_job(job.payload, at=job.due_at))
    bodies = [str(letter.body) for letter in delivered()]
    return [body for body in bodies if "Semua tanda, dan tempat" in body]


def test_many_doubts_are_one_mail_to_each_who_answers(
    posts: list[Post], lead_sultra: User, officer_sultra: User
) -> None:
    raise_doubts(posts[:7])
    raise_doubts(posts[7:], at=NOW + MINUTE)

    assert Job.objects.filter(kind=flag_digests.KIND).count() == 1
    bodies = told()

    assert len(bodies) == 2  # the lead, and the officer who sent the posts
    assert "Banyaknya tanda baru: 12." in bodies[0]
    assert f"- {posts[0].code}: Semua angka unggahan ini pernyataan instansi sendiri" in bodies[0]
    assert "- dan 2 lagi" in bodies[0]
    assert f"dalam {posts[0].campaign.objection_days} hari sejak itu" in bodies[0]
    assert bodies[0].rstrip().count("/flags/") == 1


def test_it_is_sent_once_when_jobs_that_began_within_the_quarter_are_over(
    posts: list[Post], officer_sultra: User
) -> None:
    raise_doubts(posts[:1])

    job = Job.objects.get(kind=flag_digests.KIND)
    until = datetime.fromisoformat(job.payload["until"])
    assert NOW < until <= NOW + flag_digests.WINDOW
    assert job.due_at > until + timedelta(seconds=EFFECT_SECONDS)
    assert len(told()) == len(told()) == 1


def test_an_agency_whose_code_changes_meanwhile_is_told_all_the_same(
    posts: list[Post], officer_sultra: User
) -> None:
    raise_doubts(posts[:1])
    Agency.objects.filter(pk=posts[0].agency_id).update(code="D-740")

    assert len(told()) == 1


def test_who_left_the_agency_is_told_nothing_and_without_a_lead_the_officers_are(
    posts: list[Post], officer_sultra: User
) -> None:
    Membership.objects.filter(user=officer_sultra).update(ended_at=timezone.now())
    heir = builders.user("penerus@contoh.go.id", "officer", posts[0].agency)
    raise_doubts(posts[:1])

    told()

    assert Job.objects.get(payload__notice="flag.digest").payload["to"] == str(heir.public_id)


def test_a_dismissal_is_told_and_what_was_settled_at_once_is_not(
    posts: list[Post], officer_sultra: User, verifier: User
) -> None:
    raise_doubts(posts[:2])
    raised, quick = PostFlag.objects.order_by("pk")
    flags.dismiss(by=verifier, flag=quick, at=NOW + MINUTE)
    (first,) = told()
    assert "Banyaknya tanda baru: 1." in first
    assert quick.post.code not in first

    flags.dismiss(by=verifier, flag=raised, at=NOW + 2 * flag_digests.WINDOW)

    _first, second = told()
    assert "yang ditiadakan verifikator: 1." in second
    assert raised.post.code in second
    assert "Banyaknya tanda baru" not in second


def test_what_is_dismissed_before_its_mail_is_due_is_never_told(
    posts: list[Post], officer_sultra: User, verifier: User
) -> None:
    raise_doubts(posts[:1])
    due_at = Job.objects.get(kind=flag_digests.KIND).due_at
    flags.dismiss(by=verifier, flag=PostFlag.objects.get(), at=due_at - MINUTE)

    assert told() == []
    assert Job.objects.filter(kind=flag_digests.KIND).count() == 2


def test_nothing_is_told_of_what_is_upheld_or_gone(
    posts: list[Post], officer_sultra: User, verifier: User
) -> None:
    gone = builders.post(posts[0].agency, state=PostState.WITHDRAWN, submitted_by=officer_sultra)
    raise_doubts([posts[0], gone])
    flags.uphold(by=verifier, flag=posts[0].flags.get(), note="Tidak wajar.", at=NOW + MINUTE)

    assert told() == []


def test_an_upheld_doubt_is_told_to_whoever_answers_when_its_sender_has_left(
    posts: list[Post], officer_sultra: User, lead_sultra: User, verifier: User
) -> None:
    Membership.objects.filter(user=officer_sultra).update(ended_at=timezone.now())
    raise_doubts(posts[:1])

    flags.uphold(by=verifier, flag=PostFlag.objects.get(), note="Tidak wajar.", at=NOW + MINUTE)

    letter = Job.objects.get(payload__notice="flag.upheld")
    assert letter.payload["to"] == str(lead_sultra.public_id)
