"""What sign-in leaves in the audit trail; `AgenciesConfig.ready` connects these receivers.

The sign-in pages are django-allauth's, so their events arrive as signals instead of through an action.
"""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed, password_reset, password_set, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import Signal, receiver
from django.http import HttpRequest

from agencies import audit
from agencies.models import User

_PASSWORD_EVENTS: dict[Signal, str] = {
    password_set: "user.password_set",
    password_changed: "user.password_changed",
    password_reset: "user.password_reset",
}
_FACTOR_EVENTS: dict[Signal, str] = {
    authenticator_added: "user.factor_added",
    authenticator_removed: "user.factor_removed",
    authenticator_reset: "user.factor_reset",
}


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Signed in, by which methods: password, code, invitation, mfa (a second step), passkey."""
    records = get_authentication_records(request, user)
    methods = ["passkey" if one.get("passwordless") else one["method"] for one in records]
    audit.record(by=user, action="user.sign_in", target=user, after={"methods": methods})


@receiver(user_logged_out)
def note_sign_out(user: User | None, **kwargs: Any) -> None:
    """Signed out; Django also tells when nobody was signed in."""
    if user is not None:
        audit.record(by=user, action="user.sign_out", target=user)


@receiver(user_login_failed)
def note_failed_sign_in(credentials: dict[str, Any], **kwargs: Any) -> None:
    """A wrong password for an account that exists. Other addresses are not kept: people type secrets there.

    The limit per account bounds these rows: a blocked try is not checked, so it does not come here.
    """
    user = User.objects.filter(email__iexact=credentials.get("email") or "").first()
    if user:
        audit.record(by=audit.VISITOR, action="user.sign_in_failed", target=user)


@receiver(list(_PASSWORD_EVENTS))
def note_password(signal: Signal, user: User, **kwargs: Any) -> None:
    audit.record(by=user, action=_PASSWORD_EVENTS[signal], target=user)


@receiver(list(_FACTOR_EVENTS))
def note_factor(signal: Signal, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    factor = {"factor": str(authenticator.type)}
    if authenticator.type == Authenticator.Type.WEBAUTHN:
        factor["passkey_name"] = str(authenticator)
    audit.record(by=user, action=_FACTOR_EVENTS[signal], target=user, after=factor)


@receiver(authenticator_added)
def count_as_proof(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Whoever has just used a new factor need not use it again to see the recovery codes that come along."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(
            request,
            user,
            method="mfa",
            id=authenticator.pk,
            type=authenticator.type,
            reauthenticated=True,
        )


@receiver(authentication_failed)
def note_failed_factor(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """The password was right, the code was not: the sign that a password is known to somebody else."""
    audit.record(
        by=audit.VISITOR,
        action="user.factor_failed",
        target=user,
        after={"factor": str(authenticator.type)},
    )
