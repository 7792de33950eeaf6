"""A file of posts from its check to the rows that come back."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from agencies.models import Agency, AuditEvent, Membership, User
from agencies.platforms import Platform
from campaigns import post_tables
from campaigns.actions import post_imports
from campaigns.actions.mass_reports import Result
from campaigns.actions.post_imports import Upload
from campaigns.models import Campaign, Post, PostCounters, Receipt
from summitcomms.jobs.models import Job, JobState
from summitcomms.jobs.relay import take_back_abandoned
from summitcomms.jobs.runner import run_due
from summitcomms.lib import tables
from summitcomms.lib.clock import WIB
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW
from tests.services import celery_worker, database_url, wait_until_finished

CAPTION = "Menyambut KTT ASEAN ke-43 di Jakarta #ASEAN2023"
Cells = tuple[str, ...]


def workbook(*rows: Cells, titles: Cells = post_tables.TEMPLATE) -> bytes:
    with io.BytesIO() as target:
        tables.write_xlsx(target, titles, rows)
        return target.getvalue()


def row(url: str = "", caption: str = CAPTION, time: str = "", pillar: str = "", agency: str = "") -> Cells:
    return (url or builders.link(at=NOW - timedelta(hours=1)), caption, time, pillar, "", agency)


@pytest.fixture
def upload(campaign: Campaign, sultra: Agency) -> Any:
    def make(*rows: Cells, **changes: Any) -> Upload:
        content = changes.pop("content", None) or workbook(*rows)
        given: dict[str, Any] = {"campaign": campaign, "agency": sultra, "zone": WIB, "name": "agustus.xlsx"}
        return Upload(content=content, **(given | changes))

    return make


@pytest.fixture
def bring_in(officer_sultra: User, upload: Any) -> Any:
    """The whole way of a file; returns the job's result."""

    def go(*rows: Cells, **changes: Any) -> dict[str, Any]:
        plan = post_imports.plan(by=officer_sultra, upload=upload(*rows, **changes), at=NOW)
        job = post_imports.request(by=officer_sultra, token=plan.token, at=NOW)
        return post_imports.carry_out(
            asked=job.payload, job_id=job.public_id, by=officer_sultra, at=NOW, progress=lambda *a, **k: None
        )

    return go


def returned(result: dict[str, Any]) -> bytes:
    job_id = uuid.UUID(result["download"].split("/")[3])
    with default_storage.open(post_imports.refused_file(job_id)) as file:
        return bytes(file.read())


def test_a_plan_says_what_would_become_of_every_row_and_reports_nothing(
    officer_sultra: User, upload: Any, sultra: Agency
):
    held = builders.post(sultra)
    rows = (row(), row("bukan tautan"), row(caption="tanpa tagar"), row(held.url), row(pillar="Lain"))

    plan = post_imports.plan(by=officer_sultra, upload=upload(*rows), at=NOW)

    assert [(line.line, line.result) for line in plan.lines] == [
        (2, Result.ACCEPTED),
        (3, Result.REFUSED),
        (4, Result.REFUSED),
        (5, Result.ALREADY_SENT),
        (6, Result.REFUSED),
    ]
    assert held.code in plan.lines[3].sentence
    assert "Pilar “Lain” tidak dikenal. Pilihannya: ASEAN Matters" in plan.lines[4].sentence
    assert (plan.rows, plan.checked, plan.count(Result.REFUSED)) == (5, 5, 3)
    assert Post.objects.count() == 1


def test_a_plan_screens_so_many_rows_and_says_of_how_many(
    officer_sultra: User, upload: Any, monkeypatch: Any
):
    monkeypatch.setattr(post_imports, "MOST_CHECKED", 2)

    plan = post_imports.plan(by=officer_sultra, upload=upload(row(), row(), row()), at=NOW)

    assert (plan.checked, plan.rows) == (2, 3)


def test_a_file_without_a_readable_row_is_not_kept(officer_sultra: User, upload: Any):
    plan = post_imports.plan(by=officer_sultra, upload=upload(row("bukan tautan")), at=NOW)

    assert plan.token == ""
    assert not default_storage.exists(post_imports.FOLDER)


def test_an_unreadable_file_is_refused_in_a_sentence(officer_sultra: User, upload: Any):
    with pytest.raises(Refused) as refused:
        post_imports.plan(by=officer_sultra, upload=upload(content=b"PK\x03\x04"), at=NOW)

    assert refused.value.code == "file_unreadable"


