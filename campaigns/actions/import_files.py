"""Files of imports, drafts and zips do not stay for ever: those never used, nor those of jobs long over."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import default_storage

from campaigns import reading_drafts
from campaigns.actions import imports, post_imports
from summitcomms.jobs.models import Job, JobState

KIND = "imports.forget"
KEPT = timedelta(days=30)
"""How long a file is kept after it was written: an upload whose import nobody started, and refused rows."""
IMPORTED = (post_imports.FOLDER, imports.FOLDER)
CERTIFICATES = "sertifikat"
"""Zips that `awards` has drawn; drawn again for whoever asks again."""
FOLDERS = (*IMPORTED, reading_drafts.FOLDER, CERTIFICATES)
OVER = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
"""What needs an operator is not over: it may be tried again."""


def forget(*, at: datetime) -> int:
    """Delete the files older than `KEPT` that no job needs any more; how many. May run again at any time."""
    needed = _needed()
    deleted = 0
    for name in _files():
        if not name.startswith(needed) and default_storage.get_modified_time(name) < at - KEPT:
            default_storage.delete(name)
            deleted += 1
    return deleted


def _needed() -> tuple[str, ...]:
    """How the names of files begin that belong to a job which is not over."""
    waiting = Job.objects.filter(kind__in=(post_imports.KIND, imports.KIND)).exclude(state__in=OVER)
    names: list[str] = []
    for public_id, payload in waiting.values_list("public_id", "payload"):
        names += [payload["file"], *(f"{folder}/{public_id}" for folder in IMPORTED)]
    return tuple(names)


def _files() -> Iterator[str]:
    for folder in FOLDERS:
        if default_storage.exists(folder):
            yield from (f"{folder}/{name}" for name in default_storage.listdir(folder)[1])
