"""Which ranking a reader sees: the rule that keeps a judged or frozen result to staff until it is out."""

from dataclasses import dataclass

from awards.models import AwardRound, Ranking
from awards.scoring import Recipe
from awards.states import RoundState
from campaigns.models import Campaign


@dataclass(frozen=True, slots=True)
class PublicResult:
    """What the public may see of a campaign's contest.

    `round` is its current version, None before one is open. `ranking` is None while there is nothing to show:
    no tally yet, or a result that is still being decided.
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
        """Judged or frozen, and not yet published: its ranks are nobody's business until then."""
        return self.round is not None and _is_being_decided(self.round)


def public_result(campaign: Campaign) -> PublicResult:
    """Open round: its newest ranking, provisional. Published or awarded: the sealed ranking.

    Frozen, or open with the jury's verdict in it: none. A superseded round is followed by its new version,
    which starts open; a draft is not shown at all.
    """
    award_round = AwardRound.objects.current(campaign)
    if award_round is None or award_round.state == RoundState.DRAFT:
        return PublicResult(round=None, ranking=None)
    if _is_being_decided(award_round):
        return PublicResult(round=award_round, ranking=None)
    return PublicResult(round=award_round, ranking=for_staff(award_round))


def _is_being_decided(award_round: AwardRound) -> bool:
    """The verdict of a jury is as good as the result: from the end of judging on nothing is provisional."""
    if award_round.state == RoundState.OPEN:
        return award_round.judged_at is not None
    return award_round.state == RoundState.FROZEN


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
