"""What a key opens: nothing, except the scope that a view declares, from the addresses the key is for."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from django.utils import timezone
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from agencies import audit, rates
from agencies.api.problems import Problem
from agencies.middleware import client_address
from agencies.models import PartnerKey

if TYPE_CHECKING:  # the framework's views load this module while they are being loaded
    from rest_framework.views import APIView

ANY_SCOPE = "any"
"""Declared by views on what belongs to the partner itself: every key of it opens them."""
ON_RECORD = 20
"""Refused calls of one key within the hour that leave a row in the audit trail; a loop must not fill it."""

WRONG_ADDRESS = (
    "Kunci ini tidak berlaku dari alamat Anda. Panggil dari alamat yang terdaftar, atau minta pengelola "
    "portal menambah alamat ini."
)


class HasScope(BasePermission):
    """Lets a key in whose scopes contain the view's `scope` (to read) or `write_scope` (to write).

    A view that declares none is closed to everybody. A refused call leaves a row in the audit trail.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        key = request.auth
        if not isinstance(key, PartnerKey):
            return False
        if not _is_allowed_address(key, client_address(request._request)):
            _record(request, view, key, "api.address_refused", {})
            raise Problem(403, "address_refused", WRONG_ADDRESS)
        if request.method not in view.allowed_methods:
            raise MethodNotAllowed(str(request.method))
        declared = "scope" if request.method in SAFE_METHODS else "write_scope"
        needed: str | None = getattr(view, declared, None)
        if needed is not None and (needed == ANY_SCOPE or needed in key.scopes):
            return True
        _record(request, view, key, "api.scope_refused", {"scope": needed})
        raise Problem(403, "scope_missing", _sentence(needed))


def _is_allowed_address(key: PartnerKey, address: str | None) -> bool:
    if not key.networks:
        return True
    return address is not None and any(ip_address(address) in ip_network(one) for one in key.networks)


def _record(
    request: Request, view: APIView, key: PartnerKey, action: str, more: dict[str, str | None]
) -> None:
    """Put the refused call on record, unless the key calls too often or has been refused too often."""
    view.check_throttles(request)
    refused = rates.count(f"refused:{key.prefix}", window=timedelta(hours=1), at=timezone.now())
    if refused.count <= ON_RECORD:
        after = {"method": request.method, "path": request.path[:200]} | more
        audit.record(by=key.partner, action=action, target=key, after=after)


def _sentence(needed: str | None) -> str:
    if needed is None:
        return "Alamat ini tidak dibuka untuk mitra."
    return f"Kunci Anda tidak mencakup {needed}. Minta cakupan itu kepada pengelola portal."
