"""The portal calls out to real sockets on this machine, and nowhere it must not."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agencies.hooks import posting
from agencies.hooks.retries import Answer
from tests.receivers import HERE, certificate, endless, nobody, receiver, speaker

NAME = "penerima.contoh.co.id"


@pytest.fixture(autouse=True)
def _in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "CONNECT_SECONDS", 0.4)
    monkeypatch.setattr(posting, "TOTAL_SECONDS", 0.8)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """What the name server answers, one list of addresses after the other; the last one for ever."""
    known: dict[str, list[list[str]]] = {}
    asked = socket.getaddrinfo

    def answer(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        if host not in known:
            return asked(host, port, *rest, **more)
        found = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
            for one in found
        ]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return known


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Where the portal has tried to connect to; nobody is there."""
    tried: list[tuple[str, int]] = []

    def refuse(address: tuple[str, int], timeout: float) -> socket.socket:
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    return tried


def send(url: str, **more: Any) -> Answer:
    return posting.post(url, '{"a":"é"}', {"webhook-id": "1"}, **({"allowed": HERE} | more))


def test_a_message_arrives_whole() -> None:
    with receiver(204) as found:
        assert send(found.url) == Answer(204)

    [one] = found.received
    assert (one.path, one.body.decode(), one.message_id) == ("/kabar?dari=portal", '{"a":"é"}', "1")


@pytest.mark.parametrize("status", [400, 404, 410, 500])
def test_any_other_answer_is_a_refusal(status: int) -> None:
    with receiver(status) as found:
        assert send(found.url) == Answer(status, "refused")


def test_a_wish_for_more_time_is_brought_home() -> None:
    with receiver((503, {"Retry-After": "120"}), (500, {"Retry-After": "120"})) as found:
        assert send(found.url).retry_after == "120"
        assert send(found.url).retry_after == ""  # means nothing there


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with receiver() as other, receiver((status, {"Location": other.url})) as found:
        assert send(found.url) == Answer(status, "redirected")

    assert other.received == []


