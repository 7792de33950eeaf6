"""The mails that actions and pages have asked for, as they arrive."""

from __future__ import annotations

from datetime import datetime

from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from agencies.actions.mail import JOB
from agencies.handlers import send_mail
from summitcomms.jobs.models import Job, JobState
from tests.services import running_job


def delivered(*, at: datetime | None = None) -> list[EmailMessage]:
    """All mails so far, after doing, within the test's transaction, what the worker would with each."""
    now = at or timezone.now()
    for job in Job.objects.filter(kind=JOB, state=JobState.QUEUED).order_by("pk"):
        result = send_mail(running_job(job.payload, public_id=job.public_id, key=job.key, at=now))
        Job.objects.filter(pk=job.pk).update(state=JobState.DONE, result=result, finished_at=now)
    return mail.outbox
