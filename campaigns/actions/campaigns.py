"""Keep a campaign: what its window, zone or counted grades mean for the counts follows at once."""

from datetime import datetime

from django.db import transaction

from agencies import audit
from agencies.actions import reference
from campaigns import counters, partitions
from campaigns.models import Campaign


@transaction.atomic
def save(*, by: audit.Actor, campaign: Campaign, at: datetime) -> Campaign:
    """Add or change a campaign; make room for its readings and count its posts again by the new rules."""
    reference.save(by=by, obj=campaign)
    if campaign.state != Campaign.State.DRAFT:
        partitions.ensure_for(campaign, at=at)
    counters.refresh(campaign.posts.values_list("pk", flat=True))
    return campaign
