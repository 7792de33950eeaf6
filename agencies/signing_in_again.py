"""Before something grave: whoever signs in by mailed codes alone signs in again.

django-allauth asks once more for a password, a passkey or an authenticator's code. Who has none of them it
lets pass. Why it is done so: docs/decisions/0006-the-mailed-link-proves-the-address.md.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from agencies.actions import sessions
from agencies.models import User

View = Callable[..., HttpResponseBase]


def recent_sign_in_required(view: View) -> View:
    """Send people who have nothing that could be asked to sign out and in again, if they did so long ago."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if isinstance(user, User) and not _has_just_come(request) and not _can_be_asked(user):
            return _again(request)
        return view(request, *args, **kwargs)

    return guarded


def _has_just_come(request: HttpRequest) -> bool:
    within = timedelta(seconds=app_settings.REAUTHENTICATION_TIMEOUT)
    return sessions.began_within(request.session, within, at=timezone.now())


def _can_be_asked(user: User) -> bool:
    return bool(get_adapter().get_reauthentication_methods(user))


def _again(request: HttpRequest) -> HttpResponse:
    """The page that signs out, which leads on to the code and from there back to what was asked for."""
    messages.info(
        request,
        _(
            "Sebelum melanjutkan, pastikan ini Anda: keluar, lalu masuk lagi dengan kode dari surel. "
            "Setelah itu halaman yang Anda minta terbuka."
        ),
    )
    by_code = _leading_to("account_request_login_code", request.get_full_path())
    return redirect(_leading_to("account_logout", by_code))


def _leading_to(route: str, address: str) -> str:
    return f"{reverse(route)}?{urlencode({'next': address})}"
