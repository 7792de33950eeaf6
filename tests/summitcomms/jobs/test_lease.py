"""While work goes on its lease is renewed, and progress is written no faster than people read."""

import time
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from summitcomms.jobs import lease
from summitcomms.jobs.lease import Holder
from summitcomms.jobs.models import Job
from summitcomms.jobs.running import LeaseLost
from tests.services import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_lease_is_renewed_while_the_work_says_nothing(
    running: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "RENEW_EVERY", 0.05)
    Job.objects.update(locked_until=timezone.now() - timedelta(hours=1))

    with Holder(running):
        wait_for(lambda: not Job.objects.abandoned(timezone.now()).exists())


def test_renewal_outlives_a_broken_connection(running: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "RENEW_EVERY", 0.05)
    Job.objects.update(locked_until=timezone.now() - timedelta(hours=1))
    holder = Holder(running)
    renew, broken = holder.renew, [OperationalError("server closed the connection")]

    def break_first() -> bool:
        if broken:
            raise broken.pop()
        return renew()

    monkeypatch.setattr(holder, "renew", break_first)

    with holder:
        wait_for(lambda: not Job.objects.abandoned(timezone.now()).exists())

    assert not broken


def test_renewal_stops_when_the_job_is_held_by_another(running: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "RENEW_EVERY", 0.05)
    stolen_until = timezone.now() + timedelta(hours=5)
    Job.objects.update(lease=uuid.uuid4(), locked_until=stolen_until)

    with Holder(running) as holder:
        holder._thread.join(timeout=5)
        assert not holder._thread.is_alive()

    running.refresh_from_db()
    assert running.locked_until == stolen_until


def test_a_report_renews_the_lease_as_well(running: Job) -> None:
    Job.objects.update(locked_until=timezone.now() - timedelta(hours=1))

    with Holder(running) as holder:
        holder.report(1, 10, "Membaca baris")

    running.refresh_from_db()
    assert running.locked_until is not None
    assert running.locked_until > timezone.now()
    assert (running.progress_done, running.progress_total, running.progress_note) == (1, 10, "Membaca baris")


def test_reports_close_together_are_written_once_but_the_last_and_a_new_note_always(
    running: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "REPORT_EVERY", 3600)
    written: list[Any] = []

    def write(statement: str, values: list[Any]) -> bool:
        written.append(tuple(values))
        return True

    with Holder(running) as holder:
        monkeypatch.setattr(holder, "_write", write)
        for done in (1, 2, 3):
            holder.report(done, 10, "Membaca")
        holder.report(4, 10, "Menyimpan")
        holder.report(5, 10, "Menyimpan")
        holder.report(10, 10, "Menyimpan")

    assert written == [(1, 10, "Membaca"), (4, 10, "Menyimpan"), (10, 10, "Menyimpan")]


def test_a_report_is_written_again_after_a_moment(running: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "REPORT_EVERY", 0.01)

    with Holder(running) as holder:
        holder.report(1, 10, "Membaca")
        time.sleep(0.02)
        holder.report(2, 10, "Membaca")

    running.refresh_from_db()
    assert running.progress_done == 2


def test_a_long_note_is_cut_to_what_the_row_holds(running: Job) -> None:
    with Holder(running) as holder:
        holder.report(1, None, "x" * 300)

    running.refresh_from_db()
    assert running.progress_note == "x" * 200


def test_a_report_on_a_job_held_by_another_is_refused(running: Job) -> None:
    Job.objects.update(lease=uuid.uuid4())

    with Holder(running) as holder, pytest.raises(LeaseLost):
        holder.report(1, 10, "Membaca")
