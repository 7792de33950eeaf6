"""What partners' systems are told of posts and tallies, inside the transaction that makes it so.

No names of people and no words of verifiers leave the house: codes, states, times, and a reason by its code.
"""

from collections.abc import Collection
from typing import Any

from agencies.actions import webhooks
from agencies.actions.webhooks import News
from agencies.hooks.messages import rfc3339
from agencies.models import WebhookEvent
from campaigns.models import Post, TallyRun
from campaigns.states import PostState

TOLD = {
    PostState.VERIFIED: WebhookEvent.POST_VERIFIED,
    PostState.RETURNED: WebhookEvent.POST_RETURNED,
}


def decided(posts: Collection[Post]) -> None:
    """Tell of those of these posts that were just verified or returned; campaign and agency are loaded."""
    for state, event in TOLD.items():
        found = [post for post in posts if post.state == state]
        if found and found[0].decided_at:
            news = [News(_post(post), post.agency_id) for post in found]
            webhooks.emit(event=event, news=news, at=found[0].decided_at)


def counted(run: TallyRun) -> None:
    """Tell that the present was counted: standings that follow from it can be read now."""
    data = {"tally": str(run.public_id), "campaign": run.campaign.code, "cutoff": rfc3339(run.cutoff)}
    webhooks.emit(event=WebhookEvent.TALLY_FINISHED, news=[News(data)], at=run.finished_at)


def _post(post: Post) -> dict[str, Any]:
    said = {
        "post": post.code,
        "campaign": post.campaign.code,
        "agency": post.agency.code,
        "platform": str(post.platform),
        "native_id": post.native_id,
        "url": post.url,
        "state": str(post.state),
        "decided_at": rfc3339(post.decided_at) if post.decided_at else None,
    }
    return said | ({"reason": str(post.reason_code)} if post.reason_code else {})
