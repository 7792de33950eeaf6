"""The documents of a published round: the minutes, and all certificates in one file."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies import access
from agencies.roles import Permission
from awards.actions import certificate_sheets, minutes
from awards.models import Award, AwardRound, Minutes
from awards.states import PROVEN
from summitcomms.jobs.models import Job, JobState
from summitcomms.lib.refusals import Refused


@require_POST
def minutes_make(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Ask for the minutes; the page of the job says when they are there."""
    return _ask(request, round_id, minutes.request)


@require_safe
def minutes_file(request: HttpRequest, round_id: UUID) -> FileResponse:
    """The minutes as they were made, for everybody who watches rounds."""
    access.require(request.user, Permission.VIEW_ROUNDS)
    found = get_object_or_404(Minutes, round__public_id=round_id)
    name = f"berita-acara-{found.number.replace('/', '-')}.pdf"
    return FileResponse(found.file.open(), as_attachment=True, filename=name, content_type="application/pdf")


@require_POST
def certificates_draw(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Ask for all certificates in one file."""
    return _ask(request, round_id, certificate_sheets.request)


@require_safe
def certificates_file(request: HttpRequest, round_id: UUID) -> FileResponse:
    """The newest file of all certificates; 404 when there is none, or one of them was revoked since."""
    access.require(request.user, Permission.DECIDE_ROUNDS)
    award_round = get_object_or_404(AwardRound, public_id=round_id)
    job = newest_sheets(award_round)
    if job is None:
        raise Http404("no file of certificates that is still true")
    return FileResponse(
        default_storage.open(certificate_sheets.file_of(job.public_id)),
        as_attachment=True,
        filename=f"sertifikat-{award_round.campaign.code}-v{award_round.version}.zip",
        content_type="application/zip",
    )


def of(award_round: AwardRound) -> dict[str, object]:
    """What the page of a round shows of its documents; empty before its result is out."""
    if award_round.state not in PROVEN:
        return {}
    return {
        "minutes": Minutes.objects.filter(round=award_round).first(),
        "has_certificates": certificate_sheets.in_force(award_round).exists(),
        "sheets": newest_sheets(award_round),
    }


def newest_sheets(award_round: AwardRound) -> Job | None:
    """The job that drew the certificates last, unless one of them was revoked after it."""
    drawn = Job.objects.filter(
        kind=certificate_sheets.KIND, state=JobState.DONE, key__startswith=f"{award_round.public_id}:"
    )
    job = drawn.order_by("-finished_at").first()
    if job is None or not default_storage.exists(certificate_sheets.file_of(job.public_id)):
        return None
    revoked = Award.objects.filter(round=award_round, certificate__revoked_at__gte=job.created_at)
    return None if revoked.exists() else job


def _ask(request: HttpRequest, round_id: UUID, verb: Callable[..., Job]) -> HttpResponse:
    """Ask for a document; a refusal is said on the page of the round."""
    user = access.require(request.user, Permission.DECIDE_ROUNDS)
    award_round = get_object_or_404(AwardRound, public_id=round_id)
    try:
        job = verb(round_id=round_id, by=user, at=timezone.now())
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect(award_round)
    return redirect("reports:job-detail", job.public_id)
