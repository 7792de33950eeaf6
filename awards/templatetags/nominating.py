"""What the page of a post shows of the contest, which stands a floor above it."""

from typing import Any

from django import template

from agencies.models import User
from awards.actions import nominations
from campaigns.models import Post

register = template.Library()


@register.inclusion_tag("awards/_nominate.html", takes_context=True)
def nominate(context: template.Context, post: Post) -> dict[str, Any]:
    """The way to nominate a post, and where it is nominated, for whoever may; empty for everybody else."""
    user = context["request"].user
    offer = nominations.offered(user, post) if isinstance(user, User) else nominations.Offer()
    return {"post": post, "offer": offer}
