"""Alive needs nothing; ready needs the database; the rest is told as a warning."""

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from campaigns.models import Campaign
from summitcomms import health
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job, JobState, Pulse
from tests import builders
from tests.awards import results


@pytest.fixture
def beating(db: None) -> None:
    Pulse.objects.create(name="beat", at=timezone.now())


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that accepts and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def ask_readyz() -> tuple[int, dict[str, Any]]:
    response = Client().get("/readyz", secure=True)
    return response.status_code, response.json()


def test_alive_is_answered_without_a_database() -> None:
    response = Client().get("/healthz", secure=True)  # no database mark: a query would raise

    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-cache" in response["Cache-Control"]


def test_readiness_tells_ages_and_no_warning_when_all_is_well(beating: None) -> None:
    status, body = ask_readyz()

    assert status == 200
    assert 0 <= body.pop("beat_age_seconds") < 60
    assert body == {
        "status": "ready",
        "warnings": [],
        "oldest_due_job_seconds": None,
        "jobs_needing_operator": 0,
        "tally_age_seconds": None,
    }


def test_readiness_is_asked_for_only_by_get_and_head() -> None:
    assert health.readyz(RequestFactory().post("/readyz")).status_code == 405
    assert health.healthz(RequestFactory().post("/healthz")).status_code == 405


@pytest.mark.django_db
def test_a_beat_that_never_ticked_is_a_warning() -> None:
    _, body = ask_readyz()

    assert body["warnings"] == ["beat_late"]
    assert body["beat_age_seconds"] is None


def test_a_beat_that_stopped_is_a_warning_with_its_age(beating: None) -> None:
    Pulse.objects.update(at=timezone.now() - timedelta(seconds=90))

    _, body = ask_readyz()

    assert body["warnings"] == ["beat_late"]
    assert 90 <= body["beat_age_seconds"] < 100


def test_a_job_that_waits_too_long_is_a_warning_with_its_age(beating: None) -> None:
    enqueue(kind="jobs.forget", key="future", due_at=timezone.now() + timedelta(hours=1))
    enqueue(kind="jobs.forget", key="late", due_at=timezone.now() - timedelta(seconds=400))

    _, body = ask_readyz()

    assert body["warnings"] == ["jobs_late"]
    assert 400 <= body["oldest_due_job_seconds"] < 410


def test_a_job_that_needs_an_operator_is_a_warning(beating: None) -> None:
    enqueue(kind="jobs.forget", key="stuck")
    Job.objects.update(state=JobState.NEEDS_OPERATOR, finished_at=timezone.now())

    _, body = ask_readyz()

    assert body["warnings"] == ["jobs_need_operator"]
    assert body["jobs_needing_operator"] == 1


@pytest.mark.parametrize(("minutes", "warnings"), [(5, []), (45, ["tally_late"])])
def test_the_running_campaign_counted_longest_ago_tells_the_age_of_its_tally(
    beating: None, minutes: int, warnings: list[str]
) -> None:
    now = timezone.now()
    for code, age in (("ktt-a", minutes), ("ktt-b", 1)):
        campaign = builders.campaign(code, starts_at=now - timedelta(days=9), ends_at=now + timedelta(days=9))
        for older in (0, 600):
            results.tally(campaign, {}, cutoff=now - timedelta(minutes=age + older))
    builders.campaign("ktt-c", state=Campaign.State.CLOSED)

    _, body = ask_readyz()

    assert minutes * 60 <= body["tally_age_seconds"] < minutes * 60 + 10
    assert body["warnings"] == warnings


def test_a_running_campaign_that_was_never_counted_is_late_from_its_start(beating: None) -> None:
    now = timezone.now()
    builders.campaign(starts_at=now - timedelta(hours=2), ends_at=now + timedelta(days=9))

    _, body = ask_readyz()

    assert 7200 <= body["tally_age_seconds"] < 7210
    assert body["warnings"] == ["tally_late"]


def test_a_broker_that_refuses_is_only_a_warning(beating: None, settings: Settings) -> None:
    with socket.socket() as bound:  # not listening
        bound.bind(("127.0.0.1", 0))
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{bound.getsockname()[1]}/0"

        status, body = ask_readyz()

    assert (status, body["warnings"]) == (200, ["redis_unreachable"])


def test_a_broker_that_hangs_does_not_hang_the_answer(
    beating: None, settings: Settings, silent_port: int
) -> None:
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{silent_port}/0"
    began = time.monotonic()

    status, body = ask_readyz()

    assert (status, body["warnings"]) == (200, ["redis_unreachable"])
    assert time.monotonic() - began < 2


def test_without_database_it_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(at: object) -> None:
        raise DatabaseError("could not connect to server")

    monkeypatch.setattr(health, "_work", unreachable)

    status, body = ask_readyz()

    assert (status, body) == (503, {"status": "unavailable", "warnings": ["database_unreachable"]})
