from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage

from agencies.models import AuditEvent, User
from campaigns.actions import imports, mappings
from campaigns.models import Campaign, Grade, MetricReading, Post, PostCounters, ReadingSource
from summitcomms.jobs.models import Job
from summitcomms.lib.clock import WIB
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW

JOB = uuid.UUID(int=7)
LIST = b"kode,waktu,suka\nTIDAKADA,29/08/2023 09.00,5\n"


@pytest.fixture
def source(db: None) -> ReadingSource:
    return builders.source("ekspor-uji", Grade.EXPORT)


@pytest.fixture
def request_import(
    campaign: Campaign, source: ReadingSource, analyst: User
) -> Callable[..., imports.Requested]:
    def call(content: bytes = LIST, **changes: Any) -> imports.Requested:
        given: dict[str, Any] = {
            "by": analyst,
            "campaign": campaign,
            "zone": WIB,
            "name": "agustus.csv",
        } | changes
        chosen = given.pop("source", source)
        said = {"source": chosen.code, "measured_at": given.pop("measured_at", "")}
        asked = replace(imports.keep(content=content, **given), **said)
        return imports.request(by=given["by"], asked=asked, at=NOW)

    return call


@pytest.fixture
def carry_out(request_import: Any, analyst: User) -> Callable[[str], dict[str, Any]]:
    def call(text: str, progress: Any = lambda *a, **k: None) -> dict[str, Any]:
        job = request_import(text.encode()).job
        return imports.carry_out(asked=job.payload, job_id=JOB, by=analyst, at=NOW, progress=progress)

    return call


def kept(name: str) -> bytes:
    with default_storage.open(name) as file:
        return bytes(file.read())


def post_with_code(campaign: Campaign, code: str) -> Post:
    return builders.post(campaign=campaign, code=code, state="verified")


def test_a_file_becomes_a_job_and_is_kept_under_a_random_name(request_import: Any, analyst: User):
    asked = request_import(LIST)

    assert asked.is_new
    assert asked.job.requested_by == str(analyst.public_id)
    assert asked.job.payload["campaign"] == "ktt-43"
    assert "agustus" not in asked.job.payload["file"]
    assert kept(asked.job.payload["file"]) == LIST
    assert AuditEvent.objects.get(action="readings.import").after["name"] == "agustus.csv"


def test_the_same_file_again_is_the_first_job(request_import: Any):
    first = request_import(LIST)

    again = request_import(LIST, name="nama-lain.csv")

    assert (again.job, again.is_new) == (first.job, False)


def test_the_same_file_for_another_campaign_is_another_job(request_import: Any):
    assert request_import(LIST).job != request_import(LIST, campaign=builders.campaign("ktt-42")).job
    assert Job.objects.count() == 2


def test_a_file_that_a_colleague_has_sent_is_refused_naming_who_and_when(request_import: Any):
    request_import(LIST)

    with pytest.raises(Refused, match=r"dikirim oleh Anton Analis, .*WIB") as refused:
        request_import(LIST, by=builders.user(role="analyst"))

    assert refused.value.code == "file_known"


@pytest.mark.parametrize(
    ("state", "result", "is_new"),
    [
        ("done", {"stored": 1, "refused": 0}, False),
        ("done", {"stored": 1, "refused": 0, "unmatched": 1}, True),
        ("done", {"stored": 1, "refused": 1}, True),
        ("failed", None, True),
        ("needs_operator", None, True),
    ],
)
def test_a_file_can_be_sent_again_unless_all_of_it_was_taken_in(
    request_import: Any, state: str, result: dict[str, int] | None, is_new: bool
):
    first = request_import(LIST)
    Job.objects.update(state=state, result=result, finished_at=NOW)

    again = request_import(LIST)

    assert again.is_new == is_new
    assert (again.job != first.job) == is_new
    assert request_import(LIST).job == again.job  # it is not over, or has nothing more to take in


def test_a_file_whose_rows_were_refused_can_be_sent_by_a_colleague(request_import: Any):
    request_import(LIST)
    Job.objects.update(state="done", result={"stored": 0, "refused": 1}, finished_at=NOW)

    assert request_import(LIST, by=builders.user(role="analyst")).is_new


@pytest.mark.parametrize("changes", [{"zone": "Asia/Jayapura"}, {"source": "lain"}])
def test_the_same_file_of_another_source_or_zone_is_another_job(request_import: Any, changes: dict[str, Any]):
    if "source" in changes:
        changes = {"source": builders.source("ekspor-lain", Grade.EXPORT)}

    assert request_import(LIST).job != request_import(LIST, **changes).job


def test_nobody_imports_in_the_name_of_a_partner(request_import: Any, partner: Any):
    with pytest.raises(Refused, match="Pilih sumber lain") as refused:
        request_import(LIST, source=ReadingSource.objects.get(partner=partner[0]))

    assert refused.value.code == "source_of_partner"
    assert not Job.objects.exists()


def test_only_who_may_import_asks_for_it(request_import: Any, committee: User):
    with pytest.raises(PermissionDenied):
        request_import(LIST, by=committee)

    assert not Job.objects.exists()


def test_the_readings_of_a_file_are_stored_and_counted(carry_out: Any, campaign: Campaign):
    post = post_with_code(campaign, "ABC123")

    result = carry_out("kode,waktu,suka,tayangan\nabc123,29/08/2023 09.00,12,1.234\n")

    assert result == {
        "rows": 1,
        "stored": 1,
        "unchanged": 0,
        "refused": 0,
        "unmatched": 0,
        "problems": [],
        "warnings": [],
        "download": "",
    }
    assert PostCounters.objects.get(post=post).likes == 12
    assert not default_storage.exists(imports.refused_file(JOB))


