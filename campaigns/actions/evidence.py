"""Add a screenshot to a report, also afterwards: what was sent in bulk is completed post by post."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import User
from campaigns.actions.following import attach
from campaigns.actions.posts import EDITABLE, locked, require_agency
from campaigns.models import Evidence, Post
from summitcomms.lib.images import Clean
from summitcomms.lib.refusals import Refused

MOST = 5
"""Screenshots of one post: the post itself, its comments, a second page."""


@transaction.atomic
def add(*, by: User, post: Post, picture: Clean, at: datetime) -> Evidence:
    """File a screenshot with a post that its agency may still change, and screen the post again.

    What the screening finds now refuses nothing: the post is filed. Raises Refused: not_allowed, state,
    already_filed, too_many.
    """
    held = locked(post)
    require_agency(by, held.agency)
    if held.state not in EDITABLE:
        raise Refused(
            "state",
            _("Unggahan berstatus “%(state)s” tidak dilengkapi lagi dengan tangkapan layar.")
            % {"state": held.get_state_display()},
        )
    filed = list(held.evidence.values_list("sha256", flat=True))
    if picture.sha256 in filed:
        raise Refused("already_filed", _("Tangkapan layar ini sudah tersimpan pada laporan ini."))
    if len(filed) >= MOST:
        raise Refused(
            "too_many",
            _("Laporan ini sudah memuat %(most)s tangkapan layar dan tidak dapat ditambah lagi.")
            % {"most": MOST},
        )
    return attach(held, picture, by=by, at=at)
