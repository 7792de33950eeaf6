"""gunicorn on loopback with as many workers as the machine has cores, for as long as a block lasts."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from django.db import connection

from bench.database import url_of
from bench.sizes import Size

LOG = Path(os.environ["SUMMITCOMMS_VAR"]) / "gunicorn.log"
PATIENCE = 60.0
LONGEST = 300.0


@dataclass
class Server:
    """One kept connection to the portal; every request carries the key."""

    port: int
    key: str
    process: psutil.Process
    kept: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.kept = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)

    def ask(
        self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, dict[str, str]]:
        """(status, body, headers) of one request."""
        sent = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"} | (headers or {})
        self.kept.request("GET" if body is None else "POST", path, body, sent)
        answer = self.kept.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())

    def memory(self) -> int:
        """Bytes that the workers hold."""
        return sum(worker.memory_info().rss for worker in self.process.children())


@contextlib.contextmanager
def serve(size: Size, key: str, *, workers: int | None = None) -> Iterator[Server]:
    """The portal on the database of `size`; it ends with the block whatever happens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": url_of(os.environ["DATABASE_URL"], size),
        "DJANGO_SETTINGS_MODULE": "bench.served.settings",
    }
    count = str(workers or os.cpu_count() or 1)
    command = [sys.executable, "-m", "gunicorn", "summitcomms.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", count, "--worker-class", "gthread", "--threads", "4", "--keep-alive", "300"]
    command += ["--no-control-socket", "--log-level", "warning"]
    with LOG.open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        server = Server(port, key, psutil.Process(process.pid))
        _wait(server, process)
        connection.close()  # what was open before must not hold what the workers wait for
        yield server
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(server: Server, process: subprocess.Popen) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError("the portal does not answer")
        with contextlib.suppress(OSError, http.client.HTTPException):
            if server.ask("/healthz")[0] == 200:
                return
        server.kept.close()
        time.sleep(0.2)
