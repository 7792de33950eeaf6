"""The audit trail: `record` is called inside an action's transaction and nowhere else.

Actors, targets and values are kept as plain text, so that no later change or removal touches the record.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.db import models

from agencies.models import AuditEvent, Partner, User


class Actor(Protocol):
    """Whoever acts: a `User`, a `Partner`, `SYSTEM` for rules and clocks, or `VISITOR`."""

    @property
    def actor_kind(self) -> str: ...
    @property
    def actor_id(self) -> str: ...
    @property
    def actor_label(self) -> str: ...


@dataclass(frozen=True, slots=True)
class System:
    """The portal itself: beat, a rule, a management command."""

    actor_kind: str = "system"
    actor_id: str = "sistem"
    actor_label: str = "Sistem"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from; empty for work without a request."""

    address: str | None = None
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who has not signed in: whoever tries a password is not yet the person it belongs to."""

    actor_kind: str = "visitor"
    actor_id: str = "tamu"
    actor_label: str = "Pengunjung"


SYSTEM = System()
VISITOR = Visitor()
NOWHERE = Origin()
origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def record(
    *,
    by: Actor,
    action: str,
    target: models.Model | type[models.Model],
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Append one event; `before` and `after` hold JSON values of the fields that changed.

    The target is a row, or a model when the event speaks of all its rows.
    """
    where = origin.get()
    row = target if isinstance(target, models.Model) else None
    AuditEvent.objects.create(
        actor_kind=by.actor_kind,
        actor_id=by.actor_id,
        actor_label=by.actor_label[:200],
        action=action,
        target_type=target._meta.label_lower,
        target_id=public_id(row) if row else "",
        target_label=str(row or target._meta.verbose_name_plural)[:255],
        before=dict(before or {}),
        after=dict(after or {}),
        reason=reason,
        address=where.address,
        request_id=where.request_id,
    )


def actor(actor_id: str) -> Actor:
    """Who a job names: the portal, a person by UUID, or a partner by code; LookupError if nobody."""
    if actor_id == SYSTEM.actor_id:
        return SYSTEM
    try:
        found: Actor | None = User.objects.filter(public_id=UUID(actor_id)).first()
    except ValueError:
        found = Partner.objects.filter(code=actor_id).first()
    if found is None:
        raise LookupError(f"nobody acts under {actor_id!r}")
    return found


def public_id(target: models.Model) -> str:
    """The id the outside knows: a code, a UUID, or the key of rows that have neither."""
    for name in ("code", "public_id"):
        if value := getattr(target, name, None):
            return str(value)
    return str(target.pk)
