"""What docs/api.md shows to receivers works on what the portal sends."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from agencies.actions.webhooks import NEEDED
from agencies.hooks import messages, retries
from agencies.models import WebhookEvent
from tests.builders import NOW

DOCUMENT = (Path(__file__).resolve().parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
CHAPTER = DOCUMENT.partition("## Webhooks")[2].partition("\n## ")[0]


@pytest.fixture
def verified() -> Callable[..., Any]:
    """The function as it stands in the document."""
    [example] = re.findall(r"```python\n(.*?)```", CHAPTER, re.DOTALL)
    names: dict[str, Any] = {}
    exec(example, names)  # noqa: S102 our own document
    return names["verified"]


def sent(*keys: str) -> tuple[dict[str, str], bytes]:
    text = messages.body(messages.envelope("ping", {"partner": "mitra – “uji”"}, at=NOW))
    headers = messages.headers(text, message_id=uuid4(), keys=keys, at=timezone.now())
    return {name.lower(): value for name, value in headers.items()}, text.encode()


def test_the_example_believes_what_the_portal_signed(verified: Callable[..., Any]) -> None:
    old, new = messages.new_secret(), messages.new_secret()

    for secret in (old, new):
        assert verified(secret, *sent(new, old))["data"] == {"partner": "mitra – “uji”"}


def test_the_example_believes_nothing_else(verified: Callable[..., Any]) -> None:
    secret = messages.new_secret()
    headers, body = sent(secret)

    for wrong in (
        (messages.new_secret(), headers, body),
        (secret, headers, body + b" "),
        (secret, headers | {"webhook-timestamp": "1"}, body),
        (secret, headers | {"webhook-id": str(uuid4())}, body),
    ):
        with pytest.raises(ValueError, match=r"not signed|too old"):
            verified(*wrong)


def test_every_event_is_described_with_its_scope() -> None:
    rows = dict(re.findall(r"^\| `([a-z.]+)` \|.*\| `?([a-z:–]+)`? \|$", CHAPTER, re.MULTILINE))

    assert rows == {event.value: scope.value for event, scope in NEEDED.items()} | {
        WebhookEvent.PING.value: "–"
    }


def test_the_schedule_in_the_document_is_the_schedule() -> None:
    said = "5 seconds, 5 and 30 minutes, 2, 5, 10, 14, 20 and 24 hours"
    seconds = [int(delay.total_seconds()) for delay in retries.DELAYS]

    assert said in CHAPTER
    assert seconds == [5, *(60 * n for n in (5, 30)), *(3_600 * n for n in (2, 5, 10, 14, 20, 24))]
