"""What the floors above add to the head of a post's page, which knows nothing of them."""

from collections.abc import Callable

from django.utils.safestring import SafeString

from agencies.models import User
from campaigns.models import Post

Addition = Callable[[User, Post], SafeString]
"""What one reader is shown of one post; empty if nothing."""

ADDITIONS: list[Addition] = []


def addition(render: Addition) -> Addition:
    """Declare what is shown beside the actions of a post."""
    ADDITIONS.append(render)
    return render


def additions(user: User, post: Post) -> list[SafeString]:
    """All that `user` is shown, in the order of declaration."""
    return [render(user, post) for render in ADDITIONS]
