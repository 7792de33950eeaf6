from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outgoing
from django.utils import timezone, translation

from agencies.actions import mail
from agencies.models import User
from summitcomms.jobs.models import Job
from summitcomms.jobs.runner import run_due
from tests import builders
from tests.builders import NOW
from tests.letters import delivered

DECIDED: dict[str, str | int] = {
    "outcome": "returned",
    "post": "Instagram P-1",
    "url": "https://portal.example/posts/P-1/",
    "reason": "tagar tidak ada",
    "note": "",
    "rule": "",
    "deadline": "",
}


def decided(to: User, subject_id: str = "P-1", **more: Any) -> Job | None:
    return mail.send(kind="post.decided", to=to, subject_id=subject_id, context=DECIDED | more, at=NOW)


def test_a_mail_is_a_job_known_by_kind_recipient_and_subject(officer_sultra: User) -> None:
    job = decided(officer_sultra)

    assert job
    assert job.kind == "mail.send"
    assert job.key == f"post.decided:{officer_sultra.public_id}:P-1"
    assert job.due_at == NOW
    assert outgoing.outbox == []  # nothing is sent before the worker comes


def test_what_somebody_sits_and_waits_for_goes_before_all_other_mail(officer_sultra: User) -> None:
    code = mail.send(
        kind="login_code", to=officer_sultra, subject_id="1", context={"code": "ABC-DEF"}, at=NOW
    )
    letter = decided(officer_sultra)

    assert code
    assert letter
    assert (code.queue, letter.queue) == ("urgent", "mail")


def test_it_reaches_the_person(officer_sultra: User) -> None:
    decided(officer_sultra)

    [letter] = delivered(at=NOW)

    assert letter.to == [officer_sultra.email]
    assert letter.subject == "Unggahan Instagram P-1 perlu perbaikan"
    assert "Alasan: tagar tidak ada" in letter.body
    assert "11.00 WITA" in letter.body


def test_the_same_thing_is_told_once(officer_sultra: User, officer_mimika: User) -> None:
    jobs = [decided(officer_sultra), decided(officer_sultra), decided(officer_sultra, "P-2")]
    other = decided(officer_mimika)

    assert jobs[0] == jobs[1]
    assert len({job.pk for job in [*jobs, other] if job}) == 3
    assert len(delivered(at=NOW)) == 3


def test_who_muted_a_kind_or_is_out_of_service_is_not_written_to(
    officer_sultra: User, officer_mimika: User
) -> None:
    officer_sultra.muted = ["post.decided"]
    officer_mimika.is_active = False

    assert decided(officer_sultra) is None
    assert decided(officer_mimika) is None
    assert not Job.objects.exists()


@pytest.mark.parametrize("change", [{"muted": ["post.decided"]}, {"is_active": False}])
def test_a_change_of_mind_stops_a_mail_on_its_way(officer_sultra: User, change: dict[str, Any]) -> None:
    job = decided(officer_sultra)
    User.objects.update(**change)

    assert delivered(at=NOW) == []
    assert job
    job.refresh_from_db()
    assert job.result == {"sent": False}


def test_news_about_the_account_cannot_be_muted(officer_sultra: User) -> None:
    officer_sultra.muted = ["password_changed"]
    where = {"address": "203.0.113.7", "device": "Chrome di Android"}

    assert mail.send(kind="password_changed", to=officer_sultra, subject_id="1", context=where, at=NOW)


@pytest.mark.parametrize("context", [{}, DECIDED | {"more": "x"}])
def test_a_mail_is_given_exactly_what_its_words_need(
    officer_sultra: User, context: dict[str, str | int]
) -> None:
    with pytest.raises(ValueError, match=r"post\.decided needs"):
        mail.send(kind="post.decided", to=officer_sultra, subject_id="1", context=context, at=NOW)


def test_a_kind_that_nobody_declared_is_refused(officer_sultra: User) -> None:
    with pytest.raises(KeyError):
        mail.send(kind="post.forgotten", to=officer_sultra, subject_id="1", context={}, at=NOW)


def test_a_secret_is_readable_in_the_mail_only(officer_sultra: User) -> None:
    mail.send(kind="login_code", to=officer_sultra, subject_id="1", context={"code": "ABC-DEF"}, at=NOW)

    [letter] = delivered(at=NOW)

    assert "ABC-DEF" in letter.body
    assert "ABC-DEF" not in str(list(Job.objects.values()))


def test_a_secret_that_opens_nothing_any_more_is_not_sent(officer_sultra: User) -> None:
    mail.send(kind="login_code", to=officer_sultra, subject_id="1", context={"code": "ABC-DEF"}, at=NOW)

    assert delivered(at=NOW + timedelta(hours=1, seconds=1)) == []


def test_a_strangers_address_is_readable_in_the_mail_only(db: None) -> None:
    with translation.override("en"):
        mail.send_to_stranger(
            kind="unknown_account", email="Tidak.Ada@contoh.id", subject_id="1", context={}, at=NOW
        )

    assert "ada@contoh.id" not in str(list(Job.objects.values())).lower()
    [letter] = delivered(at=NOW)
    assert letter.to == ["Tidak.Ada@contoh.id"]
    assert "Tidak.Ada@contoh.id" in letter.body


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_it_once_and_says_whose_it_is() -> None:
    person = builders.user()
    job = decided(person)
    assert job

    run_due(at=timezone.now())
    run_due(at=timezone.now())

    [letter] = outgoing.outbox
    assert letter.extra_headers["Message-ID"].startswith(f"<{job.public_id}@")
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_down_is_asked_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    job = decided(builders.user())
    assert job

    def refuse(self: object, fail_silently: bool = False) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as down:
        down.setattr(outgoing.EmailMessage, "send", refuse)
        run_due(at=NOW)
    job.refresh_from_db()
    assert (job.state, job.due_at) == ("queued", NOW + timedelta(seconds=10))
    assert outgoing.outbox == []

    run_due(at=NOW + timedelta(seconds=10))
    assert len(outgoing.outbox) == 1
