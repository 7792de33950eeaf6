"""Hold a role out to somebody by e-mail: invite, send again, withdraw. `acceptance` is the answer to it.

The secret of a link exists in the inviter's page and in the mail; the database keeps only its SHA-256.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies import access, audit, notices
from agencies.actions import mail, memberships
from agencies.invitations import State
from agencies.models import Agency, Invitation, Membership, User
from agencies.roles import Permission
from summitcomms.lib import clock
from summitcomms.lib.refusals import Refused

SECRET_BYTES = 32
MOST_A_DAY = 5
"""Mails that one address gets about one place in 24 hours, however often it is invited or asked again."""

ALREADY_INVITED = gettext_noop(
    "%(email)s sudah diundang dan belum menjawab. Kirim ulang atau tarik undangannya di daftar."
)
CLOSED = {
    State.ACCEPTED: gettext_noop("Undangan ini sudah diterima."),
    State.WITHDRAWN: gettext_noop("Undangan ini sudah ditarik."),
    State.EXPIRED: gettext_noop("Undangan ini sudah kedaluwarsa. Mintalah undangan baru kepada pengundang."),
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
    agency_inactive, already_member, already_invited, too_often, reason_missing (told to administrators only:
    nobody else may learn that the address belongs to somebody of the centre).
    """
    require_may_give(by, offer.role, offer.agency)
    memberships.check_place(offer.role, offer.agency)
    _require_in_service(offer.agency)
    email = address(offer.email)
    _require_new(by, email, offer)
    for old in lock_unanswered(email, offer.agency):
        if old.state(at) is State.PENDING:
            raise Refused("already_invited", _(ALREADY_INVITED) % {"email": email})
        close(old, by=by, at=at)
    _require_not_too_often(email, offer.agency, at)
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
        raise Refused("already_invited", _(ALREADY_INVITED) % {"email": email}) from None
    audit.record(
        by=by,
        action="invitation.send",
        target=invitation,
        after=_offered(invitation),
        reason=invitation.reason,
    )
    # To whom is found out when the mail is sent: the job is told where to look, not the address.
    mail.ask(
        notices.INVITATION,
        recipient="",
        subject_id=str(invitation.public_id),
        context={},
        payload={"invitation": str(invitation.public_id)},
        at=at,
        by=by,
    )
    return Invited(invitation, link(secret))


@transaction.atomic
def renew(*, by: User, invitation: Invitation, at: datetime) -> Invited:
    """Withdraw and invite anew: former links are dead, the new one is good for its whole time.

    PermissionDenied and Refused as `invite`, and closed.
    """
    held = locked(invitation)
    require_may_give(by, held.role, held.agency)
    require_open(held, at, but=State.EXPIRED)
    close(held, by=by, at=at)
    offer = Offer(held.email, held.role, held.agency, held.full_name, held.reason, held.succeeds)
    return invite(by=by, offer=offer, at=at)


@transaction.atomic
def withdraw(*, by: User, invitation: Invitation, at: datetime) -> Invitation:
    """Make the links worthless. PermissionDenied as `invite`. Refused: closed."""
    held = locked(invitation)
    require_may_give(by, held.role, held.agency)
    require_open(held, at, but=State.EXPIRED)
    return close(held, by=by, at=at)


def find(secret: str) -> Invitation | None:
    """The invitation that this link opens, whatever has become of it."""
    sha256 = digest(secret)
    found = Invitation.objects.select_related("agency", "invited_by", "succeeds__user")
    return found.filter(Q(link_sha256=sha256) | Q(mail_sha256=sha256)).first()


