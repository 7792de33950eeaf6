"""The directory of agencies: finding one, taking the list along, and bringing it up to date from a list."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies import access, directory_plan, directory_rows
from agencies.actions import directory_import
from agencies.directory_forms import DirectoryFilterForm, DirectoryImportForm
from agencies.directory_plan import Outcome, Verdict
from agencies.models import Agency, User
from agencies.roles import Permission
from summitcomms.lib import clock, downloads, tokens
from summitcomms.lib.lists import Rows

PAGE = 50


@login_not_required
@require_safe
def agency_list(request: HttpRequest) -> HttpResponse:
    """Anyone finds an agency: they are public bodies. Those out of service are shown to administrators."""
    is_administrator = bool(access.can(request.user, Permission.ADMINISTER))
    form = DirectoryFilterForm(request.GET, sees_inactive=is_administrator)
    found = form.narrow(Agency.objects.select_related("region", "parent__region").prefetch_related("aliases"))
    query = request.GET.urlencode()
    context = {
        "form": form,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "is_narrowed": form.is_narrowed,
        "typed": request.GET.get("q", ""),
        "is_administrator": is_administrator,
        "may_see_coverage": _holds_somewhere(request, Permission.VIEW_COVERAGE),
        "export_url": reverse("agencies:agency-export") + (f"?{query}" if query else ""),
    }
    return render(request, "agencies/directory_list.html", context)


@login_not_required
@require_safe
def agency_export(request: HttpRequest) -> HttpResponseBase:
    """The agencies that the same filters find, as a workbook that the import understands."""
    form = DirectoryFilterForm(
        request.GET, sees_inactive=bool(access.can(request.user, Permission.ADMINISTER))
    )
    if not form.is_valid():
        return redirect(f"{reverse('agencies:agency-list')}?{request.GET.urlencode()}")
    found = form.narrow(Agency.objects.prefetch_related("aliases"))
    rows = (tuple(directory_plan.record_of(agency).values()) for agency in found)
    today = clock.campaign_day(timezone.now(), clock.WIB).isoformat()
    return downloads.xlsx(f"instansi-{today}", directory_rows.TITLES, rows)


@require_http_methods(["GET", "HEAD", "POST"])
def agency_import(request: HttpRequest) -> HttpResponse:
    """A list is read and shown with what would become of every row; `plan` confirms exactly that."""
    user = access.require(request.user, Permission.ADMINISTER)
    at = timezone.now()
    if "plan" in request.POST:
        return _confirm(request, user, at)
    is_sent = request.method == "POST"
    form = DirectoryImportForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if form.is_valid():
        found = form.cleaned_data["found"]
        outcomes = directory_plan.plan(found.rows)
        steps = directory_plan.as_json(outcome.step for outcome in outcomes if outcome.step)
        try:
            sealed = tokens.signed([at.isoformat(), steps], by=user.actor_id, use=directory_import.KIND)
            return _show_plan(request, found, outcomes, sealed)
        except tokens.TooLong:
            form.add_error(
                None,
                _(
                    "Perubahan dalam daftar ini terlalu banyak untuk sekali jalan. "
                    "Bagi menjadi beberapa daftar."
                ),
            )
    context = {"form": form, "columns": directory_rows.COLUMNS.values()}
    return render(request, "agencies/agency_import.html", context, status=422 if form.is_bound else 200)


def _show_plan(request: HttpRequest, found: Rows, outcomes: list[Outcome], sealed: str) -> HttpResponse:
    context: dict[str, Any] = {
        "found": found,
        "outcomes": [one for one in outcomes if one.verdict is not Verdict.SAME],
        "same": [one for one in outcomes if one.verdict is Verdict.SAME],
        "counts": _counts(outcomes),
        "ready": sum(outcome.step is not None for outcome in outcomes),
        "plan": sealed,
    }
    return render(request, "agencies/agency_import_plan.html", context)


def _confirm(request: HttpRequest, user: User, at: datetime) -> HttpResponse:
    try:
        planned_at, steps = tokens.opened(request.POST["plan"], by=user.actor_id, use=directory_import.KIND)
    except tokens.Invalid:
        messages.error(request, _("Hasil pemeriksaan ini tidak berlaku lagi. Kirim daftarnya sekali lagi."))
        return redirect("agencies:agency-import")
    job = directory_import.request(
        by=user,
        steps=directory_plan.from_json(steps),
        planned_at=datetime.fromisoformat(planned_at),
        at=at,
    )
    return redirect("reports:job-detail", job.public_id)


def _counts(outcomes: list[Outcome]) -> list[tuple[str, int]]:
    return [(one.label, sum(row.verdict is one for row in outcomes)) for one in Verdict]


def _holds_somewhere(request: HttpRequest, permission: Permission) -> bool:
    return isinstance(request.user, User) and any(
        permission in membership.role_rules.permissions for membership in request.user.active_memberships
    )
