"""Accept by rule what a campaign trusts its rules to accept; a share of it is still looked at by a person."""

from datetime import datetime

from agencies import audit
from agencies.models import AuditEvent
from campaigns.models import Post
from campaigns.screening import Screening, grounds, is_sampled
from campaigns.states import PostState

SENT_BACK = ("post.returned", "post.rejected", "post.undone")
"""What a person did to a post that no rule accepts any more."""


def consider(post: Post, screening: Screening, *, at: datetime) -> bool:
    """Verify the waiting `post` if its campaign trusts what the screening found; say whether it was.

    For the transaction of the action that saved the post under its lock; the counters are left to it.
    What a person has sent back or refused once waits for a person again.
    """
    campaign = post.campaign
    rules = grounds(campaign.trusted_rules, screening)
    if post.state != PostState.SUBMITTED or not rules or _was_sent_back(post):
        return False
    before = {"state": str(post.state)}
    post.state = post.decision = PostState.VERIFIED
    post.decided_at = at
    post.decided_by_kind = Post.DecidedByKind.RULE
    post.decided_by_rule = ",".join(rules)
    post.is_sampled = is_sampled(post.code, campaign.sampled_percent)
    post.claimed_by = post.claimed_until = None
    post.save()
    audit.record(
        by=audit.SYSTEM,
        action="post.verified",
        target=post,
        before=before,
        after={
            "state": post.state.value,
            "rules": [rule.value for rule in rules],
            "sampled": post.is_sampled,
        },
    )
    return True


def _was_sent_back(post: Post) -> bool:
    return AuditEvent.objects.filter(
        target_type=Post._meta.label_lower, target_id=post.code, action__in=SENT_BACK
    ).exists()
