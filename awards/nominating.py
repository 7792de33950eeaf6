"""What the page of a post, which stands a floor below, shows of the contest."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from agencies.models import User
from awards.actions import nominations
from campaigns.models import Post
from campaigns.post_page import addition


@addition
def nominate(user: User, post: Post) -> SafeString:
    """The way to nominate a post, and where it is nominated, for whoever may; empty for everybody else."""
    return render_to_string("awards/_nominate.html", {"post": post, "offer": nominations.offered(user, post)})
