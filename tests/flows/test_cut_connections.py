"""A connection that is cut in the middle of a batch, against a real server: nothing, or everything once."""

import json
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from pytest_django.live_server_helper import LiveServer

from agencies.models import AuditEvent, IdempotentCall, PartnerUsage
from campaigns.models import MetricReading
from tests import builders
from tests.api import Caller

ROWS = 40
PATH = "/api/v1/readings/batch?campaign=ktt-43"


def lines() -> list[bytes]:
    rows = [
        {"post": "x:1696312345678901234", "taken_at": f"2023-08-29T09:{minute:02}:00+07:00", "likes": minute}
        for minute in range(ROWS)
    ]
    return [json.dumps(row).encode() + b"\n" for row in rows]


def send(server: LiveServer, key: str, body: bytes, sent: int) -> None:
    """Begin to send `body`, stop after `sent` bytes, and hang up without an answer."""
    address = urlsplit(server.url)
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: Bearer {key}\r\n"
        "Idempotency-Key: kunci-1\r\nContent-Type: application/x-ndjson\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(head.encode() + body[:sent])


def wait_for_the_end() -> None:
    """Until the server is done with the call: it was refused, or its answer is kept."""
    for _ in range(200):
        if IdempotentCall.objects.exists() or PartnerUsage.objects.filter(refused=1).exists():
            return
        time.sleep(0.05)
    raise AssertionError("the server never came to an end")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rows", [0, ROWS // 2, ROWS - 1, ROWS])
def test_a_batch_that_is_cut_off_is_stored_whole_or_not_and_the_retry_tells_which(
    rows: int, live_server: LiveServer
) -> None:
    builders.post(native_id="1696312345678901234")
    key = builders.partner()[1]
    body = b"".join(lines())

    send(live_server, key, body, sent=sum(map(len, lines()[:rows])))
    wait_for_the_end()
    arrived = MetricReading.objects.count()
    retry: Any = Caller(key).client.post(
        PATH, body, content_type="application/x-ndjson", headers={"Idempotency-Key": "kunci-1"}
    )

    assert arrived == (ROWS if rows == ROWS else 0)
    assert retry.json()["stored"] == ROWS
    assert retry.has_header("Idempotency-Replayed") == (rows == ROWS)
    assert MetricReading.objects.count() == ROWS
    assert AuditEvent.objects.filter(action="readings.ingest").count() == 1
