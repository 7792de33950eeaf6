"""Celery's door to what the agencies' floor does all the time. The rows decide; a ring may come twice."""

from celery import shared_task
from django.utils import timezone

from agencies.actions import deliveries


@shared_task(name="agencies.deliver_webhooks")
def deliver_webhooks() -> None:
    deliveries.deliver_due(at=timezone.now())
