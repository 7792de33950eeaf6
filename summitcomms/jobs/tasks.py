"""Celery's door to the jobs. Every task may be delivered twice or never; the rows decide."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from summitcomms.jobs import runner
from summitcomms.jobs.periodic import enqueue_periodic
from summitcomms.jobs.relay import RUN_TASK, publish_due, pulse, take_back_abandoned


@shared_task(name=RUN_TASK)
def run_job(job_id: int) -> None:
    runner.execute(job_id, at=timezone.now())


@shared_task(name="summitcomms.jobs.relay")
def relay() -> None:
    """Ring for due jobs. The beat sends this every second, so its age is also the beat's."""
    at = timezone.now()
    pulse("beat", at=at)
    publish_due(at=at)


@shared_task(name="summitcomms.jobs.reconcile")
def reconcile() -> None:
    take_back_abandoned(at=timezone.now())


@shared_task(name="summitcomms.jobs.periodic")
def periodic(table: list[tuple[str, float, float]]) -> None:
    """Ask for the current job of each (kind, seconds between two, seconds after midnight UTC)."""
    at = timezone.now()
    for kind, every, offset in table:
        enqueue_periodic(kind=kind, at=at, every=timedelta(seconds=every), offset=timedelta(seconds=offset))
