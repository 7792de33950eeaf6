"""Keeping the servers: who owns them, what happens at a signal, in which order everything ends."""

import contextlib
import fcntl
import functools
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

import psutil

from summitcomms.embedded.servers import EmbeddedError, Postgres, Redis, Server, wait_until

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


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
            wait_until(functools.partial(_try_lock, lock), f"the supervisor of {server.name} does not end")
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

    wait_until(settled, f"{server.name} is kept by process {_owner(lock)} but does not answer")
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
