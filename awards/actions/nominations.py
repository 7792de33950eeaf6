"""Nominations: an agency, or the committee for it, names one verified post in a category of contents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.models import User
from agencies.roles import Permission
from awards.juries import OF_CONTENTS
from awards.models import AwardRound, Category, Exclusion, JuryScore, Nomination
from awards.states import RoundState
from campaigns.models import Material, Post
from campaigns.states import PostState
from summitcomms.lib import clock
from summitcomms.lib.permits import Allowed, Denied, Permit
from summitcomms.lib.refusals import Refused

LEAST_NOTE = 10
"""How many letters say why a post is a clarification when it used no material for one."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The open categories in which a post may be nominated now, and those in which it is."""

    categories: tuple[Category, ...] = ()
    nominated: tuple[Category, ...] = ()


def offered(user: User, post: Post) -> Offer:
    """What `user` may do for a post; nothing of posts that are not verified or not theirs."""
    if post.state != PostState.VERIFIED or not may_nominate(user, post):
        return Offer()
    found = open_categories(post.campaign_id)
    known = set(Nomination.objects.filter(category__in=found, post=post).values_list("category", flat=True))
    return Offer(
        categories=tuple(one for one, permit in permits(found, post) if permit and one.pk not in known),
        nominated=tuple(one for one in found if one.pk in known),
    )


@transaction.atomic
def nominate(*, category: Category, post: Post, note: str = "", by: User, at: datetime) -> Nomination:
    """Let `post` compete for its agency, in place of the one that was named before, if any.

    For the agency's own people who send posts, and for the committee. Refused: does_not_fit, not_explained,
    already_nominated (the same post for the same reason).
    """
    if not may_nominate(by, post):
        raise PermissionDenied(access.can(by, Permission.SUBMIT_POSTS, post.agency).reason)
    note = " ".join(note.split())
    award_round = AwardRound.objects.select_for_update(no_key=True).get(pk=category.round_id)
    category.round = award_round
    post = (
        Post.objects.select_for_update(of=("self",), no_key=True)
        .select_related("agency", "material")
        .get(pk=post.pk)
    )
    [(_category, permit)] = permits([category], post)
    if not permit:
        raise Refused("does_not_fit", permit.reason)
    used = post.material is not None and post.material.kind == Material.Kind.CLARIFICATION
    if category.basis == Category.Basis.CLARIFICATION and not used and len(note) < LEAST_NOTE:
        raise Refused(
            "not_explained",
            _(
                "Unggahan ini tidak memakai materi klarifikasi. Jelaskan hoaks apa yang diklarifikasi, "
                "dengan paling sedikit %(least)s huruf."
            )
            % {"least": LEAST_NOTE},
        )
    before = (
        Nomination.objects.filter(category=category, agency=post.agency_id)
        .select_related("post", "nominated_by")
        .first()
    )
    if before and (before.post_id, before.note) == (post.pk, note):
        raise Refused(
            "already_nominated",
            _("%(code)s sudah dinominasikan di kategori %(category)s oleh %(person)s pada %(time)s.")
            % {
                "code": post.code,
                "category": category.label,
                "person": before.nominated_by,
                "time": clock.show(before.nominated_at, by.zone),
            },
        )
    made, _is_new = Nomination.objects.update_or_create(
        category=category,
        agency=post.agency,
        defaults={"post": post, "note": note, "nominated_by": by, "nominated_at": at},
    )
    audit.record(
        by=by,
        action="post.nominated",
        target=post,
        before={"post": before.post.code} if before else None,
        after={"round": str(award_round.public_id), "category": category.code},
        reason=note,
    )
    return made


def may_nominate(user: User, post: Post) -> bool:
    """Whether somebody may name this post at all: people who send posts of its agency, and the committee."""
    return bool(
        access.can(user, Permission.DECIDE_ROUNDS) or access.can(user, Permission.SUBMIT_POSTS, post.agency)
    )


def permits(categories: Sequence[Category], post: Post) -> list[tuple[Category, Permit]]:
    """Whether each category takes a nomination of a post now; two queries for any number of them."""
    rounds = {one.round_id for one in categories}
    excluded = Exclusion.objects.filter(round__in=rounds, agency=post.agency_id)
    why_not = dict(excluded.values_list("round", "reason"))
    scores = JuryScore.objects.counted().filter(category__in=categories, agency=post.agency_id)
    judged = set(scores.values_list("category", flat=True))
    return [
        (one, _permit(one, post, why_not.get(one.round_id), is_judged=one.pk in judged)) for one in categories
    ]


def _permit(category: Category, post: Post, why_not: str | None, *, is_judged: bool) -> Permit:
    """`why_not` the agency takes part in the round; a nomination that the jury has judged is not replaced."""
    award_round = category.round
    if award_round.state != RoundState.OPEN or award_round.judged_at:
        return Denied(_("Nominasi putaran ini sudah ditutup."))
    if category.basis not in OF_CONTENTS or post.campaign_id != award_round.campaign_id:
        return Denied(_("Unggahan ini tidak dapat dinominasikan di kategori itu."))
    if post.state != PostState.VERIFIED:
        return Denied(_("Hanya unggahan terverifikasi yang dapat dinominasikan."))
    if not category.takes(post.agency):
        return Denied(_("Instansi pemilik unggahan ini tidak bersaing di kategori itu."))
    if why_not is not None:
        return Denied(
            _("%(agency)s tidak ikut dinilai: %(reason)s")
            % {"agency": post.agency.short_name, "reason": why_not}
        )
    if is_judged:
        return Denied(
            _("Juri sudah menilai nominasi %(agency)s di kategori ini, sehingga tidak dapat diganti lagi.")
            % {"agency": post.agency.short_name}
        )
    return Allowed()


def open_categories(campaign_id: int) -> list[Category]:
    """The categories of a campaign in which posts may be nominated now, in their order."""
    return list(
        Category.objects.filter(
            round__campaign=campaign_id,
            round__state=RoundState.OPEN,
            round__judged_at=None,
            basis__in=OF_CONTENTS,
        )
        .select_related("round__campaign")
        .order_by("position")
    )
