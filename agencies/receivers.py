"""What follows when people and roles change; `AgenciesConfig.ready` connects these receivers."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.dispatch import Signal, receiver
from django.http import HttpRequest

from agencies import audit
from agencies.actions import mail, memberships, sessions
from agencies.models import Membership, User


@receiver([memberships.granted, memberships.ended])
def tell_about_a_role(signal: Signal, membership: Membership, by: audit.Actor, **kwargs: Any) -> None:
    """A role that somebody else gave or ended is told by mail; what people do themselves they know."""
    person = membership.user
    if by.actor_id == person.actor_id:
        return
    change = "granted" if signal is memberships.granted else "ended"
    mail.send(
        kind="role.changed",
        to=person,
        subject_id=f"{membership.public_id}:{change}",
        context={
            "change": change,
            "role": membership.role_rules.name,
            "place": str(membership.agency or ""),
            "by": by.actor_label,
        },
        at=membership.ended_at or membership.started_at,
    )


@receiver([password_changed, password_set, password_reset])
def end_sessions_of_the_old_password(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whoever knew the old password is out at once; only the session that changed it goes on."""
    sessions.end_all(by=user, but=request.session.session_key if request.user == user else None)
