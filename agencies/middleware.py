"""What every request of a person needs: the person's own zone, and the origin for the audit trail."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from agencies import audit
from agencies.models import User


class PersonMiddleware:
    """Activates the reader's zone and notes address and request id while the request lasts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = structlog.contextvars.get_contextvars().get("request_id", "")
        token = audit.origin.set(audit.Origin(address=client_address(request), request_id=request_id))
        try:
            if isinstance(request.user, User):
                timezone.activate(request.user.zone)
            return self.get_response(request)
        finally:
            timezone.deactivate()
            audit.origin.reset(token)


def client_address(request: HttpRequest) -> str | None:
    """The client's address: what the outermost trusted proxy saw, or the peer when there is none.

    Entries left of the trusted ones in X-Forwarded-For were written by the client and are ignored.
    """
    forwarded = [
        part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
    ]
    if settings.TRUSTED_PROXIES and len(forwarded) >= settings.TRUSTED_PROXIES:
        return forwarded[-settings.TRUSTED_PROXIES]
    return request.META.get("REMOTE_ADDR") or None
