"""How far a piece of work is: the same page for every kind, with its result once there is one."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from agencies import access
from agencies.models import User
from agencies.roles import Permission
from summitcomms.jobs.models import Job

TITLES = {"readings.import": "Impor hasil ukur", "tally.run": "Penghitungan kampanye"}
NEXT = {
    "readings.import": ("campaigns:reading-import", "Impor berkas lain"),
    "tally.run": ("reports:control-room", "Ke ruang kendali"),
}


@require_safe
def job_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A person sees the own jobs, an administrator all; the fragment asks again until the job is over."""
    sees_all = bool(access.can(request.user, Permission.ADMINISTER))
    person = request.user.actor_id if isinstance(request.user, User) else ""
    job = get_object_or_404(Job.objects.visible_to(person, sees_all=sees_all), public_id=public_id)
    route, label = NEXT.get(job.kind, ("reports:home", "Ke beranda"))
    context = {
        "job": job,
        "title": TITLES.get(job.kind, job.kind),
        "next_url": reverse(route),
        "next_label": label,
    }
    template = (
        "reports/_job_progress.html" if request.headers.get("HX-Request") else "reports/job_detail.html"
    )
    return render(request, template, context)
