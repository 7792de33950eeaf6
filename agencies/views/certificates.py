"""Is this certificate genuine? Open to everyone."""

import re

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from agencies.actions import certificates
from agencies.models import Certificate
from summitcomms.lib.codes import normalise_code

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
    certificate = _find(code)
    if certificate is None or certificate.revoked_at:
        return _answer(request, certificate, code, status=410 if certificate else 404)
    return HttpResponse(
        certificates.image(certificate),
        content_type="image/png",
        headers={
            # An hour, so that a revocation is noticed the same day; the bytes themselves never change.
            "Cache-Control": "public, max-age=3600",
            "Content-Disposition": f'inline; filename="sertifikat-{certificate.code}.png"',
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
    context = {"certificate": certificate, "typed": normalise_code(typed), "unknown": certificate is None}
    return render(request, TEMPLATE, context, status=status)
