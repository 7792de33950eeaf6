from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import User
from summitcomms.jobs.models import Job, JobState
from tests.builders import NOW
from tests.reports.reading import queries, text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def job(by: User, state: JobState = JobState.QUEUED, **fields: Any) -> Job:
    defaults: dict[str, Any] = {"kind": "readings.import", "key": "a", "queue": "imports", "due_at": NOW}
    if state == JobState.RUNNING:
        defaults |= {"lease": UUID(int=1), "locked_until": NOW + timedelta(minutes=1)}
    elif state != JobState.QUEUED:
        defaults["finished_at"] = NOW
    return Job.objects.create(
        state=state, requested_by=by.actor_id, requested_label=by.actor_label, **defaults | fields
    )


def url(shown: Job) -> str:
    return reverse("reports:job-detail", args=[shown.public_id])


def test_a_stranger_is_asked_to_sign_in(client: Client, analyst: User) -> None:
    assert client.get(url(job(analyst))).status_code == 302


def test_only_who_asked_and_administrators_see_a_job(
    as_user: SignIn, analyst: User, verifier: User, officer_sultra: User, pusat_admin: User
) -> None:
    shown = job(analyst)

    assert as_user(analyst).get(url(shown)).status_code == 200
    assert as_user(pusat_admin).get(url(shown)).status_code == 200
    assert as_user(verifier).get(url(shown)).status_code == 404
    assert as_user(officer_sultra).get(url(shown)).status_code == 404
    assert as_user(analyst).get(reverse("reports:job-detail", args=[UUID(int=9)])).status_code == 404


def test_a_job_is_only_read(as_user: SignIn, analyst: User) -> None:
    assert as_user(analyst).post(url(job(analyst))).status_code == 405


def test_a_running_job_shows_its_progress_and_asks_again(as_user: SignIn, analyst: User) -> None:
    shown = job(
        analyst, JobState.RUNNING, progress_done=1200, progress_total=5000, progress_note="Membaca baris"
    )

    text = text_of(as_user(analyst), url(shown))

    assert "Impor hasil ukur" in text
    assert "1.200 dari 5.000" in text
    assert f'hx-get="{url(shown)}" hx-trigger="every 2s" hx-swap="outerHTML"' in text
    assert "htmx-2.min.js" in text


def test_no_other_page_pays_for_the_script_that_asks_again(as_user: SignIn, officer_sultra: User) -> None:
    assert "htmx" not in text_of(as_user(officer_sultra), reverse("reports:home"))


def test_the_fragment_is_the_progress_alone(as_user: SignIn, analyst: User) -> None:
    response = as_user(analyst).get(url(job(analyst)), headers={"HX-Request": "true"})

    text = response.content.decode()
    assert text.startswith("<section")
    assert "<html" not in text


def test_a_finished_job_stops_asking_and_says_where_to_go(as_user: SignIn, analyst: User) -> None:
    shown = job(analyst, JobState.DONE, kind="tally.run", result={"tally": "x"})

    text = text_of(as_user(analyst), url(shown))

    assert "hx-get" not in text
    assert "Penghitungan kampanye" in text
    assert reverse("reports:control-room") in text


RESULT = {
    "rows": 120,
    "stored": 110,
    "unchanged": 4,
    "refused": 6,
    "problems": [{"line": 1002, "code": "number", "sentence": "Kolom suka berisi “abc”."}],
    "warnings": ["Kolom “Reach2” tidak dikenal."],
    "download": "/readings/import/x/refused/",
}


def test_an_import_shows_what_was_refused_and_why(as_user: SignIn, analyst: User) -> None:
    text = text_of(as_user(analyst), url(job(analyst, JobState.DONE, result=RESULT)))

    assert "<dd>110</dd>" in text
    assert "Baris 1002" in text
    assert "Kolom suka berisi “abc”." in text
    assert "Kolom “Reach2” tidak dikenal." in text
    assert "/readings/import/x/refused/" in text


def test_the_refused_rows_are_offered_to_who_sent_them_only(
    as_user: SignIn, analyst: User, pusat_admin: User
) -> None:
    text = text_of(as_user(pusat_admin), url(job(analyst, JobState.DONE, result=RESULT)))

    assert "Kolom suka berisi “abc”." in text
    assert "/readings/import/x/refused/" not in text


def test_a_failed_job_says_why(as_user: SignIn, analyst: User) -> None:
    shown = job(
        analyst, JobState.FAILED, error="Kolom “taken_at” tidak ada.", error_detail="Traceback: rahasia"
    )

    text = text_of(as_user(analyst), url(shown))

    assert "Kolom “taken_at” tidak ada." in text
    assert "rahasia" not in text


def test_a_job_that_gave_up_tells_the_operator_what_to_run_and_others_to_wait(
    as_user: SignIn, analyst: User, pusat_admin: User
) -> None:
    shown = job(analyst, JobState.NEEDS_OPERATOR, error="Basis data tidak menjawab.")

    assert f"retry_job {shown.public_id}" in text_of(as_user(pusat_admin), url(shown))
    text = text_of(as_user(analyst), url(shown))
    assert "Tidak ada yang perlu Anda ulangi." in text
    assert "retry_job" not in text


def test_a_cancelled_job_says_so(as_user: SignIn, analyst: User) -> None:
    assert "Pekerjaan ini dibatalkan." in text_of(as_user(analyst), url(job(analyst, JobState.CANCELLED)))


def test_a_long_list_of_problems_asks_no_more(as_user: SignIn, analyst: User) -> None:
    short = job(analyst, JobState.DONE, result=RESULT)
    long = job(analyst, JobState.DONE, key="b", result=RESULT | {"problems": RESULT["problems"] * 20})  # type: ignore[operator]

    assert queries(as_user(analyst), url(short)) == queries(as_user(analyst), url(long))
