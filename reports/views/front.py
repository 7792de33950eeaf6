"""The public's first page: the result so far."""

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
    at = timezone.now()
    campaign = selection.chosen(request.GET, at)
    if campaign is None:
        return render(request, "reports/front_empty.html")
    run = TallyRun.objects.newest(campaign)
    ranking = visibility.shown(campaign)
    context = {
        "campaign": campaign,
        "clocks": overview.clocks(at),
        "figures": figures.of(campaign, at),
        "run": run,
        "trend": overview.trend_chart(run) if run else None,
        "ranking": ranking,
        "leaders": overview.leaders(ranking) if ranking else [],
        "pillars": campaign.pillars.all(),
    }
    return render(request, "reports/front.html", context)
