"""How often one address may knock: high, for a hall of a hundred people signs in behind one.

django-allauth limits each account. Its limit per address is off: it counts under a lock for which everybody
behind the address waits, and forty people at one moment were told to come back later. Here one statement
counts, and nobody waits.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies.middleware import client_address
from agencies.models import SignInCount

WINDOW = timedelta(minutes=1)
KEPT = timedelta(days=1)
COUNTED = {
    "account_login",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_reset_password",
    "account_reset_password_from_key",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "agencies:invitation-accept",
}
"""Pages that let somebody in who is not signed in yet, or send mail to somebody who is not."""

COUNT = """
INSERT INTO agencies_signincount AS known (address, began_at, count) VALUES (%(address)s, %(at)s, 1)
ON CONFLICT (address) DO UPDATE SET
    count = CASE WHEN known.began_at > %(before)s THEN known.count + 1 ELSE 1 END,
    began_at = CASE WHEN known.began_at > %(before)s THEN known.began_at ELSE EXCLUDED.began_at END
RETURNING count
"""


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
        if count(client_address(request) or "", at=timezone.now()) <= settings.SIGN_INS_PER_MINUTE:
            return None
        response = render(request, "429.html", status=429)
        response.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
        return response


def count(address: str, *, at: datetime) -> int:
    """Count one more and return how many there were within `WINDOW`; the window begins with the first.

    An address of IPv6 stands for its /64, which is what one subscriber has.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"address": _subscriber(address), "at": at, "before": at - WINDOW})
        found = int(cursor.fetchone()[0])
    if found == 1:
        SignInCount.objects.filter(began_at__lt=at - KEPT).delete()
    return found


def _subscriber(address: str) -> str:
    if not address:
        return ""
    known = ip_address(address)
    return str(ip_network(f"{known}/64", strict=False)) if isinstance(known, IPv6Address) else str(known)
