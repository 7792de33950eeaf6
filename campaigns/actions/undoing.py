"""Second thoughts of an officer: what was just sent is taken back, what was just withdrawn stands again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit
from agencies.models import AuditEvent, User
from campaigns import counters
from campaigns.actions import following, posts
from campaigns.actions.decisions import UNDO
from campaigns.models import Post, Receipt
from campaigns.states import PostState, can_move
from summitcomms.lib.permits import Allowed, Denied, Permit
from summitcomms.lib.refusals import Refused


def may_recall(user: User, receipt: Receipt, *, at: datetime) -> Permit:
    """Whether `user` may still take back everything that was sent under `receipt`."""
    if receipt.filed_by_id != user.pk:
        return Denied(_("Hanya pengirimnya yang dapat mengurungkan kiriman ini."))
    if at - receipt.filed_at > UNDO:
        return Denied(_too_late())
    return posts.may_report(user, receipt.agency)


@transaction.atomic
def recall(*, by: User, receipt: Receipt, at: datetime) -> list[Post]:
    """Withdraw every post of `receipt` about which nobody has decided; return those.

    Raises Refused: not_allowed.
    """
    permit = may_recall(by, receipt, at=at)
    if not permit:
        raise Refused("not_allowed", permit.reason)
    waiting = receipt.posts.select_for_update().order_by("pk")
    open_ones = [post for post in waiting if can_move(post.state, PostState.WITHDRAWN, by="agency")]
    return [posts.withdraw(by=by, post=post, at=at) for post in open_ones]


def may_restore(user: User, post: Post, *, at: datetime) -> Permit:
    """Whether `user` may still take back the withdrawal of `post`."""
    return _judge(user, post, _withdrawal(post), at)


@transaction.atomic
def restore(*, by: User, post: Post, at: datetime) -> Post:
    """Make a report that `by` withdrew within `UNDO` what it was, in its old place in the queue.

    Raises Refused: not_allowed, filed when another report holds the link by now.
    """
    held = posts.locked(post)
    event = _withdrawal(held)
    permit = _judge(by, held, event, at)
    if not permit or event is None:
        raise Refused("not_allowed", permit.reason)
    before = {"state": str(held.state)}
    _put_back(held, event.before)
    _save(held)
    audit.record(by=by, action="post.restored", target=held, before=before, after={"state": str(held.state)})
    counters.refresh([held.pk])
    following.follow(held, by=by, at=at)
    return held


def _withdrawal(post: Post) -> AuditEvent | None:
    """The record of the withdrawal after which nothing happened; None if the post is not withdrawn."""
    if post.state != PostState.WITHDRAWN:
        return None
    of_post = AuditEvent.objects.filter(target_type=Post._meta.label_lower, target_id=post.code)
    return of_post.filter(action="post.withdrawn").first()


def _judge(user: User, post: Post, event: AuditEvent | None, at: datetime) -> Permit:
    permit = posts.may_report(user, post.agency)
    if not permit:
        return permit
    if event is None:
        return Denied(_("Laporan ini tidak ditarik, sehingga tidak ada yang diurungkan."))
    if event.actor_id != user.actor_id:
        return Denied(_("Hanya yang menarik laporan ini yang dapat mengurungkannya."))
    if "at" not in event.after or at - datetime.fromisoformat(event.after["at"]) > UNDO:
        return Denied(_too_late())
    return can_move(post.state, event.before["state"], by="undo") and Allowed()


def _put_back(post: Post, before: dict[str, Any]) -> None:
    post.state = PostState(before["state"])
    if "decision" not in before:
        return
    post.decision = before["decision"]
    post.decided_at = datetime.fromisoformat(before["decided_at"])
    post.decided_by_kind = before["decided_by_kind"]
    post.decided_by = User.objects.get(public_id=before["decided_by"]) if before["decided_by"] else None
    post.decided_by_rule = before["decided_by_rule"]
    post.reason_code = before["reason_code"]
    post.reason_note = before["reason_note"]
    post.mend_by = datetime.fromisoformat(before["mend_by"]) if before["mend_by"] else None


def _save(post: Post) -> None:
    """Write the row, unless another holds its link by now."""
    if lost := posts.write(post):
        raise Refused("filed", lost.sentence)


def _too_late() -> str:
    return _("Pengurungan hanya dapat dilakukan dalam %(seconds)s detik. Keadaan laporan tidak berubah.") % {
        "seconds": UNDO.seconds
    }
