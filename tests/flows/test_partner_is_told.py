"""A verifier accepts a post in the web client, and a partner's server learns of it: through the real queue,
brought by real workers, of which one dies between the answer that fails and the one that does not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from celery import current_app
from django.urls import reverse
from django.utils import timezone
from standardwebhooks import Webhook

from agencies.models import Agency, User, WebhookDelivery, WebhookEndpoint, WebhookEvent
from agencies.platforms import Platform
from summitcomms.schedule import BEAT_SCHEDULE
from tests import builders
from tests.flows.test_main_job import accept, report, running_campaign, signed_in
from tests.receivers import receiver
from tests.services import celery_workers, kill, queues_of, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def is_now(told: WebhookDelivery, *, attempts: int) -> Callable[[], bool]:
    """Whether so many attempts were stored, after ringing as the beat does every other second."""

    def ask() -> bool:
        entry = BEAT_SCHEDULE["webhooks"]
        current_app.send_task(entry["task"], **entry["options"])
        told.refresh_from_db()
        return told.attempts == attempts

    return ask


def half_a_minute_passes() -> None:
    """As far as the rows know: neither the message nor its endpoint has to wait any longer."""
    now = timezone.now()
    WebhookDelivery.objects.update(due_at=now)
    WebhookEndpoint.objects.update(held_until=now)


def test_a_verified_post_is_told_to_a_partner_whose_server_fails_once(
    sultra: Agency, officer_sultra: User, verifier: User, pusat_admin: User
) -> None:
    now = timezone.now()
    running_campaign(now)
    builders.account(sultra, Platform.X, "kominfosultra")
    with receiver(500, 200) as found:
        mitra, _key = builders.partner()
        endpoint = builders.webhook(mitra, found.url, events=[WebhookEvent.POST_VERIFIED])
        post = report(signed_in(officer_sultra), sultra, now - timedelta(days=1))
        accept(signed_in(verifier), post)
        told = endpoint.deliveries.get()

        queues, here = queues_of("webhooks"), {"WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8"}
        with celery_workers(queues, environment=here) as [worker]:
            wait_for(is_now(told, attempts=1), seconds=30, what="the first worker brought nothing")
            kill(worker)
        assert (told.state, told.last_status, told.last_error) == ("waiting", 500, "refused")

        half_a_minute_passes()
        with celery_workers(queues, environment=here):
            wait_for(is_now(told, attempts=2), seconds=30, what="the second worker brought nothing")

    assert (told.state, told.last_status, told.due_at) == ("delivered", 200, None)
    assert found.ids == [str(told.message_id)] * 2
    for one in found.received:
        message = Webhook(endpoint.secret).verify(one.body, dict(one.headers))
        assert (message["type"], message["data"]["post"]) == ("post.verified", post.code)
    page = signed_in(pusat_admin).get(
        reverse("agencies:partner-webhook", args=[mitra.code, endpoint.public_id])
    )
    assert [(row.attempts, row.last_status) for row in page.context["page"]] == [(2, 200)]
