"""What a verifier does with a post: claim, verify, send back, reject, check a sample, undo a verification.

A claim says "I am looking at this" for `CLAIM` and ends by itself; it is no decision, so it leaves no audit
row. Every decision names the `submitted_at` its page showed: what the agency changed meanwhile is never
decided unseen.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies import audit
from agencies.models import User
from campaigns import counters
from campaigns.actions import announcing, flagging, notices
from campaigns.actions.posts import clear_claim, locked
from campaigns.models import Post
from campaigns.states import PostState, ReturnReason, can_move
from campaigns.verifying import may_verify
from summitcomms.lib import clock
from summitcomms.lib.permits import Allowed, Denied, Permit
from summitcomms.lib.refusals import Refused

CLAIM = timedelta(minutes=10)
"""How long a post stays with the verifier who opened it."""
UNDO = timedelta(seconds=10)
"""How long a verification can be taken back."""

NO_EVIDENCE = gettext_noop(
    "Kampanye ini mewajibkan tangkapan layar, dan laporan ini belum memuatnya. Kembalikan laporan ini agar "
    "instansi menambahkannya."
)
UNDONE = gettext_noop(
    "Verifikasi dibatalkan sesaat setelah diputus. Periksa kembali laporan Anda, lalu kirim ulang; "
    "bila sudah benar, kirim ulang tanpa perubahan."
)


def may_decide(user: User, post: Post, *, at: datetime) -> Permit:
    """Whether `user` may decide on `post` now: the right, not the own agency, and nobody else looks at it."""
    permit = may_verify(user, post)
    if not permit:
        return permit
    if post.claimed_by and post.claimed_by_id != user.pk and post.claimed_until and post.claimed_until > at:
        until = clock.show_time(post.claimed_until, user.zone)
        return Denied(
            _("%(person)s sedang memeriksa unggahan ini sampai %(until)s.")
            % {"person": post.claimed_by, "until": until}
        )
    return Allowed()


def claim(*, by: User, post: Post, at: datetime) -> Permit:
    """Take the post that waits, or the sample to check, for `CLAIM`; or renew it. Denied says why not.

    One person holds one post: whatever `by` held before is free again. Two who come at once are told apart by
    the conditional update, which only one of them can win.
    """
    permit = may_verify(by, post)
    if not permit:
        return permit
    free = Q(claimed_until=None) | Q(claimed_until__lte=at) | Q(claimed_by=by)
    waiting = Post.objects.filter(free, pk=post.pk).filter(
        Q(state=PostState.SUBMITTED) | Q(state=PostState.VERIFIED, is_sampled=True, sample_checked_at=None)
    )
    if waiting.update(claimed_by=by, claimed_until=at + CLAIM) == 1:
        Post.objects.filter(claimed_by=by).exclude(pk=post.pk).update(claimed_by=None, claimed_until=None)
        post.refresh_from_db(fields=["claimed_by", "claimed_until"])
        return Allowed()
    now = Post.objects.select_related("agency", "campaign", "claimed_by", "decided_by", "appeal").get(
        pk=post.pk
    )
    return may_decide(by, now, at=at) and Denied(over(now, by))


def release(*, by: User, post: Post) -> bool:
    """Let go of the post; False if `by` did not hold it."""
    return bool(Post.objects.filter(pk=post.pk, claimed_by=by).update(claimed_by=None, claimed_until=None))


def verify(*, by: User, post: Post, seen: datetime, at: datetime) -> Post:
    """Accept the post; from now on it counts. Raises Refused: not_allowed, changed, state, evidence."""
    return _decide(by=by, post=post, seen=seen, state=PostState.VERIFIED, at=at)


def send_back(
    *, by: User, post: Post, seen: datetime, reason: ReturnReason, note: str = "", at: datetime
) -> Post:
    """Return the post, or a sample that does not hold, to its agency with a reason.

    Raises Refused: not_allowed, changed, state, note.
    """
    return _decide(by=by, post=post, seen=seen, state=PostState.RETURNED, reason=reason, note=note, at=at)


def reject(
    *, by: User, post: Post, seen: datetime, reason: ReturnReason, note: str = "", at: datetime
) -> Post:
    """Refuse the post for good; its link is free again.

    Raises Refused: not_allowed, changed, state, note.
    """
    return _decide(by=by, post=post, seen=seen, state=PostState.REJECTED, reason=reason, note=note, at=at)


@transaction.atomic
def confirm(*, by: User, post: Post, seen: datetime, at: datetime) -> Post:
    """Say that a rule was right to accept this sample. Raises Refused: not_allowed, changed, state."""
    held = locked(post)
    permit = may_decide(by, held, at=at)
    if not permit:
        raise Refused("not_allowed", permit.reason)
    if not is_sample(held):
        raise Refused("state", over(held, by))
    _require_seen(held, by, seen)
    held.sample_checked_at = at
    clear_claim(held)
    held.save(update_fields=["sample_checked_at", "claimed_by", "claimed_until"])
    audit.record(by=by, action="post.confirmed", target=held, after={"state": held.state})
    return held


def is_sample(post: Post) -> bool:
    """Whether a rule accepted the post and a person is to look at it: `Post.objects.samples()` for one."""
    return post.state == PostState.VERIFIED and post.is_sampled and post.sample_checked_at is None


def may_undo(user: User, post: Post, *, at: datetime) -> Permit:
    """Whether `user` may still take back the verification of `post`."""
    permit = can_move(post.state, PostState.RETURNED, by="undo")
    if not permit:
        return permit
    if post.decided_by_id != user.pk:
        return Denied(_("Hanya verifikator yang memutus dapat mengurungkan putusannya."))
    if post.decided_at is None or at - post.decided_at > UNDO:
        return Denied(too_late())
    return Allowed()


@transaction.atomic
def undo(*, by: User, post: Post, at: datetime) -> Post:
    """Take back a verification within `UNDO`: the post goes to its agency, which sends it again.

    Raises Refused: not_allowed.
    """
    held = locked(post)
    permit = may_undo(by, held, at=at)
    if not permit:
        raise Refused("not_allowed", permit.reason)
    return _write(
        held,
        by=by,
        state=PostState.RETURNED,
        reason=ReturnReason.OTHER,
        note=UNDONE,
        action="post.undone",
        at=at,
    )


@transaction.atomic
def _decide(
    *,
    by: User,
    post: Post,
    seen: datetime,
    state: PostState,
    at: datetime,
    reason: ReturnReason | None = None,
    note: str = "",
) -> Post:
    held = locked(post)
    require_decidable(held, by=by, seen=seen, state=state, at=at)
    note = noted(reason, note)
    return _write(held, by=by, state=state, reason=reason, note=note, action=f"post.{state}", at=at)


def require_decidable(held: Post, *, by: User, seen: datetime, state: PostState, at: datetime) -> None:
    """Raise Refused: not_allowed, state, changed, evidence.

    Of what is verified, only a sample to check goes back.
    """
    permit = may_decide(by, held, at=at)
    if not permit:
        raise Refused("not_allowed", permit.reason)
    is_open = held.state != PostState.VERIFIED or is_sample(held)
    if not is_open or not can_move(held.state, state, by="verifier"):
        raise Refused("state", over(held, by))
    _require_seen(held, by, seen)
    if state is PostState.VERIFIED and held.needs_evidence:
        raise Refused("evidence", _(NO_EVIDENCE))


def _require_seen(held: Post, by: User, seen: datetime) -> None:
    if held.submitted_at != seen:
        raise Refused(
            "changed",
            _(
                "Instansi mengubah laporan ini pada %(time)s, setelah Anda membukanya. Putusan "
                "belum disimpan; periksa isinya yang baru, lalu putuskan."
            )
            % {"time": clock.show(held.submitted_at, by.zone)},
        )


def noted(reason: ReturnReason | None, note: str) -> str:
    """The note without spaces around it. Raises Refused: note."""
    note = note.strip()
    if reason is ReturnReason.OTHER and not note:
        raise Refused("note", _("Tulis catatan untuk instansi bila alasannya “lainnya”."))
    return note


def _write(
    post: Post,
    *,
    by: User,
    state: PostState,
    reason: ReturnReason | None,
    note: str,
    action: str,
    at: datetime,
) -> Post:
    was_verified = post.state == PostState.VERIFIED
    store(post, by=by, state=state, reason=reason, note=note, action=action, at=at)
    counters.refresh([post.pk])
    flagging.after_verification([post], at=at)
    announcing.decided([post], were_verified=was_verified)
    return post


def store(
    post: Post,
    *,
    by: User,
    state: PostState,
    reason: ReturnReason | None,
    note: str,
    action: str,
    at: datetime,
) -> None:
    """Everything of a decision but the counters and what partners are told."""
    before = {"state": post.state}
    if is_sample(post):
        post.is_sampled, post.sample_checked_at = False, at
    post.state = post.decision = state
    post.decided_at = at
    post.decided_by_kind = Post.DecidedByKind.PERSON
    post.decided_by = by
    post.decided_by_rule = ""
    post.reason_code = reason or ""
    post.reason_note = note
    sent_back = action == "post.returned"  # an undone verification is no fault of the agency: no clock
    post.mend_by = at + timedelta(days=post.campaign.mending_days) if sent_back else None
    clear_claim(post)
    post.save()
    after = {"state": state.value, "reason": post.reason_code}
    audit.record(by=by, action=action, target=post, before=before, after=after, reason=note)
    notices.tell_of_decision(post)


def too_late() -> str:
    """Why a verification stays."""
    return _("Putusan hanya dapat diurungkan dalam %(seconds)s detik. Unggahan ini tetap terverifikasi.") % {
        "seconds": UNDO.seconds
    }


def over(post: Post, reader: User) -> str:
    """Why there is nothing to decide any more."""
    label = PostState(post.state).label
    if post.decided_by and post.decided_at:
        return _("Unggahan ini sudah %(state)s oleh %(person)s pada %(time)s.") % {
            "state": label,
            "person": post.decided_by,
            "time": clock.show(post.decided_at, reader.zone),
        }
    return _("Unggahan ini tidak lagi menunggu verifikasi; statusnya “%(state)s”.") % {"state": label}
