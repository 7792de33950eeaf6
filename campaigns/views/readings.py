"""Files of readings: handing one in, seeing what would become of it, and getting back the refused rows."""

import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies import access
from agencies.models import User
from agencies.roles import Permission
from campaigns import pages, selection
from campaigns.actions import imports, mappings
from campaigns.actions.imports import Asked, Plan
from campaigns.imports import ColumnsError, template
from campaigns.imports.files import SAMPLE
from campaigns.models import Campaign
from campaigns.reading_forms import (
    ROLE_LABELS,
    ColumnsForm,
    ReadingDetailsForm,
    ReadingImportForm,
    initial_roles,
)
from campaigns.readings import LABELS, ReadingRow
from summitcomms.jobs.models import Job
from summitcomms.lib.refusals import Refused

MOST_LINES = 50
"""Rows of one kind that the check shows; all refused ones come back from the import."""


@require_http_methods(["GET", "HEAD", "POST"])
def reading_import(request: HttpRequest) -> HttpResponse:
    """Take a file, ask what it does not say, show what would become of its rows, and start its import.

    The file is kept after the first step; `token` names it, signed, in all further ones, and `step` says
    which: details, columns, explain or start.
    """
    user = access.require_somewhere(request.user, Permission.IMPORT_READINGS)
    at = timezone.now()
    if "token" not in request.POST:
        return _hand_in(request, user, at)
    try:
        asked = imports.opened(by=user, token=request.POST["token"])
        match request.POST.get("step"):
            case "start":
                return _start(request, user, asked, at)
            case "columns" | "explain":
                return _explain(request, user, asked, at)
            case _:
                return _check(request, user, asked, at)
    except Refused as refusal:
        return _refused(request, user, at, refusal)


@require_safe
def reading_refused(request: HttpRequest, public_id: uuid.UUID) -> FileResponse:
    """The refused rows of one's own import, as they stood, with the reason in a column."""
    user = access.require_somewhere(request.user, Permission.IMPORT_READINGS)
    own = Job.objects.visible_to(user.actor_id, sees_all=False)
    job = get_object_or_404(own, kind=imports.KIND, public_id=public_id)
    name = imports.refused_file(job.public_id)
    if not default_storage.exists(name):
        raise Http404("no row was refused")
    return FileResponse(
        default_storage.open(name),
        as_attachment=True,
        filename=f"baris-ditolak-{job.public_id}.csv",
        content_type="text/csv; charset=utf-8",
    )


def _hand_in(request: HttpRequest, user: User, at: datetime) -> HttpResponse:
    is_sent = request.method == "POST"
    form = ReadingImportForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        initial={"campaign": selection.current(at), "zone": user.zone},
        user=user,
        at=at,
    )
    if form.is_valid():
        asked = replace(imports.keep(by=user, **form.asked()), measured_at=form.measured_at())
        try:
            return _plan(request, user, asked, at)
        except Refused as refusal:
            form.add_error("file", refusal.sentence)
    return _page(request, form, user)


def _plan(request: HttpRequest, user: User, asked: Asked, at: datetime) -> HttpResponse:
    """The check of a file, or the question what its columns mean."""
    try:
        plan = imports.plan(by=user, asked=asked, at=at)
    except ColumnsError as unknown:
        return _ask_columns(request, user, asked, unknown)
    return _check_page(request, user, plan, _details(None, user, plan, at))


def _check(request: HttpRequest, user: User, asked: Asked, at: datetime) -> HttpResponse:
    """Take in what was missing, and show the check again."""
    try:
        plan = imports.plan(by=user, asked=asked, at=at)
    except ColumnsError as unknown:  # nothing has been said about them yet, or no more
        return _ask_columns(request, user, asked, unknown)
    form = _details(request.POST, user, plan, at)
    if form.is_valid():
        return _plan(request, user, form.add_to(plan.asked), at)
    return _check_page(request, user, plan, form)


def _ask_columns(request: HttpRequest, user: User, asked: Asked, unknown: ColumnsError) -> HttpResponse:
    form = ColumnsForm(header=unknown.header, rows=unknown.rows)
    return _columns_page(request, user, asked, form, message=str(unknown))