@pytest.mark.parametrize(
    "addresses",
    [
        ["10.1.2.3"],
        ["127.0.0.1"],
        ["169.254.169.254"],
        ["8.8.8.8", "192.168.0.1"],  # one of several is enough
        ["::1"],
        ["fd00::1"],
        ["fe80::1"],
        ["::ffff:127.0.0.1"],
        ["::ffff:8.8.8.8"],  # no name server says it so of an honest name
        ["::127.0.0.1"],
        ["2606:4700::1111", "::ffff:10.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["2002:7f00:1::1"],
        ["ff02::1"],
    ],
)
def test_a_name_that_leads_into_a_house_is_not_called(
    addresses: list[str], names: dict[str, list[list[str]]], connections: list[tuple[str, int]]
) -> None:
    names[NAME] = [addresses]

    assert send(f"https://{NAME}/", allowed=[]) == Answer(error="address_not_allowed")
    assert connections == []


def test_an_address_of_a_house_is_not_called_either(connections: list[tuple[str, int]]) -> None:
    for url in ("https://10.0.0.1/", "https://[::1]/", "https://localhost/"):
        assert send(url, allowed=[]) == Answer(error="url_private")
    assert connections == []


def test_http_goes_to_own_networks_only(
    names: dict[str, list[list[str]]], connections: list[tuple[str, int]]
) -> None:
    names[NAME] = [["8.8.8.8"]]

    assert send(f"http://{NAME}/") == Answer(error="url_not_https")
    assert send(f"http://{NAME}/", allowed=[]) == Answer(error="url_not_https")
    assert connections == []


@pytest.mark.parametrize("checked", ["8.8.8.8", "2606:4700::1111"])
@pytest.mark.parametrize("then", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_the_connection_goes_to_the_address_that_was_checked(
    checked: str, then: str, names: dict[str, list[list[str]]], connections: list[tuple[str, int]]
) -> None:
    """A name server that answers otherwise the second time is not asked a second time."""
    names[NAME] = [[checked], [then]]

    assert send(f"https://{NAME}/", allowed=[]) == Answer(error="connection_failed")
    assert connections == [(checked, 443)]


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A certificate for NAME that this machine trusts."""
    made = certificate(tmp_path, NAME)
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    posting._trust.cache_clear()
    yield made
    posting._trust.cache_clear()


def test_tls_and_host_speak_of_the_name(trusted: Path, names: dict[str, list[list[str]]]) -> None:
    names[NAME] = [["127.0.0.1"]]
    with receiver(certificate=trusted, host=NAME) as found:
        assert send(found.url) == Answer(200)

    assert found.received[0].headers["Host"] == found.url.split("/")[2]


def test_a_certificate_for_another_name_is_not_trusted(
    trusted: Path, names: dict[str, list[list[str]]]
) -> None:
    names["lain.contoh.co.id"] = [["127.0.0.1"]]
    with receiver(certificate=trusted, host="lain.contoh.co.id") as found:
        assert send(found.url) == Answer(error="tls_failed")

    assert found.received == []


def test_who_speaks_no_tls_is_not_trusted() -> None:
    with receiver() as found:
        assert send(found.url.replace("http", "https", 1)).error in ("tls_failed", "connection_failed")


def test_who_is_away_is_said_so() -> None:
    assert send(nobody()) == Answer(error="connection_failed")


def test_the_next_address_of_a_name_is_tried_when_one_is_away(names: dict[str, list[list[str]]]) -> None:
    with receiver(host=NAME) as found:
        names[NAME] = [["127.0.0.9", "127.0.0.1"]]

        assert send(found.url) == Answer(200)


def test_a_name_that_nobody_knows_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: object, **more: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    assert send(f"https://{NAME}/") == Answer(error="name_unknown")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b"bukan HTTP\r\n\r\n", Answer(error="answer_broken")),
        (b"HTTP/1.1 abc OK\r\n\r\n", Answer(error="answer_broken")),
        (b"", Answer(error="connection_failed")),
        (b"HTTP/1.1 200 OK\r\n", Answer(200)),
    ],
)
def test_what_is_no_answer_is_no_success_of_a_kind(said: bytes, expected: Answer) -> None:
    with speaker(lambda connected: connected.sendall(said)) as url:
        assert send(url) == expected


def test_an_endless_body_is_not_read() -> None:
    def speak(connected: socket.socket) -> None:
        connected.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        endless(b"x" * 65_536)(connected)

    began = time.monotonic()
    with speaker(speak) as url:
        assert send(url) == Answer(200)
    assert time.monotonic() - began < 0.5


@pytest.mark.parametrize(
    "speak",
    [
        lambda connected: time.sleep(3),
        endless(b"H", every=0.05),
        endless(b"HTTP/1.1 100 Continue\r\n\r\n", every=0.02),
        lambda connected: (
            connected.sendall(b"HTTP/1.1 200 OK\r\n"),
            endless(b"X-A: b\r\n", every=0.1)(connected),
        ),
    ],
    ids=["silence", "dripping", "endless promises", "endless headers"],
)
def test_slow_speech_ends_when_its_time_is_over(speak: Any) -> None:
    began = time.monotonic()
    with speaker(speak) as url:
        answer = send(url)

    assert answer == Answer(error="timeout")
    assert time.monotonic() - began < 1.5


def test_slow_listening_ends_too(trusted: Path, names: dict[str, list[list[str]]]) -> None:
    def listen(connected: socket.socket) -> None:
        while connected.recv(16_384):
            time.sleep(0.1)

    names[NAME] = [["127.0.0.1"]]
    with speaker(listen, certificate=trusted, host=NAME) as url:
        began = time.monotonic()
        answer = posting.post(url, "x" * 30_000_000, {}, allowed=HERE)

    assert answer == Answer(error="timeout")
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("text", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 " + b"x" * 9_000])
def test_fast_speech_ends_when_it_is_too_much(text: bytes) -> None:
    with speaker(endless(text)) as url:
        assert send(url) == Answer(error="answer_broken")


def test_a_name_server_that_is_silent_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*args: object, **more: object) -> list[object]:
        time.sleep(2)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    began = time.monotonic()

    assert posting.post(f"https://{NAME}/", "{}", {}) == Answer(error="timeout")
    assert time.monotonic() - began < 1
