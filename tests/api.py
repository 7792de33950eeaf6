"""How tests call the API: as a partner with a key, and what an error must look like."""

import json
from collections.abc import Sequence
from typing import Any

from django.test import Client

from agencies.models import Agency, PartnerKey
from tests import builders


class Caller:
    """A client that sends `key` with every call."""

    def __init__(self, key: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {key}"})

    def get(self, path: str, **query: str) -> Any:
        return self.client.get(path, query)

    def post(self, path: str, body: Any, content_type: str = "application/json") -> Any:
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.post(path, data, content_type=content_type)


def caller(*scopes: str, code: str = "mitra-uji", agency: Agency | None = None) -> Caller:
    """A partner whose key opens `scopes`, or all of them; the system of `agency`, if one is given."""
    return Caller(builders.partner(code, scopes or tuple(PartnerKey.ScopeCode), agency)[1])


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    """The body of an error, after looking that it is one: media type, members, one sentence."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["code"] == code
    assert body["type"] == f"urn:summitcomms:problem:{code}"
    assert body["title"]
    assert body["detail"].endswith(".")
    assert body["request_id"]
    return body


def codes(refused: Sequence[dict[str, Any]]) -> list[tuple[int, str]]:
    return [(row["index"], row["code"]) for row in refused]
