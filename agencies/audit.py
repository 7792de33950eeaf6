"""The audit trail: `record` is called inside an action's transaction and nowhere else.

Targets and values are kept as plain text, so that no later change or removal touches the record. People are
kept as their public id and nothing else: no name and no e-mail address ever enters the record, which nobody
can change afterwards. Who reads it asks `names_of`, so a person who has been pseudonymised is so here too.
"""

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.db import models
from django.utils import translation

from agencies.models import AuditEvent, Partner, User

PERSON = User.actor_kind
WITHHELD = "•••"
"""What stands in the record where a person's name or address was: that it changed, and no more."""

PERSONAL = frozenset({"email", "full_name", "contact_email", "passkey_name"})
"""Fields whose values never enter the record, whoever calls `record`."""


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

    The target is a row, or a model when the event speaks of all its rows. People are named by their ids:
    say `str(user.public_id)`. Values of `PERSONAL` fields are withheld here; `reason` is kept as typed.
    """
    event(by=by, action=action, target=target, before=before, after=after, reason=reason).save()


def record_all(events: Iterable[AuditEvent]) -> None:
    """Append what `event` made, in this order: for an action that changes thousands of rows at once."""
    AuditEvent.objects.bulk_create(events, batch_size=1_000)


def event(
    *,
    by: Actor,
    action: str,
    target: models.Model | type[models.Model],
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """The event that `record` appends, not kept yet."""
    where = origin.get()
    row = target if isinstance(target, models.Model) else None
    return AuditEvent(
        actor_kind=by.actor_kind,
        actor_id=by.actor_id,
        actor_label="" if by.actor_kind == PERSON else by.actor_label[:200],
        action=action,
        target_type=target._meta.label_lower,
        target_id=public_id(row) if row else "",
        target_label=_label(target)[:255],
        before=_withheld(before),
        after=_withheld(after),
        reason=reason,
        address=where.address,
        request_id=where.request_id,
    )


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """What people are called now, by the ids under which the record knows them; one query.

    Ids of nobody (of partners, of the portal, made up) are left out.
    """
    wanted = {uuid for text in ids if (uuid := _uuid(text))}
    found = User.objects.filter(public_id__in=wanted).only("public_id", "full_name", "email")
    return {str(user.public_id): str(user) for user in found} if wanted else {}


def who(event: AuditEvent, names: Mapping[str, str]) -> str:
    """The actor as people read it; `names` as `names_of` gives them."""
    return names.get(event.actor_id) or event.actor_label or event.actor_id


def actor(actor_id: str) -> Actor:
    """Who a job names: the portal, a person by UUID, or a partner by code; LookupError if nobody."""
    if actor_id == SYSTEM.actor_id:
        return SYSTEM
    uuid = _uuid(actor_id)
    found: Actor | None = (
        User.objects.filter(public_id=uuid).first() if uuid else Partner.objects.filter(code=actor_id).first()
    )
    if found is None:
        raise LookupError(f"nobody acts under {actor_id!r}")
    return found


def public_id(target: models.Model) -> str:
    """The id the outside knows: a code, a UUID, or the key of rows that have neither."""
    for name in ("code", "public_id"):
        if value := getattr(target, name, None):
            return str(value)
    return str(target.pk)


def _label(target: models.Model | type[models.Model]) -> str:
    """What the record calls the target, in the record's language; rows about people have an `audit_label`."""
    with translation.override("id"):
        if not isinstance(target, models.Model):
            return str(target._meta.verbose_name_plural)
        label: str | None = getattr(target, "audit_label", None)
        return str(target) if label is None else label


def _withheld(values: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: WITHHELD if name in PERSONAL and value else value for name, value in (values or {}).items()}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
