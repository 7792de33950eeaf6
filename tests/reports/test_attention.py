from datetime import timedelta

import pytest

from agencies import audit
from agencies.account_states import STALE_AFTER
from agencies.models import Agency, SocialAccount, User
from awards.actions import rounds
from awards.models import AwardRound
from campaigns.models import Appeal, Campaign
from campaigns.states import PostState
from reports import attention
from reports.attention import Backlog, Task
from summitcomms.jobs.models import Job, JobState
from tests import builders
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db

EMPTY = Backlog(waiting=0, oldest=None, to_mend=0)


def tasks(
    campaign: Campaign, user: User, award_round: AwardRound | None = None, posts: Backlog = EMPTY
) -> list[Task]:
    if award_round:
        award_round.refresh_from_db()
    return attention.tasks(campaign, user, award_round, posts, NOW)


def test_the_backlog_tells_the_queue_from_what_agencies_must_mend(campaign: Campaign, sultra: Agency) -> None:
    for hours, state in enumerate(PostState, 1):
        builders.post(
            sultra,
            campaign,
            state=state,
            published_at=NOW - timedelta(hours=hours),
            native_id=None if state == PostState.NEEDS_LINK else f"10{hours}",
        )
    waiting = builders.post(sultra, campaign, published_at=NOW - timedelta(days=1))

    assert attention.backlog(campaign) == Backlog(waiting=2, oldest=waiting.submitted_at, to_mend=2)


def test_another_campaign_has_its_own_backlog(campaign: Campaign, sultra: Agency) -> None:
    builders.post(sultra, builders.campaign("ktt-42"))

    assert attention.backlog(campaign) == EMPTY


def test_the_queue_calls_a_verifier_and_says_its_age(campaign: Campaign, verifier: User) -> None:
    (task,) = tasks(campaign, verifier, posts=Backlog(3, NOW - timedelta(hours=5), 0))

    assert task.label == "3 unggahan menunggu verifikasi"
    assert task.note == "Tertua dikirim 5 jam lalu."
    assert task.url == "/posts/queue/"


def test_requests_to_be_forgotten_call_the_administrators(
    campaign: Campaign, pusat_admin: User, verifier: User
) -> None:
    for hours in (1, 30):
        builders.user(forget_requested_at=NOW - timedelta(hours=hours))

    (task,) = tasks(campaign, pusat_admin)

    assert task.label == "2 orang meminta dilupakan"
    assert task.note == "Permintaan tertua masuk 1 hari lalu."
    assert task.url == "/people/everybody/?keadaan=minta-dilupakan"
    assert tasks(campaign, verifier) == []


def test_nobody_is_called_who_can_do_nothing(campaign: Campaign, analyst: User, ranked: AwardRound) -> None:
    assert tasks(campaign, analyst, ranked, Backlog(3, NOW, 2)) == []


def test_an_empty_queue_calls_nobody(campaign: Campaign, verifier: User) -> None:
    assert tasks(campaign, verifier) == []


def test_a_round_in_draft_waits_to_be_opened(campaign: Campaign, committee: User) -> None:
    draft = rounds.create(
        campaign=campaign,
        name="Penghargaan Diseminasi",
        recipe=results.recipe(),
        categories=[rounds.NewCategory(c.code, c.name, c.kind, 1) for c in rounds.USUAL_CATEGORIES],
        by=audit.SYSTEM,
        at=NOW,
    )

    assert [task.label for task in tasks(campaign, committee, draft)] == [
        "Penghargaan Diseminasi belum dibuka"
    ]


def test_an_open_round_waits_for_the_end_of_the_campaign(
    campaign: Campaign, committee: User, ranked: AwardRound
) -> None:
    assert tasks(campaign, committee, ranked) == []

    campaign.ends_at = NOW
    assert [task.label for task in tasks(campaign, committee, ranked)] == [
        "Penghargaan Diseminasi siap dibekukan"
    ]


def test_a_frozen_round_calls_the_second_person_only(
    campaign: Campaign, committee: User, second_committee: User, ranked: AwardRound
) -> None:
    rounds.freeze(round_id=ranked.public_id, by=committee, at=NOW)

    assert tasks(campaign, committee, ranked) == []
    (task,) = tasks(campaign, second_committee, ranked)
    assert task.label == "Penghargaan Diseminasi menunggu penerbitan"
    assert task.url == ranked.get_absolute_url()


