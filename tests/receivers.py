"""Receivers of webhooks on the own machine: real sockets that speak HTTP, well or badly."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from summitcomms.lib.networks import Network, parse

HERE: list[Network] = [parse("127.0.0.0/8"), parse("::1")]
"""What WEBHOOK_ALLOWED_NETWORKS says while a test receives."""


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came."""

    path: str
    headers: Message
    body: bytes

    @property
    def message_id(self) -> str:
        return str(self.headers["webhook-id"])


@dataclass
class Receiver:
    """Answers with the next of `answers`, the last one for ever, and keeps what it was sent."""

    url: str
    answers: list[tuple[int, dict[str, str]]]
    received: list[Received] = field(default_factory=list)

    def answer(self) -> tuple[int, dict[str, str]]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    @property
    def ids(self) -> list[str]:
        return [one.message_id for one in self.received]


@contextmanager
def receiver(
    *answers: int | tuple[int, dict[str, str]], certificate: Path | None = None, host: str = "127.0.0.1"
) -> Iterator[Receiver]:
    """A receiver on a free port; 200 to everything unless told otherwise. With a certificate, over TLS."""
    told = [(one, {}) if isinstance(one, int) else one for one in answers or (200,)]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.received.append(Received(self.path, self.headers, body))
            status, headers = made.answer()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"diterima")

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if certificate:
        server.socket = _over_tls(server.socket, certificate)
    scheme = "https" if certificate else "http"
    made = Receiver(f"{scheme}://{host}:{server.server_port}/kabar?dari=portal", told)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def speaker(
    speak: Callable[[socket.socket], None], *, certificate: Path | None = None, host: str = "127.0.0.1"
) -> Iterator[str]:
    """The address of one who takes a connection and does as `speak` says, whatever was sent."""

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connected, _ = listening.accept()
                threading.Thread(target=_speak, args=(connected,), daemon=True).start()

    def _speak(connected: socket.socket) -> None:
        with connected, contextlib.suppress(OSError):
            connected.recv(65_536)
            speak(connected)

    listening = socket.create_server(("127.0.0.1", 0))
    if certificate:
        listening = _over_tls(listening, certificate)
    scheme = "https" if certificate else "http"
    with listening:
        threading.Thread(target=serve, daemon=True).start()
        yield f"{scheme}://{host}:{listening.getsockname()[1]}/"


def _over_tls(listening: socket.socket, certificate: Path) -> ssl.SSLSocket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context.wrap_socket(listening, server_side=True)


def nobody() -> str:
    """An address at which nobody listens any more."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        return f"http://127.0.0.1:{bound.getsockname()[1]}/"


def endless(text: bytes, *, every: float = 0.0) -> Callable[[socket.socket], None]:
    """Says `text` again and again until nobody listens."""

    def speak(connected: socket.socket) -> None:
        while True:
            connected.sendall(text)
            time.sleep(every)

    return speak


def certificate(folder: Path, name: str) -> Path:
    """A certificate for `name` that vouches for itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = timezone.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file
