"""The tone observed about agencies goes on record, whole lists at once, with who and why."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.directory_plan import Verdict
from agencies.models import AuditEvent, User
from agencies.roles import Permission
from awards import tones
from awards.actions import changing
from awards.models import AwardRound
from awards.recipes import Component
from awards.states import RoundState
from awards.tones import Held, Listed, Outcome, Step
from campaigns.models import Campaign, ComponentInput
from summitcomms.lib.lists import Row
from summitcomms.lib.refusals import Refused


@transaction.atomic
def record(
    *,
    by: User,
    campaign: Campaign,
    rows: Sequence[Row],
    listed: Listed,
    shown: Mapping[int, Held | None],
    at: datetime,
) -> list[Outcome]:
    """Store what is new, correct what has a reason, and rank the campaign's open rounds anew.

    Every row is judged once more: one for which the record no longer says what was `shown` is refused like
    any other, so nobody overwrites what somebody else has recorded meanwhile. A sealed result stays as it is.
    Refused: own_agency.
    """
    require_impartial(by)
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    outcomes = tones.plan(campaign, rows, listed, at=at, shown=shown)
    new = [one.step for one in outcomes if one.step and one.verdict is Verdict.NEW]
    corrected = [one.step for one in outcomes if one.step and one.verdict is Verdict.CHANGED]
    events = [
        *(_event(by, campaign, "tone.recorded", step) for step in new),
        *(_event(by, campaign, "tone.corrected", step) for step in corrected),
    ]
    ComponentInput.objects.bulk_create(_made(campaign, step) for step in new)
    ComponentInput.objects.bulk_update(
        [_mended(step.known, step) for step in corrected if step.known], ["value", "n", "source"]
    )
    audit.record_all(events)
    if events:
        opened = AwardRound.objects.filter(campaign=campaign, state=RoundState.OPEN)
        for award_round in opened.select_related("campaign", "recipe").order_by("pk"):
            changing.rank_again(award_round, by=by, at=at)
    return outcomes


def require_impartial(by: User) -> None:
    """Tone is recorded by analysts of the centre who serve no agency. Refused: own_agency."""
    access.require(by, Permission.IMPORT_READINGS)
    if own := access.agency_of(by):
        raise Refused(
            "own_agency",
            _(
                "Anda juga bertugas di %(agency)s. "
                "Tone dicatat analis yang tidak bertugas di instansi mana pun."
            )
            % {"agency": own.short_name},
        )


def _made(campaign: Campaign, step: Step) -> ComponentInput:
    return _mended(
        ComponentInput(
            campaign=campaign, agency=step.agency, component=Component.TONE, as_of=step.observed.as_of
        ),
        step,
    )


def _mended(held: ComponentInput, step: Step) -> ComponentInput:
    """`held` with what the step says was observed."""
    held.value, held.n, held.source = step.observed.share, step.observed.n, step.observed.source
    return held


def _event(by: User, campaign: Campaign, action: str, step: Step) -> AuditEvent:
    known, seen = step.known, step.observed
    where = {"campaign": campaign.code, "as_of": seen.as_of.isoformat()}
    return audit.event(
        by=by,
        action=action,
        target=step.agency,
        before=_told(known.value, known.n, known.source) if known else None,
        after=_told(seen.share, seen.n, seen.source) | where,
        reason=step.reason,
    )


def _told(share: Decimal, n: int, source: str) -> dict[str, object]:
    return {"positive": str(share), "n": n, "source": source}
