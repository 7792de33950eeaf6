"""What partners' systems are told of posts and tallies, inside the transaction that makes it so.

No names of people and no words of verifiers leave the house: codes, states, times, and a reason by its code,
which is the agency's own business. Who measures for everybody is told of a post that no longer counts that it
does not, and of one that never counted nothing, as in the API.
"""

from collections.abc import Collection, Sequence
from typing import Any

from agencies.actions import webhooks
from agencies.actions.webhooks import News
from agencies.hooks.messages import rfc3339
from agencies.models import WebhookEvent
from campaigns.models import Post, TallyRun
from campaigns.states import PostState


def decided(posts: Collection[Post], *, were_verified: bool = False) -> None:
    """Tell of posts that were just decided; campaign and agency are loaded.

    `were_verified`: they counted until now, so that they do not is news, whatever they have become.
    """
    verified = [post for post in posts if post.state == PostState.VERIFIED]
    lost = [post for post in posts if post.state == PostState.RETURNED or were_verified]
    _tell(WebhookEvent.POST_VERIFIED, verified, [_post(post) for post in verified])
    _tell(WebhookEvent.POST_RETURNED, lost, [_named(post) if were_verified else None for post in lost])


def counted(run: TallyRun) -> None:
    """Tell that the present was counted: standings that follow from it can be read now."""
    data = {"tally": str(run.public_id), "campaign": run.campaign.code, "cutoff": rfc3339(run.cutoff)}
    webhooks.emit(event=WebhookEvent.TALLY_FINISHED, news=[News(data)], at=run.finished_at)


def _tell(event: WebhookEvent, posts: Sequence[Post], outside: Sequence[dict[str, Any] | None]) -> None:
    """Tell the agencies' own systems all, and other partners what stands beside each post in `outside`."""
    if posts and posts[0].decided_at:
        news = [News(_post(post), post.agency_id, said) for post, said in zip(posts, outside, strict=True)]
        webhooks.emit(event=event, news=news, at=posts[0].decided_at)


def _post(post: Post) -> dict[str, Any]:
    said = _named(post) | {
        "agency": post.agency.code,
        "decided_at": rfc3339(post.decided_at) if post.decided_at else None,
    }
    return said | ({"reason": str(post.reason_code)} if post.reason_code else {})


def _named(post: Post) -> dict[str, Any]:
    """Which post it is, and where it stands."""
    return {
        "post": post.code,
        "campaign": post.campaign.code,
        "platform": str(post.platform),
        "native_id": post.native_id,
        "url": post.url,
        "state": str(post.state),
    }
