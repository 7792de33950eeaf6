"""People come and go, the agency's work stays: leave a role, end it, change it, hand it to a successor.

Everything here reads the membership again under a lock. Whoever comes second is told who was first.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies import access, audit
from agencies.actions import invitations, memberships
from agencies.actions.invitations import Invited, Offer, require_may_give
from agencies.invitations import OF_AN_AGENCY
from agencies.models import Agency, AuditEvent, Invitation, Membership, User
from agencies.models.membership import MembershipQuerySet
from agencies.roles import ADMINISTRATOR, LEAD, Permission
from summitcomms.lib import clock
from summitcomms.lib.refusals import Refused

LAST_LEAD = gettext_noop(
    "Ini penanggung jawab terakhir instansi ini. Serahkan dahulu kepada penggantinya, atau minta "
    "administrator mengakhirinya."
)
NOT_YOUR_ROLE = gettext_noop("Peran ini bukan milik Anda. Hanya pemegangnya yang dapat meninggalkannya.")


@transaction.atomic
def end(*, by: User, membership: Membership, at: datetime, successor: Membership | None = None) -> Membership:
    """End a role, after the successor, a colleague in the same place, has been given it.

    Posts, decisions and audit stay as they are: they belong to the agency. Ended by somebody else, it takes
    along the invitations that its holder may no longer send: one of them would bring the holder back.
    PermissionDenied: `by` may not give this role. Refused: changed_meanwhile, not_a_successor, last_lead
    (not for administrators), last_administrator.
    """
    sent = _sent_by_holder(by, membership, at)
    held = _locked(by, membership, successor)
    require_may_give(by, held.role, held.agency)
    ended = _end(by, held, successor, at)
    invitations.withdraw_beyond_reach(by=by, inviter=held.user, sent=sent, at=at)
    return ended


@transaction.atomic
def leave(
    *, by: User, membership: Membership, at: datetime, successor: Membership | None = None
) -> Membership:
    """End a role of one's own, whatever it is; naming a successor needs the right to give the role.

    PermissionDenied: it is somebody else's, or `by` may not give it to the successor. Refused: as `end`.
    """
    if membership.user_id != by.pk:
        raise PermissionDenied(_(NOT_YOUR_ROLE))
    held = _locked(by, membership, successor)
    if successor:
        require_may_give(by, held.role, held.agency)
    return _end(by, held, successor, at)


@transaction.atomic
def invite_successor(
    *, by: User, membership: Membership, email: str, full_name: str, at: datetime
) -> Invited:
    """Invite somebody to the role; it ends for its holder in the moment in which the invitation is accepted.

    Refused: changed_meanwhile; and as `invitations.invite`.
    """
    invitations.lock_unanswered(
        email, membership.agency
    )  # before people: who accepts one locks in this order
    held = _locked(by, membership)
    require_may_give(by, held.role, held.agency)
    offer = Offer(email, held.role, held.agency, full_name, held.reason, succeeds=held)
    return invitations.invite(by=by, offer=offer, at=at)


@transaction.atomic
def change_role(*, by: User, membership: Membership, role: str, at: datetime) -> Membership:
    """End the role and give another in the same place; the same changes nothing. Invitations: as `end`.

    PermissionDenied: `by` may not give one of the two. Refused: changed_meanwhile, last_lead,
    last_administrator, and as `memberships.check_place`.
    """
    sent = _sent_by_holder(by, membership, at)
    held = _locked(by, membership)
    require_may_give(by, held.role, held.agency)
    require_may_give(by, role, held.agency)
    if role == held.role:
        return held
    changed = memberships.grant(by=by, user=held.user, role=role, agency=held.agency, reason=held.reason)
    if role != LEAD.code:
        _require_another_lead(by, held)
    memberships.end(by=by, membership=held, at=at)
    invitations.withdraw_beyond_reach(by=by, inviter=held.user, sent=sent, at=at)
    return changed


def is_last_lead(membership: Membership) -> bool:
    """Whether the agency would be without a lead if this role ended."""
    return membership.role == LEAD.code and not _leads(membership.agency).exclude(pk=membership.pk).exists()


def _end(by: User, held: Membership, successor: Membership | None, at: datetime) -> Membership:
    if successor:
        _hand_over(by, held, successor, at)
    _require_another_lead(by, held)
    return memberships.end(by=by, membership=held, at=at)


def _locked(by: User, membership: Membership, successor: Membership | None = None) -> Membership:
    """The membership as it is, locked after the people, the administrators and the leads it may concern."""
    memberships.lock_people(*(one.user for one in (membership, successor) if one))
    if membership.role == ADMINISTRATOR.code:
        memberships.lock_administrators()
    if membership.role == LEAD.code:
        list(_leads(membership.agency).select_for_update(of=("self",)).order_by("pk"))
    held = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("user", "agency__parent")
        .get(pk=membership.pk)
    )
    if held.ended_at:
        raise Refused("changed_meanwhile", _who_was_first(held, by.zone))
    return held


def _sent_by_holder(by: User, membership: Membership, at: datetime) -> list[Invitation]:
    """Pending invitations that the holder sent, locked (before people); none for who ends the own role."""
    return [] if by.pk == membership.user_id else invitations.lock_sent_by(membership.user, at)


def _leads(agency: Agency | None) -> MembershipQuerySet:
    return Membership.objects.active().filter(agency=agency, role=LEAD.code)


def _who_was_first(held: Membership, zone: str) -> str:
    event = AuditEvent.objects.filter(target_id=str(held.public_id), action="membership.end").latest("at")
    return _(
        "Keanggotaan %(person)s sudah diubah oleh %(first)s, %(moment)s. "
        "Periksa daftar terbaru sebelum mengubah lagi."
    ) % {
        "person": held.user,
        "first": audit.who(event, audit.names_of([event.actor_id])),
        "moment": clock.show(event.at, zone),
    }


def _require_another_lead(by: User, held: Membership) -> None:
    if is_last_lead(held) and not access.can(by, Permission.ADMINISTER):
        raise Refused("last_lead", _(LAST_LEAD))


def _hand_over(by: User, held: Membership, successor: Membership, at: datetime) -> None:
    """Give the successor the role, in place of a lesser one in the same agency."""
    theirs = Membership.objects.select_for_update(of=("self",)).select_related("user").get(pk=successor.pk)
    if theirs.ended_at or theirs.agency_id != held.agency_id or theirs.user_id == held.user_id:
        raise Refused(
            "not_a_successor", _("Pengganti yang Anda pilih tidak lagi bertugas di sini. Pilih orang lain.")
        )
    if held.agency is None:
        memberships.grant(by=by, user=theirs.user, role=held.role, reason=theirs.reason)
    elif _rank(theirs.role) > _rank(held.role):
        memberships.grant(by=by, user=theirs.user, role=held.role, agency=held.agency, reason=theirs.reason)
        memberships.end(by=by, membership=theirs, at=at)
    audit.record(by=by, action="membership.hand_over", target=held, after={"successor": theirs.user.actor_id})


def _rank(role: str) -> int:
    """Place among the roles of an agency, the lead first; a coordinator's role is above them."""
    return OF_AN_AGENCY.index(role) if role in OF_AN_AGENCY else -1
