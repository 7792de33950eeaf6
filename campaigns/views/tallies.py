"""Starting a tally by hand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies import access
from agencies.roles import Permission
from campaigns.actions import tallies
from campaigns.models import Campaign


@require_POST
def tally_run(request: HttpRequest) -> HttpResponse:
    """Ask for a tally of the campaign named by `campaign`, and show how far it is."""
    user = access.require(request.user, Permission.RUN_TALLY)
    known = Campaign.objects.for_people()
    campaign = get_object_or_404(known, code=request.POST.get("campaign", "").replace("\0", ""))
    job = tallies.request(campaign=campaign, by=user, at=timezone.now())
    messages.success(request, _("Penghitungan %(campaign)s diminta.") % {"campaign": campaign.short_name})
    return redirect("reports:job-detail", job.public_id)
