"""What a key opens: nothing, except the scope that a view declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from agencies import audit
from agencies.api.problems import Problem
from agencies.models import PartnerKey

if TYPE_CHECKING:  # the framework's views load this module while they are being loaded
    from rest_framework.views import APIView


class HasScope(BasePermission):
    """Lets a key in whose scopes contain the view's `scope` (to read) or `write_scope` (to write).

    A view that declares none is closed to everybody. A refused call leaves a row in the audit trail.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        key = request.auth
        if not isinstance(key, PartnerKey):
            return False
        if request.method not in view.allowed_methods:
            raise MethodNotAllowed(str(request.method))
        declared = "scope" if request.method in SAFE_METHODS else "write_scope"
        needed: str | None = getattr(view, declared, None)
        if needed is not None and needed in key.scopes:
            return True
        # Refused calls count against the rate too: a key in a loop must not fill the audit trail.
        view.check_throttles(request)
        audit.record(
            by=key.partner,
            action="api.scope_refused",
            target=key,
            after={"method": request.method, "path": request.path[:200], "scope": needed},
        )
        raise Problem(403, "scope_missing", _sentence(needed))


def _sentence(needed: str | None) -> str:
    if needed is None:
        return "Alamat ini tidak dibuka untuk mitra."
    return f"Kunci Anda tidak mencakup {needed}. Minta cakupan itu kepada pengelola portal."
