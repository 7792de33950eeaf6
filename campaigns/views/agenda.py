"""What the campaign speaks about and when: meetings by day, pillars with their narratives, focus areas."""

from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from agencies import access
from agencies.models import User
from campaigns import selection
from campaigns.models import Meeting
from summitcomms.lib import clock


@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """For everybody with a role, in an agency or at the centre."""
    user = request.user
    if not isinstance(user, User) or not user.active_memberships:
        raise PermissionDenied(gettext(access.NOT_YOURS))
    at = timezone.now()
    campaign = selection.chosen(request.GET, at)
    if campaign is None:
        return render(request, "campaigns/agenda.html", {"campaign": None})

    def day_of(meeting: Meeting) -> str:
        return clock.date_text(campaign.day_of(meeting.starts_at), long=True)

    context = {
        "campaign": campaign,
        "countdown": clock.countdown(at, campaign.first_day, campaign.timezone),
        "days": [(day, list(meetings)) for day, meetings in groupby(campaign.meetings.all(), day_of)],
        "pillars": [(pillar, f"{pillar.narrative} #{campaign.hashtag}") for pillar in campaign.pillars.all()],
        "focus_areas": list(campaign.focus_areas.all()),
        "own_zone": user.zone if user.zone != campaign.timezone else "",
    }
    return render(request, "campaigns/agenda.html", context)
