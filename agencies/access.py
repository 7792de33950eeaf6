"""Who may do what, where: the roles of `agencies.roles` applied to a person.

Views ask `require` in their first line, or start from a queryset's `visible_to`; both know the same rule.
"""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext, gettext_noop

from agencies import audit, invitations
from agencies.models import Agency, User
from agencies.roles import Permission, Scope
from summitcomms.lib.permits import Allowed, Denied, Permit

NOT_YOURS = gettext_noop(
    "Peran Anda tidak mencakup tindakan ini. Hubungi administrator bila seharusnya demikian."
)
NOT_YOUR_AGENCY = gettext_noop("Anda tidak bertugas untuk instansi ini.")
SIGNED_OUT = gettext_noop("Silakan masuk terlebih dahulu.")


def can(user: User | AnonymousUser, permission: Permission, agency: Agency | None = None) -> Permit:
    """Whether `user` holds `permission` for `agency`; without an agency, whether it is held everywhere."""
    if not isinstance(user, User) or not user.is_active:
        return Denied(gettext(SIGNED_OUT))
    holding = [m for m in user.active_memberships if permission in m.role_rules.permissions]
    for membership in holding:
        scope = membership.role_rules.scope
        if scope is Scope.EVERYTHING:
            return Allowed()
        if agency is None:
            continue
        if membership.agency_id == agency.pk:
            return Allowed()
        if scope is Scope.PROVINCE and membership.agency_id == agency.parent_id:
            return Allowed()
    return Denied(gettext(NOT_YOUR_AGENCY if holding and agency else NOT_YOURS))


def require(user: User | AnonymousUser, permission: Permission, agency: Agency | None = None) -> User:
    """The signed-in person, or PermissionDenied (403) with the reason."""
    permit = can(user, permission, agency)
    if not permit or not isinstance(user, User):
        raise PermissionDenied(permit.reason)
    return user


def require_actor(by: audit.Actor, permission: Permission) -> None:
    """Let the portal itself pass, and people who hold `permission` everywhere; PermissionDenied otherwise."""
    if by is not audit.SYSTEM:
        require(by if isinstance(by, User) else AnonymousUser(), permission)


def require_somewhere(user: User | AnonymousUser, permission: Permission) -> User:
    """The signed-in person if `permission` is held for at least one agency; PermissionDenied otherwise."""
    if not isinstance(user, User):
        raise PermissionDenied(gettext(SIGNED_OUT))
    if not any(permission in m.role_rules.permissions for m in user.active_memberships):
        raise PermissionDenied(gettext(NOT_YOURS))
    return user


def may_give(user: User | AnonymousUser, role: str, agency: Agency | None) -> Permit:
    """Whether `user` may give `role` at `agency` or, without one, at the centre; also end or change it."""
    if not isinstance(user, User) or not user.is_active:
        return Denied(gettext(SIGNED_OUT))
    held = [invitations.Held(m.role, m.agency.code if m.agency else "") for m in user.active_memberships]
    place = None
    if agency:
        place = invitations.Place(agency.code, agency.parent.code if agency.parent else "")
    return invitations.may_give(held, role, place)


def agency_of(user: User) -> Agency | None:
    """An agency that somebody serves, if any: whoever does decides neither on it nor on its competitors."""
    return next((membership.agency for membership in user.active_memberships if membership.agency), None)


def belongs_to(user: User, agency: Agency) -> bool:
    """Whether `user` is a member of `agency` itself: nobody decides on the work of the own agency."""
    return any(membership.agency_id == agency.pk for membership in user.active_memberships)
