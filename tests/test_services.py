"""The tests' own Redis and worker are really their own."""

import os
from types import SimpleNamespace

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection

from summitcomms.environment import broker, postgresql
from summitcomms.jobs.registry import QUEUES, RELAY_QUEUE
from tests import services


@pytest.mark.parametrize(
    ("url", "worker", "own"),
    [
        ("redis://localhost:6379/0", None, "redis://localhost:6379/1"),
        ("redis://localhost:6379", "gw0", "redis://localhost:6379/1"),
        ("rediss://user:pass@localhost:6379/3", "gw2", "rediss://user:pass@localhost:6379/6"),
        ("redis://localhost:6379/15", "gw1", "redis://localhost:6379/1"),
        ("unix:///var/run/redis.sock", "gw1", "unix:///var/run/redis.sock?virtual_host=2"),
        (
            "unix:///var/run/redis.sock?virtual_host=15",
            None,
            "unix:///var/run/redis.sock?virtual_host=0",
        ),
    ],
)
def test_each_test_process_gets_another_redis_database(url: str, worker: str | None, own: str) -> None:
    assert services.redis_url_for(url, worker) == own


def test_sixteen_processes_are_refused_rather_than_mixed() -> None:
    with pytest.raises(ValueError, match="gw15 has no Redis database of its own"):
        services.redis_url_for("redis://localhost:6379/0", "gw15")


def test_celery_and_child_processes_speak_to_that_redis() -> None:
    services.empty_broker()
    current_app.send_task("example", [7], queue="example", retry=False)

    assert current_app.conf.broker_url == settings.CELERY_BROKER_URL == broker(os.environ["REDIS_URL"])
    assert services.broker_messages("example") == [{"task": "example", "args": [7]}]
    services.empty_broker()


@pytest.mark.django_db
def test_a_child_process_is_sent_to_the_database_of_this_test() -> None:
    config = postgresql(services.database_url())

    assert config["NAME"] == connection.settings_dict["NAME"]
    assert config["NAME"].startswith("test_")
    assert config["USER"] == connection.settings_dict["USER"]


@pytest.mark.parametrize(
    ("known", "url"),
    [
        (
            {"USER": "portal", "PASSWORD": "p@ss/word", "HOST": "db", "PORT": 5432, "OPTIONS": {}},
            "postgresql://portal:p%40ss%2Fword@db:5432/test_portal",
        ),
        (
            {"USER": "postgres", "PASSWORD": "", "HOST": "", "PORT": "", "OPTIONS": {"host": "/run/pg"}},
            "postgresql://postgres@/test_portal?host=/run/pg",
        ),
        (
            {"USER": "postgres", "PASSWORD": "", "HOST": "/run/pg", "PORT": "", "OPTIONS": {}},
            "postgresql://postgres@/test_portal?host=/run/pg",
        ),
    ],
)
def test_the_address_of_a_database_is_written_as_it_is_read(
    monkeypatch: pytest.MonkeyPatch, known: dict[str, object], url: str
) -> None:
    database = SimpleNamespace(settings_dict=known | {"NAME": "test_portal"})
    monkeypatch.setattr(services, "connection", database)

    assert services.database_url() == url


def test_a_condition_that_never_holds_is_given_up_with_its_name() -> None:
    with pytest.raises(AssertionError, match=r"the tally did not end within 0\.1 s"):
        services.wait_for(lambda: False, seconds=0.1, what="the tally did not end")


@pytest.mark.django_db(transaction=True)
def test_the_worker_fixture_is_ready_and_reads_every_queue(celery_worker_process: object) -> None:
    (queues,) = (current_app.control.inspect(timeout=2).active_queues() or {}).values()

    assert {queue["name"] for queue in queues} == {RELAY_QUEUE, *QUEUES}
