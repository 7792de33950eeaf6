"""Rankings: the recipe of every open round applied to one tally."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from agencies import audit
from awards import contest, juries, proof, snapshots
from awards.jurying import fold
from awards.models import AwardRound, Category, Ranking, Standing
from awards.ranking import Ranked, rank
from awards.scoring import Recipe
from awards.states import RoundState
from campaigns.models import Campaign, TallyRun


@transaction.atomic
def compute(*, tally: TallyRun, by: audit.Actor, at: datetime) -> list[Ranking]:
    """Rank the open rounds of the tally's campaign from `tally`; rounds in any other state are left alone.

    What is kept is worded in Indonesian, whoever asks: the hash chain covers the words.
    A ranking of the same round and tally is returned as it stands, so a repeated call changes nothing. Raises
    `Refused` when the daily rows of the tally are gone.
    """
    # No key is changed: posts that refer to the campaign may go on arriving meanwhile.
    Campaign.objects.select_for_update(no_key=True).get(pk=tally.campaign_id)
    rounds = list(
        AwardRound.objects.select_for_update(of=("self",), no_key=True)
        .filter(campaign=tally.campaign_id, state=RoundState.OPEN)
        .select_related("campaign", "recipe")
        .prefetch_related("categories")
        .order_by("pk")
    )
    known = {ranking.round_id: ranking for ranking in Ranking.objects.filter(tally=tally, round__in=rounds)}
    before = Ranking.objects.last_freeze()
    new = [
        Ranking(
            round=award_round,
            tally=tally,
            recipe_data=award_round.recipe.data,
            computed_at=at,
            previous=before.head if before else "",
        )
        for award_round in rounds
        if award_round.pk not in known
    ]
    if new:
        Ranking.objects.bulk_create(new)
        with override("id"):
            standings = [standing for ranking in new for standing in _standings(ranking)]
        Standing.objects.bulk_create(standings)
    for ranking in new:
        audit.record(
            by=by,
            action="ranking.computed",
            target=ranking,
            after={"tally": str(tally.public_id), "cutoff": tally.cutoff.isoformat()},
        )
        known[ranking.round_id] = ranking
    return [known[award_round.pk] for award_round in rounds]


@transaction.atomic
def again(*, ranking: Ranking, by: audit.Actor, at: datetime) -> Ranking:
    """Rank the same tally once more: something besides it has changed, a jury's verdict or the freeze before.

    Only for an unsealed ranking of an open round; what `compute` refuses is refused here too.
    """
    tally, award_round = ranking.tally, ranking.round
    ranking.delete()
    made = compute(tally=tally, by=by, at=at)
    return next(one for one in made if one.round_id == award_round.pk)


def differs(ranking: Ranking) -> bool:
    """Whether ranking the same tally now would come out otherwise.

    Followers, population, tone or a nomination may have come in since, of which the tally knows nothing.
    """
    with override("id"):
        now = {standing.hash for standing in _standings(ranking)}
    return now != set(ranking.standings.values_list("hash", flat=True))


def _standings(ranking: Ranking) -> Iterable[Standing]:
    """The unsaved standings of all categories, each with its hash; the order is that of the chain."""
    recipe = Recipe.from_data(ranking.recipe_data)
    found = contest.read(ranking.round, ranking.tally, [recipe])
    categories = sorted(ranking.round.categories.all(), key=lambda category: category.code)
    panels = juries.panels(ranking.round)
    rows: list[tuple[Category, Ranked]] = [
        (category, row)
        for category in categories
        for row in fold(rank(found.scores(category, recipe)), panels.get(category.pk))
    ]
    hashes = proof.chain(
        proof.genesis(snapshots.facts(ranking)),
        [proof.standing(category.code, row) for category, row in rows],
    )
    for (category, row), hashed in zip(rows, hashes, strict=True):
        yield Standing(
            ranking=ranking,
            category=category,
            agency_id=found.agency_ids[row.agency],
            post_id=found.post_ids.get(row.scored.post),
            position=row.position,
            rank=row.rank,
            total=row.total,
            reason=row.reason,
            components=snapshots.components(row),
            hash=hashed,
            **snapshots.both_scores(row),
        )
