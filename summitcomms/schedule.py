"""What happens by the clock, and what follows from what across the apps.

The only place that looks down on every app at once: a finished tally is followed by the rankings of the
open rounds, because a ranking may not know who counted and a tally may not know who ranks.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from agencies import audit
from awards.actions import rankings
from awards.models import Ranking
from campaigns.actions import tallies
from campaigns.models import Campaign, TallyRun
from summitcomms import thinning
from summitcomms.celery import app
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.periodic import Periodic, beat_schedule
from summitcomms.jobs.registry import WEBHOOK_QUEUE, handles
from summitcomms.jobs.running import RunningJob

TALLY_EVERY = timedelta(minutes=10)
PERIODIC = [
    Periodic("tallies.due", every=TALLY_EVERY),
    Periodic("tallies.thin", every=timedelta(days=1), offset=timedelta(hours=18)),  # 01.00 in Jakarta
    Periodic("counters.check", every=timedelta(days=1), offset=timedelta(hours=18, minutes=30)),
    Periodic("readings.partitions", every=timedelta(days=1)),
    Periodic("sandbox.keep", every=timedelta(days=1), offset=timedelta(hours=17)),  # 00.00 in Jakarta
    Periodic("posts.deadlines", every=timedelta(hours=1)),
    Periodic("audit.seal", every=timedelta(minutes=1)),
    Periodic("audit.verify", every=timedelta(days=1), offset=timedelta(hours=19)),  # 02.00 in Jakarta
    Periodic("webhooks.forget", every=timedelta(days=1)),
    Periodic("calls.forget", every=timedelta(days=1), offset=timedelta(hours=20)),  # 03.00 in Jakarta
    Periodic("jobs.forget", every=timedelta(days=1)),
    Periodic("imports.forget", every=timedelta(days=1), offset=timedelta(hours=20)),  # 03.00 in Jakarta
    Periodic("accounts.ask_stale", every=timedelta(days=1), offset=timedelta(hours=1)),  # 08.00 in Jakarta
    Periodic("people.forget", every=timedelta(days=1), offset=timedelta(hours=20)),  # 03.00 in Jakarta
]
BEAT_SCHEDULE = beat_schedule(PERIODIC) | {
    "webhooks": {
        "task": "agencies.deliver_webhooks",
        "schedule": 2.0,
        "options": {"queue": WEBHOOK_QUEUE, "expires": 4.0},
    }
}
app.conf.beat_schedule = BEAT_SCHEDULE


@transaction.atomic
def count_and_rank(
    *,
    campaign_code: str,
    at: datetime | None,
    now: datetime,
    trigger: TallyRun.Trigger,
    by: audit.Actor,
) -> TallyRun:
    """Count the campaign as of `at` (None: now), then rank its open rounds from that very count.

    Both are kept or neither. Only a count of the present is ranked: a look into the past changes no standing.
    Of the counts before, those that a sealed ranking was made from keep their details, and no other.
    """
    run = tallies.run(campaign_code=campaign_code, at=at, now=now, trigger=trigger, by=by)
    Campaign.objects.select_for_update(no_key=True).get(pk=run.campaign_id)  # a freeze is over, or waits
    sealed = Ranking.objects.filter(round__campaign=run.campaign_id, sealed_at__isnull=False)
    tallies.forget_details(run, keep=sealed.values_list("tally", flat=True))
    if at is None or at >= now:
        rankings.compute(tally=run, by=by, at=now)
    return run


@handles("tallies.due")
def start_due_tallies(job: RunningJob) -> dict[str, Any]:
    """Ask for one tally per campaign that has begun and is not closed, and period."""
    codes = list(Campaign.objects.begun(job.at).values_list("code", flat=True))
    for code in codes:
        enqueue(
            kind="tally.run",
            key=f"{code}:{job.payload['period_start']}",
            payload={"campaign": code, "trigger": TallyRun.Trigger.BEAT},
            due_at=job.at,
        )
    return {"campaigns": codes}


@handles("tallies.thin")
def thin_tallies(job: RunningJob) -> dict[str, Any]:
    """Keep fewer tallies of the days gone by."""
    return {"removed": thinning.thin(at=job.at, by=audit.SYSTEM)}


@handles("tally.run")
def run_tally(job: RunningJob) -> dict[str, Any]:
    """Count and rank one campaign for whoever asked: the beat or a person."""
    run = count_and_rank(
        campaign_code=job.payload["campaign"],
        at=None,
        now=job.at,
        trigger=TallyRun.Trigger(job.payload["trigger"]),
        by=audit.actor(job.requested_by),
    )
    return {"tally": str(run.public_id), "cutoff": run.cutoff.isoformat()}
