"""Add a screenshot to a report, also afterwards: what was sent in bulk is completed post by post."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit
from agencies.models import User
from campaigns import counters, facts
from campaigns.actions import trust
from campaigns.actions.posts import EDITABLE, locked, require_agency
from campaigns.evidence_files import keep
from campaigns.models import Evidence, Post
from campaigns.screening import screen
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
    screening = screen(facts.gather(held, at=at, pictures=[picture.dhash]))
    held.screening, held.risk = screening.as_json(), screening.risk
    held.save(update_fields=["screening", "risk"])
    audit.record(by=by, action="post.evidence", target=held, after={"sha256": picture.sha256})
    if trust.consider(held, screening, at=at):
        counters.refresh([held.pk])
    return keep(held, picture, by=by, at=at)
