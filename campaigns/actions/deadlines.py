"""What was sent back is mended by a time: a reminder the day before, and a rejection when it has passed.

The clock starts when a verifier sends a post back. A verification that is undone starts none: the agency did
nothing wrong.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from agencies import audit
from campaigns import counters
from campaigns.actions import notices
from campaigns.models import Post
from campaigns.models.post import PostQuerySet
from campaigns.states import PostState, moves_from

KIND = "posts.deadlines"
RULE = "deadline"
"""`Post.decided_by_rule` of a post that nobody mended in time."""
REMINDED = timedelta(days=1)
"""How long before the deadline the reminder goes out."""
CHUNK = 500
LATE = [state for state in PostState if PostState.REJECTED in moves_from(state, by="clock")]
"""The states in which the clock may reject a post."""


@transaction.atomic
def close(*, at: datetime, progress: Callable[..., object] = lambda *_args, **_more: None) -> int:
    """Reject the posts that were to be mended before `at`; how many. All or nothing, `CHUNK` at a time.

    The reason for which a post was sent back stays. Whoever resubmits at this moment is either first, and
    their post waits, or is told that it was rejected.
    """
    overdue = list(
        Post.objects.filter(state__in=LATE, mend_by__lt=at).order_by("pk").values_list("pk", flat=True)
    )
    closed = 0
    for start in range(0, len(overdue), CHUNK):
        closed += _close(overdue[start : start + CHUNK], at)
        progress(closed, total=len(overdue), note=_("Menutup unggahan yang lewat batas perbaikan"))
    return closed


def remind(*, at: datetime) -> int:
    """Ask for one mail per post that is to be mended within `REMINDED`; how many posts there are.

    Nobody is reminded of a deadline as short as that: the mail about the return has just said it.
    """
    soon = Post.objects.filter(state__in=LATE, mend_by__range=(at, at + REMINDED))
    late_enough = soon.filter(decided_at__lt=F("mend_by") - REMINDED)
    posts = list(_with_people(late_enough))
    for post in posts:
        notices.tell_of_deadline(post, at=at)
    return len(posts)


def _close(pks: Sequence[int], at: datetime) -> int:
    """Reject those of these posts that are still late, now that nobody else can change them."""
    counters.lock(pks)
    late = list(_with_people(Post.objects.filter(pk__in=pks, state__in=LATE, mend_by__lt=at)))
    events = [
        audit.event(
            by=audit.SYSTEM,
            action="post.expired",
            target=post,
            before={"state": post.state, "mend_by": post.mend_by.isoformat() if post.mend_by else None},
            after={"state": PostState.REJECTED.value, "rule": RULE},
        )
        for post in late
    ]
    change = {
        "state": PostState.REJECTED,
        "decision": PostState.REJECTED,
        "decided_at": at,
        "decided_by": None,
        "decided_by_kind": Post.DecidedByKind.RULE,
        "decided_by_rule": RULE,
        "mend_by": None,
    }
    Post.objects.filter(pk__in=[post.pk for post in late]).update(**change)
    audit.record_all(events)
    counters.refresh([post.pk for post in late])
    for post in late:
        for name, value in change.items():
            setattr(post, name, value)
        notices.tell_of_decision(post)
    return len(late)


def _with_people(posts: PostQuerySet) -> PostQuerySet:
    """With senders and agencies as one object each, so that a sender's memberships are read once."""
    return posts.prefetch_related("submitted_by", "agency").order_by("pk")