@transaction.atomic
def letter(*, public_id: str, at: datetime) -> mail.Letter | None:
    """The invitation as a letter with a secret of its own; None if it is no longer open.

    A second attempt makes a new secret: the link of a mail whose attempt was not kept opens nothing. Somebody
    who is a user already reads it in the own language and zone.
    """
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("agency", "invited_by", "succeeds__user")
        .get(public_id=public_id)
    )
    if invitation.state(at) is not State.PENDING:
        return None
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation.mail_sha256 = digest(secret)
    invitation.save(update_fields=["mail_sha256"])
    person = User.objects.filter(email__iexact=invitation.email).first()
    home = invitation.agency.timezone if invitation.agency else clock.WIB
    return mail.Letter(
        notices.INVITATION,
        email=invitation.email,
        language=person.language if person else settings.LANGUAGE_CODE,
        zone=person.zone if person else home,
        words={"invitation": invitation, "link": link(secret)},
    )


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
        raise Refused(
            "email",
            _("“%(text)s” bukan alamat surel. Contoh: nama@instansi.go.id.") % {"text": text.strip()[:100]},
        )
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
                _(
                    "%(person)s sudah bertugas di sini sebagai %(role)s. "
                    "Ubah perannya di daftar orang bila perlu."
                )
                % {"person": one.user, "role": _(one.role_rules.name)},
            )
    mixes = any((one.agency_id is None) != (offer.agency is None) for one in held)
    if mixes and not offer.reason.strip() and access.can(by, Permission.ADMINISTER):
        raise Refused("reason_missing", _("Merangkap pusat dan instansi memerlukan alasan yang dicatat."))


def _require_in_service(agency: Agency | None) -> None:
    """Refuse an agency that is no longer in service, whatever the caller's copy of it says."""
    if agency and not Agency.objects.active().filter(pk=agency.pk).exists():
        raise Refused(
            "agency_inactive",
            _("%(agency)s tidak aktif lagi, sehingga tidak ada yang dapat diundang ke sana.")
            % {"agency": agency.short_name},
        )


def _require_not_too_often(email: str, agency: Agency | None, at: datetime) -> None:
    sent = Invitation.objects.filter(email=email, agency=agency, invited_at__gt=at - timedelta(days=1))
    if sent.count() >= MOST_A_DAY:
        raise Refused(
            "too_often",
            _(
                "%(email)s sudah dikirimi %(most)s undangan dalam 24 jam terakhir. Periksa ejaan alamatnya "
                "dan folder spam penerima, lalu coba lagi besok."
            )
            % {"email": email, "most": MOST_A_DAY},
        )


def close(held: Invitation, *, by: audit.Actor, at: datetime) -> Invitation:
    """Withdraw an open invitation that the caller has locked and may withdraw."""
    held.withdrawn_at = at
    held.save(update_fields=["withdrawn_at"])
    audit.record(by=by, action="invitation.withdraw", target=held, after={"withdrawn_at": at.isoformat()})
    return held


def locked(invitation: Invitation) -> Invitation:
    """The invitation as it is, locked for the rest of the transaction."""
    return (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("agency__parent", "invited_by", "succeeds__user")
        .get(pk=invitation.pk)
    )


def lock_unanswered(email: str, agency: Agency | None) -> list[Invitation]:
    """The unanswered invitations of this address to this place, locked. Refused: as `address`."""
    unanswered = Invitation.objects.select_for_update(of=("self",)).unanswered()
    return list(unanswered.filter(email=address(email), agency=agency).order_by("pk"))


def lock_sent_by(inviter: User, at: datetime, *, beside: Invitation | None = None) -> list[Invitation]:
    """The pending invitations that this person sent, locked; `beside` is locked in the same order."""
    sent = Invitation.objects.pending(at).filter(invited_by=inviter)
    wanted = sent | Invitation.objects.filter(pk=beside.pk) if beside else sent
    rows = wanted.select_for_update(of=("self",)).select_related("agency__parent").order_by("pk")
    return [one for one in rows if one != beside]


def withdraw_beyond_reach(
    *, by: audit.Actor, inviter: User, sent: Iterable[Invitation], at: datetime
) -> None:
    """Withdraw of these invitations, locked, those that `inviter`, with the roles left, could not send."""
    inviter = User.objects.get(pk=inviter.pk)  # without the roles that were read before
    for invitation in sent:
        if not access.may_give(inviter, invitation.role, invitation.agency):
            close(invitation, by=by, at=at)


def require_open(held: Invitation, at: datetime, but: State | None = None) -> None:
    """Refuse (closed) what is no longer open; `but` names one more state that will do."""
    state = held.state(at)
    if state not in (State.PENDING, but):
        raise Refused("closed", _(CLOSED[state]))


def _offered(invitation: Invitation) -> dict[str, Any]:
    return {
        "role": invitation.role,
        "agency": invitation.agency.code if invitation.agency else "",
        "expires_at": invitation.expires_at.isoformat(),
        "succeeds": str(invitation.succeeds.public_id) if invitation.succeeds else "",
    }
