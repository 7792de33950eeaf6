"""An agency's page: what was verified and where it stands, for everyone; its people for those concerned."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies import access
from agencies.models import Agency, AgencyKind
from agencies.roles import Permission
from campaigns import selection
from campaigns.models import AgencyTally, TallyRun
from reports import agency_page


@login_not_required
@require_safe
def agency_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The public reads verified figures and official accounts.

    Insiders (the agency, its provincial coordinator, the centre: whoever may see its posts, and with them who
    sent them) also read its people and what it has reported; addresses are for those who manage people. An
    agency out of service is there for insiders only.
    """
    agency = get_object_or_404(
        Agency.objects.select_related("parent__region", "region").prefetch_related("aliases"), slug=slug
    )
    is_insider = bool(access.can(request.user, Permission.VIEW_POSTS, agency))
    if not (agency.is_active or is_insider):
        raise Http404("out of service")
    campaign = selection.chosen(request.GET, timezone.now())
    aliases = list(agency.aliases.all())
    context: dict[str, Any] = {
        "agency": agency,
        "campaign": campaign,
        "former_codes": [alias.text for alias in aliases if alias.is_code],
        "other_names": [alias.text for alias in aliases if not alias.is_code],
        "is_insider": is_insider,
        "may_manage_people": bool(access.can(request.user, Permission.MANAGE_PEOPLE, agency)),
        "may_see_accounts": bool(access.can(request.user, Permission.VIEW_ACCOUNTS, agency)),
        "accounts": agency_page.accounts(agency, is_insider=is_insider),
        "people": agency_page.people(agency) if is_insider else [],
        "members": _members(agency),
    }
    if campaign:
        run = TallyRun.objects.newest(campaign)
        context |= {
            "run": run,
            "tally": AgencyTally.objects.filter(run=run, agency=agency).first() if run else None,
            "place": agency_page.place(campaign, agency),
            "statuses": agency_page.statuses(campaign, agency) if is_insider else [],
            "posts": agency_page.verified_posts(campaign, agency),
            "most_posts": agency_page.MOST_POSTS,
        }
    return render(request, "reports/agency_detail.html", context)


def _members(agency: Agency) -> list[Agency]:
    """The regencies and cities of a province; nothing of any other agency."""
    if agency.kind != AgencyKind.PROVINCE:
        return []
    return list(Agency.objects.active().filter(parent=agency).order_by("code"))
