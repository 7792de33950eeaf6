"""What the actions share that change how a round is computed: its lock, and its ranking made anew."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.roles import Permission
from awards.actions import rankings
from awards.models import AwardRound, Ranking
from awards.states import RoundState
from campaigns.models import Campaign
from summitcomms.lib.refusals import Refused

UNSETTLED = (RoundState.DRAFT, RoundState.OPEN)
"""The states in which a round may still be computed in another way."""


def locked(round_id: UUID, by: audit.Actor) -> AwardRound:
    """A draft or open round for somebody who may decide it, locked after its campaign.

    Raises `PermissionDenied`, `Campaign.DoesNotExist`, and `Refused` once the result is frozen or the jury
    has closed its judging: from then on nothing may move beneath it.
    """
    access.require_actor(by, Permission.DECIDE_ROUNDS)
    Campaign.objects.select_for_update(no_key=True).get(rounds__public_id=round_id)
    award_round = (
        AwardRound.objects.select_for_update(of=("self",), no_key=True)
        .select_related("campaign__predecessor", "recipe")
        .get(public_id=round_id)
    )
    if award_round.state not in UNSETTLED:
        raise Refused("already_frozen", _("Putaran ini sudah dibekukan. Koreksi dibuat sebagai versi baru."))
    if award_round.judged_at:
        raise Refused(
            "judging_closed", _("Penjurian putaran ini sudah ditutup, sehingga dasarnya tidak dapat diubah.")
        )
    return award_round


def rank_again(award_round: AwardRound, *, by: audit.Actor, at: datetime) -> None:
    """Compute the newest ranking once more, so that nobody freezes one that the change made obsolete."""
    ranking = Ranking.objects.select_related("tally__campaign", "round").newest(award_round)
    if ranking and not ranking.sealed_at:
        rankings.again(ranking=ranking, by=by, at=at)
