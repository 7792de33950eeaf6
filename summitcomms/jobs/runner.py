"""Running a job: claim, effect, end. Each is a transaction of its own, and each may be the last one.

* claim: queued → running, one more attempt, a new lease. Exactly one of two claimants updates a row.
* effect: the handler's work and, as the last statement, running → done under the same lease. If the lease is
  gone, nothing of the work stays.
* failure: back to queued with a later due time, or to a state in which a person has to act.
"""

import traceback
import uuid
from datetime import datetime, timedelta

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from summitcomms.jobs.lease import LEASE, Holder
from summitcomms.jobs.models import Job, JobState
from summitcomms.jobs.registry import registry
from summitcomms.jobs.running import BadInput, JobError, LeaseLost, NeedsOperator, RunningJob
from summitcomms.lib.refusals import Refused

MAX_ATTEMPTS = 5
FIRST_DELAY = timedelta(seconds=10)  # then 30, 90 and 270 seconds
EFFECT_SECONDS = 150  # as long as Celery's hard limit; the web's timeouts are far shorter

UNEXPECTED = gettext_noop("Pekerjaan gagal karena kesalahan yang tidak terduga dan akan dicoba lagi.")
TOO_LONG = gettext_noop("Pekerjaan melewati batas waktu dan akan dicoba lagi.")
GIVEN_UP = gettext_noop("Pekerjaan gagal lima kali berturut-turut. Operator perlu memeriksanya.")

logger = structlog.get_logger(__name__)


def claim(job_id: int, *, at: datetime) -> Job | None:
    """Take a due job for this process; None if it is not due, not there, or another was first."""
    lease = uuid.uuid4()
    now = timezone.now()  # a lease is about this very second, whatever `at` the work is done for
    with transaction.atomic(durable=True):
        taken = (
            Job.objects.due(at)
            .filter(pk=job_id, attempts__lt=MAX_ATTEMPTS)
            .update(
                state=JobState.RUNNING,
                attempts=F("attempts") + 1,
                lease=lease,
                locked_until=now + LEASE,
                started_at=now,
                progress_done=0,
                progress_total=None,
                progress_note="",
            )
        )
        return Job.objects.get(pk=job_id, lease=lease) if taken == 1 else None


def execute(job_id: int, *, at: datetime) -> bool:
    """Claim the job and run its handler; True if it was ours to run, however it ended."""
    job = claim(job_id, at=at)
    if job is None:
        return False
    log = logger.bind(job=job.pk, kind=job.kind, key=job.key, attempt=job.attempts)
    try:
        _effect(job, at)
    except LeaseLost:
        log.warning("job_lease_lost")
    except Exception as error:  # whatever a handler raises is an outcome of the job, not of the worker
        state = _fail(job, error, at)
        log.error(
            "job_failed", state=state, error=repr(error), exc_info=not isinstance(error, JobError | Refused)
        )
    else:
        log.info("job_done")
    return True


def run_due(*, at: datetime) -> int:
    """Run all jobs due at `at` in this process, also those they ask for; return the number of attempts."""
    attempts = 0
    while (
        job_id := Job.objects.due(at).filter(attempts__lt=MAX_ATTEMPTS).values_list("pk", flat=True).first()
    ):
        attempts += execute(job_id, at=at)
    return attempts


def _effect(job: Job, at: datetime) -> None:
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
                cursor.execute(f"SET LOCAL {name} = '{EFFECT_SECONDS}s'")
        with Holder(job) as holder:
            result = registry.get(job.kind).handler(_running(job, at, holder))
        kept = _held(job).update(
            state=JobState.DONE,
            lease=None,
            locked_until=None,
            result=result,
            error="",
            error_detail="",
            finished_at=timezone.now(),
        )
        if kept != 1:
            raise LeaseLost(f"job {job.pk} was taken over before its work was done")


def _running(job: Job, at: datetime, holder: Holder) -> RunningJob:
    return RunningJob(
        pk=job.pk,
        public_id=job.public_id,
        kind=job.kind,
        key=job.key,
        payload=job.payload,
        attempt=job.attempts,
        at=at,
        requested_by=job.requested_by,
        requested_label=job.requested_label,
        report=holder.report,
    )


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, lease=job.lease, state=JobState.RUNNING)


def _fail(job: Job, error: Exception, at: datetime) -> JobState:
    """Store why this attempt ended and what follows; return the state the job is in now.

    The row is left alone if it is not held any more: then its work had been kept, or somebody else has it.
    """
    state, sentence = _verdict(job, error)
    again = state is JobState.QUEUED
    _held(job).update(
        state=state,
        lease=None,
        locked_until=None,
        published_at=None,
        due_at=at + FIRST_DELAY * 3 ** (job.attempts - 1) if again else job.due_at,
        error=sentence,
        error_detail=_detail(error)[-10_000:],
        finished_at=None if again else timezone.now(),
    )
    return state


def _detail(error: Exception) -> str:
    """What operators read beside the sentence."""
    if isinstance(error, JobError):
        return error.detail
    return error.code if isinstance(error, Refused) else "".join(traceback.format_exception(error))


def _verdict(job: Job, error: Exception) -> tuple[JobState, str]:
    """The state that follows and the sentence for people; an action's refusal is final like bad input."""
    if isinstance(error, BadInput | Refused):
        return JobState.FAILED, error.sentence
    if isinstance(error, NeedsOperator):
        return JobState.NEEDS_OPERATOR, error.sentence
    if job.attempts >= MAX_ATTEMPTS:
        return JobState.NEEDS_OPERATOR, GIVEN_UP
    return JobState.QUEUED, TOO_LONG if isinstance(error, SoftTimeLimitExceeded) else UNEXPECTED
