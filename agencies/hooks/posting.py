"""The one place from which the portal calls out: POST a signed text, look at the status, hang up.

The name is resolved once, every address it has is checked, and the connection goes to the checked one, with
the name for TLS and Host; so no second answer of a name server leads elsewhere. Redirects are not followed.
The whole attempt has one end, however slowly the other side speaks, and nothing of the body is read: what a
receiver says beyond its status is nobody's business here.
"""

import contextlib
import http.client
import io
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from functools import cache
from typing import Any

from agencies.hooks.retries import Answer
from agencies.hooks.targets import Target, read
from summitcomms.lib.networks import Network, holds, may_connect
from summitcomms.lib.refusals import Refused

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 10.0
MOST_HEAD = 32 * 1024
"""Bytes of an answer's status line and headers."""

_TEMPORARY = (503, 429)
"""Answers whose Retry-After means: later."""


class _Closed(Exception):
    """The connection is not made: the name leads where the portal must not call."""


def post(url: str, text: str, headers: Mapping[str, str], *, allowed: Sequence[Network] = ()) -> Answer:
    """Send `text` to `url` and say how that ended; raises nothing that the other side can cause."""
    until = time.monotonic() + TOTAL_SECONDS
    try:
        target = read(url, allowed=allowed)
        connection = _connect(target, until=until, allowed=allowed)
    except Refused as refused:
        return Answer(error=refused.code)
    except (_Closed, OSError, ValueError) as error:
        return Answer(error=_words(error))
    try:
        connection.request("POST", target.path, text.encode(), dict(headers) | {"Connection": "close"})
        response = connection.getresponse()
        return Answer(
            response.status,
            error=_of_status(response.status),
            retry_after=response.getheader("Retry-After", "") if response.status in _TEMPORARY else "",
        )
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(error=_words(error))
    finally:
        connection.close()


def _connect(target: Target, *, until: float, allowed: Sequence[Network]) -> http.client.HTTPConnection:
    """A connection to an address of the target that may be called. Raises _Closed, OSError."""
    known = _resolve(target.host, target.port, until)
    if not all(may_connect(address, allowed) for address in known):
        raise _Closed("address_not_allowed")
    if target.scheme == "http" and not all(holds(allowed, address) for address in known):
        raise _Closed("url_not_https")
    plain = _reach(known, target.port, until)
    made: http.client.HTTPConnection
    try:
        plain.settimeout(_left(until))
        if target.scheme == "https":
            made = http.client.HTTPSConnection(target.host, target.port, context=_trust())
            secure = _trust().wrap_socket(plain, server_hostname=target.host)
            made.sock = _Bounded(secure, until)
        else:
            made = http.client.HTTPConnection(target.host, target.port)
            made.sock = _Bounded(plain, until)
    except BaseException:
        plain.close()
        raise
    return made


def _resolve(host: str, port: int, until: float) -> list[str]:
    """Every address of the name. A resolver takes no limit, so it is asked in a thread that may be left.

    Raises OSError, UnicodeError.
    """
    asked: Future[list[str]] = Future()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            asked.set_exception(error)
        else:
            asked.set_result([str(where[4][0]) for where in found])

    threading.Thread(target=ask, daemon=True).start()
    return asked.result(timeout=min(CONNECT_SECONDS, _left(until)))


def _reach(addresses: Sequence[str], port: int, until: float) -> socket.socket:
    """Connected to the first of the checked addresses that answers; raises OSError of the last."""
    *others, last = addresses
    for address in others:
        with contextlib.suppress(OSError):
            return socket.create_connection((address, port), timeout=min(CONNECT_SECONDS, _left(until)))
    return socket.create_connection((last, port), timeout=min(CONNECT_SECONDS, _left(until)))


class _Bounded:
    """A socket, as far as http.client needs one, that ends at `until` and reads no more than a head."""

    def __init__(self, connected: socket.socket, until: float) -> None:
        self._socket, self._until = connected, until

    def sendall(self, data: bytes) -> None:
        self._socket.settimeout(_left(self._until))
        self._socket.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Head(self._socket, self._until), buffer_size=1024)

    def close(self) -> None:
        self._socket.close()


class _Head(io.RawIOBase):
    """What comes from the socket, up to the end of time or of `MOST_HEAD` bytes."""

    def __init__(self, connected: socket.socket, until: float) -> None:
        self._socket, self._until, self._room = connected, until, MOST_HEAD

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._room <= 0:
            raise http.client.HTTPException("the head of the answer is too long")
        self._socket.settimeout(_left(self._until))
        count = self._socket.recv_into(buffer)
        self._room -= count
        return count


@cache
def _trust() -> ssl.SSLContext:
    """The certificates of the machine; reading them takes longer than many an answer."""
    return ssl.create_default_context()


def _left(until: float) -> float:
    """Seconds until the end; TimeoutError when it has come."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("the answer took too long")
    return left


def _of_status(status: int) -> str:
    if 300 <= status < 400:
        return "redirected"
    return "" if 200 <= status < 300 else "refused"


def _words(error: Exception) -> str:
    """A short, stable word for what went wrong: what is shown to partners says nothing of our network."""
    match error:
        case _Closed():
            return str(error)
        case TimeoutError():
            return "timeout"
        case socket.gaierror() | UnicodeError():
            return "name_unknown"
        case ssl.SSLError():
            return "tls_failed"
        case ConnectionError():  # who hangs up without an answer is an error of HTTP as well
            return "connection_failed"
        case http.client.HTTPException() | ValueError():
            return "answer_broken"
    return "connection_failed"
