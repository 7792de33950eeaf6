"""What must never stand in a log: secrets that travel in addresses."""

import re
from collections.abc import MutableMapping
from typing import Any

SECRET_PATHS = re.compile(
    r"((?:/|%2F)undangan(?:/|%2F)|/mitra/masuk/|/akun/password/reset/key/)[^/%\s'\"]+", re.IGNORECASE
)
"""Addresses whose last part opens something to whoever holds it: invitations, also as the way back after
signing in, pages of partners, and new passwords."""


def without_secrets(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: blank the secret part of such addresses in every text of the entry."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = SECRET_PATHS.sub(r"\1***", value)
    return event
