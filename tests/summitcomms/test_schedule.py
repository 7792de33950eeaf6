import threading
import time
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from agencies import audit
from agencies.models import User
from awards.actions import rankings, rounds
from awards.models import AwardRound, Ranking
from campaigns import counters
from campaigns.models import AgencyDayTally, Campaign, Post, TallyRun
from campaigns.states import PostState
from summitcomms import schedule
from summitcomms.celery import app
from summitcomms.jobs.models import Job
from summitcomms.jobs.periodic import enqueue_periodic
from tests import builders
from tests.awards import results
from tests.builders import NOW
from tests.services import running_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(campaign: Campaign) -> Campaign:
    """A running campaign with one open round and one verified post of a ministry."""
    results.open_round(campaign)
    builders.post(builders.agency("K-007", "Setneg"), campaign, state=PostState.VERIFIED)
    return campaign


def count(campaign: Campaign, **changes: Any) -> TallyRun:
    told: dict[str, Any] = {
        "campaign_code": campaign.code,
        "at": None,
        "now": NOW,
        "trigger": TallyRun.Trigger.BEAT,
        "by": audit.SYSTEM,
    }
    return schedule.count_and_rank(**told | changes)


def test_a_tally_of_the_present_is_ranked(counted: Campaign) -> None:
    run = count(counted)

    assert Ranking.objects.get().tally == run


@pytest.mark.parametrize("at", [NOW, NOW + timedelta(hours=1)])
def test_a_moment_not_yet_past_is_the_present(counted: Campaign, at: Any) -> None:
    count(counted, at=at)

    assert Ranking.objects.count() == 1


def test_a_look_into_the_past_ranks_nothing(counted: Campaign) -> None:
    run = count(counted, at=NOW - timedelta(hours=1))

    assert run.cutoff == NOW - timedelta(hours=1)
    assert not Ranking.objects.exists()


def test_when_the_ranking_fails_the_tally_is_not_kept(
    counted: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**told: Any) -> None:
        assert TallyRun.objects.exists()  # the count was there already
        raise RuntimeError("the ranking broke")

    monkeypatch.setattr(rankings, "compute", fail)

    with pytest.raises(RuntimeError, match="the ranking broke"):
        count(counted)

    assert not TallyRun.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_frozen_while_the_next_count_is_at_work_keeps_its_days(
    counted: Campaign, committee: User
) -> None:
    counters.refresh(list(Post.objects.values_list("pk", flat=True)))
    count(counted)
    holding = threading.Event()

    def freeze() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                rounds.freeze(round_id=AwardRound.objects.get().public_id, by=committee, at=NOW)
                holding.set()
                for _attempt in range(200):  # until the count waits for us
                    cursor.execute(
                        "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted"
                        " AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
                    )
                    if cursor.fetchone()[0]:
                        break
                    time.sleep(0.01)
        finally:
            holding.set()
            connection.close()

    freezing = threading.Thread(target=freeze)
    freezing.start()
    assert holding.wait(10)
    count(counted, now=NOW + timedelta(minutes=10))
    freezing.join()

    sealed = Ranking.objects.get(sealed_at__isnull=False)
    assert AgencyDayTally.objects.filter(run=sealed.tally).exists()


def test_two_beats_in_one_period_ask_for_one_tally(counted: Campaign) -> None:
    for seconds in (0, 10, 300):
        job = enqueue_periodic(
            kind="tallies.due", at=NOW + timedelta(seconds=seconds), every=schedule.TALLY_EVERY
        )
        schedule.start_due_tallies(running_job(job.payload, kind=job.kind, at=NOW))

    asked = Job.objects.get(kind="tally.run")
    assert asked.key == f"ktt-43:{NOW.isoformat()}"
    assert asked.payload == {"campaign": "ktt-43", "trigger": "beat"}


def test_the_next_period_asks_again(counted: Campaign) -> None:
    for at in (NOW, NOW + schedule.TALLY_EVERY):
        job = enqueue_periodic(kind="tallies.due", at=at, every=schedule.TALLY_EVERY)
        schedule.start_due_tallies(running_job(job.payload, kind=job.kind, at=at))

    assert Job.objects.filter(kind="tally.run").count() == 2


