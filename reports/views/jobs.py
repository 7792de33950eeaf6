"""How far a piece of work is: the same page for every kind, with its result once there is one."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from agencies import access
from agencies.models import User
from agencies.roles import Permission
from reports import job_words
from summitcomms.jobs.models import Job


@require_safe
def job_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A person sees the own jobs, an administrator all; the fragment asks again until the job is over."""
    may_operate = bool(access.can(request.user, Permission.ADMINISTER))
    person = request.user.actor_id if isinstance(request.user, User) else ""
    visible = Job.objects.visible_to(person, sees_all=may_operate).for_progress()
    job = get_object_or_404(visible, public_id=public_id)
    words = job_words.of(job.kind)
    context = {
        "job": job,
        "title": words.title,
        "next_url": reverse(words.route),
        "next_label": words.next,
        "is_own": job.requested_by == person,
        "may_operate": may_operate,
    }
    is_fragment = bool(request.headers.get("HX-Request"))
    return render(
        request, "reports/_job_progress.html" if is_fragment else "reports/job_detail.html", context
    )
