"""An agency's public page: what was verified, and the standing that may be shown, with its reasons."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import Agency, SocialAccount
from campaigns import selection
from campaigns.models import AgencyTally, TallyRun
from reports import agency_page


@login_not_required
@require_safe
def agency_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for everyone, members included; accounts that are only proposed are not shown as official."""
    agency = get_object_or_404(Agency.objects.active().select_related("parent"), slug=slug)
    campaign = selection.chosen(request.GET, timezone.now())
    context: dict[str, Any] = {
        "agency": agency,
        "campaign": campaign,
        "accounts": agency.accounts.filter(state=SocialAccount.State.VERIFIED),
    }
    if campaign:
        run = TallyRun.objects.newest(campaign)
        context |= {
            "run": run,
            "tally": AgencyTally.objects.filter(run=run, agency=agency).first() if run else None,
            "place": agency_page.place(campaign, agency),
            "posts": agency_page.verified_posts(campaign, agency),
            "most_posts": agency_page.MOST_POSTS,
        }
    return render(request, "reports/agency_detail.html", context)
