"""Answer an invitation: prove the address, and take the role.

The link in the mail proves the invited address, since nobody else was given it. The link that the inviter
shares proves nothing: whoever holds it is sent a sign-in code by mail and accepts signed in. How and why:
docs/decisions/0006-the-mailed-link-proves-the-address.md.
"""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies import audit
from agencies.actions import memberships, people
from agencies.actions.invitations import (
    digest,
    lock_sent_by,
    locked,
    require_open,
    withdraw_beyond_reach,
)
from agencies.models import Invitation, Membership, User
from summitcomms.lib.refusals import Refused


def proves_address(invitation: Invitation, secret: str) -> bool:
    """Whether this is the secret that went to the invited address and nowhere else."""
    return invitation.mail_sha256 == digest(secret)


def account_of(invitation: Invitation) -> User | None:
    """Who has the invited address, if that account was ever used; nobody can sign in to it otherwise."""
    user = User.objects.filter(email__iexact=invitation.email).first()
    return user if user and not _is_unused(user) else None


@transaction.atomic
def join(*, invitation: Invitation, secret: str, full_name: str, at: datetime) -> User:
    """Accept as somebody new, by the mailed link: an account without a password, and its role.

    Refused: closed, not_proven, account_exists; and as `memberships.grant` and `memberships.end`.
    """
    sent = _sent_by_predecessor(invitation, at)
    held = locked(invitation)
    require_open(held, at)
    if not proves_address(held, secret):
        raise Refused(
            "not_proven",
            _("Tautan ini bukan tautan dari surel undangan. Minta kode konfirmasi ke surel Anda."),
        )
    user = _open_account(held, at)
    if not _is_unused(user):
        raise Refused(
            "account_exists",
            _("Surel ini sudah memiliki akun. Masuk terlebih dahulu, lalu terima undangan ini."),
        )
    EmailAddress.objects.filter(user=user).update(verified=True)
    _accept(held, user, full_name, sent, at)
    return user


@transaction.atomic
def reserve(*, invitation: Invitation, at: datetime) -> User:
    """The account to which a sign-in code can be sent: the one of this address, or a new one that has no
    name, no password and no role.

    Refused: closed.
    """
    held = locked(invitation)
    require_open(held, at)
    return _open_account(held, at)


@transaction.atomic
def accept(*, by: User, invitation: Invitation, at: datetime, full_name: str = "") -> Membership:
    """Accept, signed in with the invited address. `full_name` is read for an account that has none yet.

    Refused: closed, other_account, name_missing, reason_missing; and as `memberships.grant` and
    `memberships.end`.
    """
    sent = _sent_by_predecessor(invitation, at)
    held = locked(invitation)
    require_open(held, at)
    if by.email.lower() != held.email:
        raise Refused(
            "other_account",
            _("Undangan ini untuk %(email)s. Masuk dengan surel itu.") % {"email": held.email},
        )
    return _accept(held, User.objects.select_for_update().get(pk=by.pk), full_name, sent, at)


def _accept(held: Invitation, user: User, full_name: str, sent: list[Invitation], at: datetime) -> Membership:
    if not user.full_name:
        user.full_name = full_name.strip()
        if not user.full_name:
            raise Refused("name_missing", _("Nama lengkap masih kosong."))
        people.save(by=user, user=user, fields=["full_name"], at=at)
    membership = memberships.grant(by=user, user=user, role=held.role, agency=held.agency, reason=held.reason)
    if held.succeeds:
        memberships.end(by=user, membership=held.succeeds, at=at)
        withdraw_beyond_reach(by=user, inviter=held.succeeds.user, sent=sent, at=at)
    held.accepted_at, held.accepted_by = at, user
    held.save(update_fields=["accepted_at", "accepted_by"])
    audit.record(
        by=user,
        action="invitation.accept",
        target=held,
        after={"membership": str(membership.public_id), "invited_by": held.invited_by.actor_id},
    )
    return membership


def _sent_by_predecessor(invitation: Invitation, at: datetime) -> list[Invitation]:
    """What the predecessor has held out, locked before anything else, when somebody else named the successor.

    As in `handover.end`: whose role others end keeps no way back. Who hands over leaves it to the successor.
    """
    succeeds = invitation.succeeds
    if succeeds is None or succeeds.user_id == invitation.invited_by_id:
        return []
    return lock_sent_by(succeeds.user, at, beside=invitation)


def _open_account(held: Invitation, at: datetime) -> User:
    """The account of the invited address; two invitations to one address may ask for it at one moment."""
    user = User(email=held.email)
    try:
        with transaction.atomic():
            people.save(by=audit.VISITOR, user=user, at=at)
    except IntegrityError:
        return User.objects.get(email__iexact=held.email)
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    return user


def _is_unused(user: User) -> bool:
    """Nobody has ever come in here, and nothing but a mail to its address could open it."""
    return (
        user.is_active
        and user.last_login is None
        and not user.has_usable_password()
        and not user.memberships.exists()
        and not Authenticator.objects.filter(user=user).exists()
    )
