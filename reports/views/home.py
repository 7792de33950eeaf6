"""Where a signed-in person begins: the centre at its control room, others at the page of their agency."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from agencies import access
from agencies.models import User
from agencies.roles import Permission
from campaigns import selection
from campaigns.actions import posts
from campaigns.models import Campaign, TallyRun
from reports import agency_page, attention
from reports.agency_page import Desk

AGENCY = "instansi"
"""The query parameter that names one of the own agencies by its slug."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page of one of the reader's agencies; `?instansi=` chooses among several, 404 for anyone else's."""
    user = request.user
    if AGENCY not in request.GET and access.can(user, Permission.VIEW_CONTROL_ROOM):
        return redirect("reports:control-room")
    desks = agency_page.desks(user) if isinstance(user, User) else []
    if not isinstance(user, User) or not desks:
        chores = attention.jury_tasks(user) if isinstance(user, User) else []
        return render(request, "reports/home_without_role.html", {"chores": chores})
    desk = _chosen(desks, request.GET.get(AGENCY, ""))
    at = timezone.now()
    campaign = selection.current(at)
    context: dict[str, Any] = {
        "campaign": campaign,
        "agency": desk.agency,
        "tabs": _tabs(desks, desk) if len(desks) > 1 else [],
        "may_submit": campaign is not None
        and campaign.state == Campaign.State.OPEN
        and posts.may_report(user, desk.agency),
        "chores": attention.agency_tasks(user, desk.agency, at),
        "zone": user.zone,
    }
    if campaign:
        context |= {
            "statuses": agency_page.statuses(campaign, desk.agency),
            "to_mend": agency_page.to_mend(campaign, desk.agency),
            "place": agency_page.place(campaign, desk.agency),
            "meetings": agency_page.next_meetings(campaign, at),
        }
        if desk.is_coordinator:
            run = TallyRun.objects.newest(campaign)
            members = agency_page.members(campaign, desk.agency, run)
            silent = [member for member in members if member.is_silent]
            context |= {
                "run": run,
                "members": members,
                "silent": silent,
                "reminder": agency_page.reminder(campaign, [one.agency for one in silent], at, user.zone),
            }
    return render(request, "reports/home.html", context)


def _chosen(desks: list[Desk], slug: str) -> Desk:
    """The named desk, else the first."""
    if not slug:
        return desks[0]
    for desk in desks:
        if desk.agency.slug == slug:
            return desk
    raise Http404("not an agency of this person")


def _tabs(desks: list[Desk], chosen: Desk) -> list[dict[str, object]]:
    return [
        {
            "url": f"?{urlencode({AGENCY: desk.agency.slug})}",
            "label": desk.agency.short_name,
            "current": desk == chosen,
        }
        for desk in desks
    ]
