"""A message as Standard Webhooks has it: the body, and the headers by which the receiver knows who sent it.

Pure. https://www.standardwebhooks.com says how a receiver checks it; docs/api.md shows it.
"""

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from standardwebhooks import Webhook

SECRET_BYTES = 32
AGENT = "summitcomms-webhooks/1"


def new_secret() -> str:
    """A secret to sign with, in the form that libraries of receivers read."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def envelope(event: str, data: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """What is stored and sent of an event: its type, when it happened (UTC), and what it says."""
    return {"type": event, "timestamp": rfc3339(at), "data": dict(data)}


def rfc3339(at: datetime) -> str:
    """The aware time in UTC, as the API writes times."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def body(payload: Mapping[str, Any]) -> str:
    """The text that is signed and sent: the same for every attempt."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


def headers(text: str, *, message_id: UUID, keys: Sequence[str], at: datetime) -> dict[str, str]:
    """The headers of one attempt at `at`, signed with every one of `keys`: two while one replaces another.

    A receiver refuses what was signed more than five minutes ago, so every attempt is signed anew.
    """
    signed_at = at.astimezone(UTC)
    signatures = [Webhook(key).sign(msg_id=str(message_id), timestamp=signed_at, data=text) for key in keys]
    return {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "webhook-id": str(message_id),
        "webhook-timestamp": str(int(signed_at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
