"""The jobs' own housekeeping."""

from datetime import timedelta

from summitcomms.jobs.models import SYSTEM, Job, JobState
from summitcomms.jobs.registry import handles
from summitcomms.jobs.running import RunningJob

KEEP = timedelta(days=14)


@handles("jobs.forget")
def forget_old(job: RunningJob) -> dict[str, int]:
    """Delete what the system did for itself two weeks ago; what people asked for stays."""
    old = Job.objects.filter(requested_by=SYSTEM, state=JobState.DONE, finished_at__lt=job.at - KEEP)
    return {"deleted": old.delete()[0]}
