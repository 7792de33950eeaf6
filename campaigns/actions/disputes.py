"""Two agencies report one post: the registry of accounts decides at once where it can, else a verifier.

A dispute is about the post that holds the link. Whoever wins it gets a post of their own, filed as they
reported it, and the other post is rejected; a post is never rewritten, and a frozen ranking never touched.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies import access, audit
from agencies.models import Agency, SocialAccount, User
from agencies.roles import Permission
from campaigns import counters
from campaigns.actions import notices, posts
from campaigns.actions.posts import Report, clear_claim, clear_decision, locked
from campaigns.links import Link, canonicalise
from campaigns.models import Campaign, Dispute, Outcome, Post, Receipt
from campaigns.states import FREE, PostState, ReturnReason, can_move
from summitcomms.lib import clock, texts
from summitcomms.lib.images import Clean
from summitcomms.lib.permits import Allowed, Denied, Permit
from summitcomms.lib.refusals import Refused

REGISTRY = "registry"
"""`Post.decided_by_rule` of a post that the registry of accounts gave to another agency."""
OWN_AGENCY = gettext_noop(
    "Anda bertugas untuk salah satu instansi yang bersengketa. Sengketa ini diputus oleh verifikator lain."
)


def held_by_another(campaign: Campaign, agency: Agency, url: str) -> Post | None:
    """The post of another agency that holds this link; raises LinkError."""
    link = canonicalise(url)
    if link.native_id is None:
        return None
    held = Post.objects.holding(campaign, link.platform, link.native_id).exclude(agency=agency)
    return held.first()


@transaction.atomic
def file(
    *,
    by: User,
    held: Post,
    agency: Agency,
    report: Report,
    at: datetime,
    receipt: Receipt | None = None,
    picture: Clean | None = None,
) -> Dispute | Post:
    """Dispute `held` with what `agency` reports of the same link; the agency's own post if it is won at once.

    Once per agency and post: a repeat gives the dispute that is open. A post that let go of the link while
    we came here is disputed by nobody: the report is filed. Raises as `posts.submit` does, and Refused:
    disputed.
    """
    posts.require_agency(by, agency)
    current = locked(held)
    link = canonicalise(report.url)
    if not holds(current, link):
        return posts.submit(
            by=by,
            campaign=current.campaign,
            agency=agency,
            report=report,
            at=at,
            receipt=receipt,
            picture=picture,
        )
    earlier = Dispute.objects.filter(post=current, agency=agency).select_related("post", "agency").first()
    if earlier and earlier.outcome:
        raise Refused("disputed", over(earlier, by))
    if earlier:
        return earlier
    dispute = Dispute.objects.create(
        post=current,
        agency=agency,
        url=link.url,
        caption=texts.plain(report.caption),
        published_at=report.published_at,
        pillar=report.pillar,
        filed_by=by,
        filed_at=at,
    )
    audit.record(
        by=by,
        action="post.disputed",
        target=current,
        after={"dispute": str(dispute.public_id), "agency": agency.code, "url": dispute.url},
    )
    handle = link.handle or ""
    if not registry_decides(current, agency, handle):
        return dispute
    _yield(current, to=agency, by=None, at=at)
    _close(dispute, Outcome.GRANTED, by=None, note="", at=at)
    won = posts.hand_over(
        to=agency,
        campaign=current.campaign,
        report=report,
        filed_by=by,
        by=by,
        at=at,
        receipt=receipt,
        picture=picture,
    )
    _follow(dispute, won)
    return won


def holds(post: Post, link: Link) -> bool:
    """Whether `post` still holds `link`: its agency may have withdrawn it, or given it another link."""
    return post.state not in FREE and (post.platform, post.native_id) == (link.platform, link.native_id)


def registry_decides(held: Post, agency: Agency, handle: str) -> bool:
    """Whether the registry gives `held` to `agency`, whose link names `handle`.

    It does where both links name a verified account of the agency. Some platforms open a post under whatever
    name the address carries: what only the disputing link says is for a person to believe. No rule overturns
    what a person decided: neither a verification nor a dispute.
    """
    if not all(_is_account_of(agency, held.platform, named) for named in (handle, held.handle)):
        return False
    if held.state == PostState.VERIFIED and held.decided_by_id:
        return False
    decided = Dispute.objects.filter(
        post__campaign=held.campaign_id, post__platform=held.platform, post__native_id=held.native_id
    )
    return not decided.filter(decided_by__isnull=False).exists()


def settle(post: Post, *, by: audit.Actor, at: datetime) -> None:
    """Close what the agency of `post` disputed about its link, which was given back without a decision.

    Given back: withdrawn, or exchanged for another link, when only the dispute still names it.
    """
    waiting = Dispute.objects.filter(
        Q(post__platform=post.platform, post__native_id=post.native_id) | Q(url=post.url),
        agency=post.agency_id,
        outcome="",
        post__campaign=post.campaign_id,
    )
    for dispute in waiting.select_for_update(of=("self",)).select_related("post"):
        _close(dispute, Outcome.GRANTED, by=None, note="", at=at)
        audit.record(
            by=by,
            action="post.dispute_settled",
            target=dispute.post,
            after={"dispute": str(dispute.public_id), "post": post.code},
        )


def may_decide(user: User, dispute: Dispute) -> Permit:
    """Whether `user` may decide: a verifier of the centre who belongs to neither agency."""
    permit = access.can(user, Permission.VERIFY_POSTS)
    if permit and any(access.belongs_to(user, agency) for agency in (dispute.agency, dispute.post.agency)):
        return Denied(_(OWN_AGENCY))
    return permit and Allowed()


@transaction.atomic
def decide(*, by: User, dispute: Dispute, outcome: Outcome, note: str, at: datetime) -> Dispute:
    """Give the link to the agency that disputes (granted), or leave it where it is (denied, with a note).

    Granted, the agency's report is screened as any other and waits for a verifier; if it does not pass, the
    dispute stays open. Raises NotAccepted, and Refused: not_allowed, decided, note, campaign_closed.
    """
    held = locked(dispute.post)
    current = (
        Dispute.objects.select_for_update(of=("self",))
        .select_related("post__agency", "agency", "pillar", "filed_by", "decided_by")
        .get(pk=dispute.pk)
    )
    permit = may_decide(by, current)
    if not permit:
        raise Refused("not_allowed", permit.reason)
    if current.outcome:
        raise Refused("decided", over(current, by))
    note = texts.plain(note).strip()
    if outcome == Outcome.DENIED and not note:
        raise Refused("note", _("Tulis catatan: instansi perlu tahu mengapa sengketanya tidak dikabulkan."))
    if outcome == Outcome.GRANTED:
        if holds(held, canonicalise(current.url)):
            _yield(held, to=current.agency, by=by, at=at)
        won = posts.hand_over(
            to=current.agency,
            campaign=held.campaign,
            report=Report(current.url, current.caption, current.published_at, current.pillar),
            filed_by=current.filed_by,
            by=by,
            at=at,
        )
    _close(current, outcome, by=by, note=note, at=at)
    audit.record(
        by=by,
        action=f"post.dispute_{outcome}",
        target=held,
        after={"dispute": str(current.public_id), "agency": current.agency.code},
        reason=note,
    )
    if outcome == Outcome.GRANTED:
        _follow(current, won)
    notices.tell_of_dispute(current)
    return current


def sentence(dispute: Dispute) -> str:
    """What whoever reported a disputed link is told: who filed it, and what follows."""
    return _(
        "Unggahan ini sudah dilaporkan oleh %(person)s (%(agency)s) pada %(time)s. Laporan Anda dicatat "
        "sebagai sengketa, dan verifikator memutus instansi pemiliknya."
    ) % {
        "person": dispute.post.submitted_by,
        "agency": dispute.post.agency,
        "time": clock.show(dispute.post.submitted_at, dispute.post.campaign.timezone),
    }


def over(dispute: Dispute, reader: User) -> str:
    """Why there is nothing to decide any more: who decided what, and when."""
    said = {
        "agency": dispute.agency,
        "time": clock.show(dispute.decided_at, reader.zone) if dispute.decided_at else "",
        "person": dispute.decided_by,
    }
    if dispute.outcome == Outcome.DENIED:
        return _("Sengketa %(agency)s sudah ditolak oleh %(person)s pada %(time)s. Putusan itu tetap.") % said
    if dispute.decided_by:
        return _("Sengketa %(agency)s sudah dikabulkan oleh %(person)s pada %(time)s.") % said
    return _("Sengketa %(agency)s sudah selesai menurut aturan pada %(time)s.") % said


def _is_account_of(agency: Agency, platform: str, handle: str) -> bool:
    """Whether the registry knows `handle` as a verified account of `agency`."""
    if not handle:
        return False
    account = SocialAccount.objects.known_as(platform, handle).first()
    verified = account is not None and account.state == SocialAccount.State.VERIFIED
    return verified and account is not None and account.agency_id == agency.pk


def _yield(held: Post, *, to: Agency, by: User | None, at: datetime) -> None:
    """Reject the post whose link is another agency's; `by` None: the registry said so."""
    permit = can_move(held.state, PostState.REJECTED, by="dispute")
    if not permit:
        raise Refused("state", permit.reason)
    before = {"state": held.state}
    clear_decision(held)
    clear_claim(held)
    held.state = held.decision = PostState.REJECTED
    held.decided_at = at
    held.decided_by = by
    held.decided_by_kind = Post.DecidedByKind.PERSON if by else Post.DecidedByKind.RULE
    held.decided_by_rule = "" if by else REGISTRY
    held.reason_code = ReturnReason.FOREIGN_ACCOUNT
    held.save()
    audit.record(
        by=by or audit.SYSTEM,
        action="post.yielded",
        target=held,
        before=before,
        after={"state": held.state, "reason": held.reason_code, "to": to.code},
    )
    counters.refresh([held.pk])
    notices.tell_of_decision(held)


def _close(dispute: Dispute, outcome: Outcome, *, by: User | None, note: str, at: datetime) -> None:
    dispute.outcome, dispute.decided_by, dispute.decided_at, dispute.note = outcome, by, at, note
    dispute.save(update_fields=["outcome", "decided_by", "decided_at", "note"])


def _follow(dispute: Dispute, won: Post) -> None:
    """What other agencies dispute about the same link is now about the post that holds it."""
    others = Dispute.objects.filter(post=dispute.post, outcome="").exclude(pk=dispute.pk)
    others.exclude(agency=won.agency).update(post=won)
