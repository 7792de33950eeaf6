from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from agencies import audit
from agencies.actions import webhooks
from agencies.actions.webhooks import News
from agencies.models import (
    Agency,
    AuditEvent,
    Partner,
    PartnerKey,
    User,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
)
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db
URL = "https://mitra.co.id/kabar?token=rahasia"
VERIFIED, FROZEN = WebhookEvent.POST_VERIFIED, WebhookEvent.ROUND_FROZEN
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def mitra() -> Partner:
    return builders.partner()[0]


@pytest.fixture
def endpoint(mitra: Partner) -> WebhookEndpoint:
    return builders.webhook(mitra, events=[VERIFIED, FROZEN])


def refusal(call: Callable[..., object], **arguments: Any) -> str:
    rows = list(WebhookEndpoint.objects.values()), list(WebhookDelivery.objects.values())
    with pytest.raises(Refused) as refused:
        call(**{"at": NOW, "by": audit.SYSTEM} | arguments)
    assert (list(WebhookEndpoint.objects.values()), list(WebhookDelivery.objects.values())) == rows
    assert refused.value.sentence
    return refused.value.code


def waiting(endpoint: WebhookEndpoint) -> list[dict[str, Any]]:
    return [one.payload for one in endpoint.deliveries.order_by("pk")]


def test_an_endpoint_is_registered_with_a_secret_that_no_record_keeps(
    mitra: Partner, pusat_admin: User
) -> None:
    made = webhooks.register(by=pusat_admin, partner=mitra, url=f" {URL} ", events=[FROZEN, VERIFIED], at=NOW)

    assert (made.url, made.events) == (URL, ["post.verified", "round.frozen"])
    assert made.secret.startswith("whsec_")
    event = AuditEvent.objects.get(action="webhook.registered")
    assert (event.actor_id, event.target_label) == (pusat_admin.actor_id, "mitra.co.id")
    written = str(list(AuditEvent.objects.values()))
    assert made.secret not in written
    assert "rahasia" not in written


def test_a_partner_registers_its_own(mitra: Partner) -> None:
    made = webhooks.register(by=mitra, partner=mitra, url=URL, events=[VERIFIED], at=NOW)

    assert AuditEvent.objects.get(action="webhook.registered").actor_id == "mitra-uji"
    assert made.partner == mitra


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"url": "http://mitra.co.id/"}, "url_not_https"),
        ({"url": "https://127.0.0.1/"}, "url_private"),
        ({"url": "bukan alamat"}, "url_broken"),
        ({"events": []}, "events_missing"),
        ({"events": ["post.verified", "post.deleted"]}, "event_unknown"),
        ({"events": ["ping"]}, "event_unknown"),
    ],
)
def test_what_is_wrong_with_a_new_one_is_said(mitra: Partner, wrong: dict[str, Any], code: str) -> None:
    assert refusal(webhooks.register, **{"partner": mitra, "url": URL, "events": [VERIFIED]} | wrong) == code


def test_an_address_is_registered_once_until_it_is_removed(mitra: Partner, endpoint: WebhookEndpoint) -> None:
    told: dict[str, Any] = {"partner": mitra, "url": endpoint.url, "events": [VERIFIED]}
    assert refusal(webhooks.register, **told) == "endpoint_exists"

    webhooks.remove(by=mitra, endpoint=endpoint, at=NOW)

    assert webhooks.register(by=mitra, **told, at=NOW).pk != endpoint.pk


def test_a_partner_has_room_for_ten(mitra: Partner) -> None:
    for _ in range(webhooks.MOST):
        builders.webhook(mitra)

    told = {"partner": mitra, "url": URL, "events": [VERIFIED]}
    assert refusal(webhooks.register, **told) == "too_many_endpoints"


def test_a_partner_that_is_out_of_service_registers_nothing(mitra: Partner) -> None:
    Partner.objects.update(is_active=False)

    assert refusal(webhooks.register, partner=mitra, url=URL, events=[VERIFIED]) == "partner_inactive"


@pytest.mark.parametrize("change", [{"revoked": True}, {"expiry_date": NOW}, {"scopes": ["campaigns:read"]}])
def test_nobody_listens_to_what_no_key_may_read(mitra: Partner, change: dict[str, Any]) -> None:
    PartnerKey.objects.update(**change)

    assert refusal(webhooks.register, partner=mitra, url=URL, events=[VERIFIED]) == "scope_missing"


def manages(by: audit.Actor, endpoint: WebhookEndpoint) -> list[Callable[[], object]]:
    """Everything that can be done about an endpoint."""
    delivery = builders.delivery(endpoint)
    told: dict[str, Any] = {"by": by, "at": NOW}
    return [
        lambda: webhooks.register(partner=endpoint.partner, url=URL, events=[VERIFIED], **told),
        lambda: webhooks.change_events(endpoint=endpoint, events=[FROZEN], **told),
        lambda: webhooks.rotate_secret(endpoint=endpoint, **told),
        lambda: webhooks.ping(endpoint=endpoint, **told),
        lambda: webhooks.replay(delivery=delivery, **told),
        lambda: webhooks.pause(endpoint=endpoint, **told),
        lambda: webhooks.resume(endpoint=endpoint, **told),
        lambda: webhooks.remove(endpoint=endpoint, **told),
    ]


