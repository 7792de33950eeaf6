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
    """Whoever acts: a `User`, a `Partner`, or `SYSTEM` for rules and clocks."""

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


SYSTEM = System()
NOWHERE = Origin()
origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def record(
    *,
    by: Actor,
    action: str,
    target: models.Model,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Append one event; `before` and `after` hold JSON values of the fields that changed."""
    where = origin.get()
    AuditEvent.objects.create(
        actor_kind=by.actor_kind,
        actor_id=by.actor_id,
        actor_label=by.actor_label[:200],
        action=action,
        target_type=target._meta.label_lower,
        target_id=_public_id(target),
        target_label=str(target)[:255],
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


def _public_id(target: models.Model) -> str:
    """The id the outside knows: a code, a UUID, or the key of rows that have neither."""
    for name in ("code", "public_id"):
        if value := getattr(target, name, None):
            return str(value)
    return str(target.pk)
