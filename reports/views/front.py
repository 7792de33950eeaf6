"""The public's first page: the result so far."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from awards import visibility
from campaigns import selection
from campaigns.models import TallyRun
from reports import figures, overview


@login_not_required
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Counts of verified posts, and the ranks that may be shown; nothing of a frozen, unpublished round."""
    at = timezone.now()
    campaign = selection.chosen(request.GET, at)
    if campaign is None:
        return render(request, "reports/front_empty.html")
    run = TallyRun.objects.newest(campaign)
    result = visibility.public_result(campaign)
    five = figures.of(campaign, at)
    context: dict[str, Any] = {
        "campaign": campaign,
        "countdown": overview.countdown(campaign, at),
        "clocks": overview.clocks(at),
        "figures": five,
        "run": run,
        "trend": overview.trend_chart(campaign, run, five) if run else None,
        "result": result,
        "ranking": result.ranking,
        "leaders": overview.leaders(result.ranking) if result.ranking else [],
        "pillars": campaign.pillars.all(),
    }
    return render(request, "reports/front.html", context)