def test_another_partner_and_people_of_other_roles_manage_nothing(
    endpoint: WebhookEndpoint, analyst: User, officer_sultra: User
) -> None:
    before = WebhookEndpoint.objects.values().get()
    for by in (builders.partner("mitra-lain")[0], analyst, officer_sultra, audit.VISITOR):
        for act in manages(by, endpoint):
            with pytest.raises(PermissionDenied):
                act()

    assert WebhookEndpoint.objects.values().get() == before
    assert not AuditEvent.objects.filter(action__startswith="webhook").exists()


def test_administrators_and_the_partner_itself_manage_all_of_it(
    endpoint: WebhookEndpoint, pusat_admin: User
) -> None:
    for by in (pusat_admin, endpoint.partner):
        fresh = builders.webhook(endpoint.partner)
        for act in manages(by, fresh):
            act()
        WebhookEndpoint.objects.filter(url=URL).update(removed_at=NOW)

        assert list(
            AuditEvent.objects.filter(action__startswith="webhook", actor_id=by.actor_id)
            .order_by("pk")
            .values_list("action", flat=True)
        ) == [
            f"webhook.{verb}"
            for verb in (
                "registered",
                "events_changed",
                "secret_rotated",
                "pinged",
                "replayed",
                "paused",
                "resumed",
                "removed",
            )
        ]


def test_both_secrets_sign_while_one_replaces_the_other(endpoint: WebhookEndpoint) -> None:
    old = endpoint.secret

    changed = webhooks.rotate_secret(by=audit.SYSTEM, endpoint=endpoint, at=NOW)

    assert changed.secret != old
    assert changed.keys(NOW) == [changed.secret, old]
    assert changed.keys(NOW + webhooks.OVERLAP) == [changed.secret]
    assert old not in str(list(AuditEvent.objects.values()))


def test_news_wait_for_every_endpoint_that_listens(mitra: Partner, endpoint: WebhookEndpoint) -> None:
    other = builders.webhook(builders.partner("mitra-lain")[0], events=[VERIFIED])
    deaf = builders.webhook(mitra, events=[FROZEN])

    written = webhooks.emit(event=VERIFIED, news=[News({"post": "A"}), News({"post": "B"})], at=NOW)

    assert written == 4
    assert (
        waiting(endpoint)
        == waiting(other)
        == [
            {"type": "post.verified", "timestamp": "2023-08-29T03:00:00Z", "data": {"post": post}}
            for post in ("A", "B")
        ]
    )
    assert waiting(deaf) == []
    ids = WebhookDelivery.objects.values_list("message_id", flat=True)
    assert len(set(ids)) == 4


@pytest.mark.parametrize(
    "change",
    [
        lambda endpoint: WebhookEndpoint.objects.update(paused_at=NOW, paused_why="by_hand"),
        lambda endpoint: WebhookEndpoint.objects.update(removed_at=NOW),
        lambda endpoint: Partner.objects.update(is_active=False),
        lambda endpoint: PartnerKey.objects.update(revoked=True),
        lambda endpoint: PartnerKey.objects.update(expiry_date=NOW),
        lambda endpoint: PartnerKey.objects.update(scopes=["standings:read", "readings:write"]),
    ],
    ids=["paused", "removed", "inactive", "revoked", "expired", "scope"],
)
def test_who_may_not_read_or_does_not_listen_is_told_nothing(
    endpoint: WebhookEndpoint, change: Callable[[WebhookEndpoint], object]
) -> None:
    change(endpoint)

    assert webhooks.emit(event=VERIFIED, news=[News({"post": "A"})], at=NOW) == 0
    assert not WebhookDelivery.objects.exists()


def test_results_need_the_scope_of_results(endpoint: WebhookEndpoint) -> None:
    PartnerKey.objects.update(scopes=["standings:read"])

    assert webhooks.emit(event=FROZEN, news=[News({})], at=NOW) == 1
    assert webhooks.emit(event=VERIFIED, news=[News({})], at=NOW) == 0


def test_the_system_of_an_agency_is_told_of_its_own_posts_only(
    mitra: Partner, endpoint: WebhookEndpoint, sultra: Agency, mimika: Agency
) -> None:
    Partner.objects.filter(pk=mitra.pk).update(agency=sultra)
    news = [News({"post": "A"}, sultra.pk), News({"post": "B"}, mimika.pk)]

    webhooks.emit(event=VERIFIED, news=news, at=NOW)
    webhooks.emit(event=FROZEN, news=[News({"round": "C"})], at=NOW)

    assert [one["data"] for one in waiting(endpoint)] == [{"post": "A"}, {"round": "C"}]


