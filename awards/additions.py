"""What pages of campaigns, which stand a floor below, show of the contest."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from agencies import access
from agencies.models import User
from agencies.roles import Permission
from awards.actions import nominations
from campaigns import pages
from campaigns.models import Post


@pages.POST_HEAD.add
def nominate(user: User, post: Post) -> SafeString:
    """The way to nominate a post, and where it is nominated, for whoever may; empty for everybody else."""
    return render_to_string("awards/_nominate.html", {"post": post, "offer": nominations.offered(user, post)})


@pages.READING_IMPORT_HEAD.add
def tone(user: User) -> SafeString:
    """The way to record the tone observed about agencies, for whoever imports readings of all of them."""
    return render_to_string("awards/_tone.html", {"may_record": access.can(user, Permission.IMPORT_READINGS)})