def test_a_campaign_is_counted_after_its_window_until_it_is_closed(counted: Campaign) -> None:
    after = counted.ends_at + timedelta(days=3)
    job = running_job({"period_start": after.isoformat()}, at=after)

    assert schedule.start_due_tallies(job) == {"campaigns": ["ktt-43"]}

    Campaign.objects.update(state=Campaign.State.CLOSED)
    assert schedule.start_due_tallies(job) == {"campaigns": []}


def test_campaigns_that_have_not_begun_or_are_closed_are_left_alone(counted: Campaign) -> None:
    builders.campaign("ktt-42", state=Campaign.State.CLOSED)
    builders.campaign("ktt-44", starts_at=NOW + timedelta(seconds=1))
    job = running_job({"period_start": NOW.isoformat()}, at=NOW)

    assert schedule.start_due_tallies(job) == {"campaigns": ["ktt-43"]}


def test_the_job_counts_for_whoever_asked(counted: Campaign, analyst: User) -> None:
    told = schedule.run_tally(
        running_job({"campaign": "ktt-43", "trigger": "person"}, at=NOW, requested_by=str(analyst.public_id))
    )

    run = TallyRun.objects.get()
    assert told == {"tally": str(run.public_id), "cutoff": run.cutoff.isoformat()}
    assert run.trigger == TallyRun.Trigger.PERSON


def test_the_beat_knows_the_schedule() -> None:
    assert app.conf.beat_schedule == schedule.BEAT_SCHEDULE
    kinds = {kind for kind, every, offset in schedule.BEAT_SCHEDULE["periodic"]["args"][0]}
    assert kinds == {
        "tallies.due",
        "tallies.thin",
        "counters.check",
        "readings.partitions",
        "sandbox.keep",
        "posts.deadlines",
        "audit.seal",
        "audit.verify",
        "webhooks.forget",
        "calls.forget",
        "jobs.forget",
        "imports.forget",
        "people.forget",
        "accounts.ask_stale",
    }


def test_every_task_of_the_beat_is_one_that_workers_know() -> None:
    app.loader.import_default_modules()

    assert {entry["task"] for entry in schedule.BEAT_SCHEDULE.values()} <= set(app.tasks)


def run_tally(*arguments: str) -> str:
    out = StringIO()
    call_command("run_tally", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_the_table(counted: Campaign) -> None:
    lines = run_tally("--campaign", "ktt-43", "--at", "2023-08-29T10:00+07:00").splitlines()

    assert lines[0] == "KTT ke-43 ASEAN, Jakarta, per Sel 29 Agu 2023 10.00 WIB"
    assert lines[1].split() == [
        "instansi",
        "konten",
        "hari",
        "aktif",
        "suka",
        "interaksi",
        "tayangan",
        "jangkauan",
    ]
    assert lines[2].split()[:3] == ["Setneg", "1", "1"]
    assert lines[-1].split()[:3] == ["jumlah", "1", "1"]


def test_the_command_says_when_a_moment_was_counted_before(counted: Campaign) -> None:
    asked = ("--campaign", "ktt-43", "--at", "2023-08-29T10:00+07:00")
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        first = run_tally(*asked)
    again = run_tally(*asked)

    assert (
        again == f"Saat ini sudah dihitung pada Rab 30 Agu 2023 10.00 WIB; hasil itu yang berlaku.\n{first}"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--campaign", "ktt-99"), "Tidak ada kampanye 'ktt-99'. Yang ada: ktt-43."),
        (("--campaign", "ktt-43", "--at", "kemarin"), "bukan waktu ISO 8601"),
        (("--campaign", "ktt-43", "--at", "2023-02-30T10:00+07:00"), "bukan waktu ISO 8601"),
        (("--campaign", "ktt-43", "--at", "2023-08-29T10:00"), "tidak menyebut zona"),
    ],
)
def test_the_command_refuses_in_words(counted: Campaign, arguments: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence.replace(".", r"\.")):
        run_tally(*arguments)

    assert not TallyRun.objects.exists()


def test_partners_are_called_by_a_worker_of_their_own() -> None:
    """A slow receiver may hold that worker, never the jobs."""
    assert schedule.BEAT_SCHEDULE["webhooks"]["options"]["queue"] == "webhooks"
