"""Two agencies report one post: the registry of accounts decides at once where it can, else a verifier.

A dispute is about the post that holds the link. Whoever wins it gets a post of their own, filed as they
reported it, and the other post is rejected; a post is never rewritten, and a frozen ranking never touched.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies import access, audit
from agencies.models import Agency, SocialAccount, User
from agencies.roles import Permission
from campaigns import counters
from campaigns.actions import announcing, following, notices, posts
from campaigns.actions.posts import Report, clear_claim, clear_decision, locked
from campaigns.evidence_files import keep_with_dispute
from campaigns.links import canonicalise
from campaigns.models import Campaign, Dispute, Outcome, Post, Receipt
from campaigns.states import PostState, ReturnReason, can_move
from summitcomms.lib import clock, texts
from summitcomms.lib.images import Clean
from summitcomms.lib.permits import Allowed, Denied, Permit
from summitcomms.lib.refusals import Refused

REGISTRY = "registry"
"""`Post.decided_by_rule` of a post that the registry of accounts gave to another agency."""
MOVED = gettext_noop(
    "Tautan yang disengketakan kini dipegang laporan lain. Putusan belum disimpan; periksa laporan itu, lalu "
    "putuskan."
)
OWN_AGENCY = gettext_noop(
    "Anda bertugas untuk salah satu instansi yang bersengketa. Sengketa ini diputus oleh verifikator lain."
)


class LetGo(Refused):
    """The other agency has just let go of the link: there is nothing to dispute, the link is free."""

    def __init__(self) -> None:
        super().__init__(
            "let_go", _("Instansi lain baru saja melepas tautan ini. Kirim sekali lagi untuk melaporkannya.")
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

    Once per agency, post and link: a repeat gives the dispute that waits, which keeps the first screenshot it
    is given. Another link of the same post is another dispute.
    Raises LetGo, Refused: not_allowed, disputed, and what `posts.hand_over` raises.
    """
    posts.require_agency(by, agency)
    current = locked(held)
    link = canonicalise(report.url)
    dispute = Dispute(
        post=current,
        agency=agency,
        platform=link.platform,
        native_id=link.native_id or "",
        url=link.url,
        handle=posts.named_handle(link, report),
        caption=texts.plain(report.caption),
        published_at=report.published_at,
        pillar=report.pillar,
        filed_by=by,
        filed_at=at,
    )
    if not dispute.is_held:
        raise LetGo
    earlier = Dispute.objects.filter(
        post=current, agency=agency, platform=dispute.platform, native_id=dispute.native_id
    ).select_related("post", "agency", "decided_by")
    if denied := earlier.filter(outcome=Outcome.DENIED).first():
        raise Refused("disputed", over(denied, by))
    waiting = earlier.waiting().first()
    dispute = waiting or _open(dispute, by=by)
    if not waiting and registry_decides(current, agency, dispute.handle):
        return _give(dispute, report, by=None, receipt=receipt, picture=picture, at=at)
    if picture:
        keep_with_dispute(dispute, picture, by=by, at=at)
    return dispute


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
    return not Dispute.objects.about(held).filter(decided_by__isnull=False).exists()


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
    dispute stays open. `dispute.post` is the post that was looked at: nothing is decided about another.
    Raises NotAccepted, and Refused: not_allowed, moved, decided, note, campaign_closed.
    """
    held = locked(dispute.post)
    current = Dispute.objects.select_related(
        "post__agency", "agency", "pillar", "filed_by", "decided_by"
    ).get(pk=dispute.pk)
    permit = may_decide(by, current)
    if not permit:
        raise Refused("not_allowed", permit.reason)
    if current.outcome:
        raise Refused("decided", over(current, by))
    if current.post_id != held.pk:
        raise Refused("moved", _(MOVED))
    current.post = held
    note = texts.plain(note).strip()
    if outcome == Outcome.DENIED:
        if not note:
            raise Refused(
                "note", _("Tulis catatan: instansi perlu tahu mengapa sengketanya tidak dikabulkan.")
            )
        _close(current, outcome, by=by, note=note, at=at)
    else:
        report = Report(current.url, current.caption, current.published_at, current.pillar, current.handle)
        _give(current, report, by=by, note=note, at=at)
    audit.record(
        by=by,
        action=f"post.dispute_{outcome}",
        target=held,
        after={"dispute": str(current.public_id), "agency": current.agency.code},
        reason=note,
    )
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
    announcing.decided([held], were_verified=before["state"] == PostState.VERIFIED)


def _open(dispute: Dispute, *, by: User) -> Dispute:
    dispute.save()
    audit.record(
        by=by,
        action="post.disputed",
        target=dispute.post,
        after={"dispute": str(dispute.public_id), "agency": dispute.agency.code, "url": dispute.url},
    )
    return dispute


def _give(
    dispute: Dispute,
    report: Report,
    *,
    by: User | None,
    note: str = "",
    receipt: Receipt | None = None,
    picture: Clean | None = None,
    at: datetime,
) -> Post:
    """Take the link from the post that holds it and file it for the agency that wins; `by` None: a rule."""
    held = dispute.post
    if dispute.is_held:
        _yield(held, to=dispute.agency, by=by, at=at)
    won = posts.hand_over(
        to=dispute.agency,
        campaign=held.campaign,
        report=report,
        filed_by=dispute.filed_by,
        by=by or dispute.filed_by,
        at=at,
        receipt=receipt,
        picture=picture,
    )
    _close(dispute, Outcome.GRANTED, by=by, note=note, at=at)
    following.bring(dispute, won, at=at)
    following.follow(won, by=by or audit.SYSTEM, at=at)
    return won


def _close(dispute: Dispute, outcome: Outcome, *, by: User | None, note: str, at: datetime) -> None:
    """Raises Refused: decided, when it ended at the same moment."""
    if not following.close(dispute, outcome, by=by, note=note, at=at):
        raise Refused("decided", over(Dispute.objects.get(pk=dispute.pk), by or dispute.filed_by))