def _explain(request: HttpRequest, user: User, asked: Asked, at: datetime) -> HttpResponse:
    """Ask what the columns mean, or take in what was said and remember it for files like this one."""
    try:
        export = imports.plan(by=user, asked=asked, at=at).export
        header, rows = export.header, tuple(export.cells.values())[:SAMPLE]
        initial = initial_roles(export.columns)
    except ColumnsError as unknown:
        header, rows, initial = unknown.header, unknown.rows, {}
    if request.POST["step"] == "explain":
        return _columns_page(request, user, asked, ColumnsForm(header=header, rows=rows, initial=initial))
    form = ColumnsForm(request.POST, header=header, rows=rows)
    if form.is_valid():
        try:
            mappings.remember(by=user, header=header, roles=form.roles(), at=at)
            return _plan(request, user, replace(asked, roles=form.roles()), at)
        except ColumnsError as error:
            form.add_error(None, str(error))
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    return _columns_page(request, user, asked, form)


def _start(request: HttpRequest, user: User, asked: Asked, at: datetime) -> HttpResponse:
    requested = imports.request(by=user, asked=asked, at=at)
    if not requested.is_new:
        messages.info(request, _("Berkas ini sudah pernah Anda kirim. Inilah hasilnya."))
    return redirect("reports:job-detail", requested.job.public_id)


def _details(data: Any, user: User, plan: Plan, at: datetime) -> ReadingDetailsForm:
    initial: dict[str, Any] = {"source": plan.asked.source}
    if plan.asked.moment:
        initial["measured_at"] = plan.asked.moment
    return ReadingDetailsForm(
        data,
        initial=initial,
        user=user,
        at=at,
        is_export=plan.export.kind.platform is not None,
        needs_moment=plan.export.needs_moment,
    )


def _check_page(request: HttpRequest, user: User, plan: Plan, form: ReadingDetailsForm) -> HttpResponse:
    asked, export, matched = plan.asked, plan.export, plan.matched
    campaign = Campaign.objects.get(code=asked.campaign)
    rows = {row.line: row for row in export.rows}
    context = {
        "asked": asked,
        "token": asked.token(user),
        "campaign": campaign,
        "plan": plan,
        "form": form,
        "mapping": mappings.of(export.header, by=user) if export.kind == "mapped" else None,
        "columns": [
            (ROLE_LABELS[role], export.header[places[0]]) for role, places in export.columns.places.items()
        ],
        "ready": [
            (row, code, _numbers_of(row))
            for row, code in zip(matched.rows, matched.codes(MOST_LINES), strict=False)
        ],
        "others": [(each, rows.get(each.line)) for each in matched.unmatched[:MOST_LINES]],
        "refused": [(each, rows.get(each.line)) for each in matched.refused[:MOST_LINES]],
        "is_counted": plan.source is not None and plan.source.grade in campaign.counted_grades,
    }
    return render(request, "campaigns/reading_import_check.html", context, status=422 if form.errors else 200)


def _numbers_of(row: ReadingRow) -> list[tuple[str, int]]:
    """What the row says, by the names of the metrics."""
    return [(_(LABELS[name]), value) for name, value in row.metrics.items() if value is not None]


def _columns_page(
    request: HttpRequest, user: User, asked: Asked, form: ColumnsForm, *, message: str = ""
) -> HttpResponse:
    context = {"asked": asked, "token": asked.token(user), "form": form, "message": message}
    return render(
        request, "campaigns/reading_import_columns.html", context, status=422 if form.errors else 200
    )


def _refused(request: HttpRequest, user: User, at: datetime, refusal: Refused) -> HttpResponse:
    """The first step again, with the reason."""
    form = ReadingImportForm({}, user=user, at=at, initial={"zone": user.zone})
    form.errors.clear()
    form.add_error(None, refusal.sentence)
    return _page(request, form, user)


def _page(request: HttpRequest, form: ReadingImportForm, user: User) -> HttpResponse:
    columns = [(_(LABELS[name]), ", ".join(aliases)) for name, aliases in template.METRICS.items()]
    return render(
        request,
        "campaigns/reading_import.html",
        {
            "form": form,
            "columns": columns,
            "additions": pages.READING_IMPORT_HEAD.of(user),
        },
        status=422 if form.errors else 200,
    )
