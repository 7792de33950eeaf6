"""Bringing news to partners: claim an endpoint, call it outside of any transaction, store how that ended.

A delivery is its own job: it waits with a time and counts its attempts, and whoever claimed its endpoint
holds that under a lease. A worker that dies between the call and the store leaves the delivery waiting, so it
comes again under the same id: at least once, never silently not at all. One endpoint is called by one worker
at a time, in order; one that is slow keeps nobody waiting but itself.
"""

import queue
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from agencies import audit
from agencies.actions import mail, webhooks
from agencies.hooks import messages, posting, retries
from agencies.hooks.retries import Answer
from agencies.models import WebhookDelivery, WebhookEndpoint, WebhookEvent

AT_ONCE = 8
"""Endpoints that one worker calls side by side."""
BATCH = 20
"""Deliveries of one endpoint in one turn; of a failing one, a single one."""
BUDGET = 5.0
"""Seconds after which no further delivery of a turn is begun: so long, and one last answer, a turn that holds
one slow endpoint keeps its hand of the worker from the others."""
LEASE = timedelta(seconds=90)
"""How long a dead worker keeps an endpoint: longer than a turn can last."""
KEPT = timedelta(days=30)
"""How long one may look up what became of a delivery, and send it again."""

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Batch:
    """An endpoint that is ours until its lease ends, and what it is told in this turn."""

    endpoint: WebhookEndpoint
    deliveries: Sequence[WebhookDelivery]


def deliver_due(*, at: datetime) -> int:
    """Bring what is due at `at`, as far as one turn goes; how many calls were made.

    Not inside a transaction: other sides are waited for.
    """
    began = time.monotonic()
    calls = 0
    unstored: set[int] = set()
    for endpoint, told in _answers(claim(at=at), at=at, began=began):
        if told:
            calls += 1
            if not _is_stored(*told, at=_now(at, began)):
                unstored.add(endpoint.pk)
        elif endpoint.pk not in unstored:
            _release(endpoint, at=at)
    return calls


def claim(*, at: datetime) -> list[Batch]:
    """Take endpoints for which something is due and that nobody calls, the longest waiting first."""
    due = WebhookDelivery.objects.filter(state=WebhookDelivery.State.WAITING, due_at__lte=at)
    free = WebhookEndpoint.objects.filter(
        Q(held_until=None) | Q(held_until__lte=at),
        Exists(due.filter(endpoint=OuterRef("pk"))),
        paused_at=None,
        removed_at=None,
        partner__is_active=True,
    )
    with transaction.atomic(durable=True):
        rows = free.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("partner")
        endpoints = list(rows.order_by(F("held_until").asc(nulls_first=True), "pk")[:AT_ONCE])
        WebhookEndpoint.objects.filter(pk__in=[one.pk for one in endpoints]).update(held_until=at + LEASE)
    tests_first = Case(When(event=WebhookEvent.PING, then=Value(0)), default=Value(1))
    return [
        Batch(
            endpoint,
            list(
                due.filter(endpoint=endpoint).order_by(tests_first, "due_at", "pk")[
                    : 1 if endpoint.failing_since else BATCH
                ]
            ),
        )
        for endpoint in endpoints
    ]


@transaction.atomic
def store(delivery: WebhookDelivery, answer: Answer, *, at: datetime) -> None:
    """Write down how one attempt ended, and what follows for the delivery and its endpoint."""
    endpoint = (
        WebhookEndpoint.objects.select_for_update(no_key=True, of=("self",))
        .select_related("partner")
        .get(pk=delivery.endpoint_id)
    )
    attempts = delivery.attempts + 1
    due_at = None if answer.is_success else retries.next_attempt(attempts, answer, at=at)
    state = WebhookDelivery.State.WAITING
    if due_at is None:
        state = WebhookDelivery.State.DELIVERED if answer.is_success else WebhookDelivery.State.FAILED
    WebhookDelivery.objects.filter(pk=delivery.pk, state=WebhookDelivery.State.WAITING).update(
        state=state,
        attempts=attempts,
        due_at=due_at,
        delivered_at=at if answer.is_success else None,
        last_status=answer.status or None,
        last_error=answer.error,
    )
    if not answer.is_success:
        _note_failure(endpoint, answer, at)
    elif endpoint.failing_since:
        endpoint.failing_since = None
        endpoint.save(update_fields=["failing_since"])


