"""Runs the script as a vendor would: against a live portal, and against servers that do one thing wrong."""

import contextlib
import importlib.util
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from agencies import audit
from agencies.models import PartnerKey
from campaigns.actions import sandbox
from campaigns.models import MetricReading
from tests import builders
from tests.receivers import nobody

SCRIPT = Path(__file__).parents[2] / "tools" / "partner_check.py"
KEY = "ABCDEFGH." + "x" * 32


def run(portal: str, key: str, *words: str) -> tuple[int, dict[str, str], str]:
    """The exit status, the lines by the name of their check, and what went to standard error."""
    command = [sys.executable, "-I", str(SCRIPT), "--portal", portal, "--key", key, *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    lines = [line.partition("  ")[::2] for line in done.stdout.splitlines() if "  " in line]
    return (
        done.returncode,
        {line.partition(":")[0]: f"{verdict} {line}" for verdict, line in lines},
        done.stderr,
    )


@pytest.fixture
def checks() -> Any:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("partner_check", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def make_sandbox() -> None:
    for code in ("K-007", "K-008", "K-009"):
        builders.agency(code)
    sandbox.keep(by=audit.SYSTEM, at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_a_key_with_all_scopes_passes_every_check_and_again(live_server: LiveServer) -> None:
    make_sandbox()
    key = builders.partner()[1]

    for _ in range(2):
        status, lines, _stderr = run(live_server.url, key)

        assert [line for line in lines.values() if not line.startswith("LULUS")] == []
        assert (status, len(lines)) == (0, 14)
    assert set(MetricReading.objects.values_list("post__campaign__code", flat=True)) == {"sandbox"}


@pytest.mark.django_db(transaction=True)
def test_what_lacks_is_named(live_server: LiveServer) -> None:
    key = builders.partner("baca", (PartnerKey.ScopeCode.CAMPAIGNS_READ,))[1]

    status, lines, _stderr = run(live_server.url, key)

    assert status == 1
    assert "keep_sandbox" in lines["kotak pasir"]
    assert lines["NDJSON"].startswith("LEWAT")
    assert "readings:write" in lines["NDJSON"]
    assert run(live_server.url, KEY)[1]["masuk dengan kunci"].startswith("GAGAL")


def test_no_portal_and_no_https_are_told_apart_from_faults() -> None:
    assert "tidak dapat dihubungi" in run(nobody().rstrip("/"), KEY)[2]
    for portal in (nobody(), "http://portal.example", "ftp://localhost", "portal.example"):
        assert run(portal, KEY)[0] == 2
    assert "https" in run("http://portal.example", KEY)[2]


Said = tuple[int, dict[str, str], bytes]


@contextlib.contextmanager
def server(answer: Callable[[BaseHTTPRequestHandler, bytes], Said]) -> Iterator[str]:
    """A server that answers as it is told."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, said = answer(self, body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{made.server_port}"
    finally:
        made.shutdown()
        made.server_close()


ONE = json.dumps({"stored": 1, "unchanged": 0, "refused": []}).encode()
PAGE = json.dumps({"next": None, "results": [{"code": "K-002"}, {"code": "K-001"}]}).encode()
WRONG: list[tuple[str, Said, str]] = [
    ("signs_in", (200, {}, b"{}"), "bukan 401"),
    ("signs_in", (401, {"Content-Type": "text/html"}, b"<h1>401</h1>"), "problem+json"),
    (
        "signs_in",
        (401, {"Content-Type": "application/problem+json"}, b'{"code": "key_missing"}'),
        "type, title",
    ),
    ("finds_its_scopes", (403, {}, b""), "problem+json"),
    ("finds_the_sandbox", (200, {}, b'{"is_sandbox": false}'), "bukan kotak pasir"),
    ("finds_the_sandbox", (302, {"Location": "https://lain.example/"}, b""), "302, bukan 200"),
    ("finds_the_sandbox", (200, {}, b"<html>"), "bukan JSON"),
    ("reads_a_list", (200, {}, PAGE), "mengulang atau melompat"),
    ("reads_a_list", (200, {}, b'{"results": [{"code": "A", "name": "B"}]}'), "bidang lain"),
    ("reads_a_list", (200, {}, b'{"next": "https://lain.example/", "results": []}'), "perantara"),
    ("asks_again_with_an_etag", (200, {}, b"{}"), "tanpa ETag"),
    ("asks_again_with_an_etag", (200, {"ETag": '"a"'}, b"{}"), "bukan 304"),
    ("pushes_good_and_bad_rows", (200, {}, ONE), "seharusnya (2, 0, 2)"),
    ("repeats_without_harm", (500, {}, b""), "500, bukan 200"),
    ("replays", (200, {}, ONE), "tanpa Idempotency-Replayed"),
    ("replays", (200, {"Idempotency-Replayed": "true"}, ONE), "ditandai sebagai ulangan"),
    ("packs", (200, {}, ONE), "bukan 400"),
    ("writes_lines", (200, {}, ONE), "seharusnya (3, 0, 0)"),
    ("takes_all_or_nothing", (200, {}, ONE), "bukan 422"),
    ("says_no_in_problems", (404, {}, b"Not Found"), "problem+json"),
    ("tells_the_rate", (200, {}, b"{}"), "tanpa RateLimit"),
    (
        "tells_the_rate",
        (200, {"RateLimit-Policy": "a", "RateLimit": '"key";r=9;t=42'}, b"{}"),
        "tidak berkurang",
    ),
    ("reads_standings", (200, {}, b"{}"), "bukan 400"),
]


@pytest.mark.parametrize(("name", "said", "sentence"), WRONG)
def test_a_server_that_does_it_wrong_is_noticed(name: str, said: Said, sentence: str, checks: Any) -> None:
    with server(lambda request, body: said) as url, pytest.raises(checks.Mend) as fault:
        getattr(checks, name)(checks.Portal(url, KEY))

    assert sentence in str(fault.value)


def test_every_check_that_there_is_notices_something(checks: Any) -> None:
    assert {check.__name__ for _name, _scope, check in checks.CHECKS} == {name for name, *_ in WRONG}


def test_a_wrong_server_ends_in_status_one_and_a_line_for_each_check(checks: Any) -> None:
    with server(lambda request, body: (200, {}, b"[]")) as url:
        status, lines, _stderr = run(url, KEY)

    assert status == 1
    assert len(lines) == len(checks.CHECKS)
    assert lines["masuk dengan kunci"].startswith("GAGAL")


def test_the_key_is_not_sent_to_where_a_redirect_leads(checks: Any) -> None:
    received: list[str] = []

    def keep(request: BaseHTTPRequestHandler, body: bytes) -> Said:
        received.append(request.path)
        return 200, {}, b"{}"

    with server(keep) as other, server(lambda *_: (307, {"Location": f"{other}/api/v1/jobs/"}, b"")) as url:
        answer = checks.Portal(url, KEY).call("jobs/")

    assert (answer.status, received) == (307, [])
