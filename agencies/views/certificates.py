"""Is this certificate genuine? Open to everyone."""

import re
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies import access
from agencies.actions import certificates
from agencies.certificate_forms import RevocationForm
from agencies.models import Certificate, User
from summitcomms.lib.codes import normalise_code
from summitcomms.lib.refusals import Refused

TEMPLATE = "agencies/certificate_check.html"
RESULT = re.compile("[0-9A-F]{64}")
"""What the head of a published ranking looks like; its page is known here by its name alone."""


@login_not_required
@require_safe
def certificate_form(request: HttpRequest) -> HttpResponse:
    """The field for a code; `?kode=` leads to the page of that certificate, or of that published result."""
    code = normalise_code(request.GET.get("kode", ""))
    if RESULT.fullmatch(code):
        return redirect("awards:result-check", head=code.lower())
    if _may_exist(code):
        return redirect("agencies:certificate-check", code=code)
    return render(request, TEMPLATE, {"typed": code})


@login_not_required
@require_safe
def certificate_check(request: HttpRequest, code: str) -> HttpResponse:
    """Genuine, revoked with the reason, or unknown (404, with the field to try again)."""
    certificate = _find(code)
    return _answer(request, certificate, code, status=200 if certificate else 404)


@login_not_required
@require_safe
def certificate_image(request: HttpRequest, code: str) -> HttpResponse:
    """The certificate as PNG; 404 for an unknown code, 410 for a revoked certificate."""
    return _sheet(request, code, certificates.image, "image/png", "png")


@login_not_required
@require_safe
def certificate_document(request: HttpRequest, code: str) -> HttpResponse:
    """The certificate as PDF; 404 for an unknown code, 410 for a revoked certificate."""
    return _sheet(request, code, certificates.document, "application/pdf", "pdf")


@require_http_methods(["GET", "HEAD", "POST"])
def certificate_revoke(request: HttpRequest, code: str) -> HttpResponse:
    """Say that a certificate is not valid any more, and why; for the committee and for administrators."""
    if not certificates.may_revoke(request.user):
        raise PermissionDenied(_(access.NOT_YOURS))
    certificate = _find(code)
    if certificate is None:
        return _answer(request, None, code, status=404)
    form = RevocationForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and isinstance(request.user, User):
        try:
            certificates.revoke(
                code=certificate.code,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error("reason", refused.sentence)
        else:
            messages.success(
                request, _("Sertifikat %(code)s dicabut. Halamannya menyebutkan alasannya.") % {"code": code}
            )
            return redirect(certificate)
    context = {"certificate": certificate, "form": form}
    status = 422 if form.errors else 200
    return render(request, "agencies/certificate_revoke.html", context, status=status)


def _sheet(
    request: HttpRequest, code: str, made: Callable[[Certificate], bytes], content_type: str, ending: str
) -> HttpResponse:
    certificate = _find(code)
    if certificate is None or certificate.revoked_at:
        return _answer(request, certificate, code, status=410 if certificate else 404)
    return HttpResponse(
        made(certificate),
        content_type=content_type,
        headers={
            # An hour, so that a revocation is noticed the same day; the bytes themselves never change.
            "Cache-Control": "public, max-age=3600",
            "Content-Disposition": f'inline; filename="sertifikat-{certificate.code}.{ending}"',
        },
    )


def _find(code: str) -> Certificate | None:
    code = normalise_code(code)
    if not _may_exist(code):
        return None
    return Certificate.objects.select_related("agency").filter(code=code).first()


def _may_exist(code: str) -> bool:
    """Whether a code could be one of ours; the database cannot even be asked for some characters."""
    return code.isalnum() and code.isascii()


def _answer(
    request: HttpRequest, certificate: Certificate | None, typed: str, *, status: int
) -> HttpResponse:
    context = {
        "certificate": certificate,
        "typed": normalise_code(typed),
        "unknown": certificate is None,
        "may_revoke": certificates.may_revoke(request.user),
    }
    return render(request, TEMPLATE, context, status=status)
