"""How often a key may call; its calls were counted when it was found (`calls.begin`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from agencies.api import calls

if TYPE_CHECKING:  # the framework's views load this module while they are being loaded
    from rest_framework.views import APIView


class KeyThrottle(BaseThrottle):
    """Holds under concurrency: the count is the database's own, taken once for each call."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        self.call = calls.of(request)
        return self.call is None or not self.call.is_too_many

    def wait(self) -> float | None:
        return self.call.rate.seconds_left(self.call.at) if self.call else None
