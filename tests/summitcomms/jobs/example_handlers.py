"""Handlers for tests, known to a worker process through `celery_worker(__name__)`.

They write rows of `auth.Group`, a table that has nothing to do with jobs: what stays there, stayed.
"""

import time
from typing import Any

from django.contrib.auth.models import Group

from summitcomms.jobs.registry import handles
from summitcomms.jobs.running import BadInput, NeedsOperator, RunningJob


def names() -> list[str]:
    """What the handlers have left behind."""
    return list(Group.objects.order_by("name").values_list("name", flat=True))


@handles("example.write", queue="imports")
def write(job: RunningJob) -> dict[str, Any]:
    """Write one row per name of the payload."""
    for done, name in enumerate(job.payload["names"], 1):
        Group.objects.create(name=name)
        job.progress(done, total=len(job.payload["names"]), note=f"Menulis {name}")
    return {"written": len(job.payload["names"])}


@handles("example.hang_once")
def hang_once(job: RunningJob) -> dict[str, Any]:
    """Write half, report it, and hang; from the second attempt on, write all."""
    Group.objects.create(name="a")
    job.progress(1, total=2, note="Setengah jalan")
    if job.attempt == 1:
        time.sleep(60)
    Group.objects.create(name="b")
    return {"attempt": job.attempt}


@handles("example.break")
def write_and_break(job: RunningJob) -> None:
    """Write a row and raise what the payload names."""
    Group.objects.create(name="half")
    raise {
        "bad": BadInput("Kolom tayangan tidak ada.", "header: tanggal;suka"),
        "operator": NeedsOperator("Pango belum terpasang."),
        "bug": ZeroDivisionError("division by zero"),
    }[job.payload["with"]]
