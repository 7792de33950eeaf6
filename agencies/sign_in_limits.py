"""How often one address may knock: high, for a hall of a hundred people signs in behind one.

django-allauth limits each account. Its limit per address is off: it counts under a lock for which everybody
behind the address waits, and forty people at one moment were told to come back later. Here one statement
counts, and nobody waits.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies import rates
from agencies.middleware import client_address

WINDOW = timedelta(minutes=1)
COUNTED = {
    "account_login",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_reset_password",
    "account_reset_password_from_key",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "agencies:invitation-accept",
    "agencies:partner-enter",
}
"""Pages that let somebody in who is not signed in yet, or send mail to somebody who is not."""


class SignInLimitMiddleware:
    """Answers 429 to an address that posts to the pages of `COUNTED` more than SIGN_INS_PER_MINUTE times."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        route = request.resolver_match.view_name if request.resolver_match else ""
        if request.method != "POST" or route not in COUNTED:
            return None
        name = f"sign-in:{rates.subscriber(client_address(request))}"
        if rates.count(name, window=WINDOW, at=timezone.now()).count <= settings.SIGN_INS_PER_MINUTE:
            return None
        response = render(request, "429.html", status=429)
        response.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
        return response
