"""The directory of agencies: finding one, taking the list along, and bringing it up to date from a list."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
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
from agencies.directory_plan import Outcome, Step, Verdict
from agencies.models import Agency, User
from agencies.roles import Permission
from summitcomms.lib import clock, downloads
from summitcomms.lib.lists import Rows

PAGE = 50
SALT = "agencies.directory-plan"
PLAN_LASTS = timedelta(hours=12)
BESIDE_THE_PLAN = 1024
"""Bytes of a confirmation that are not the plan: the token, and names of fields."""


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
        sealed = _seal(user, [outcome.step for outcome in outcomes if outcome.step], at)
        if len(sealed) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE - BESIDE_THE_PLAN:
            return _show_plan(request, found, outcomes, sealed)
        form.add_error(
            None,
            _("Perubahan dalam daftar ini terlalu banyak untuk sekali jalan. Bagi menjadi beberapa daftar."),
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
        steps, planned_at = _unseal(user, request.POST["plan"])
    except signing.BadSignature:
        messages.error(request, _("Hasil pemeriksaan ini tidak berlaku lagi. Kirim daftarnya sekali lagi."))
        return redirect("agencies:agency-import")
    job = directory_import.request(by=user, steps=steps, planned_at=planned_at, at=at)
    return redirect("reports:job-detail", job.public_id)


def _seal(user: User, steps: list[Step], at: datetime) -> str:
    """The plan as the page carries it to its confirmation: signed, so that what was shown is what is done."""
    sealed = [user.actor_id, at.isoformat(), directory_plan.as_json(steps)]
    return signing.dumps(sealed, salt=SALT, compress=True)


def _unseal(user: User, text: str) -> tuple[list[Step], datetime]:
    """What `_seal` has signed for the same person today; raises BadSignature otherwise."""
    actor_id, planned_at, steps = signing.loads(text, salt=SALT, max_age=PLAN_LASTS)
    if actor_id != user.actor_id:
        raise signing.BadSignature("made for somebody else")
    return directory_plan.from_json(steps), datetime.fromisoformat(planned_at)


def _counts(outcomes: list[Outcome]) -> list[tuple[str, int]]:
    return [(one.label, sum(row.verdict is one for row in outcomes)) for one in Verdict]


def _holds_somewhere(request: HttpRequest, permission: Permission) -> bool:
    return isinstance(request.user, User) and any(
        permission in membership.role_rules.permissions for membership in request.user.active_memberships
    )
