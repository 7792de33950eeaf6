"""Which ranking a reader sees: the rule that keeps a frozen result from the public until it is published."""

from dataclasses import dataclass

from awards.models import AwardRound, Ranking
from awards.scoring import Recipe
from awards.states import RoundState
from campaigns.models import Campaign


@dataclass(frozen=True, slots=True)
class PublicResult:
    """What the public may see of a campaign's contest.

    `round` is its current version, None before one is open. `ranking` is None while there is nothing to show:
    no tally yet, or a frozen result that is still being decided.
    """

    round: AwardRound | None
    ranking: Ranking | None

    @property
    def is_provisional(self) -> bool:
        """The ranks may still change with the next tally."""
        return self.ranking is not None and self.ranking.sealed_at is None

    @property
    def recipe(self) -> Recipe | None:
        """What the ranking was made with, or what the round will use; None before a round is open."""
        if self.ranking:
            return Recipe.from_data(self.ranking.recipe_data)
        return self.round.recipe.recipe if self.round else None

    @property
    def is_being_decided(self) -> bool:
        """Frozen by one person, not yet published by another: its ranks are nobody's business until then."""
        return self.round is not None and self.round.state == RoundState.FROZEN


def public_result(campaign: Campaign) -> PublicResult:
    """Open round: its newest ranking, provisional. Frozen: none. Published or awarded: the sealed ranking.

    A superseded round is followed by its new version, which starts open; a draft is not shown at all.
    """
    award_round = AwardRound.objects.current(campaign)
    if award_round is None or award_round.state == RoundState.DRAFT:
        return PublicResult(round=None, ranking=None)
    if award_round.state == RoundState.FROZEN:
        return PublicResult(round=award_round, ranking=None)
    return PublicResult(round=award_round, ranking=for_staff(award_round))


def for_staff(award_round: AwardRound) -> Ranking | None:
    """The sealed ranking of a round, or the newest one while it is open."""
    if award_round.frozen_ranking_id:
        ranking = Ranking.objects.select_related("tally").get(pk=award_round.frozen_ranking_id)
    elif newest := Ranking.objects.newest(award_round):
        ranking = newest
    else:
        return None
    ranking.round = award_round  # known already: whoever reads the standings need not ask for it again
    return ranking