def test_who_is_no_agencys_system_is_told_of_an_agency_what_outsiders_are_told(
    endpoint: WebhookEndpoint, sultra: Agency
) -> None:
    own, both = News({"why": "A"}, sultra.pk), News({"why": "B"}, sultra.pk, {"post": "B"})

    assert webhooks.emit(event=VERIFIED, news=[own, both], at=NOW) == 1
    assert [one["data"] for one in waiting(endpoint)] == [{"post": "B"}]


@pytest.mark.parametrize("number", [1, 50])
def test_many_news_take_as_many_statements_as_one(
    number: int, endpoint: WebhookEndpoint, django_assert_num_queries: Any
) -> None:
    builders.webhook(endpoint.partner, events=[VERIFIED])
    with django_assert_num_queries(2):
        assert (
            webhooks.emit(event=VERIFIED, news=[News({"n": n}) for n in range(number)], at=NOW) == 2 * number
        )


def test_no_news_ask_nobody(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert webhooks.emit(event=VERIFIED, news=[], at=NOW) == 0


def test_what_is_taken_back_is_told_to_nobody(endpoint: WebhookEndpoint) -> None:
    with transaction.atomic():
        assert webhooks.emit(event=VERIFIED, news=[News({"post": "A"})], at=NOW) == 1
        transaction.set_rollback(True)

    assert waiting(endpoint) == []


def test_a_paused_endpoint_goes_on_with_what_was_waiting(endpoint: WebhookEndpoint) -> None:
    late = builders.delivery(endpoint, due_at=NOW + timedelta(hours=9), attempts=6)
    webhooks.pause(by=audit.SYSTEM, endpoint=endpoint, at=NOW)
    WebhookEndpoint.objects.update(failing_since=NOW, held_until=NOW + timedelta(days=1))
    assert refusal(webhooks.pause, endpoint=endpoint) == "already_paused"

    webhooks.resume(by=audit.SYSTEM, endpoint=endpoint, at=LATER)

    endpoint.refresh_from_db()
    late.refresh_from_db()
    assert (endpoint.paused_at, endpoint.paused_why) == (None, "")
    assert (endpoint.failing_since, endpoint.held_until) == (None, None)
    assert late.due_at == LATER
    assert refusal(webhooks.resume, endpoint=endpoint) == "not_paused"


def test_what_waits_for_a_removed_endpoint_is_given_up(endpoint: WebhookEndpoint) -> None:
    delivery = builders.delivery(endpoint)
    done = builders.delivery(endpoint, state="delivered", due_at=None, delivered_at=NOW)

    webhooks.remove(by=audit.SYSTEM, endpoint=endpoint, at=NOW)

    delivery.refresh_from_db()
    done.refresh_from_db()
    assert (delivery.state, delivery.due_at, delivery.last_error) == ("failed", None, "removed")
    assert done.state == "delivered"
    assert refusal(webhooks.ping, endpoint=endpoint) == "removed"
    assert refusal(webhooks.rotate_secret, endpoint=endpoint) == "removed"


def test_a_replay_keeps_the_id_and_gets_all_its_attempts(endpoint: WebhookEndpoint) -> None:
    given_up = builders.delivery(
        endpoint, state="failed", due_at=None, attempts=10, last_status=500, last_error="refused"
    )

    again = webhooks.replay(by=audit.SYSTEM, delivery=given_up, at=LATER)

    assert (again.state, again.attempts, again.due_at) == ("waiting", 0, LATER)
    assert (again.message_id, again.last_status) == (given_up.message_id, 500)


def test_a_paused_endpoint_is_not_tried(endpoint: WebhookEndpoint) -> None:
    delivery = builders.delivery(endpoint)
    webhooks.pause(by=audit.SYSTEM, endpoint=endpoint, at=NOW)

    assert refusal(webhooks.ping, endpoint=endpoint) == "paused"
    assert refusal(webhooks.replay, delivery=delivery) == "paused"


def test_a_partner_that_is_out_of_service_is_not_tried(mitra: Partner, endpoint: WebhookEndpoint) -> None:
    delivery = builders.delivery(endpoint)
    Partner.objects.update(is_active=False)

    assert refusal(webhooks.ping, endpoint=endpoint) == "partner_inactive"
    assert refusal(webhooks.replay, delivery=delivery) == "partner_inactive"


def test_trying_has_its_limit(endpoint: WebhookEndpoint) -> None:
    for _ in range(webhooks.TESTS_A_MINUTE):
        webhooks.ping(by=audit.SYSTEM, endpoint=endpoint, at=NOW)

    assert refusal(webhooks.ping, endpoint=endpoint) == "too_often"
    assert webhooks.ping(by=audit.SYSTEM, endpoint=endpoint, at=NOW + timedelta(minutes=1)).state == "waiting"


def test_every_event_but_the_test_belongs_to_a_scope() -> None:
    assert set(webhooks.NEEDED) == set(WebhookEvent) - {WebhookEvent.PING}
