"""Redis and Celery for tests: a broker number of one's own, and a real worker process.

`tests/conftest.py` loads this module as a plugin (`pytest_plugins`). Every xdist worker has its own database
(pytest-django) and, through `pytest_configure` below, its own Redis database, so no test hears the rings of
another, and none those of a portal running beside the tests.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection
from django.utils import timezone
from redis import Redis

from summitcomms.environment import broker
from summitcomms.jobs.models import Job
from summitcomms.jobs.registry import QUEUES, RELAY_QUEUE
from summitcomms.jobs.relay import publish_due
from summitcomms.jobs.running import RunningJob

REDIS_DATABASES = 16  # what Redis has unless told otherwise


def redis_url_for(url: str, xdist_worker: str | None) -> str:
    """The same Redis with the number after the one in `url`; each xdist worker (gw0, gw1 …) gets another."""
    step = 1 + int(xdist_worker.removeprefix("gw")) if xdist_worker else 1
    if step >= REDIS_DATABASES:
        raise ValueError(
            f"{xdist_worker} has no Redis database of its own; use fewer than {REDIS_DATABASES - 1}"
        )
    parts = urlsplit(url)
    if parts.scheme == "unix":
        query = dict(parse_qsl(parts.query))
        number = (int(query.get("virtual_host", 0)) + step) % REDIS_DATABASES
        return f"unix://{parts.path}?{urlencode(query | {'virtual_host': number})}"
    number = (int(parts.path.strip("/") or 0) + step) % REDIS_DATABASES
    return parts._replace(path=f"/{number}").geturl()


def pytest_configure() -> None:
    """Move the broker before anything speaks to it; worker processes inherit the address."""
    os.environ["REDIS_URL"] = redis_url_for(os.environ["REDIS_URL"], os.environ.get("PYTEST_XDIST_WORKER"))
    settings.CELERY_BROKER_URL = broker(os.environ["REDIS_URL"])
    current_app.conf.update(broker_url=settings.CELERY_BROKER_URL)


def database_url() -> str:
    """The address of the database this test is connected to, as DATABASE_URL wants it."""
    config = connection.settings_dict
    user = quote(config["USER"], safe="") + (
        f":{quote(config['PASSWORD'], safe='')}" if config["PASSWORD"] else ""
    )
    host, port = str(config["HOST"]), f":{config['PORT']}" if config["PORT"] else ""
    options = config.get("OPTIONS", {})
    if "host" in options or host.startswith("/"):  # a folder with a Unix socket cannot stand before the slash
        return f"postgresql://{user}@{port}/{config['NAME']}?host={options.get('host', host)}"
    return f"postgresql://{user}@{host}{port}/{config['NAME']}"


def redis() -> Redis:
    """A client of this test process's own Redis database."""
    return Redis.from_url(os.environ["REDIS_URL"].replace("virtual_host=", "db="))


def broker_messages(queue: str) -> list[dict[str, Any]]:
    """What waits in a queue of the broker, first in first: {"task": name, "args": list} each."""
    with redis() as client:
        messages = [json.loads(raw) for raw in reversed(client.lrange(queue, 0, -1))]
    return [
        {"task": message["headers"]["task"], "args": json.loads(b64decode(message["body"]))[0]}
        for message in messages
    ]


def empty_broker() -> None:
    """Forget everything in this test process's own Redis database."""
    with redis() as client:
        client.flushdb()


@contextmanager
def celery_worker(*include: str, seconds: float = 60) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process for this test's database and broker, ready; killed with its children afterwards.

    `include` names modules of the tests whose handlers it shall know as well. Nothing rings for jobs by
    itself (no beat): `wait_until_finished` does.
    """
    with celery_workers(",".join([RELAY_QUEUE, *QUEUES]), include=include, seconds=seconds) as [process]:
        yield process


@contextmanager
def celery_workers(
    *queues: str,
    include: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    seconds: float = 60,
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """One such worker for each of `queues`, names with commas between them, side by side."""
    empty_broker()
    names = [f"test-{uuid.uuid4().hex[:8]}@localhost" for _ in queues]
    processes = [
        _started(name, one, include, environment or {}) for name, one in zip(names, queues, strict=True)
    ]
    try:
        for process, name in zip(processes, names, strict=True):
            wait_for(partial(_answers, process, name), seconds=seconds, what="the worker did not answer")
        yield processes
    finally:
        for process in processes:
            kill(process)


def _started(
    name: str, queues: str, include: Sequence[str], environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "celery", "-A", "summitcomms", "worker", "--concurrency", "1"]
    command += ["--queues", queues, "--hostname", name, "--loglevel", "WARNING"]
    command += ["--include", ",".join(include)] if include else []
    here = {"DATABASE_URL": database_url(), "MEDIA_ROOT": str(settings.MEDIA_ROOT)}
    return subprocess.Popen(command, env=os.environ | here | dict(environment), start_new_session=True)


def queues_of(process: str) -> str:
    """What the Procfile lets the worker of this name read, with commas between them."""
    line = re.search(
        rf"^{process}: celery .*--queues (\S+)", (settings.BASE_DIR / "Procfile").read_text(), re.MULTILINE
    )
    assert line, f"the Procfile starts no worker {process}"
    return line[1]


def kill(process: subprocess.Popen[bytes]) -> None:
    """End the worker and its pool at once, as a power cut would."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def celery_worker_process(transactional_db: None) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker with the portal's own handlers; see `celery_worker`."""
    with celery_worker() as process:
        yield process


def wait_until_finished(job: Job, *, seconds: float = 60) -> Job:
    """Ring for due jobs, as the beat does every second, until `job` is over; return it as it is then."""

    def over() -> bool:
        publish_due(at=timezone.now())
        job.refresh_from_db()
        return job.is_finished

    wait_for(over, seconds=seconds, what=f"{job} is not over")
    return job


def wait_for(condition: Callable[[], bool], *, seconds: float = 15, what: str = "it did not happen") -> None:
    """Ask again and again until `condition` holds; AssertionError with `what` if it does not in time."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise AssertionError(f"{what} within {seconds:g} s")
        time.sleep(0.1)


def running_job(payload: dict[str, Any] | None = None, **known: Any) -> RunningJob:
    """What a handler gets, for testing it alone; progress goes nowhere."""
    told: dict[str, Any] = {
        "pk": 0,
        "public_id": uuid.UUID(int=0),
        "kind": "test",
        "key": "test",
        "payload": payload or {},
        "attempt": 1,
        "at": datetime.fromisoformat("2023-05-11T08:00:00+07:00"),
        "requested_by": "sistem",
        "requested_label": "Sistem",
        "report": lambda done, total, note: None,
    }
    return RunningJob(**(told | known))


def _answers(process: subprocess.Popen[bytes], name: str) -> bool:
    if process.poll() is not None:
        raise AssertionError(f"the worker ended with {process.returncode} before it answered")
    return bool(current_app.control.inspect([name], timeout=0.5).ping())