def _is_stored(delivery: WebhookDelivery, answer: Answer, *, at: datetime) -> bool:
    """Store; what breaks on one answer is logged, and only its endpoint is left until the lease ends.

    The delivery still waits, so it comes again: not at once, for its receiver has it already.
    """
    try:
        store(delivery, answer, at=at)
    except Exception:
        logger.exception("webhook_not_stored", delivery=str(delivery.message_id))
        return False
    return True


def forget(*, at: datetime) -> int:
    """Drop what was brought or given up longer than `KEPT` ago; return how many."""
    over = WebhookDelivery.objects.exclude(state=WebhookDelivery.State.WAITING)
    return over.filter(happened_at__lt=at - KEPT).delete()[0]


def _answers(
    batches: Sequence[Batch], *, at: datetime, began: float
) -> Iterator[tuple[WebhookEndpoint, tuple[WebhookDelivery, Answer] | None]]:
    """Call the endpoints side by side, and give what each attempt came to as soon as it is known.

    None follows the last attempt at an endpoint, so that it is free before slower ones are done. The threads
    speak to the other sides only, the caller to the database.
    """
    if not batches:
        return
    allowed = settings.WEBHOOK_ALLOWED_NETWORKS
    found: queue.SimpleQueue[tuple[WebhookEndpoint, tuple[WebhookDelivery, Answer] | None]]
    found = queue.SimpleQueue()

    def call(endpoint: WebhookEndpoint, deliveries: Sequence[WebhookDelivery]) -> None:
        try:
            for delivery in deliveries:
                if time.monotonic() - began > BUDGET:
                    return
                now = _now(at, began)
                text = messages.body(delivery.payload)
                headers = messages.headers(
                    text, message_id=delivery.message_id, keys=endpoint.keys(now), at=now
                )
                answer = posting.post(endpoint.url, text, headers, allowed=allowed)
                found.put((endpoint, (delivery, answer)))
                if not answer.is_success:
                    return
        finally:
            found.put((endpoint, None))

    with ThreadPoolExecutor(len(batches)) as pool:
        calls = [pool.submit(call, batch.endpoint, batch.deliveries) for batch in batches]
        left = len(calls)
        while left:
            one = found.get()
            left -= one[1] is None
            yield one
        for done in calls:
            done.result()


def _note_failure(endpoint: WebhookEndpoint, answer: Answer, at: datetime) -> None:
    """Let the endpoint rest; pause it, and tell its partner, when there is no more hope."""
    endpoint.failing_since = endpoint.failing_since or at
    endpoint.held_until = retries.rests_until(answer, at=at)
    endpoint.save(update_fields=["failing_since", "held_until"])
    is_gone = answer.status == retries.GONE
    if endpoint.paused_at or not (is_gone or retries.is_hopeless(endpoint.failing_since, at=at)):
        return
    why = WebhookEndpoint.Pause.GONE if is_gone else WebhookEndpoint.Pause.FAILING
    webhooks.stop(endpoint, by=audit.SYSTEM, why=why, at=at)
    logger.warning("webhook_paused", endpoint=str(endpoint.public_id), why=str(why))
    mail.send_to_partner(
        kind="webhook.paused",
        partner=endpoint.partner,
        subject_id=f"{endpoint.public_id}:{at:%Y%m%d%H%M%S}",
        context={"partner": endpoint.partner.name, "endpoint": endpoint.url},
        at=at,
    )


def _release(endpoint: WebhookEndpoint, *, at: datetime) -> None:
    """Give the endpoint back, unless it rests: with the time, so that the others have their turn first."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk, failing_since=None).update(held_until=at)


def _now(at: datetime, began: float) -> datetime:
    """The time in a turn that began at `at`."""
    return at + timedelta(seconds=time.monotonic() - began)
