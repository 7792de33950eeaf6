"""What is due is brought to real receivers on this machine, again and again, until there is no hope."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from standardwebhooks import Webhook

from agencies import audit
from agencies.actions import deliveries, webhooks
from agencies.actions.webhooks import News
from agencies.handlers import forget_deliveries
from agencies.hooks import posting, retries
from agencies.models import AuditEvent, Partner, WebhookDelivery, WebhookEndpoint, WebhookEvent
from agencies.tasks import deliver_webhooks
from tests import builders
from tests.builders import NOW
from tests.letters import delivered as letters
from tests.receivers import HERE, Receiver, nobody, receiver, speaker
from tests.services import database_url, running_job, wait_for

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _calls_this_machine(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = HERE
    monkeypatch.setattr(posting, "CONNECT_SECONDS", 0.5)
    monkeypatch.setattr(posting, "TOTAL_SECONDS", 1.0)


@pytest.fixture
def mitra() -> Partner:
    return builders.partner()[0]


def endpoint_at(partner: Partner, found: Receiver) -> WebhookEndpoint:
    return builders.webhook(partner, found.url)


def now(row: WebhookDelivery | WebhookEndpoint) -> Any:
    row.refresh_from_db()
    return row


def close(one: datetime | None, other: datetime) -> bool:
    """Whether two times differ by what a call took."""
    return one is not None and timedelta(0) <= one - other < timedelta(seconds=5)


def test_news_reach_whoever_listens_signed(mitra: Partner) -> None:
    at = timezone.now()
    with receiver() as found:
        endpoint = endpoint_at(mitra, found)
        webhooks.emit(event=WebhookEvent.POST_VERIFIED, news=[News({"post": "ABC"})], at=at)

        deliver_webhooks()

    [one] = found.received
    [told] = endpoint.deliveries.all()
    assert Webhook(endpoint.secret).verify(one.body, dict(one.headers))["data"] == {"post": "ABC"}
    assert one.message_id == str(told.message_id)
    assert (told.state, told.attempts, told.last_status, told.last_error) == ("delivered", 1, 200, "")
    assert close(told.delivered_at, at)
    assert told.due_at is None


def test_the_former_secret_still_verifies_after_a_rotation(mitra: Partner) -> None:
    with receiver() as found:
        endpoint = endpoint_at(mitra, found)
        webhooks.rotate_secret(by=audit.SYSTEM, endpoint=endpoint, at=timezone.now())
        builders.delivery(endpoint)
        deliver_webhooks()

    [one] = found.received
    for secret in (endpoint.secret, now(endpoint).secret):
        assert Webhook(secret).verify(one.body, dict(one.headers))


def test_nothing_is_due_nothing_is_called(mitra: Partner, django_assert_num_queries: Any) -> None:
    with receiver() as found:
        builders.delivery(endpoint_at(mitra, found), due_at=NOW + MINUTE)

        assert deliveries.deliver_due(at=NOW) == 0

    assert found.received == []


def test_a_failed_message_comes_again_by_the_schedule_under_its_id(mitra: Partner) -> None:
    at = NOW
    with receiver(500, 503, 302, 200) as found:
        told = builders.delivery(endpoint_at(mitra, found))
        for delay in (timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30)):
            assert deliveries.deliver_due(at=at) == 1
            assert (now(told).state, close(told.due_at, at + delay)) == ("waiting", True)
            assert deliveries.deliver_due(at=at + timedelta(seconds=1)) == 0  # it rests
            at += delay + retries.REST
        deliveries.deliver_due(at=at)

    assert (now(told).state, told.attempts) == ("delivered", 4)
    assert found.ids == [str(told.message_id)] * 4
    bodies = {one.body for one in found.received}
    signatures = {one.headers["webhook-signature"] for one in found.received}
    assert (len(bodies), len(signatures)) == (1, 4)


def test_after_ten_attempts_it_is_given_up(mitra: Partner) -> None:
    with receiver(500) as found:
        told = builders.delivery(endpoint_at(mitra, found), attempts=retries.MOST_ATTEMPTS - 1)
        deliveries.deliver_due(at=NOW)

    assert (now(told).state, told.due_at, told.attempts) == ("failed", None, retries.MOST_ATTEMPTS)
    assert (told.last_status, told.last_error) == (500, "refused")


def test_a_receiver_that_asks_for_time_gets_it(mitra: Partner) -> None:
    with receiver((429, {"Retry-After": "3600"}), 200) as found:
        endpoint = endpoint_at(mitra, found)
        told, other = builders.delivery(endpoint), builders.delivery(endpoint)
        deliveries.deliver_due(at=NOW)
        assert deliveries.deliver_due(at=NOW + timedelta(minutes=59)) == 0

        deliveries.deliver_due(at=NOW + timedelta(minutes=61))
        deliveries.deliver_due(at=NOW + timedelta(minutes=62))

    assert (now(told).state, now(other).state) == ("delivered", "delivered")


def test_one_that_wants_nothing_any_more_is_paused_and_its_contact_told(mitra: Partner) -> None:
    with receiver(410) as found:
        endpoint = endpoint_at(mitra, found)
        told = builders.delivery(endpoint)
        deliveries.deliver_due(at=NOW)

    assert (now(endpoint).paused_why, now(told).state) == ("gone", "failed")
    [letter] = letters(at=NOW)
    assert letter.to == [mitra.contact_email]
    assert found.url in letter.body
    assert AuditEvent.objects.get(action="webhook.paused").actor_id == "sistem"


def test_a_day_of_failures_pauses_and_a_resumed_endpoint_hears_the_rest(mitra: Partner) -> None:
    at, calls = NOW, 0
    with receiver(*[500] * 8, 200) as found:
        endpoint = endpoint_at(mitra, found)
        told, other = builders.delivery(endpoint), builders.delivery(endpoint, due_at=NOW + 2 * MINUTE)
        while now(endpoint).paused_at is None and calls < 40:
            calls += deliveries.deliver_due(at=at)
            at += timedelta(hours=4)
        assert at - NOW >= timedelta(days=1)
        assert endpoint.paused_why == "failing"
        assert len(letters(at=at)) == 1
        assert webhooks.emit(event=WebhookEvent.POST_VERIFIED, news=[News({})], at=at) == 0
        assert deliveries.deliver_due(at=at + timedelta(days=3)) == 0

        webhooks.resume(by=mitra, endpoint=endpoint, at=at)
        while WebhookDelivery.objects.filter(state="waiting").exists():
            deliveries.deliver_due(at=at)
            at += timedelta(days=1)

    assert (now(told).state, now(other).state) == ("delivered", "delivered")
    assert now(endpoint).failing_since is None


def test_a_success_forgets_the_failures_before_it(mitra: Partner) -> None:
    with receiver(500, 200) as found:
        endpoint = endpoint_at(mitra, found)
        builders.delivery(endpoint)
        deliveries.deliver_due(at=NOW)
        assert close(now(endpoint).failing_since, NOW)
        deliveries.deliver_due(at=NOW + MINUTE)

    assert now(endpoint).failing_since is None


def test_a_failing_endpoint_is_asked_with_one_message_at_a_time(mitra: Partner) -> None:
    endpoint = builders.webhook(mitra, nobody())
    for _ in range(5):
        builders.delivery(endpoint)

    calls = [deliveries.deliver_due(at=NOW + n * MINUTE) for n in range(4)]

    assert calls == [1, 1, 1, 1]
    assert sum(WebhookDelivery.objects.values_list("attempts", flat=True)) == 4


def test_a_test_goes_before_what_is_stuck(mitra: Partner) -> None:
    with receiver(500, 200) as found:
        endpoint = endpoint_at(mitra, found)
        builders.delivery(endpoint)
        deliveries.deliver_due(at=NOW)
        sent = webhooks.ping(by=mitra, endpoint=endpoint, at=NOW + MINUTE)
        deliveries.deliver_due(at=NOW + 2 * MINUTE)

    assert found.ids[-1] == str(sent.message_id)


def test_who_is_slow_keeps_nobody_else_waiting(mitra: Partner) -> None:
    with speaker(lambda connected: time.sleep(3)) as slow, receiver() as found:
        dead, alive = builders.webhook(mitra, slow), endpoint_at(mitra, found)
        told = [builders.delivery(dead), builders.delivery(alive), builders.delivery(alive)]
        began = time.monotonic()
        assert deliveries.deliver_due(at=NOW) == 3

    assert time.monotonic() - began < 2
    assert [now(one).state for one in told] == ["waiting", "delivered", "delivered"]
    assert now(told[0]).last_error == "timeout"


def test_an_endpoint_is_free_before_slower_ones_have_answered(mitra: Partner) -> None:
    held: list[datetime | None] = []

    def speak(connected: socket.socket) -> None:
        time.sleep(0.3)
        connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with speaker(speak) as slow, receiver() as found:
        late, quick = builders.webhook(mitra, slow), endpoint_at(mitra, found)
        told = builders.delivery(late)
        builders.delivery(quick)
        store = deliveries.store

        def look(delivery: WebhookDelivery, *args: Any, **more: Any) -> None:
            if delivery.pk == told.pk:
                held.append(now(quick).held_until)
            store(delivery, *args, **more)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(deliveries, "store", look)
            deliveries.deliver_due(at=NOW)

    assert held == [NOW]
    assert now(late).held_until == NOW


def test_what_cannot_be_stored_stops_nobody_else(mitra: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as one, receiver() as other:
        broken, sound = endpoint_at(mitra, one), endpoint_at(mitra, other)
        lost = builders.delivery(broken)
        told = [builders.delivery(broken), builders.delivery(sound)]
        store = deliveries.store

        def fail(delivery: WebhookDelivery, *args: Any, **more: Any) -> None:
            if delivery.pk == lost.pk:
                raise OverflowError("date value out of range")
            store(delivery, *args, **more)

        monkeypatch.setattr(deliveries, "store", fail)
        assert deliveries.deliver_due(at=NOW) == 3
        assert deliveries.deliver_due(at=NOW + MINUTE) == 0  # it is left alone for a while

        monkeypatch.setattr(deliveries, "store", store)
        assert deliveries.deliver_due(at=NOW + deliveries.LEASE) == 1

    assert [now(row).state for row in (lost, *told)] == ["delivered"] * 3
    assert now(sound).held_until == NOW
    assert one.ids[-1] == str(lost.message_id)


@pytest.mark.parametrize(
    "change",
    [
        lambda: WebhookEndpoint.objects.update(paused_at=NOW, paused_why="by_hand"),
        lambda: WebhookEndpoint.objects.update(removed_at=NOW),
        lambda: WebhookEndpoint.objects.update(held_until=NOW + MINUTE),
        lambda: Partner.objects.update(is_active=False),
    ],
    ids=["paused", "removed", "held by another", "inactive"],
)
def test_who_is_not_to_be_called_is_not(mitra: Partner, change: Callable[[], object]) -> None:
    builders.delivery(builders.webhook(mitra))
    change()

    assert deliveries.claim(at=NOW) == []


def test_an_address_in_our_own_house_is_never_called(mitra: Partner, settings: Any) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    with receiver() as found:
        told = builders.delivery(builders.webhook(mitra, found.url.replace("http://", "https://")))
        deliveries.deliver_due(at=NOW)

    assert (now(told).state, told.last_status, told.last_error) == ("waiting", None, "url_private")
    assert found.received == []


def test_everybody_has_a_turn(mitra: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "AT_ONCE", 2)
    monkeypatch.setattr(deliveries, "BATCH", 1)
    with receiver() as found:
        for n in range(3):
            endpoint = builders.webhook(mitra, f"{found.url}{n}")
            for _ in range(3):
                builders.delivery(endpoint)
        for n in range(2):
            deliveries.deliver_due(at=NOW + n * MINUTE)

    assert {one.path[-1] for one in found.received} == {"0", "1", "2"}


def test_a_turn_ends(mitra: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "BUDGET", -1.0)
    with receiver() as found:
        endpoint = endpoint_at(mitra, found)
        builders.delivery(endpoint)

        assert deliveries.deliver_due(at=NOW) == 0

    assert now(endpoint).held_until == NOW  # free for the next turn


def test_what_is_a_month_old_is_forgotten(mitra: Partner) -> None:
    endpoint = builders.webhook(mitra)
    builders.delivery(endpoint, state="delivered", due_at=None, delivered_at=NOW)
    kept = [builders.delivery(endpoint), builders.delivery(endpoint, happened_at=NOW + timedelta(days=9))]

    assert forget_deliveries(running_job(at=NOW + timedelta(days=31))) == {"deleted": 1}
    assert set(WebhookDelivery.objects.all()) == set(kept)


def test_the_command_tells_what_is_due(mitra: Partner) -> None:
    out = StringIO()
    with receiver() as found:
        endpoint = endpoint_at(mitra, found)
        for _ in range(deliveries.BATCH + 1):
            builders.delivery(endpoint)
        call_command("deliver_webhooks", at=NOW, stdout=out)

    assert len(found.received) == deliveries.BATCH + 1
    assert out.getvalue() == f"{deliveries.BATCH + 1} pengiriman dicoba.\n"


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_call_one_endpoint_at_once() -> None:
    builders.delivery(builders.webhook(builders.partner()[0]))
    found: list[int] = []

    def work() -> None:
        from django.db import connection

        found.append(len(deliveries.claim(at=NOW)))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [0, 0, 0, 1]


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_before_it_stored_tells_the_same_news_again_under_the_same_id() -> None:
    """The receiver has them already; the portal does not know it. A real process, killed for good."""
    calls: list[bytes] = []
    told_all = threading.Event()

    def speak(connected: socket.socket) -> None:
        calls.append(b"")
        if len(calls) == 1:
            told_all.wait(30)  # the message is here, the answer is not out yet
        connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with receiver() as found, speaker(speak) as slow:
        mitra = builders.partner()[0]
        endpoint = builders.webhook(mitra, slow)
        told = builders.delivery(endpoint)
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "deliver_webhooks"],
            env=os.environ | {"DATABASE_URL": database_url(), "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8"},
            start_new_session=True,
        )
        wait_for(lambda: len(calls) == 1, seconds=60, what="the worker did not call")
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        told_all.set()
        assert now(told).state == "waiting"
        assert deliveries.deliver_due(at=timezone.now()) == 0  # the dead one still holds the endpoint

        WebhookEndpoint.objects.update(url=found.url)  # where the id can be read
        assert deliveries.deliver_due(at=timezone.now() + deliveries.LEASE) == 1

    assert found.ids == [str(told.message_id)]
    assert now(told).state == "delivered"
