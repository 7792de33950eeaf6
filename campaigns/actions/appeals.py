"""An agency objects, once, to the rejection of its post; another verifier than who rejected it decides."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies import access, audit
from agencies.models import User
from agencies.roles import Permission
from campaigns import counters
from campaigns.actions import following, notices, posts
from campaigns.actions.posts import clear_decision, locked
from campaigns.models import Appeal, Outcome, Post
from campaigns.states import APPEAL_WITHIN, PostState, can_move
from summitcomms.lib import clock, texts
from summitcomms.lib.permits import Allowed, Denied, Permit
from summitcomms.lib.refusals import Refused

LONGEST: int = Appeal._meta.get_field("grounds").max_length or 0
OWN_AGENCY = gettext_noop(
    "Anda bertugas untuk instansi ini. Banding instansi sendiri diputus oleh verifikator lain."
)
OWN_DECISION = gettext_noop("Anda yang menolak unggahan ini. Bandingnya diputus oleh verifikator lain.")
HELD = gettext_noop(
    "Tautan unggahan ini kini dipegang laporan %(code)s (%(agency)s). Banding tidak dapat mengembalikannya; "
    "laporkan kembali tautannya agar kepemilikannya diputus sebagai sengketa."
)


def may_file(user: User, post: Post, *, at: datetime) -> Permit:
    """Whether `user` may appeal against the rejection of `post` now."""
    permit = posts.may_report(user, post.agency)
    if not permit:
        return permit
    permit = can_move(post.state, PostState.SUBMITTED, by="appeal")
    if not permit:
        return permit
    if Appeal.objects.filter(post=post).exists():
        return Denied(_("Banding atas unggahan ini sudah diajukan. Banding hanya dapat diajukan satu kali."))
    until = post.appeal_until
    if until is None or at > until:
        return Denied(
            _("Banding hanya dapat diajukan dalam %(days)s hari setelah penolakan.")
            % {"days": APPEAL_WITHIN.days}
        )
    return _free(post)


@transaction.atomic
def file(*, by: User, post: Post, grounds: str, at: datetime) -> Appeal:
    """Appeal against the rejection of `post`, by whomever: a verifier, the clock or a rule.

    Raises Refused: not_allowed, grounds.
    """
    held = locked(post)
    permit = may_file(by, held, at=at)
    if not permit:
        raise Refused("not_allowed", permit.reason)
    grounds = texts.plain(grounds).strip()
    if not grounds or len(grounds) > LONGEST:
        raise Refused(
            "grounds", _("Tulis alasan banding, paling panjang %(most)s karakter.") % {"most": LONGEST}
        )
    appeal = Appeal.objects.create(
        post=held, grounds=grounds, filed_by=by, filed_at=at, against=held.decided_by
    )
    audit.record(
        by=by,
        action="post.appealed",
        target=held,
        after={"appeal": str(appeal.public_id), "rule": held.decided_by_rule},
        reason=grounds,
    )
    return appeal


def may_decide(user: User, appeal: Appeal) -> Permit:
    """Whether `user` may decide: a verifier of the centre, not of the agency, and not who rejected it."""
    permit = access.can(user, Permission.VERIFY_POSTS)
    if not permit:
        return permit
    if access.belongs_to(user, appeal.post.agency):
        return Denied(_(OWN_AGENCY))
    if appeal.against_id == user.pk:
        return Denied(_(OWN_DECISION))
    return Allowed()


@transaction.atomic
def decide(*, by: User, appeal: Appeal, outcome: Outcome, note: str, at: datetime) -> Appeal:
    """Let the post wait for a verifier again (granted), or leave it rejected for good (denied, with a note).

    The post keeps its place in the queue: it has waited since it was sent.
    Raises Refused: not_allowed, decided, note, held (another post has the link by now), state.
    """
    held = locked(appeal.post)
    current = (
        Appeal.objects.select_for_update(of=("self",))
        .select_related("filed_by", "decided_by")
        .get(pk=appeal.pk)
    )
    current.post = held
    permit = may_decide(by, current)
    if not permit:
        raise Refused("not_allowed", permit.reason)
    if current.outcome:
        raise Refused("decided", over(current, by))
    note = texts.plain(note).strip()
    if outcome == Outcome.DENIED and not note:
        raise Refused("note", _("Tulis catatan: instansi perlu tahu mengapa bandingnya tidak dikabulkan."))
    if outcome == Outcome.GRANTED:
        _reopen(held)
        following.follow(held, by=by, at=at)
    current.outcome, current.decided_by, current.decided_at, current.note = outcome, by, at, note
    current.save(update_fields=["outcome", "decided_by", "decided_at", "note"])
    audit.record(
        by=by,
        action=f"post.appeal_{outcome}",
        target=held,
        before={"state": PostState.REJECTED.value},
        after={"state": held.state, "appeal": str(current.public_id)},
        reason=note,
    )
    notices.tell_of_appeal(current)
    return current


def over(appeal: Appeal, reader: User) -> str:
    """Why there is nothing to decide any more: who decided what, and when."""
    said = {
        "person": appeal.decided_by,
        "time": clock.show(appeal.decided_at, reader.zone) if appeal.decided_at else "",
    }
    if appeal.outcome == Outcome.GRANTED:
        return _("Banding ini sudah dikabulkan oleh %(person)s pada %(time)s. Putusan itu tetap.") % said
    return _("Banding ini sudah ditolak oleh %(person)s pada %(time)s. Putusan itu tetap.") % said


def _reopen(post: Post) -> None:
    """Move the rejected post back into the queue, if nobody else has its link."""
    permit = can_move(post.state, PostState.SUBMITTED, by="appeal")
    if not permit:
        raise Refused("state", permit.reason)
    clear_decision(post)
    post.state = PostState.SUBMITTED
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError:
        permit = _free(post)
        if permit:
            raise
        raise Refused("held", permit.reason) from None
    counters.refresh([post.pk])


def _free(post: Post) -> Permit:
    """Whether nobody else holds the link of `post`."""
    other = Post.objects.holding(post.campaign, post.platform, post.native_id or "").exclude(pk=post.pk)
    holder = other.select_related("agency").first()
    if holder is None:
        return Allowed()
    return Denied(_(HELD) % {"code": holder.code, "agency": holder.agency})
