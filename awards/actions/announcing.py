"""What partners' systems are told of rounds, inside the transaction that makes it so.

What is frozen is being decided: that it is frozen is told, no rank and no seal. What is published everybody
may read, where `GET /standings/` shows it; the seal tells whether it is the same result.
"""

from agencies.actions import webhooks
from agencies.actions.webhooks import News
from agencies.hooks.messages import rfc3339
from agencies.models import WebhookEvent
from awards.models import AwardRound
from awards.states import RoundState


def moved(award_round: AwardRound) -> None:
    """Tell of a round that was just frozen or published; of other moves nothing is told."""
    state, ranking = award_round.state, award_round.frozen_ranking
    said = {
        "round": str(award_round.public_id),
        "campaign": award_round.campaign.code,
        "name": award_round.name,
        "version": award_round.version,
    }
    if state == RoundState.FROZEN and award_round.frozen_at:
        webhooks.emit(event=WebhookEvent.ROUND_FROZEN, news=[News(said)], at=award_round.frozen_at)
    if state == RoundState.PUBLISHED and award_round.published_at and ranking:
        said |= {"cutoff": rfc3339(ranking.tally.cutoff), "head": ranking.head}
        webhooks.emit(event=WebhookEvent.AWARD_PUBLISHED, news=[News(said)], at=award_round.published_at)
