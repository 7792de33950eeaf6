"""An agency's public page: what was verified, and the standing that may be shown, with its reasons."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import Agency
from campaigns import selection
from campaigns.models import AgencyTally, TallyRun
from reports import agency_page


@login_not_required
@require_safe
def agency_detail(request: HttpRequest, slug: str) -> HttpResponse:
    agency = get_object_or_404(Agency.objects.active().select_related("parent", "region"), slug=slug)
    campaign = selection.chosen(request.GET, timezone.now())
    context = {"agency": agency, "campaign": campaign, "accounts": agency.accounts.current()}
    if campaign:
        run = TallyRun.objects.newest(campaign)
        context |= {
            "run": run,
            "tally": AgencyTally.objects.filter(run=run, agency=agency).first() if run else None,
            "place": agency_page.place(campaign, agency),
            "posts": agency_page.verified_posts(campaign, agency),
        }
    return render(request, "reports/agency_detail.html", context)
