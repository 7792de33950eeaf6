"""What is started, and with what: the Procfile, docker-compose.yml, the Dockerfile and the Makefile agree."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from summitcomms.jobs.registry import QUEUES, RELAY_QUEUE, WEBHOOK_QUEUE

SHARED = {RELAY_QUEUE}
"""Read by more workers than one, so that none of them can keep it waiting alone."""


def text_of(name: str) -> str:
    return (settings.BASE_DIR / name).read_text()


def in_procfile() -> dict[str, str]:
    """Commands by the name of their process."""
    return dict(line.split(": ", 1) for line in text_of("Procfile").splitlines())


def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(text_of("docker-compose.yml"))["services"]
    return found


def in_compose() -> dict[str, str]:
    return {name: service["command"] for name, service in services().items() if "command" in service}


def workers(commands: dict[str, str]) -> dict[str, set[str]]:
    """The queues that each worker reads."""
    return {
        name: set(re.split(r"[ ,]", command.partition("--queues ")[2].partition(" --")[0]))
        for name, command in commands.items()
        if " worker " in command
    }


def test_every_queue_is_read_and_only_the_relay_by_two() -> None:
    read = [queue for queues in workers(in_procfile()).values() for queue in queues]

    assert set(read) == {RELAY_QUEUE, WEBHOOK_QUEUE, *QUEUES}
    assert len(read) == len(set(read) - SHARED) + 2


def test_every_worker_of_jobs_hears_the_beat_and_that_of_webhooks_does_nothing_else() -> None:
    read = workers(in_procfile())

    assert read.pop("webhooks") == {WEBHOOK_QUEUE}
    assert all(RELAY_QUEUE in queues for queues in read.values())


def test_a_server_starts_what_a_laptop_starts() -> None:
    assert set(in_procfile()) <= set(services())
    assert workers(in_compose()) == workers(in_procfile())


def test_two_workers_of_one_machine_have_names_of_their_own() -> None:
    names = [re.search(r"--hostname (\S+)", one) for one in in_procfile().values() if " worker " in one]

    assert len({name and name[1] for name in names}) == len(names)


def test_what_the_settings_read_reaches_the_containers() -> None:
    read = set(re.findall(r'\bread\(\s*"([A-Z_]+)"', text_of("summitcomms/settings.py")))
    told = set(services()["web"]["environment"])

    of_a_laptop, of_the_image, of_the_worker = {"DEBUG"}, {"PORT"}, {"DATABASE_STATEMENT_TIMEOUT"}
    assert read - told == of_a_laptop | of_the_image | of_the_worker
    assert of_the_worker <= set(services()["worker"]["environment"])


@pytest.mark.parametrize(
    "name", [name for name, one in services().items() if one.get("image") == "summitcomms"]
)
def test_a_container_ends_what_it_does_and_is_looked_after(name: str) -> None:
    one = services()[name]
    soft_end = settings.CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT
    assert int(one["stop_grace_period"].removesuffix("s")) > soft_end
    assert one["restart"] == ("no" if name == "migrate" else "unless-stopped")
    looked_after = "test" in one.get("healthcheck", {}) or name == "web"  # whose image says how
    assert looked_after or one["healthcheck"] == {"disable": True}


def test_the_image_has_the_libraries_that_a_laptop_is_told_to_install() -> None:
    """All but the browser of the tests, and Redis and venv, which have containers of their own."""
    missing = re.findall(r'missing="\$\$missing ([a-z0-9. -]+)"', text_of("Makefile"))
    wanted = {package for packages in missing for package in packages.split()}
    of_others = {"chromium", "python3-venv", "redis-server"}
    installed = re.search(
        r"apt-get install -qq --no-install-recommends \\\n(.*?) \\\n", text_of("Dockerfile")
    )

    assert installed
    assert set(installed[1].split()) == wanted - of_others


def test_what_the_image_holds_is_enough_for_its_steps_and_to_serve(tmp_path: Path) -> None:
    """The steps of the Dockerfile after its COPY, run where nothing stands but what .dockerignore lets in."""
    for kept in re.findall(r"^!(\S+)", text_of(".dockerignore"), re.MULTILINE):
        here = settings.BASE_DIR / kept
        if here.is_dir():
            shutil.copytree(here, tmp_path / kept, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(here, tmp_path)
    steps = text_of("Dockerfile").partition("COPY . .")[2].replace("\\\n", " ")
    runs = re.findall(r"^RUN (.+)$", steps, re.MULTILINE)
    serve = 'python -c "import summitcomms.wsgi, summitcomms.urls, summitcomms.schedule"'
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    for step in (*runs, serve):
        done = subprocess.run(
            ["sh", "-ec", step], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (step, done.stderr)

    assert len(runs) == 2
    assert list((tmp_path / "var" / "static").glob("**/*.css"))
    assert list((tmp_path / "locale").glob("**/*.mo"))


def test_the_image_runs_as_nobody_special_with_its_files_collected_and_its_texts_compiled() -> None:
    lines = [line.strip() for line in text_of("Dockerfile").splitlines()]
    steps = [
        lines.index("COPY . ."),
        lines.index("python manage.py collectstatic --no-input"),
        lines.index("RUN python -m summitcomms.catalogue compile"),
        lines.index("USER portal"),
        next(number for number, line in enumerate(lines) if line.startswith("CMD [")),
    ]

    assert steps == sorted(steps)
    assert not [line for line in lines[steps[3] + 1 :] if line.startswith("USER")]
