"""Who calls the API: a partner, by the key in `Authorization: Bearer <key>`. People do not sign in here."""

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from agencies import audit, rates
from agencies.api import calls
from agencies.middleware import client_address
from agencies.models import Partner, PartnerKey

SCHEME = "bearer"
WRONG_KEYS = timedelta(minutes=1)
"""The window in which the wrong keys of one address are counted."""
_KEY = re.compile(r"[A-Za-z0-9]{8}\.[A-Za-z0-9]{32}")

EMPTY = "Header Authorization tidak memuat kunci. Tulis kunci setelah kata Bearer."
INVALID = "Kunci ini tidak berlaku. Periksa salinannya atau minta kunci baru kepada pengelola portal."
EXPIRED = "Masa berlaku kunci ini sudah habis. Minta kunci baru kepada pengelola portal."
INACTIVE = "Kerja sama data dengan mitra ini sedang dinonaktifkan. Hubungi pengelola portal."


class PartnerAuthentication(BaseAuthentication):
    """`request.user` becomes the `Partner`, `request.auth` its `PartnerKey`.

    Unknown, mistyped and revoked keys get the same answer, and an address that sends many of them is told to
    wait; a right key is let in from there all the same. That a key has expired, or that its partner is
    inactive, is told only to whoever holds the whole key.
    """

    def authenticate(self, request: Request) -> tuple[Partner, PartnerKey] | None:
        scheme, _, text = request.headers.get("Authorization", "").strip().partition(" ")
        if scheme.lower() != SCHEME:
            return None
        text, at = text.strip(), timezone.now()
        if not text:
            raise AuthenticationFailed(EMPTY, code="key_empty")
        call = calls.begin(request, text, at=at) if _KEY.fullmatch(text) else None
        if call is None:
            _count_wrong_key(request, at)
            raise AuthenticationFailed(INVALID, code="key_invalid")
        key = call.key
        if key.expiry_date is not None and key.expiry_date <= at:
            raise AuthenticationFailed(EXPIRED, code="key_expired")
        if not key.partner.is_active:
            raise AuthenticationFailed(INACTIVE, code="partner_inactive")
        return key.partner, key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def _count_wrong_key(request: Request, at: datetime) -> None:
    """Count the wrong keys of the caller's address; the first one too many is on record."""
    address = rates.subscriber(client_address(request._request))
    wrong = rates.count(f"wrong-key:{address}", window=WRONG_KEYS, at=at)
    most = settings.API_WRONG_KEYS_PER_MINUTE
    if wrong.count <= most:
        return
    if wrong.count == most + 1:
        audit.record(
            by=audit.VISITOR, action="api.wrong_keys", target=PartnerKey, after={"count": wrong.count}
        )
    raise Throttled(wait=wrong.seconds_left(at))
