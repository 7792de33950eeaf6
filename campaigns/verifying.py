"""Who may decide on which posts: the centre on all, a province on its regencies where the campaign lets it.

Nobody decides on posts of an agency they belong to; so a province never decides on its own office's. Nor does
anybody decide again on a post whose agency appealed against their rejection.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext, gettext_noop

from agencies import access
from agencies.models import Agency, User
from agencies.roles import Permission
from campaigns.models import Appeal, Campaign, Post
from campaigns.models.post import PostQuerySet
from summitcomms.lib.permits import Allowed, Denied, Permit

RIGHTS = frozenset({Permission.VERIFY_POSTS, Permission.VERIFY_PROVINCE})
"""Either lets somebody hold a post."""

OWN_AGENCY = gettext_noop(
    "Anda bertugas untuk instansi ini. Unggahan instansi sendiri diputus oleh verifikator lain."
)

APPEALED = gettext_noop(
    "Anda yang menolak unggahan ini, dan instansi mengajukan banding. Hanya verifikator lain yang memutusnya "
    "kembali."
)


def may_enter(user: User, post: Post) -> Permit:
    """Whether `user` has the right to verify `post`; the post's page is theirs to open."""
    permit = access.can(user, Permission.VERIFY_POSTS, post.agency)
    if permit or not post.campaign.provinces_verify or access.belongs_to(user, post.agency):
        return permit
    return access.can(user, Permission.VERIFY_PROVINCE, post.agency)


def may_verify(user: User, post: Post) -> Permit:
    """Whether `user` may decide on `post`, whoever looks at it now.

    The right, not the own agency, and not a post whose rejection by `user` was appealed against; an appeal
    that is loaded with the post is not read again.
    """
    permit = may_enter(user, post)
    if permit and access.belongs_to(user, post.agency):
        return Denied(gettext(OWN_AGENCY))
    appeal: Appeal | None = getattr(post, "appeal", None) if permit else None
    return Denied(gettext(APPEALED)) if appeal and appeal.against_id == user.pk else permit


def may_open_queue(user: User) -> Permit:
    """Whether there is a queue for `user`: a coordinator has one while a campaign lets provinces verify."""
    permit = access.can(user, Permission.VERIFY_POSTS)
    if permit or not holds(user, Permission.VERIFY_PROVINCE):
        return permit
    let = Campaign.objects.for_people().filter(provinces_verify=True)
    return Allowed() if let.exists() else permit


def require_queue(user: User) -> User:
    """The same person, or PermissionDenied (403) with the reason."""
    permit = may_open_queue(user)
    if not permit:
        raise PermissionDenied(permit.reason)
    return user


def decidable(user: User) -> PostQuerySet:
    """The posts, in whatever state, that `user` may decide on: `may_verify` for many."""
    own = [membership.agency_id for membership in user.active_memberships if membership.agency_id]
    central = Agency.objects.within_reach_of(user, Permission.VERIFY_POSTS)
    province = Agency.objects.within_reach_of(user, Permission.VERIFY_PROVINCE)
    reach = Q() if access.can(user, Permission.VERIFY_POSTS) else Q(agency__in=central)
    if holds(user, Permission.VERIFY_PROVINCE):
        reach |= Q(agency__in=province, campaign__provinces_verify=True)
    return Post.objects.for_people().filter(reach).exclude(agency__in=own).exclude(appeal__against=user)


def holds(user: User, permission: Permission) -> bool:
    """Whether a role of `user` includes `permission`, wherever it holds."""
    return any(permission in membership.role_rules.permissions for membership in user.active_memberships)
