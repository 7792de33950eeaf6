"""Hold a role out to somebody by e-mail: invite, send again, withdraw, accept.

The secret of a link exists in the inviter's page and in the mail; the database keeps only its SHA-256.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from agencies import access, audit
from agencies.actions import memberships, people
from agencies.invitations import State
from agencies.models import Agency, Invitation, Membership, User
from agencies.roles import Permission
from summitcomms.jobs.actions import enqueue
from summitcomms.lib import clock
from summitcomms.lib.refusals import Refused

MAIL = "mail.invitation"
SECRET_BYTES = 32

ALREADY_INVITED = "{email} sudah diundang dan belum menjawab. Kirim ulang atau tarik undangannya di daftar."
CLOSED = {
    State.ACCEPTED: "Undangan ini sudah diterima.",
    State.WITHDRAWN: "Undangan ini sudah ditarik.",
    State.EXPIRED: "Undangan ini sudah kedaluwarsa. Mintalah undangan baru kepada pengundang.",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """What is held out to whom; `succeeds` ends when the offer is accepted."""

    email: str
    role: str
    agency: Agency | None = None
    full_name: str = ""
    reason: str = ""
    succeeds: Membership | None = None


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and the address to share; it cannot be shown again."""

    invitation: Invitation
    link: str


@transaction.atomic
def invite(*, by: User, offer: Offer, at: datetime) -> Invited:
    """Hold the role out and ask for the mail; an expired invitation to the same place is replaced.

    PermissionDenied: `by` may not give this role there. Refused: as `memberships.check_place`, and email,
    already_member, already_invited, reason_missing (told to administrators only: nobody else may learn that
    the address belongs to somebody of the centre).
    """
    require_may_give(by, offer.role, offer.agency)
    memberships.check_place(offer.role, offer.agency)
    email = address(offer.email)
    _require_new(by, email, offer)
    for old in Invitation.objects.select_for_update().unanswered().filter(email=email, agency=offer.agency):
        if old.state(at) is State.PENDING:
            raise Refused("already_invited", ALREADY_INVITED.format(email=email))
        _withdraw(old, by=by, at=at)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation = Invitation(
        email=email,
        full_name=offer.full_name.strip(),
        role=offer.role,
        agency=offer.agency,
        reason=offer.reason.strip(),
        succeeds=offer.succeeds,
        link_sha256=digest(secret),
        invited_by=by,
        invited_at=at,
        expires_at=at + timedelta(days=settings.INVITATION_DAYS),
    )
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError:  # somebody else has invited the same person at this very moment
        raise Refused("already_invited", ALREADY_INVITED.format(email=email)) from None
    audit.record(
        by=by,
        action="invitation.send",
        target=invitation,
        after=_offered(invitation),
        reason=invitation.reason,
    )
    enqueue(
        kind=MAIL,
        key=str(invitation.public_id),
        payload={"invitation": str(invitation.public_id)},
        by_id=by.actor_id,
        by_label=by.actor_label,
        due_at=at,
    )
    return Invited(invitation, link(secret))


@transaction.atomic
def renew(*, by: User, invitation: Invitation, at: datetime) -> Invited:
    """Withdraw and invite anew: former links are dead, the new one is good for its whole time.

    PermissionDenied and Refused as `invite`, and closed.
    """
    held = _locked(invitation)
    require_may_give(by, held.role, held.agency)
    _require_open(held, at, but=State.EXPIRED)
    _withdraw(held, by=by, at=at)
    offer = Offer(held.email, held.role, held.agency, held.full_name, held.reason, held.succeeds)
    return invite(by=by, offer=offer, at=at)


@transaction.atomic
def withdraw(*, by: User, invitation: Invitation, at: datetime) -> Invitation:
    """Make the links worthless. PermissionDenied as `invite`. Refused: closed."""
    held = _locked(invitation)
    require_may_give(by, held.role, held.agency)
    _require_open(held, at, but=State.EXPIRED)
    return _withdraw(held, by=by, at=at)


@transaction.atomic
def join(*, invitation: Invitation, full_name: str, password: str, at: datetime) -> User:
    """Accept as somebody new: the account, its address, its role. The password has been validated.

    Refused: closed, account_exists; and as `memberships.grant` and `memberships.end`.
    """
    held = _locked(invitation)
    _require_open(held, at)
    user = User(email=held.email, full_name=full_name.strip())
    try:
        with transaction.atomic():
            people.save(by=user, user=user)
    except IntegrityError:
        raise Refused(
            "account_exists",
            "Surel ini sudah memiliki akun. Masuk terlebih dahulu, lalu terima undangan ini.",
        ) from None
    user.set_password(password)
    user.save(update_fields=["password"])
    _accept(held, user, at)
    return user


@transaction.atomic
def accept(*, by: User, invitation: Invitation, at: datetime) -> Membership:
    """Accept with the account one already has.

    Refused: closed, other_account, reason_missing; and as `memberships.grant` and `memberships.end`.
    """
    held = _locked(invitation)
    _require_open(held, at)
    if by.email.lower() != held.email:
        raise Refused("other_account", f"Undangan ini untuk {held.email}. Masuk dengan surel itu.")
    return _accept(held, by, at)


