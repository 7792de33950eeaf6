"""The sandbox: the campaign in which partners try their programs; no page for people speaks of it.

What partners push into it is kept like any other reading: append-only rows are not emptied. It is not tallied
and nobody decides on its posts, so it has no standings and sends no messages.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit
from agencies.actions.systems import DOMAIN
from agencies.models import Agency, AgencyKind, Region, User
from campaigns import counters
from campaigns.actions import campaigns
from campaigns.links import canonicalise
from campaigns.models import Campaign, Grade, Pillar, Post
from campaigns.states import PostState
from summitcomms.lib.refusals import Refused

KIND = "sandbox.keep"
CODE = "sandbox"
ACCOUNT = f"kotak-pasir@{DOMAIN}"
LENGTH = timedelta(days=120)
"""Long enough that a window which begins this month holds next month too, if nobody moves it in time."""
POSTS = {
    "PARTNER222": "https://www.instagram.com/p/CwT9hXQy1aB/",
    "PARTNER223": "https://x.com/kotakpasir/status/1696312345678901234",
    "PARTNER224": "https://www.tiktok.com/@kotakpasir/video/7212345678901234567",
    "PARTNER225": "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
}
"""Its posts: links by their codes, which every partner may know."""


@transaction.atomic
def keep(*, by: audit.Actor, at: datetime) -> Campaign:
    """Make the sandbox if there is none, and let its window begin with the month of `at` (aware).

    Harmless to repeat. Refused: agency_missing, when the directory has no ministry yet to hold its posts;
    code_taken, when a campaign for people has its code.
    """
    sandbox = Campaign.objects.select_for_update(no_key=True).filter(code=CODE).first()
    if sandbox is None:
        return _make(by, at)
    if not sandbox.is_sandbox:
        raise Refused(
            "code_taken",
            _("Kode %(code)s sudah dipakai %(campaign)s. Kotak pasir tidak dibuat.")
            % {"code": CODE, "campaign": sandbox},
        )
    sandbox.starts_at, sandbox.ends_at = _window(at)
    return campaigns.save(by=by, campaign=sandbox, at=at, fields=("starts_at", "ends_at"))


def _make(by: audit.Actor, at: datetime) -> Campaign:
    holder = Agency.objects.active().filter(kind=AgencyKind.MINISTRY).first()
    if holder is None:
        raise Refused("agency_missing", _("Direktori instansi masih kosong. Kotak pasir belum dibuat."))
    starts_at, ends_at = _window(at)
    sandbox = campaigns.save(
        by=by,
        campaign=Campaign(
            code=CODE,
            name="Kotak pasir mitra",
            short_name="Kotak pasir",
            theme="Tempat mitra mencoba",
            state=Campaign.State.OPEN,
            starts_at=starts_at,
            ends_at=ends_at,
            summit_on=ends_at.date(),
            summit_ends_on=ends_at.date(),
            hashtag="KotakPasir",
            counted_grades=[Grade.PARTNER],
            is_sandbox=True,
        ),
        at=at,
    )
    Pillar.objects.create(
        campaign=sandbox, code="pilar-1", name="Percobaan", narrative="Percobaan mitra.", position=1
    )
    counters.refresh([post.pk for post in _posts(sandbox, holder, at)])
    return sandbox


def _posts(sandbox: Campaign, holder: Agency, at: datetime) -> Sequence[Post]:
    account = User.objects.filter(email=ACCOUNT).first() or User.objects.create_user(
        ACCOUNT, full_name="Sistem percobaan mitra", is_active=False
    )
    links = {code: canonicalise(url) for code, url in POSTS.items()}
    return Post.objects.bulk_create(
        Post(
            code=code,
            campaign=sandbox,
            agency=holder,
            state=PostState.SUBMITTED,
            platform=link.platform,
            native_id=link.native_id,
            url=link.url,
            handle=link.handle or "",
            caption="Unggahan percobaan #KotakPasir",
            published_at=at,
            submitted_by=account,
            submitted_at=at,
        )
        for code, link in links.items()
    )


def _window(at: datetime) -> tuple[datetime, datetime]:
    local = at.astimezone(ZoneInfo(Region.Zone.WIB))
    starts_at = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return starts_at, starts_at + LENGTH
