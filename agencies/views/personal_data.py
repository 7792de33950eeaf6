"""What the portal keeps about its reader: the table, the download, and the request to be forgotten."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from agencies import access, retention
from agencies.actions import departures
from agencies.models import User
from agencies.personal_data import archive
from agencies.signing_in_again import recent_sign_in_required
from summitcomms.lib import clock
from summitcomms.lib.refusals import Refused


@require_safe
def personal_data(request: HttpRequest) -> HttpResponse:
    """What is kept, why, on which ground, for how long and who sees it; and what its reader may ask for."""
    return _page(request, _reader(request))


@never_cache
@require_safe
@recent_sign_in_required
@reauthentication_required
def personal_data_download(request: HttpRequest) -> FileResponse:
    """Everything about the reader as a ZIP of JSON files; who is there is asked once more before.

    A phone left open on a desk must not give away in one touch what its owner did in a year. Somebody who
    signs in by mailed codes alone has nothing that could be asked and signs in again (docs/decisions/0006).
    """
    user = _reader(request)
    today = clock.campaign_day(timezone.now(), user.zone).isoformat()
    return FileResponse(
        archive(user),
        as_attachment=True,
        filename=f"data-pribadi-{today}.zip",
        content_type="application/zip",
    )


@require_POST
def personal_data_forget(request: HttpRequest) -> HttpResponse:
    """Ask the administrators to be forgotten."""
    user = _reader(request)
    try:
        departures.ask_to_be_forgotten(by=user, at=timezone.now())
    except Refused as refusal:
        return _page(request, user, refusal.sentence)
    messages.success(request, _("Permintaan Anda tercatat. Administrator menyamarkan akun Anda."))
    return redirect("agencies:personal-data")


def _reader(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied(_(access.SIGNED_OUT))
    return request.user


def _page(request: HttpRequest, user: User, refusal: str = "") -> HttpResponse:
    user.refresh_from_db(fields=["forget_requested_at"])
    context = {
        "columns": [_(column) for column in retention.COLUMNS],
        "table": retention.table(_, days=settings.RETENTION_DAYS),
        "days": settings.RETENTION_DAYS,
        "roles": user.active_memberships,
        "refusal": refusal,
    }
    return render(request, "agencies/personal_data.html", context, status=422 if refusal else 200)