def test_every_refused_row_comes_back_with_line_and_reason(carry_out: Any, campaign: Campaign):
    post_with_code(campaign, "ABC123")

    result = carry_out(
        "kode;waktu;suka\n"
        "ABC123;29/08/2023 09.00;12\n"
        "ABC123;29/08/2023 09.00;13\n"
        "ABC123;29/08/2023 09.00\n"
        "TIDAKADA;29/08/2023 09.00;1\n"
        "ABC123;30/08/2023 09.00;1\n"
        "ABC123;28/08/2023 09.00;-1\n"
        "ABC123;29/08/2023 09.00;12\n"
    )

    assert (result["rows"], result["stored"], result["unchanged"], result["refused"]) == (7, 1, 1, 5)
    assert [(each["line"], each["code"]) for each in result["problems"]] == [
        (3, "row_contradicts"),
        (4, "row_broken"),
        (5, "post_unknown"),
        (6, "taken_at_future"),
        (7, "metric_negative"),
    ]
    assert "baris 2" in result["problems"][0]["sentence"]
    assert result["download"].endswith(f"/readings/import/{JOB}/refused/")


def test_the_refused_rows_can_be_mended_and_imported_again(
    carry_out: Any, campaign: Campaign, request_import: Any
):
    post = post_with_code(campaign, "ABC123")
    carry_out("kode,waktu,suka\nABC123,29/08/2023 09.00,-1\n")
    text = kept(imports.refused_file(JOB)).decode("utf-8-sig")
    header, row = csv.reader(io.StringIO(text))
    assert (header[-1], row[-1].startswith("Baris 2: Nilai suka")) == ("Alasan penolakan", True)

    result = carry_out(text.replace("-1", "1").replace("'1", "1"))

    assert result["stored"] == 1
    assert PostCounters.objects.get(post=post).likes == 1


def test_a_second_attempt_gives_the_same_and_one_file(carry_out: Any, campaign: Campaign):
    post_with_code(campaign, "ABC123")
    text = "kode,waktu,suka\nABC123,29/08/2023 09.00,5\nTIDAKADA,29/08/2023 09.00,5\n"
    first = carry_out(text)

    second = carry_out(text)

    assert (first["stored"], second["stored"], second["unchanged"]) == (1, 0, 1)
    assert first["problems"] == second["problems"]
    assert [n for n in default_storage.listdir("imports")[1] if "refused" in n] == [f"{JOB}-refused.csv"]


def test_the_result_shows_the_first_refused_rows_and_the_file_all(carry_out: Any, campaign: Campaign):
    rows = "".join(f"TIDAKADA{n},29/08/2023 09.00,5\n" for n in range(imports.MOST_SHOWN + 5))

    result = carry_out(f"kode,waktu,suka\n{rows}")

    assert (len(result["problems"]), result["refused"]) == (imports.MOST_SHOWN, imports.MOST_SHOWN + 5)
    lines = kept(imports.refused_file(JOB)).decode().count("TIDAKADA")
    assert lines == imports.MOST_SHOWN + 5


def test_progress_is_told(carry_out: Any, campaign: Campaign):
    told: list[tuple[int, int | None]] = []

    carry_out(
        "kode,waktu,suka\nTIDAKADA,29/08/2023 09.00,5\nTIDAKADA,kemarin,5\n",
        progress=lambda done, total=None, note="": told.append((done, total)),
    )

    assert told == [(0, None), (1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("nama,alamat\na,b\n", "columns_missing", "Kolom yang ditemukan: “nama”, “alamat”"),
        ("", "file_unreadable", "Berkas ini kosong"),
        ('kode,waktu,suka\n"ABC,29/08/2023 09.00,5\n', "file_unreadable", "Baris 2"),
    ],
)
def test_a_file_that_cannot_be_used_stores_nothing_and_says_why(
    carry_out: Any, campaign: Campaign, text: str, code: str, words: str
):
    with pytest.raises(Refused) as refused:
        carry_out(text)

    assert refused.value.code == code
    assert words in refused.value.sentence
    assert not MetricReading.objects.exists()


def test_a_file_that_has_gone_is_asked_for_again(request_import: Any, analyst: User):
    job = request_import(LIST).job
    default_storage.delete(job.payload["file"])

    with pytest.raises(Refused) as refused:
        imports.carry_out(asked=job.payload, job_id=JOB, by=analyst, at=NOW, progress=lambda *a, **k: None)

    assert refused.value.code == "file_gone"


def test_a_job_reads_columns_as_it_was_asked_and_a_corrected_meaning_is_another_job(
    request_import: Any, campaign: Campaign, analyst: User
):
    post = post_with_code(campaign, "ABC123")

    def said(metric: str) -> imports.Requested:
        roles = {"0": "code", "1": metric}
        mappings.remember(by=analyst, header=["Nomor", "Jempol"], roles=roles, at=NOW)
        return request_import(b"Nomor,Jempol\nABC123,5\n", measured_at=NOW.isoformat())

    first, second = said("likes"), said("views")
    imports.carry_out(asked=first.job.payload, job_id=JOB, by=analyst, at=NOW, progress=lambda *a, **k: None)

    assert (first.is_new, second.is_new, first.job == second.job) == (True, True, False)
    assert MetricReading.objects.get(post=post).likes == 5
    assert said("likes").job == first.job


def test_a_check_says_how_it_has_read_the_columns(campaign: Campaign, analyst: User):
    roles = {"0": "code", "1": "likes"}
    mappings.remember(by=analyst, header=["Nomor", "Jempol"], roles=roles, at=NOW)
    asked = imports.keep(by=analyst, campaign=campaign, zone=WIB, name="a", content=b"Nomor,Jempol\nA,5\n")

    assert imports.plan(by=analyst, asked=asked, at=NOW).asked == replace(asked, roles=roles)
