"""Where a signed-in person begins: the centre at its control room, everybody else at the own agency's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies import access
from agencies.models import User
from agencies.roles import Permission
from campaigns import selection
from reports import agency_page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    user = request.user
    if access.can(user, Permission.VIEW_CONTROL_ROOM):
        return redirect("reports:control-room")
    if not isinstance(user, User) or not user.active_memberships:
        return render(request, "reports/home_without_role.html")
    at = timezone.now()
    campaign = selection.current(at)
    membership = user.active_memberships[0]
    context = {
        "campaign": campaign,
        "agency": membership.agency,
        "membership": membership,
        "may_submit": access.can(user, Permission.SUBMIT_POSTS, membership.agency),
        "zone": user.zone,
    }
    if campaign and membership.agency:
        context |= {
            "states": agency_page.states(campaign, membership.agency),
            "to_mend": agency_page.to_mend(campaign, membership.agency),
            "place": agency_page.place(campaign, membership.agency),
            "meetings": agency_page.next_meetings(campaign, at),
            "members": agency_page.members(campaign, membership) if membership.is_coordinator else [],
        }
    return render(request, "reports/home.html", context)
