"""Keep the people of the portal: add and rename. Taking out of service is `actions.departures`."""

from collections.abc import Collection
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import BaseUserManager
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from agencies import audit, notices
from agencies.actions import mail, memberships, reference, sessions
from agencies.models import User
from agencies.roles import ADMINISTRATOR
from summitcomms.lib.refusals import Refused


@transaction.atomic
def save(*, by: audit.Actor, user: User, at: datetime, fields: Collection[str] | None = None) -> User:
    """Add or change a person. A new one gets no password: a login code by mail opens the account.

    Under another address the sessions end, and nothing sent to the former one opens the account any more
    (a sign-in code: `agencies.login_stages`); both addresses are told. `fields` as for `reference.save`.
    Refused: pseudonymised, for a name that was forgotten is not written again.
    """
    user.email = BaseUserManager.normalize_email(user.email)
    if user._state.adding:
        user.set_unusable_password()
        reference.save(by=by, obj=user)
        return user
    [stored] = memberships.lock_people(user)
    if stored.pseudonymised_at:
        raise Refused("pseudonymised", _("Orang ini sudah disamarkan. Penyamaran tidak dapat dibatalkan."))
    reference.save(by=by, obj=user, fields=fields)
    if stored.email.lower() != user.email.lower():
        _let_go_of_former_addresses(user)
        _tell_both(by, user, former=stored.email, at=at)
    return user


@transaction.atomic
def create_administrator(*, by: audit.Actor, email: str, full_name: str, at: datetime) -> User:
    """A person, new or known by `email`, who holds the administrator's role; repeating changes nothing.

    Refused: person_inactive; reason_missing when that person works for an agency.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = save(by=by, user=User(email=email, full_name=full_name), at=at)
    if not user.is_active:
        raise Refused(
            "person_inactive",
            _("%(email)s sudah dinonaktifkan. Gunakan surel orang lain.") % {"email": user.email},
        )
    memberships.grant(by=by, user=user, role=ADMINISTRATOR.code)
    return user


def _let_go_of_former_addresses(user: User) -> None:
    """django-allauth finds people by every address it knows of them; a former one is soon somebody else's."""
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    sessions.sign_out(user)


def _tell_both(by: audit.Actor, user: User, *, former: str, at: datetime) -> None:
    """Whoever took over an account by its address could not keep it from the person."""
    this, words = f"{user.public_id}:{at:%Y%m%d%H%M%S%f}", {"by": by.actor_label}
    kind = notices.EMAIL_CHANGED.code
    if mail.send(kind=kind, to=user, subject_id=this, context=words, at=at):
        with translation.override(user.language):
            mail.send_to_stranger(kind=kind, email=former, subject_id=this, context=words, at=at)
