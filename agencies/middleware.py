"""What a person's request needs: zone, origin for the audit trail, an end of the session, two factors."""

from collections.abc import Callable
from ipaddress import ip_address
from time import time
from typing import Any

import structlog
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from agencies import audit
from agencies.adapters import SIGNED_IN_AT
from agencies.models import User

SET_UP = {"mfa_activate_totp", "account_reauthenticate", "mfa_reauthenticate", "account_logout"}
"""Pages a person of the centre needs on the way to a second factor."""


class PersonMiddleware:
    """Activates the reader's zone and notes address and request id while the request lasts.

    A session ends `SESSION_COOKIE_AGE` after sign-in, however busy it is: Django alone counts from the last
    change of the session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = structlog.contextvars.get_contextvars().get("request_id", "")
        token = audit.origin.set(audit.Origin(address=client_address(request), request_id=request_id))
        try:
            if isinstance(request.user, User):
                if time() - request.session.get(SIGNED_IN_AT, time()) >= settings.SESSION_COOKIE_AGE:
                    logout(request)
                else:
                    timezone.activate(request.user.zone)
            return self.get_response(request)
        finally:
            timezone.deactivate()
            audit.origin.reset(token)


class SecondFactorMiddleware:
    """Sends people with a central role who have no authenticator app to its set-up, before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True) or not isinstance(request.user, User):
            return None
        if request.resolver_match and request.resolver_match.view_name in SET_UP:
            return None
        if not request.user.is_central or is_mfa_enabled(request.user, types=[Authenticator.Type.TOTP]):
            return None
        return redirect("mfa_activate_totp")


def client_address(request: HttpRequest) -> str | None:
    """The client's address: what the outermost trusted proxy saw, or the peer when there is none.

    Entries left of the trusted ones in X-Forwarded-For were written by the client and are ignored. None if
    what stands there is no address: the audit trail takes nothing else.
    """
    forwarded = [
        part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
    ]
    found = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES and len(forwarded) >= settings.TRUSTED_PROXIES:
        found = forwarded[-settings.TRUSTED_PROXIES]
    try:
        return str(ip_address(found.partition("%")[0]))
    except ValueError:
        return None