def test_a_published_round_waits_to_be_awarded_and_an_awarded_one_for_nothing(
    campaign: Campaign, committee: User, second_committee: User, ranked: AwardRound
) -> None:
    rounds.freeze(round_id=ranked.public_id, by=committee, at=NOW)
    rounds.publish(round_id=ranked.public_id, by=second_committee, at=NOW)

    assert [task.label for task in tasks(campaign, committee, ranked)] == [
        "Penghargaan Diseminasi menunggu pemberian penghargaan"
    ]

    rounds.award(round_id=ranked.public_id, by=committee, at=NOW)
    assert tasks(campaign, committee, ranked) == []


def test_a_job_that_gave_up_calls_the_administrator_by_its_name(
    campaign: Campaign, pusat_admin: User, verifier: User
) -> None:
    job = Job.objects.create(
        kind="tally.run",
        key="a",
        queue="default",
        due_at=NOW,
        state=JobState.NEEDS_OPERATOR,
        finished_at=NOW,
        error="Basis data tidak menjawab.",
        requested_by="sistem",
        requested_label="Sistem",
    )

    (task,) = tasks(campaign, pusat_admin)

    assert task.label == "Penghitungan kampanye memerlukan operator"
    assert task.note == "Basis data tidak menjawab."
    assert str(job.public_id) in task.url
    assert tasks(campaign, verifier) == []


def test_proposed_accounts_call_those_who_decide_on_them(
    campaign: Campaign, verifier: User, pusat_admin: User, analyst: User, sultra: Agency
) -> None:
    builders.account(sultra)
    assert tasks(campaign, verifier) == []
    SocialAccount.objects.update(state="proposed", created_at=NOW - timedelta(hours=5))

    (task,) = tasks(campaign, verifier)

    assert task.label == "1 akun media sosial menunggu diperiksa"
    assert task.note == "Tertua dicatat 5 jam lalu."
    assert task.url == "/accounts/?keadaan=diusulkan"
    assert tasks(campaign, pusat_admin) == [task]
    assert tasks(campaign, analyst) == []


def test_appeals_and_disputes_call_the_verifiers(
    campaign: Campaign, verifier: User, analyst: User, sultra: Agency, mimika: Agency
) -> None:
    post = builders.post(sultra, campaign, state=PostState.REJECTED)
    filed = {"filed_by": post.submitted_by, "filed_at": NOW - timedelta(hours=2)}
    Appeal.objects.create(post=post, grounds="Keliru.", **filed)
    builders.dispute(post, mimika, **filed)

    appeals, disputes = tasks(campaign, verifier)

    assert (appeals.label, appeals.url) == ("1 banding menunggu putusan", "/appeals/")
    assert (disputes.label, disputes.url) == ("1 sengketa menunggu putusan", "/disputes/")
    assert appeals.note == disputes.note == "Tertua diajukan 2 jam lalu."
    assert tasks(campaign, analyst) == []


def test_a_dispute_concerns_both_agencies(
    campaign: Campaign, officer_sultra: User, officer_mimika: User, sultra: Agency, mimika: Agency
) -> None:
    post = builders.post(sultra, campaign)
    filed = {"filed_by": officer_mimika, "filed_at": NOW - timedelta(hours=2)}
    dispute = builders.dispute(post, mimika, **filed)

    [task] = attention.agency_tasks(officer_sultra, sultra, NOW)

    assert task.label == "1 unggahan disengketakan dengan instansi lain"
    assert task.url == "/disputes/"
    assert attention.agency_tasks(officer_mimika, mimika, NOW) == [task]
    assert attention.agency_tasks(officer_sultra, mimika, NOW) == []
    dispute.outcome, dispute.decided_at = "denied", NOW
    dispute.save()
    assert attention.agency_tasks(officer_sultra, sultra, NOW) == []


def test_stale_accounts_call_the_people_of_their_agency(
    officer_sultra: User, coordinator_sultra: User, verifier: User, sultra: Agency, mimika: Agency
) -> None:
    builders.account(mimika)
    builders.account(sultra)
    reader = builders.user(role="reader", agency=sultra)
    assert attention.agency_tasks(officer_sultra, sultra, NOW) == []
    SocialAccount.objects.update(confirmed_at=NOW - STALE_AFTER)

    (task,) = attention.agency_tasks(officer_sultra, sultra, NOW)

    assert task.label == "1 akun media sosial perlu dipastikan"
    assert task.url == "/accounts/"
    assert attention.agency_tasks(coordinator_sultra, sultra, NOW) == [task]
    assert attention.agency_tasks(reader, sultra, NOW) == attention.agency_tasks(verifier, sultra, NOW) == []
