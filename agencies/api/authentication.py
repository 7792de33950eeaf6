"""Who calls the API: a partner, by the key in `Authorization: Bearer <key>`. People do not sign in here."""

import re

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from agencies.models import Partner, PartnerKey

SCHEME = "bearer"
_KEY = re.compile(r"[A-Za-z0-9]{8}\.[A-Za-z0-9]{32}")

EMPTY = "Header Authorization tidak memuat kunci. Tulis kunci setelah kata Bearer."
INVALID = "Kunci ini tidak berlaku. Periksa salinannya atau minta kunci baru kepada pengelola portal."
EXPIRED = "Masa berlaku kunci ini sudah habis. Minta kunci baru kepada pengelola portal."
INACTIVE = "Kerja sama data dengan mitra ini sedang dinonaktifkan. Hubungi pengelola portal."


class PartnerAuthentication(BaseAuthentication):
    """`request.user` becomes the `Partner`, `request.auth` its `PartnerKey`.

    Unknown, mistyped and revoked keys get the same answer. That a key has expired, or that its partner is
    inactive, is told only to whoever holds the whole key.
    """

    def authenticate(self, request: Request) -> tuple[Partner, PartnerKey] | None:
        scheme, _, key = request.headers.get("Authorization", "").strip().partition(" ")
        if scheme.lower() != SCHEME:
            return None
        if not key.strip():
            raise AuthenticationFailed(EMPTY, code="key_empty")
        found = _find(key.strip())
        if found is None:
            raise AuthenticationFailed(INVALID, code="key_invalid")
        if found.has_expired:
            raise AuthenticationFailed(EXPIRED, code="key_expired")
        if not found.partner.is_active:
            raise AuthenticationFailed(INACTIVE, code="partner_inactive")
        return found.partner, found

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def _find(key: str) -> PartnerKey | None:
    """The usable key with this text, with its partner; one query, none for what no key looks like."""
    if not _KEY.fullmatch(key):
        return None
    usable = PartnerKey.objects.get_usable_keys().select_related("partner")
    found: PartnerKey | None = usable.filter(prefix=key.partition(".")[0]).first()
    return found if found and found.is_valid(key) else None
