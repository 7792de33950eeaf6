"""Files of imports go thirty days after they were written, unless a job still needs them."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from awards.actions import certificate_sheets
from campaigns.actions import import_files, imports, post_imports
from campaigns.handlers import forget_import_files
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job, JobState
from tests.builders import NOW
from tests.services import running_job

pytestmark = pytest.mark.django_db
OLD = NOW - import_files.KEPT - timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def stored(name: str, written: datetime = OLD) -> str:
    kept = default_storage.save(name, ContentFile(b"x"))
    os.utime(default_storage.path(kept), (written.timestamp(), written.timestamp()))
    return kept


def job(kind: str, name: str, state: JobState) -> Job:
    found = enqueue(kind=kind, key=name, payload={"file": name}, due_at=NOW)
    is_over = state not in (JobState.QUEUED, JobState.RUNNING)
    Job.objects.filter(pk=found.pk).update(state=state, finished_at=NOW if is_over else None)
    return found


@pytest.mark.parametrize("folder", ["post-imports", "imports", "reading-drafts", "sertifikat"])
def test_what_nobody_started_goes_after_thirty_days(folder: str) -> None:
    old, young = stored(f"{folder}/alt"), stored(f"{folder}/neu", NOW - import_files.KEPT)
    assert import_files.forget(at=NOW) == 1
    assert (default_storage.exists(old), default_storage.exists(young)) == (False, True)
    assert import_files.forget(at=NOW) == 0


@pytest.mark.parametrize(
    ("state", "stays"),
    [
        (JobState.QUEUED, True),
        (JobState.NEEDS_OPERATOR, True),
        (JobState.DONE, False),
        (JobState.FAILED, False),
        (JobState.CANCELLED, False),
    ],
)
@pytest.mark.parametrize("module", [post_imports, imports])
def test_what_a_job_needs_stays_until_the_job_is_over(module, state: JobState, stays: bool) -> None:
    upload = stored(f"{module.FOLDER}/berkas")
    asked = job(module.KIND, upload, state)
    rows = stored(module.refused_file(asked.public_id))
    import_files.forget(at=NOW)
    assert [default_storage.exists(name) for name in (upload, rows)] == [stays, stays]


def test_other_files_are_left_alone_and_no_folder_is_no_fault() -> None:
    assert import_files.forget(at=NOW) == 0
    picture = stored("bukti/gambar.jpg")
    assert forget_import_files(running_job(at=NOW)) == {"deleted": 0}
    assert default_storage.exists(picture)


def test_people_are_told_how_long_the_refused_rows_stay() -> None:
    said = Path("templates/campaigns/_post_import_result.html").read_text()
    assert f"disimpan {import_files.KEPT.days} hari" in said


def test_the_zips_of_certificates_stand_where_they_are_looked_for() -> None:
    assert Path(certificate_sheets.file_of(uuid4())).parent == Path(import_files.CERTIFICATES)
