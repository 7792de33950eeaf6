"""Files of posts: checking one, starting its import, and getting back the rows that were refused."""

import uuid

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies import access
from agencies.models import User
from agencies.roles import Permission
from campaigns import post_tables, selection
from campaigns.actions import post_imports, posts
from campaigns.actions.mass_reports import Result
from campaigns.forms import reporting_agencies
from campaigns.models import Campaign
from campaigns.post_import_forms import PostImportForm
from summitcomms.jobs.models import Job
from summitcomms.lib import downloads
from summitcomms.lib.refusals import Refused

MOST_LINES = 50
"""Rows that the check shows: those with something to say before the others."""


@require_http_methods(["GET", "HEAD", "POST"])
def post_import(request: HttpRequest) -> HttpResponse:
    """Check a file and show what would become of its rows; `plan` starts the import."""
    user = _reporter(request)
    at = timezone.now()
    campaign = selection.current(at)
    if campaign is None or campaign.state != Campaign.State.OPEN:
        return render(request, "campaigns/post_submit_closed.html", {"campaign": campaign})
    if "plan" in request.POST:
        return _start(request, user, campaign)
    is_sent = request.method == "POST"
    form = PostImportForm(request.POST if is_sent else None, request.FILES if is_sent else None, user=user)
    if form.is_valid():
        try:
            plan = post_imports.plan(by=user, upload=form.upload(campaign), at=at)
        except Refused as refusal:
            form.add_error("file", refusal.sentence)
        else:
            return _shown(request, plan, campaign)
    return _page(request, form, campaign)


@require_safe
def post_import_template(request: HttpRequest) -> HttpResponseBase:
    """An empty file to fill in."""
    _reporter(request)
    return downloads.xlsx(_("templat-unggahan"), post_tables.TEMPLATE, [])


@require_safe
def post_refused(request: HttpRequest, public_id: uuid.UUID) -> FileResponse:
    """The refused rows of one's own import, as they stood, with the reason in a column."""
    user = _reporter(request)
    own = Job.objects.visible_to(user.actor_id, sees_all=False)
    job = get_object_or_404(own, kind=post_imports.KIND, public_id=public_id)
    name = post_imports.refused_file(job.public_id)
    if not default_storage.exists(name):
        raise Http404("no row was refused")
    return FileResponse(
        default_storage.open(name),
        as_attachment=True,
        filename=f"baris-ditolak-{job.public_id}.xlsx",
        content_type=downloads.XLSX,
    )


def _reporter(request: HttpRequest) -> User:
    """Somebody who may report posts; 403 for everybody else, and while none of their agencies is active."""
    user = access.require_somewhere(request.user, Permission.SUBMIT_POSTS)
    if not reporting_agencies(user).exists():
        raise PermissionDenied(_(posts.OUT_OF_SERVICE))
    return user


def _start(request: HttpRequest, user: User, campaign: Campaign) -> HttpResponse:
    try:
        job = post_imports.request(by=user, token=request.POST["plan"], at=timezone.now())
    except Refused as refusal:
        form = PostImportForm({}, user=user)
        form.errors.clear()
        form.add_error(None, refusal.sentence)
        return _page(request, form, campaign)
    return redirect("reports:job-detail", job.public_id)


def _shown(request: HttpRequest, plan: post_imports.Plan, campaign: Campaign) -> HttpResponse:
    worst_first = (Result.REFUSED, Result.DISPUTED, Result.ACCEPTED, Result.ALREADY_SENT)
    lines = sorted(plan.lines, key=lambda each: (worst_first.index(each.result), each.line))
    context = {
        "plan": plan,
        "campaign": campaign,
        "columns": [(_(post_tables.LABELS[name]), title) for name, title in plan.table.columns.items()],
        "counts": [(one, plan.count(one)) for one in Result],
        "ready": plan.count(Result.ACCEPTED) + plan.count(Result.DISPUTED),
        "lines": lines[:MOST_LINES],
    }
    return render(request, "campaigns/post_import_plan.html", context)


def _page(request: HttpRequest, form: PostImportForm, campaign: Campaign) -> HttpResponse:
    context = {
        "form": form,
        "campaign": campaign,
        "columns": [(_(label), post_tables.COLUMNS[name]) for name, label in post_tables.LABELS.items()],
        "pillars": campaign.pillars.all(),
        "most_checked": post_imports.MOST_CHECKED,
    }
    return render(request, "campaigns/post_import.html", context, status=422 if form.errors else 200)
