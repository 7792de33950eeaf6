"""The database refuses endpoints and deliveries that cannot be."""

from collections.abc import Callable

import pytest

from agencies.models import WebhookDelivery, WebhookEndpoint
from tests import builders
from tests.builders import NOW
from tests.constraints import again, refused

pytestmark = pytest.mark.django_db


def _endpoint() -> WebhookEndpoint:
    return builders.webhook(builders.partner()[0])


def _address_twice() -> None:
    again(_endpoint())


def _paused_for_no_reason() -> None:
    WebhookEndpoint.objects.filter(pk=_endpoint().pk).update(paused_at=NOW)


def _reason_without_a_pause() -> None:
    WebhookEndpoint.objects.filter(pk=_endpoint().pk).update(paused_why="failing")


def _former_secret_for_ever() -> None:
    WebhookEndpoint.objects.filter(pk=_endpoint().pk).update(former_secret="whsec_a")


def _end_of_no_secret() -> None:
    WebhookEndpoint.objects.filter(pk=_endpoint().pk).update(former_until=NOW)


def _news_twice() -> None:
    again(builders.delivery(_endpoint()))


def _waiting_for_no_time() -> None:
    WebhookDelivery.objects.filter(pk=builders.delivery(_endpoint()).pk).update(due_at=None)


def _delivered_at_no_time() -> None:
    builders.delivery(_endpoint(), state="delivered", due_at=None)


def _given_up_but_due() -> None:
    builders.delivery(_endpoint(), state="failed")


CASES: list[tuple[str, Callable[[], None]]] = [
    ("webhook_address_is_registered_once", _address_twice),
    ("webhook_pause_has_a_reason", _paused_for_no_reason),
    ("webhook_pause_has_a_reason", _reason_without_a_pause),
    ("former_secret_signs_until_a_time", _former_secret_for_ever),
    ("former_secret_signs_until_a_time", _end_of_no_secret),
    ("event_is_delivered_once", _news_twice),
    ("delivery_waits_with_a_time_or_is_over", _waiting_for_no_time),
    ("delivery_waits_with_a_time_or_is_over", _delivered_at_no_time),
    ("delivery_waits_with_a_time_or_is_over", _given_up_but_due),
]


@pytest.mark.parametrize(("constraint", "write"), CASES)
def test_the_database_refuses(constraint: str, write: Callable[[], None]) -> None:
    refused(constraint, write)


def test_an_endpoint_is_known_in_the_record_by_its_host() -> None:
    endpoint = builders.webhook(builders.partner()[0], "https://mitra.co.id:8443/rahasia?token=a")

    assert (str(endpoint), endpoint.audit_label) == (
        "https://mitra.co.id:8443/rahasia?token=a",
        "mitra.co.id:8443",
    )


def test_what_is_told_can_be_read_by_people() -> None:
    told = builders.delivery(_endpoint())

    assert '"type": "post.verified"' in told.data
    assert str(told) == f"post.verified {told.message_id}"
