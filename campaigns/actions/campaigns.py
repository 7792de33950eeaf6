"""Keep a campaign: what its window, zone or counted grades mean for the counts follows at once."""

from datetime import timedelta

from django.db import transaction

from agencies import audit
from agencies.actions import reference
from campaigns import counters, partitions
from campaigns.models import Campaign

AFTERWARDS = timedelta(weeks=8)
"""How long after its end a campaign still receives readings into partitions of their own."""


@transaction.atomic
def save(*, by: audit.Actor, campaign: Campaign) -> Campaign:
    """Add or change a campaign; make room for its readings and count its posts again by the new rules."""
    reference.save(by=by, obj=campaign)
    if campaign.state != Campaign.State.DRAFT:
        partitions.ensure(campaign.starts_at, campaign.ends_at + AFTERWARDS)
    counters.refresh(campaign.posts.values_list("pk", flat=True))
    return campaign