def find(secret: str) -> Invitation | None:
    """The invitation that this link opens, whatever has become of it."""
    sha256 = digest(secret)
    found = Invitation.objects.select_related("agency", "invited_by", "succeeds__user")
    return found.filter(Q(link_sha256=sha256) | Q(mail_sha256=sha256)).first()


@transaction.atomic
def mail(*, public_id: str, at: datetime) -> bool:
    """Send the invitation with a secret of its own; False, and no mail, if it is no longer open.

    A second attempt makes a new secret: the link of a mail whose attempt was not kept opens nothing.
    """
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("agency", "invited_by", "succeeds__user")
        .get(public_id=public_id)
    )
    if invitation.state(at) is not State.PENDING:
        return False
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation.mail_sha256 = digest(secret)
    invitation.save(update_fields=["mail_sha256"])
    zone = invitation.agency.timezone if invitation.agency else clock.WIB
    words: dict[str, Any] = {
        "invitation": invitation,
        "link": link(secret),
        "until": clock.show(invitation.expires_at, zone),
        "site": settings.SITE_URL,
    }
    subject = render_to_string("agencies/mail/invitation_subject.txt", words)
    send_mail(
        " ".join(subject.split()),
        render_to_string("agencies/mail/invitation_message.txt", words),
        settings.DEFAULT_FROM_EMAIL,
        [invitation.email],
    )
    return True


def link(secret: str) -> str:
    """The whole address of an invitation."""
    return settings.SITE_URL + reverse("agencies:invitation-accept", args=[secret])


def digest(secret: str) -> str:
    """What the database keeps of a secret: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address(text: str) -> str:
    """The e-mail address in the form in which invitations compare it. Refused: email."""
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        email = ""
    if not email.isascii() or not email:
        raise Refused("email", f"“{text.strip()[:100]}” bukan alamat surel. Contoh: nama@instansi.go.id.")
    return email


def require_may_give(by: User, role: str, agency: Agency | None) -> None:
    """PermissionDenied with the reason, unless `by` may give `role` there."""
    permit = access.may_give(by, role, agency)
    if not permit:
        raise PermissionDenied(permit.reason)


def _require_new(by: User, email: str, offer: Offer) -> None:
    """Refuse who is there already; what is told is what the inviter sees in the list of people anyway."""
    held = list(Membership.objects.active().filter(user__email__iexact=email).select_related("user"))
    for one in held:
        if one.agency_id == (offer.agency.pk if offer.agency else None) and (
            offer.agency or one.role == offer.role
        ):
            raise Refused(
                "already_member",
                f"{one.user} sudah bertugas di sini sebagai {one.role_rules.name}. "
                "Ubah perannya di daftar orang bila perlu.",
            )
    mixes = any((one.agency_id is None) != (offer.agency is None) for one in held)
    if mixes and not offer.reason.strip() and access.can(by, Permission.ADMINISTER):
        raise Refused("reason_missing", "Merangkap pusat dan instansi memerlukan alasan yang dicatat.")


def _accept(held: Invitation, user: User, at: datetime) -> Membership:
    membership = memberships.grant(by=user, user=user, role=held.role, agency=held.agency, reason=held.reason)
    if held.succeeds:
        memberships.end(by=user, membership=held.succeeds, at=at)
    held.accepted_at, held.accepted_by = at, user
    held.save(update_fields=["accepted_at", "accepted_by"])
    _verify_address(user)
    audit.record(
        by=user,
        action="invitation.accept",
        target=held,
        after={"membership": str(membership.public_id), "invited_by": held.invited_by.email},
    )
    return membership


def _verify_address(user: User) -> None:
    """The address is proven: the link reached its owner."""
    known = EmailAddress.objects.filter(user=user)
    if known.filter(email__iexact=user.email).update(verified=True) == 0:
        EmailAddress.objects.create(
            user=user, email=user.email, verified=True, primary=not known.filter(primary=True).exists()
        )


def _withdraw(held: Invitation, *, by: audit.Actor, at: datetime) -> Invitation:
    held.withdrawn_at = at
    held.save(update_fields=["withdrawn_at"])
    audit.record(by=by, action="invitation.withdraw", target=held, after={"withdrawn_at": at.isoformat()})
    return held


def _locked(invitation: Invitation) -> Invitation:
    return (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("agency__parent", "invited_by", "succeeds__user")
        .get(pk=invitation.pk)
    )


def _require_open(held: Invitation, at: datetime, but: State | None = None) -> None:
    state = held.state(at)
    if state not in (State.PENDING, but):
        raise Refused("closed", CLOSED[state])


def _offered(invitation: Invitation) -> dict[str, Any]:
    return {
        "email": invitation.email,
        "role": invitation.role,
        "agency": invitation.agency.code if invitation.agency else "",
        "expires_at": invitation.expires_at.isoformat(),
        "succeeds": str(invitation.succeeds.public_id) if invitation.succeeds else "",
    }
