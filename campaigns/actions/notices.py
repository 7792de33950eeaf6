"""Mail about posts."""

from django.conf import settings
from django.utils import translation

from agencies import access
from agencies.actions import mail
from campaigns.models import Post
from campaigns.states import PostState

TOLD = (PostState.RETURNED, PostState.REJECTED)


def tell_of_decision(post: Post) -> None:
    """Tell whoever sent `post` that it came back or was refused, once per decision.

    Good news needs no mail: it stands in the list of posts. Who has left the agency meanwhile is not told.
    Call it inside the transaction of the decision.
    """
    person = post.submitted_by
    if post.state not in TOLD or post.decided_at is None or not access.belongs_to(person, post.agency):
        return
    with translation.override(person.language):
        reason = str(post.get_reason_code_display())
    mail.send(
        kind="post.decided",
        to=person,
        subject_id=f"{post.code}:{post.decided_at.isoformat()}",
        context={
            "outcome": post.state,
            "post": str(post),
            "url": settings.SITE_URL + post.get_absolute_url(),
            "reason": reason,
            "note": post.reason_note,
        },
        at=post.decided_at,
    )
