"""From the database to the broker and back: ring for due jobs, take back those whose worker is gone."""

from datetime import datetime, timedelta

import structlog
from celery import current_app
from django.db import transaction
from django.db.models import F, Q
from django.db.models.lookups import Exact
from django.utils import timezone

from summitcomms.jobs.models import Job, JobState, Pulse
from summitcomms.jobs.registry import URGENT_QUEUE
from summitcomms.jobs.runner import MAX_ATTEMPTS

RUN_TASK = "summitcomms.jobs.run_job"
BATCH = 500  # rows per turn; the rest waits in order in the database
URGENT_FIRST = (Exact(F("queue"), URGENT_QUEUE).desc(), "due_at", "pk")
RING_AGAIN_AFTER = timedelta(seconds=60)
STOPPED = "Pekerjaan terhenti di tengah jalan lima kali. Operator perlu memeriksanya."

logger = structlog.get_logger(__name__)


def publish_due(*, at: datetime) -> int:
    """Ring for the due jobs nobody rang for within the last minute, at most `BATCH`; return how many.

    What somebody sits and waits for goes before the rest, else the longest waiting first.
    Rows are marked and committed first: the broker may hang, and no lock may hang with it. A ring that is
    lost afterwards, with a crash or with the broker, is repeated a minute later; one heard twice finds no row
    to claim. Raises what the broker raises; what was not rung for is then free for the next turn.
    """
    silent = Q(published_at=None) | Q(published_at__lte=at - RING_AGAIN_AFTER)
    with transaction.atomic(durable=True):
        due = Job.objects.due(at).filter(silent).order_by(*URGENT_FIRST)
        jobs = list(due.select_for_update(skip_locked=True).values_list("pk", "queue")[:BATCH])
        Job.objects.filter(pk__in=[pk for pk, _ in jobs]).update(published_at=at)
    rung = 0
    try:
        for pk, queue in jobs:
            current_app.send_task(
                RUN_TASK, [pk], queue=queue, retry=False, expires=RING_AGAIN_AFTER.total_seconds()
            )
            rung += 1
    finally:
        if rung < len(jobs):
            unheard = [pk for pk, _ in jobs[rung:]]
            Job.objects.filter(pk__in=unheard, published_at=at).update(published_at=None)
    return rung


def take_back_abandoned(*, at: datetime) -> int:
    """Queue again every job whose lease ran out before `at`; return how many rows were changed.

    A job that took its worker with it five times needs an operator: the sixth worker would go the same way.
    """
    free = {"lease": None, "locked_until": None, "published_at": None}
    given_up = (
        Job.objects.abandoned(at)
        .filter(attempts__gte=MAX_ATTEMPTS)
        .update(state=JobState.NEEDS_OPERATOR, error=STOPPED, finished_at=timezone.now(), **free)
    )
    requeued = Job.objects.abandoned(at).update(state=JobState.QUEUED, due_at=at, **free)
    if given_up or requeued:
        logger.warning("jobs_taken_back", requeued=requeued, given_up=given_up)
    return given_up + requeued


def pulse(name: str, *, at: datetime) -> None:
    """Note that `name` happened; `/readyz` tells its age."""
    Pulse.objects.bulk_create(
        [Pulse(name=name, at=at)], update_conflicts=True, unique_fields=["name"], update_fields=["at"]
    )
