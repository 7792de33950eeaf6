"""How firm a ranking stands, for those who watch and those who decide: other weights, drawn or tried."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies import access
from agencies.models import Agency
from agencies.roles import Permission
from awards import jurying, sensitivity, snapshots, visibility
from awards.models import AwardRound, Category, Ranking, Standing
from awards.ranking import rank
from awards.recipes import Recipe
from awards.weight_forms import WeightsForm
from summitcomms.lib.numbers import percent, signed

SHOWN = 20
"""How many ranks of the tried ranking are shown; the question is what happens at the top."""


@dataclass(frozen=True, slots=True)
class Steady:
    """An agency that some weighting puts first."""

    agency: Agency
    rank: int | None
    firsts: int
    share: str


@dataclass(frozen=True, slots=True)
class Tried:
    """A place under the tried weights beside the present one, both by the automatic score alone."""

    agency: Agency
    rank: int
    total: Decimal
    rank_now: int | None

    @property
    def moved(self) -> int:
        """How many ranks the agency rises (above 0) or falls."""
        return (self.rank_now or self.rank) - self.rank

    @property
    def moved_text(self) -> str:
        """ "+2" or "−1"."""
        return signed(self.moved)


@require_safe
def round_sensitivity(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The table of 1,000 weightings of a category, and the ranking under weights from the query.

    Weights move the automatic score; what a jury made of it is left aside on this page.
    """
    access.require(request.user, Permission.VIEW_ROUNDS)
    rounds = AwardRound.objects.select_related("campaign", "recipe")
    award_round = get_object_or_404(rounds, public_id=round_id)
    scored = Category.objects.filter(round=award_round, basis=Category.Basis.SCORE)
    named = request.GET.get("kategori", "").replace("\0", "")
    category = get_object_or_404(scored, code=named) if named else scored.first()
    ranking = visibility.for_staff(award_round)
    context: dict[str, Any] = {
        "round": award_round,
        "campaign": award_round.campaign,
        "crumbs": [(award_round.get_absolute_url(), award_round.name), ("", _("Kepekaan peringkat"))],
        "category": category,
        "tabs": [
            {"url": f"?kategori={one.code}", "label": one.label, "current": one == category} for one in scored
        ],
        "ranking": ranking,
    }
    if category and ranking:
        context |= _figures(request, ranking, category)
    return render(request, "awards/round_sensitivity.html", context)


def _figures(request: HttpRequest, ranking: Ranking, category: Category) -> dict[str, Any]:
    standings = list(
        Standing.objects.filter(ranking=ranking, category=category)
        .select_related("agency", "category", "post")
        .order_by("position")
    )
    rows = [jurying.automatic(row) for row in snapshots.restore_all(ranking, standings)]
    agencies = {standing.agency.code: standing.agency for standing in standings}
    ranks = {row.agency: row.rank for row in rank(rows)}
    parts = Recipe.from_data(ranking.recipe_data).components
    form = WeightsForm(request.GET, parts=parts)
    weights = sensitivity.apportioned(form.wishes())
    firsts = sensitivity.first_places(rows)
    return {
        "form": form,
        "weights": list(zip(form, parts, weights, strict=True)),
        "draws": sensitivity.DRAWS,
        "steady": [
            Steady(
                agencies[code],
                ranks[code],
                count,
                percent(Decimal(count) / sensitivity.DRAWS, 1),
            )
            for code, count in sorted(firsts.items(), key=lambda one: (-one[1], one[0]))
        ],
        "tried": [
            Tried(agencies[row.agency], row.rank, row.total, ranks[row.agency])
            for row in sensitivity.reweighed(rows, weights)[:SHOWN]
            if row.rank
        ],
    }
