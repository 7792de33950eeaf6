"""What a request needs around it: language, zone, origin for the audit trail, end of session, two factors."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

import structlog
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation

from agencies import audit
from agencies.actions import sessions
from agencies.models import User

SET_UP = {
    "mfa_activate_totp",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "account_logout",
}
"""Pages a person of the centre needs on the way to a second factor."""


class LanguageMiddleware:
    """Speaks Indonesian while the request lasts, or the language of the cookie; never asks Accept-Language.

    Most phones in the country are set to English and their owners still expect Indonesian, so a language is
    always somebody's own choice. It stands outside of everything that may fail, so that an error page speaks
    it too; once the person is known, `PersonMiddleware` goes by the profile.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_of_cookie(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        return response


class PersonMiddleware:
    """Activates the reader's language and zone and notes address and request id while the request lasts.

    A session ends `SESSION_COOKIE_AGE` after sign-in, however busy it is: Django alone counts from the last
    change of the session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = structlog.contextvars.get_contextvars().get("request_id", "")
        address = client_address(request)
        token = audit.origin.set(audit.Origin(address=address, request_id=request_id))
        try:
            if isinstance(request.user, User):
                at = timezone.now()
                if sessions.is_over(request.session, at=at):
                    logout(request)
                else:
                    sessions.note_use(request.session, address=address, at=at)
                    translation.activate(request.user.language)
                    timezone.activate(request.user.zone)
            response = self.get_response(request)
            if isinstance(request.user, User) and request.user.language != language_of_cookie(request):
                remember_language(response, request.user.language)
            return response
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


def language_of_cookie(request: HttpRequest) -> str:
    """The language chosen on this device, "id" if none was or the portal does not speak it."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def remember_language(response: HttpResponse, language: str) -> None:
    """Leave the choice of the profile on the device, for the pages before and after a session."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )


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
