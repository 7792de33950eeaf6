"""What the campaigns do when something happens on a floor below; `CampaignsConfig.ready` connects these."""

from typing import Any

from django.dispatch import receiver

from agencies.actions import memberships
from agencies.models import Membership
from campaigns.models import Post
from campaigns.verifying import RIGHTS


@receiver(memberships.ended)
def let_go_of_posts(membership: Membership, **kwargs: Any) -> None:
    """Whoever verifies no longer holds no post: a colleague goes on at once instead of in ten minutes."""
    held = membership.user.memberships.active()
    if not any(RIGHTS & one.role_rules.permissions for one in held):
        Post.objects.filter(claimed_by=membership.user).update(claimed_by=None, claimed_until=None)
