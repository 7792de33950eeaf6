"""Files of readings: handing one in, and getting back the rows that were refused."""

import uuid

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies import access
from agencies.roles import Permission
from campaigns import selection
from campaigns.actions import imports
from campaigns.imports.columns import METRIC_ALIASES
from campaigns.reading_forms import ReadingImportForm
from campaigns.readings import LABELS
from summitcomms.jobs.models import Job
from summitcomms.lib.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def reading_import(request: HttpRequest) -> HttpResponse:
    """Take a file and show its job; the same file again shows the first job unless rows were refused."""
    user = access.require(request.user, Permission.IMPORT_READINGS)
    at = timezone.now()
    known = {"campaign": selection.current(at), "zone": user.zone}
    form = ReadingImportForm(request.POST or None, request.FILES or None, initial=known)
    if form.is_valid():
        try:
            asked = imports.request(by=user, at=at, **form.asked())
        except Refused as refusal:
            form.add_error("file", refusal.sentence)
        else:
            if not asked.is_new:
                messages.info(request, _("Berkas ini sudah pernah Anda kirim. Inilah hasilnya."))
            return redirect("reports:job-detail", asked.job.public_id)
    context = {
        "form": form,
        "columns": [(_(LABELS[name]), ", ".join(aliases)) for name, aliases in METRIC_ALIASES.items()],
    }
    return render(request, "campaigns/reading_import.html", context, status=422 if form.is_bound else 200)


@require_safe
def reading_refused(request: HttpRequest, public_id: uuid.UUID) -> FileResponse:
    """The refused rows of one's own import, as they stood, with the reason in a column."""
    user = access.require(request.user, Permission.IMPORT_READINGS)
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
