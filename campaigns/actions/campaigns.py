"""Keep a campaign; room for its readings, and what its rules mean for the counts, follow by jobs."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit
from agencies.actions import reference
from campaigns import counters
from campaigns.models import Campaign
from campaigns.screening import Rule
from summitcomms.jobs.actions import enqueue
from summitcomms.lib.refusals import Refused

MAKE_ROOM = "readings.partitions"
CHUNK = 2_000
"""Posts that are counted again by one statement; between two the job says how far it is."""


@transaction.atomic
def save(
    *, by: audit.Actor, campaign: Campaign, at: datetime, fields: Collection[str] | None = None
) -> Campaign:
    """Add or change a campaign; `fields` as for `reference.save`. Raises Refused: trusted_rules.

    Once it is open, a job makes room for the readings of its window: whoever works here need not be allowed
    to make tables. When what decides on the counts changed, another counts the posts again.
    """
    stored = Campaign.objects.select_for_update(no_key=True).filter(pk=campaign.pk).first()
    reference.save(by=by, obj=campaign, fields=fields)
    if fault := trust_fault(campaign.trusted_rules, evidence_required=campaign.evidence_required):
        raise Refused("trusted_rules", fault)
    if campaign.state == Campaign.State.OPEN and (not stored or _window(stored) != _window(campaign)):
        _ask(MAKE_ROOM, by=by, campaign=campaign, at=at)
    if stored and _rules(stored) != _rules(campaign):
        _ask(counters.RECOUNT, by=by, campaign=campaign, at=at)
    return campaign


def trust_fault(trusted: Collection[str], *, evidence_required: bool) -> str:
    """Why a campaign cannot trust these rules of the screening, in a sentence; empty when it can.

    Where no screenshot is wanted, the rule about screenshots passes without one and proves nothing.
    """
    if unknown := sorted(set(trusted) - set(Rule)):
        return _("Aturan “%(rules)s” tidak dikenal.") % {"rules": ", ".join(unknown)}
    if Rule.IMAGE in trusted and not evidence_required:
        return _("Aturan “%(rule)s” hanya dapat dipercaya bila tangkapan layar diwajibkan.") % {
            "rule": Rule.IMAGE.label
        }
    return ""


def recount(*, code: str, progress: Callable[..., None]) -> int:
    """Compute the counters of all posts of the campaign again by primary key; return how many."""
    ids = list(Campaign.objects.get(code=code).posts.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        progress(start, total=len(ids), note=_("Menghitung ulang unggahan"))
        counters.refresh(ids[start : start + CHUNK])
    return len(ids)


def _ask(kind: str, *, by: audit.Actor, campaign: Campaign, at: datetime) -> None:
    enqueue(
        kind=kind,
        key=f"{campaign.code}:{at.isoformat()}",
        payload={"campaign": campaign.code},
        by_id=by.actor_id,
        by_label=by.actor_label,
        due_at=at,
    )


def _window(campaign: Campaign) -> tuple[Any, ...]:
    """Everything of a campaign on which the need for room depends."""
    return campaign.state, campaign.starts_at, campaign.ends_at


def _rules(campaign: Campaign) -> tuple[Any, ...]:
    """Everything of a campaign on which the counters of its posts depend."""
    return campaign.starts_at, campaign.ends_at, campaign.timezone, sorted(campaign.counted_grades)
