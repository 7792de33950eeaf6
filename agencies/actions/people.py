"""Keep the people of the portal: add, rename, take out of service."""

from django.contrib.auth.models import BaseUserManager
from django.db import transaction

from agencies import audit
from agencies.actions import memberships, reference
from agencies.models import User
from agencies.roles import ADMINISTRATOR
from summitcomms.lib.refusals import Refused


@transaction.atomic
def save(*, by: audit.Actor, user: User) -> User:
    """Add or change a person. A new one gets no password: a login code by mail opens the account.

    Who is taken out of service is signed out at once, for sessions of inactive people are not honoured.
    Refused: last_administrator.
    """
    user.email = BaseUserManager.normalize_email(user.email)
    if user._state.adding:
        user.set_unusable_password()
    elif not user.is_active:
        memberships.require_another_administrator(than=user)
    reference.save(by=by, obj=user)
    return user


@transaction.atomic
def create_administrator(*, by: audit.Actor, email: str, full_name: str) -> User:
    """A person, new or known by `email`, who holds the administrator's role; repeating changes nothing.

    Refused: person_inactive; reason_missing when that person works for an agency.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = save(by=by, user=User(email=email, full_name=full_name))
    if not user.is_active:
        raise Refused("person_inactive", f"{user.email} sudah dinonaktifkan. Gunakan surel orang lain.")
    memberships.grant(by=by, user=user, role=ADMINISTRATOR.code)
    return user