def test_nobody_checks_a_file_for_another_agency(officer_mimika: User, upload: Any):
    with pytest.raises(Refused) as refused:
        post_imports.plan(by=officer_mimika, upload=upload(row()), at=NOW)

    assert refused.value.code == "not_allowed"


def test_a_token_starts_one_job_however_often_it_is_sent(officer_sultra: User, upload: Any, sultra: Agency):
    plan = post_imports.plan(by=officer_sultra, upload=upload(row()), at=NOW)

    jobs = {post_imports.request(by=officer_sultra, token=plan.token, at=NOW) for _ in range(2)}

    assert len(jobs) == 1
    events = AuditEvent.objects.filter(action="posts.import")
    assert {(event.target_id, event.after["name"]) for event in events} == {(sultra.code, "agustus.xlsx")}


@pytest.mark.parametrize("spoil", ["sign", "person", "file"])
def test_a_token_that_is_not_ones_own_or_not_good_any_more_is_refused(
    officer_sultra: User, lead_sultra: User, upload: Any, spoil: str
):
    token = post_imports.plan(by=officer_sultra, upload=upload(row()), at=NOW).token
    if spoil == "file":
        [kept] = default_storage.listdir(post_imports.FOLDER)[1]
        default_storage.delete(f"{post_imports.FOLDER}/{kept}")

    with pytest.raises(Refused) as refused:
        post_imports.request(
            by=lead_sultra if spoil == "person" else officer_sultra,
            token=f"{token}x" if spoil == "sign" else token,
            at=NOW,
        )

    assert refused.value.code == "expired"
    assert not Job.objects.exists()


def test_an_import_reports_rows_with_time_and_pillar(bring_in: Any, campaign: Campaign):
    result = bring_in(row(builders.link(Platform.YOUTUBE), time="28/08/2023 09.00", pillar="aoip"), row())

    first, second = Post.objects.order_by("published_at")
    assert (first.pillar, first.published_at) == (
        campaign.pillars.get(name="AOIP"),
        NOW - timedelta(days=1, hours=1),
    )
    assert (second.pillar, second.receipt) == (None, Receipt.objects.get())
    assert result["accepted"] == 2
    assert result["receipts"] == [Receipt.objects.get().code]
    assert result["download"] == ""


def test_a_short_link_waits_for_its_full_one(bring_in: Any):
    result = bring_in(row("https://vt.tiktok.com/ZSabcdefg/"))

    assert (result["accepted"], result["needs_link"]) == (1, 1)


def test_refused_rows_come_back_mended_go_in_and_nothing_is_doubled(bring_in: Any):
    good = row()
    result = bring_in(good, row(caption="belum ada tagarnya"), row("bukan tautan"))
    table = tables.read_xlsx(returned(result))

    assert table.header == (*post_tables.TEMPLATE, "Alasan")
    assert [each.cells[1] for each in table.rows] == ["belum ada tagarnya", CAPTION]
    assert "belum memuat #ASEAN2023" in table.rows[0].cells[-1]
    mended = [(*table.rows[0].cells[:1], CAPTION, *table.rows[0].cells[2:]), table.rows[1].cells]
    again = bring_in(content=workbook((*good, ""), *mended, titles=table.header))

    assert (again["accepted"], again["already_sent"], again["refused"]) == (1, 1, 1)
    assert tables.read_xlsx(returned(again)).header == table.header
    assert Post.objects.count() == 2


def test_the_same_file_twice_changes_nothing(bring_in: Any):
    rows = (row(), row())
    bring_in(*rows)

    again = bring_in(*rows)

    assert (again["accepted"], again["already_sent"], again["receipts"]) == (0, 2, [])
    assert Post.objects.count() == 2


def test_a_row_may_name_another_agency_of_the_same_person(
    officer_sultra: User, mimika: Agency, bring_in: Any
):
    Membership.objects.create(user=officer_sultra, role="officer", agency=mimika)
    vars(officer_sultra).pop("active_memberships", None)

    result = bring_in(row(agency="D-94.04"), row(agency="D-74"), row(agency="XX-1"))

    assert {post.agency.code for post in Post.objects.all()} == {"D-74", "D-94.04"}
    assert "Instansi “XX-1” tidak dikenal" in result["problems"][0]["sentence"]


def test_a_row_for_an_agency_of_others_is_refused(bring_in: Any, mimika: Agency):
    result = bring_in(row(agency=mimika.code))

    assert (result["accepted"], result["refused"]) == (0, 1)
    assert result["problems"][0]["sentence"] == "Anda tidak bertugas untuk instansi ini."


