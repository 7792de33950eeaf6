"""Text that only the portal can read again, for secrets that have to wait in the database for a moment."""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken


class Unreadable(Exception):
    """The seal is another secret's, has been touched, or is too old."""


def seal(values: Mapping[str, str | int], *, secret: str, at: datetime) -> str:
    """Encrypt `values` with a key derived from `secret`; ASCII, safe in JSON."""
    clear = json.dumps(dict(values)).encode()
    return _fernet(secret).encrypt_at_time(clear, int(at.timestamp())).decode()


def unseal(token: str, *, secret: str, at: datetime, lasts: timedelta) -> dict[str, str | int]:
    """What `seal` was given, unless it was sealed longer than `lasts` before `at`. Raises Unreadable."""
    try:
        clear = _fernet(secret).decrypt_at_time(
            token.encode(), int(lasts.total_seconds()), int(at.timestamp())
        )
    except InvalidToken as error:
        raise Unreadable("the seal is another secret's, has been touched, or is too old") from error
    values: dict[str, str | int] = json.loads(clear)
    return values


def _fernet(secret: str) -> Fernet:
    """The secret has its randomness already, so one hash makes the key; the prefix keeps it to this use."""
    key = hashlib.sha256(b"summitcomms.lib.sealing:" + secret.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
