"""How the portal counts and ranks, for anyone: the definitions and the recipe as they are in force."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from awards.models import AwardRound
from campaigns import selection
from campaigns.models import Grade
from reports import figures


@login_not_required
@require_safe
def methodology(request: HttpRequest) -> HttpResponse:
    campaign = selection.chosen(request.GET, timezone.now())
    award_round = AwardRound.objects.current(campaign) if campaign else None
    context = {
        "campaign": campaign,
        "definitions": figures.definitions(),
        "grades": [
            {"label": grade.label, "counts": campaign is not None and grade in campaign.counted_grades}
            for grade in Grade
        ],
        "round": award_round,
        "recipe": award_round.recipe.recipe if award_round else None,
    }
    return render(request, "reports/methodology.html", context)
