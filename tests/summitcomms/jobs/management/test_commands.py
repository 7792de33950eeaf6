"""The commands do what the tasks do, at a moment one may name."""

import uuid
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job, JobState
from tests.summitcomms.jobs.example_handlers import names


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().strip()


@pytest.mark.django_db(transaction=True)
def test_run_jobs_does_what_is_due_at_that_moment() -> None:
    for day in (11, 12):
        due_at = datetime.fromisoformat(f"2023-05-{day}T08:00+07:00")
        enqueue(kind="example.write", key=str(day), payload={"names": [str(day)]}, due_at=due_at)

    assert run("run_jobs", "--at", "2023-05-11T08:00+07:00") == "1 percobaan dijalankan."
    assert names() == ["11"]
    assert run("run_jobs") == "1 percobaan dijalankan."
    assert names() == ["11", "12"]


@pytest.mark.django_db
def test_reconcile_jobs_takes_back_what_ran_out_by_that_moment(running: Job) -> None:
    assert run("reconcile_jobs") == "0 pekerjaan diambil kembali."

    later = (timezone.now() + timedelta(hours=1)).isoformat()
    assert run("reconcile_jobs", "--at", later) == "1 pekerjaan diambil kembali."

    running.refresh_from_db()
    assert running.state == JobState.QUEUED


@pytest.mark.django_db
def test_retry_job_queues_a_failed_job_again() -> None:
    job = enqueue(kind="example.write", key="one")
    Job.objects.update(state=JobState.NEEDS_OPERATOR, attempts=5, finished_at=timezone.now())

    assert run("retry_job", str(job.public_id)) == "Pekerjaan diantrekan lagi."

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)


@pytest.mark.django_db
def test_retry_job_refuses_what_has_not_failed() -> None:
    with pytest.raises(CommandError, match="tidak ada, atau tidak sedang gagal"):
        run("retry_job", str(uuid.uuid4()))


@pytest.mark.django_db
def test_cancel_job_calls_off_what_has_not_begun_and_nothing_else() -> None:
    job = enqueue(kind="example.write", key="one")

    assert run("cancel_job", str(job.public_id)) == "Pekerjaan dibatalkan."

    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    with pytest.raises(CommandError, match="sudah dimulai, atau sudah selesai"):
        run("cancel_job", str(job.public_id))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("kemarin", "bukan waktu ISO 8601"), ("2023-05-11T08:00", "tidak menyebut zona")],
)
def test_a_moment_that_is_unclear_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run("run_jobs", "--at", text)
