"""What the campaigns do in the background."""

from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.utils.translation import gettext as _

from agencies import audit
from agencies.models import User
from campaigns import counters, partitions
from campaigns.actions import (
    campaigns,
    counter_checks,
    deadlines,
    flag_digests,
    flagging,
    import_files,
    imports,
    post_imports,
    sandbox,
)
from campaigns.models import Campaign
from summitcomms.jobs.registry import handles
from summitcomms.jobs.running import BadInput, NeedsOperator, RunningJob

logger = structlog.get_logger(__name__)


@handles(imports.KIND, queue="imports")
def import_readings(job: RunningJob) -> dict[str, Any]:
    """Take the readings of an uploaded file in; what the file does wrong is said to whoever sent it."""
    by = audit.actor(job.requested_by)
    return imports.carry_out(asked=job.payload, job_id=job.public_id, by=by, at=job.at, progress=job.progress)


@handles(post_imports.KIND, queue="imports")
def import_posts(job: RunningJob) -> dict[str, Any]:
    """Report the posts of an uploaded file, with the rights that whoever sent it has now."""
    by = audit.actor(job.requested_by)
    if not isinstance(by, User):
        raise BadInput(_("Hanya orang yang dapat melaporkan unggahan."))
    return post_imports.carry_out(
        asked=job.payload, job_id=job.public_id, by=by, at=job.at, progress=job.progress
    )


@handles(flagging.KIND)
def raise_flags(job: RunningJob) -> dict[str, Any]:
    """Look for what is odd about readings that have come in."""
    asked = job.payload
    raised = flagging.after_readings(
        batch=UUID(asked["batch"]),
        source=asked["source"],
        posts=asked["posts"],
        first=datetime.fromisoformat(asked["first"]),
        last=datetime.fromisoformat(asked["last"]),
        at=job.at,
    )
    return {"raised": raised}


@handles(flag_digests.KIND)
def tell_of_flags(job: RunningJob) -> dict[str, Any]:
    """Tell an agency of the doubts that were raised or dismissed a moment ago."""
    until = datetime.fromisoformat(job.payload["until"])
    return {"told": flag_digests.tell(agency_id=job.payload["agency"], until=until, at=job.at)}


@handles(counters.RECOUNT)
def recount_campaign(job: RunningJob) -> dict[str, Any]:
    """Count the posts of a campaign again after its window, zone or counted grades changed."""
    return {"posts": campaigns.recount(code=job.payload["campaign"], progress=job.progress)}


@handles(counter_checks.KIND)
def check_counters(job: RunningJob) -> dict[str, Any]:
    """Compare the newest counts with the readings; a difference is a matter for people."""
    if wrong := counter_checks.find(at=job.at, progress=job.progress):
        logger.error("counters_wrong", count=len(wrong))
        raise NeedsOperator(counter_checks.sentence(wrong))
    return {"wrong": 0}


@handles(campaigns.MAKE_ROOM)
def make_partitions(job: RunningJob) -> dict[str, Any]:
    """Make room for the readings of open campaigns; warn of readings for which there was none."""
    opened = Campaign.objects.filter(state=Campaign.State.OPEN).order_by("starts_at")
    made = [name for campaign in opened for name in partitions.ensure_for(campaign, at=job.at)]
    if strays := partitions.strays():
        logger.warning("readings_without_partition", count=strays, table=partitions.REST)
    return {"made": made, "strays": strays}


@handles(deadlines.KIND)
def mind_deadlines(job: RunningJob) -> dict[str, Any]:
    """Reject what was not mended in time, and remind of what is due within a day."""
    return {
        "closed": deadlines.close(at=job.at, progress=job.progress),
        "reminded": deadlines.remind(at=job.at),
    }


@handles(import_files.KIND)
def forget_import_files(job: RunningJob) -> dict[str, Any]:
    """Delete the files of imports that were never started or are long over."""
    return {"deleted": import_files.forget(at=job.at)}


@handles(sandbox.KIND)
def keep_sandbox(job: RunningJob) -> dict[str, Any]:
    """Make the sandbox of the partners, or let its window go with the month."""
    return {"campaign": sandbox.keep(by=audit.SYSTEM, at=job.at).code}
