"""Keep a campaign; what its window, zone or counted grades mean for the counts follows by a job."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from agencies import audit
from agencies.actions import reference
from campaigns import counters, partitions
from campaigns.models import Campaign
from summitcomms.jobs.actions import enqueue

RECOUNT = "campaigns.recount"
CHUNK = 2_000
"""Posts that are counted again by one statement; between two the job says how far it is."""


@transaction.atomic
def save(*, by: audit.Actor, campaign: Campaign, at: datetime) -> Campaign:
    """Add or change a campaign and make room for its readings.

    When what decides on the counts changed, a job counts the posts again.
    """
    stored = Campaign.objects.select_for_update(no_key=True).filter(pk=campaign.pk).first()
    reference.save(by=by, obj=campaign)
    if campaign.state != Campaign.State.DRAFT:
        partitions.ensure_for(campaign, at=at)
    if stored and _rules(stored) != _rules(campaign):
        enqueue(
            kind=RECOUNT,
            key=f"{campaign.code}:{at.isoformat()}",
            payload={"campaign": campaign.code},
            by_id=by.actor_id,
            by_label=by.actor_label,
            due_at=at,
        )
    return campaign


def recount(*, code: str, progress: Callable[..., None]) -> int:
    """Compute the counters of all posts of the campaign again by primary key; return how many."""
    ids = list(Campaign.objects.get(code=code).posts.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        progress(start, total=len(ids), note="Menghitung ulang unggahan")
        counters.refresh(ids[start : start + CHUNK])
    return len(ids)


def _rules(campaign: Campaign) -> tuple[Any, ...]:
    """Everything of a campaign on which the counters of its posts depend."""
    return campaign.starts_at, campaign.ends_at, campaign.timezone, sorted(campaign.counted_grades)
