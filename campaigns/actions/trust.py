"""Accept by rule what a campaign trusts its rules to accept; a share of it is still looked at by a person."""

from datetime import datetime
from typing import Any

from agencies import audit
from agencies.models import AuditEvent
from campaigns.actions import announcing
from campaigns.models import Post
from campaigns.screening import Rule, Screening, grounds, is_sampled
from campaigns.states import PostState

SENT_BACK = ("post.returned", "post.rejected", "post.undone", "post.yielded", "post.handed_over")
"""What was done to a post that no rule accepts any more."""


def consider(post: Post, screening: Screening, *, at: datetime) -> bool:
    """Verify the waiting `post` if its campaign trusts what the screening found; say whether it was.

    For the transaction of the action that saved the post under its lock; the counters are left to it.
    What a person has sent back or refused once waits for a person again.
    """
    before = {"state": str(post.state)}
    if not post.campaign.trusted_rules or _was_sent_back(post) or not accept(post, screening, at=at):
        return False
    post.save()
    audit.record(by=audit.SYSTEM, action="post.verified", target=post, before=before, after=accepted(post))
    announcing.decided([post])
    return True


def accept(post: Post, screening: Screening, *, at: datetime) -> bool:
    """Put the rules' decision into the row of a waiting post, if they are enough; say whether they are."""
    rules = _enough(post, screening)
    if not rules:
        return False
    post.state = post.decision = PostState.VERIFIED
    post.decided_at = at
    post.decided_by_kind = Post.DecidedByKind.RULE
    post.decided_by_rule = ",".join(rules)
    post.is_sampled = is_sampled(post.code, post.campaign.sampled_percent)
    post.claimed_by = post.claimed_until = None
    return True


def accepted(post: Post) -> dict[str, Any]:
    """What `accept` decided, as JSON values for the audit trail."""
    return {
        "state": str(post.state),
        "rules": post.decided_by_rule.split(","),
        "sampled": post.is_sampled,
    }


def _enough(post: Post, screening: Screening) -> tuple[Rule, ...]:
    """The rules that accept the post; none unless it waits."""
    return grounds(post.campaign.trusted_rules, screening) if post.state == PostState.SUBMITTED else ()


def _was_sent_back(post: Post) -> bool:
    return AuditEvent.objects.filter(
        target_type=Post._meta.label_lower, target_id=post.code, action__in=SENT_BACK
    ).exists()
