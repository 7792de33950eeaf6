"""How the portal counts and ranks, for anyone: definitions, recipe and proofs as they are in force."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import AuditSeal
from awards import snapshots, tones, visibility, wording
from awards.models import AwardRound, Ranking, RecipeVersion
from awards.recipes import Component
from awards.states import PROVEN
from awards.visibility import PublicResult
from campaigns import selection
from campaigns.models import Campaign, Grade
from reports import figures


@login_not_required
@require_safe
def methodology(request: HttpRequest) -> HttpResponse:
    """Shows the heads of published rankings and of the audit trail, for others to hold the portal to them."""
    campaign = selection.chosen(request.GET, timezone.now())
    context: dict[str, Any] = {
        "campaign": campaign,
        "definitions": figures.definitions(),
        "seal": AuditSeal.objects.order_by("-sequence").first(),
        "grades": [
            {"label": grade.label, "counts": campaign is not None and grade in campaign.counted_grades}
            for grade in Grade
        ],
    }
    if campaign:
        result = visibility.public_result(campaign)
        context |= {
            "round": result.round,
            "formula": wording.formula(result.recipe) if result.recipe else None,
            "categories": list(result.round.categories.all()) if result.round else [],
            "versions": _versions(result.round) if result.round else [],
            "proofs": _proofs(campaign),
            "tone_sources": _tone_sources(campaign, result),
        }
    return render(request, "reports/methodology.html", context)


@login_not_required
@require_safe
def ranking_proof(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """The file that `tools/verify_ranking.py` checks; 404 for every round that was never published."""
    award_round = get_object_or_404(
        AwardRound.objects.select_related("campaign", "supersedes__frozen_ranking"),
        public_id=round_id,
        state__in=PROVEN,
    )
    ranking = get_object_or_404(Ranking.objects.select_related("tally"), pk=award_round.frozen_ranking_id)
    ranking.round = award_round  # what the chain asks of its round is known already
    name = f"{award_round.campaign.code}-v{award_round.version}.jsonl"
    return HttpResponse(
        snapshots.chain(ranking).export(),
        content_type="application/jsonl; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _versions(award_round: AwardRound) -> list[RecipeVersion]:
    """The recipe of the round and those before it, newest first."""
    recipe = award_round.recipe
    return list(RecipeVersion.objects.filter(code=recipe.code, version__lte=recipe.version))


def _tone_sources(campaign: Campaign, result: PublicResult) -> list[dict[str, Any]]:
    """Where the tone comes from that the shown ranking weighs, or the next one will; nothing without tone."""
    if not (result.recipe and any(part.code is Component.TONE for part in result.recipe.components)):
        return []
    ranking = result.ranking
    if ranking is None:
        return tones.sources(tones.newest(campaign, timezone.now()))
    return tones.sources(tones.weighed(ranking, ranking.standings.only("agency", "components")))


def _proofs(campaign: Campaign) -> list[AwardRound]:
    """The versions whose result was published, newest first, each with its sealed ranking and tally."""
    published = AwardRound.objects.filter(campaign=campaign, state__in=PROVEN)
    return list(published.select_related("frozen_ranking__tally").order_by("-version"))
