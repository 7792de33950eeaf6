"""Seal the audit trail: chain committed events by hash, in an order that is fixed from then on."""

import hashlib
import json

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from agencies.models import AuditEvent, AuditSeal

BATCH = 5_000
GENESIS = "0" * 64


@transaction.atomic
def seal() -> int:
    """Chain the committed events that have no seal yet; return how many there were.

    One sealer at a time (advisory lock). The order is that in which events become visible here, which is the
    order of commit in batches; an event that commits late is sealed late and never slips in before others.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('audit.seal', 0))")
    last = AuditSeal.objects.order_by("-sequence").first()
    sequence, head = (last.sequence, last.hash) if last else (0, GENESIS)
    unsealed = AuditEvent.objects.filter(~Exists(AuditSeal.objects.filter(event_id=OuterRef("pk")))).order_by(
        "pk"
    )
    seals = []
    for event in unsealed[:BATCH]:
        sequence += 1
        head = link(head, event)
        seals.append(AuditSeal(sequence=sequence, event_id=event.pk, hash=head))
    AuditSeal.objects.bulk_create(seals)
    return len(seals)


def link(previous: str, event: AuditEvent) -> str:
    """SHA-256 over the previous hash and the event as canonical JSON (sorted keys, UTC, no spaces)."""
    row = {
        "at": event.at.isoformat(),
        "actor": [event.actor_kind, event.actor_id, event.actor_label],
        "action": event.action,
        "target": [event.target_type, event.target_id, event.target_label],
        "before": event.before,
        "after": event.after,
        "reason": event.reason,
        "address": event.address,
        "request_id": event.request_id,
    }
    text = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}{text}".encode()).hexdigest()


def first_break() -> int | None:
    """Sequence of the first seal that does not follow from its event and the seal before; None if all do.

    Events that were cut off at the end together with their seals are found by the published head alone.
    """
    expected, head = 0, GENESIS
    while batch := list(AuditSeal.objects.filter(sequence__gt=expected).order_by("sequence")[:BATCH]):
        events = AuditEvent.objects.in_bulk([found.event_id for found in batch])
        for found in batch:
            expected += 1
            event = events.get(found.event_id)
            if event is None or found.sequence != expected or link(head, event) != found.hash:
                return expected
            head = found.hash
    return None


def broken_at(sequence: int) -> str:
    """What to tell operators about a broken chain."""
    return _(
        "Rantai catatan audit putus pada segel nomor %(sequence)s: catatannya berubah, hilang, "
        "atau disisipkan di luar portal. Amankan basis data dan cadangannya, lalu bandingkan "
        "dengan kepala rantai yang pernah diterbitkan."
    ) % {"sequence": sequence}