def test_whoever_has_left_meanwhile_reports_nothing(officer_sultra: User, upload: Any, campaign: Campaign):
    plan = post_imports.plan(by=officer_sultra, upload=upload(row()), at=NOW)
    job = post_imports.request(by=officer_sultra, token=plan.token, at=NOW)
    Membership.objects.filter(user=officer_sultra).delete()

    with pytest.raises(Refused) as refused:
        post_imports.carry_out(
            asked=job.payload,
            job_id=job.public_id,
            by=User.objects.get(pk=officer_sultra.pk),
            at=NOW,
            progress=lambda *a, **k: None,
        )

    assert refused.value.code == "not_allowed"


def test_a_file_that_is_gone_is_said(officer_sultra: User, campaign: Campaign, sultra: Agency):
    asked = {"file": "post-imports/tidak-ada", "campaign": campaign.code, "agency": sultra.code, "zone": WIB}

    with pytest.raises(Refused) as refused:
        post_imports.carry_out(
            asked=asked, job_id=uuid.UUID(int=1), by=officer_sultra, at=NOW, progress=lambda *a, **k: None
        )

    assert refused.value.code == "file_gone"


def test_the_file_is_let_go_of_when_its_import_is_kept(
    bring_in: Any, django_capture_on_commit_callbacks: Any
):
    with django_capture_on_commit_callbacks(execute=True):
        bring_in(row())

    assert default_storage.listdir(post_imports.FOLDER)[1] == []


@pytest.mark.django_db(transaction=True)
def test_the_job_tells_how_far_it_is_and_keeps_its_result(officer_sultra: User, upload: Any):
    plan = post_imports.plan(by=officer_sultra, upload=upload(row(), row("bukan")), at=NOW)
    job = post_imports.request(by=officer_sultra, token=plan.token, at=NOW)

    run_due(at=NOW)

    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert job.result is not None
    assert (job.result["accepted"], job.result["refused"]) == (1, 1)


_DIE_HALF_WAY = """
import os, signal, sys
import django
django.setup()
from django.utils import timezone
from campaigns.actions import mass_reports
from campaigns.models import Post
from summitcomms.jobs.runner import execute

write, mass_reports.CHUNK, done = mass_reports._write, 20, []
def killed(*args, **named):
    stored = write(*args, **named)
    done.append(stored)
    if len(done) == 2:
        assert Post.objects.count() == 40
        os.kill(os.getpid(), signal.SIGKILL)
    return stored
mass_reports._write = killed
execute(int(sys.argv[1]), at=timezone.now())
"""


@pytest.mark.django_db(transaction=True)
def test_a_job_killed_half_way_leaves_nothing_and_a_worker_brings_every_row_in_once(
    officer_sultra: User, upload: Any, settings: Any
):
    """A real process dies after 40 of 60 rows are written; a real worker takes the job over."""
    rows = [row() for _ in range(60)]
    at = timezone.now()
    plan = post_imports.plan(by=officer_sultra, upload=upload(*rows), at=at)
    job = post_imports.request(by=officer_sultra, token=plan.token, at=at)

    died = subprocess.run(
        [sys.executable, "-c", _DIE_HALF_WAY, str(job.pk)],
        env=os.environ | {"DATABASE_URL": database_url(), "MEDIA_ROOT": str(settings.MEDIA_ROOT)},
        capture_output=True,
        timeout=60,
    )

    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert not Post.objects.exists()
    assert not Receipt.objects.exists()
    Job.objects.filter(pk=job.pk).update(locked_until=at)
    take_back_abandoned(at=timezone.now())
    with celery_worker():
        finished = wait_until_finished(job)
    assert (finished.state, finished.attempts) == (JobState.DONE, 2)
    assert finished.result is not None
    assert finished.result["accepted"] == 60
    assert sorted(Post.objects.values_list("url", flat=True)) == sorted(cells[0] for cells in rows)
    assert PostCounters.objects.count() == 60
    assert AuditEvent.objects.filter(action="post.submitted").count() == 60
    assert Receipt.objects.get().posts.count() == 60


def test_a_caption_is_measured_before_its_words_are_read(
    officer_sultra: User, upload: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("campaigns.guesses.PillarGuess.of", lambda self, caption: pytest.fail("was read"))

    plan = post_imports.plan(by=officer_sultra, upload=upload(row(caption="a " * 5_001)), at=NOW)

    assert [(line.result, line.sentence[:15]) for line in plan.lines] == [(Result.REFUSED, "Takarir paling ")]
