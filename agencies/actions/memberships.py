"""Give a person a role, and end it. A membership is never deleted: decisions and posts refer to it."""

from datetime import datetime

from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies import audit
from agencies.models import Agency, Membership, User
from agencies.roles import ADMINISTRATOR, ROLES, Role
from summitcomms.lib.refusals import Refused

LAST_ADMINISTRATOR = gettext_noop("Ini administrator terakhir. Tunjuk administrator lain terlebih dahulu.")
OUT_OF_SERVICE = gettext_noop("%(name)s sudah dinonaktifkan. Aktifkan kembali sebelum memberi peran.")

granted = Signal()
ended = Signal()
"""Sent with `membership` and `by`, inside the transaction that grants or ends it: the person is told, and
floors above let go of what was held by it."""


@transaction.atomic
def grant(
    *, by: audit.Actor, user: User, role: str, agency: Agency | None = None, reason: str = ""
) -> Membership:
    """Give `user` the role; a repeat returns what is held already.

    Refused: role_unknown, agency_missing, agency_superfluous, reason_missing (central and agency together,
    where the person does not serve yet), person_inactive.
    """
    rules = check_place(role, agency)
    [current] = lock_people(user)
    if not current.is_active:
        raise Refused("person_inactive", _(OUT_OF_SERVICE) % {"name": current})
    held = list(user.memberships.active())
    for membership in held:
        if (membership.role, membership.agency_id) == (role, agency.pk if agency else None):
            return membership
    reason = reason.strip()
    serves_here = any(m.agency_id == (agency.pk if agency else None) for m in held)
    if not (reason or serves_here) and any((m.agency_id is None) != rules.is_central for m in held):
        raise Refused("reason_missing", _("Merangkap pusat dan instansi memerlukan alasan yang dicatat."))
    membership = Membership.objects.create(user=user, role=role, agency=agency, reason=reason)
    audit.record(
        by=by,
        action="membership.grant",
        target=membership,
        after={"user": user.actor_id, "role": role, "agency": agency.code if agency else ""},
        reason=reason,
    )
    granted.send(sender=Membership, membership=membership, by=by)
    return membership


def check_place(role: str, agency: Agency | None) -> Role:
    """The rules of a role that may be held there.

    Refused: role_unknown, agency_missing, agency_superfluous.
    """
    rules = ROLES.get(role)
    if rules is None:
        raise Refused("role_unknown", _("Peran “%(role)s” tidak dikenal.") % {"role": role})
    if not rules.is_central and agency is None:
        raise Refused("agency_missing", _("Peran %(role)s memerlukan instansi.") % {"role": rules.name})
    if rules.is_central and agency is not None:
        raise Refused(
            "agency_superfluous",
            _("Peran %(role)s berlaku di pusat dan tidak terikat instansi.") % {"role": rules.name},
        )
    return rules


@transaction.atomic
def end(*, by: audit.Actor, membership: Membership, at: datetime, reason: str = "") -> Membership:
    """End a role; ended before is left as it is. Refused: last_administrator."""
    administrators = lock_administrators() if membership.role == ADMINISTRATOR.code else set()
    current = Membership.objects.select_for_update().get(pk=membership.pk)
    if current.ended_at:
        return current
    if administrators == {current.user_id}:
        raise Refused("last_administrator", _(LAST_ADMINISTRATOR))
    current.ended_at = at
    current.save(update_fields=["ended_at"])
    audit.record(
        by=by,
        action="membership.end",
        target=current,
        after={"user": current.user.actor_id, "ended_at": at.isoformat()},
        reason=reason,
    )
    ended.send(sender=Membership, membership=current, by=by)
    return current


def lock_people(*people: User) -> list[User]:
    """The rows of these people as they are, locked in the order of their keys until the transaction ends.

    Invitations are locked before people, people before memberships, administrators before other memberships:
    whoever keeps to that order waits for others and never against them.
    """
    locked = User.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in people])
    return list(locked.order_by("pk"))


def lock_administrators() -> set[int]:
    """Keys of the people who administer, their roles locked: two cannot remove each other at one moment."""
    held = Membership.objects.select_for_update(of=("self",)).active().filter(role=ADMINISTRATOR.code)
    return set(held.order_by("pk").values_list("user_id", flat=True))
