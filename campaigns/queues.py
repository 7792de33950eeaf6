"""The queue of one verifier: which part of it they work on, in which order, and what comes next.

Everything else about the queue follows from the `Choice`, which travels in the address of every page, so that
"next" means the same in the list and beside a post.
"""

import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Count, Min, Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from agencies.platforms import Platform
from campaigns import verifying
from campaigns.actions import decisions
from campaigns.actions.bulk import MOST, kind
from campaigns.models import Post
from campaigns.models.post import PostQuerySet

AHEAD = 200
"""How far into the queue "next" looks; beyond it, it begins again at the top."""
WAITING, SAMPLES = "", "contoh"
"""Values of `?tab=`: posts that wait, and posts accepted by rule that were drawn for a check."""
ORDERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "risiko": (_("Risiko"), ("-risk", "submitted_at", "pk")),
    "waktu": (_("Waktu kirim"), ("submitted_at", "pk")),
    "instansi": (_("Instansi"), ("agency__short_name", "submitted_at", "pk")),
}
"""Value of `?urut=`, label, ordering."""
LAST: tuple[str, ...] = ("is_claimed",)
"""What somebody looks at stands behind the rest, whatever the order."""
SHARED: tuple[str, ...] = ("agency_id", "platform", "outcome")
"""The columns of `for_queue` that make a kind."""
LONGEST = 100
"""Letters of an agency's name that are read."""

Kind = tuple[int, str, tuple[str, ...]]
"""What posts share that are decided at once: see `actions.bulk.kind`."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address says: the tab, the order, and what narrows the queue. Empty parts are the usual."""

    tab: str = WAITING
    urut: str = ""
    instansi: str = ""
    """Words of an agency's name."""
    provinsi: str = ""
    """Code of a region."""
    platform: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        """What can be understood of a query; the rest narrows nothing."""
        order, platform, province = (query.get(name, "") for name in ("urut", "platform", "provinsi"))
        return cls(
            tab=SAMPLES if query.get("tab") == SAMPLES else WAITING,
            urut=order if order in ORDERS and order != next(iter(ORDERS)) else "",
            instansi=query.get("instansi", "").replace("\0", "").strip()[:LONGEST],
            provinsi=province if re.fullmatch(r"[0-9]{2}", province) else "",
            platform=platform if platform in list(Platform) else "",
        )

    @property
    def query(self) -> str:
        """For the end of an address: "?urut=waktu&platform=x", or nothing."""
        said = {name: value for name, value in asdict(self).items() if value}
        return f"?{urlencode(said)}" if said else ""

    def on(self, tab: str) -> Self:
        """The same on another tab."""
        return replace(self, tab=tab)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.instansi or self.provinsi or self.platform)

    @property
    def order(self) -> tuple[str, ...]:
        return ORDERS[self.urut or next(iter(ORDERS))][1]


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many posts there are, and when the oldest was sent."""

    number: int
    oldest: datetime | None


def posts(user: User, choice: Choice, at: datetime) -> PostQuerySet:
    """What `user` may decide on, narrowed and ordered; what a colleague is looking at comes last."""
    return _narrowed(user, choice).for_queue(at).order_by(*LAST, *choice.order)


def counts(user: User, choice: Choice) -> dict[str, Backlog]:
    """What each tab holds, narrowed alike; two queries."""
    sums = {"number": Count("pk"), "oldest": Min("submitted_at")}
    return {
        tab: Backlog(**_narrowed(user, choice.on(tab)).order_by().aggregate(**sums))
        for tab in (WAITING, SAMPLES)
    }


def has_free(user: User, choice: Choice, at: datetime) -> bool:
    """Whether there is a post that `user` could take now."""
    return _narrowed(user, choice).filter(_free(user, at)).exists()


def alike(user: User, post: Post, at: datetime) -> PostQuerySet:
    """Waiting posts of the kind of `post` that `user` may decide on at once, oldest first."""
    agency_id, platform, verdicts = kind(post)
    same = _narrowed(user, Choice()).for_queue(at).filter(_free(user, at))
    same = same.filter(Q(outcome=list(verdicts)), agency=agency_id, platform=platform)
    return same.order_by("submitted_at", "pk")[:MOST]


def kinds(user: User, shown: list[Post], at: datetime) -> dict[Kind, int]:
    """How many posts of each kind among `shown` could be decided at once; one query."""
    pairs = {(post.agency_id, post.platform) for post in shown}
    waiting = _narrowed(user, Choice()).for_queue(at).filter(_free(user, at))
    waiting = waiting.filter(
        agency__in={agency for agency, _platform in pairs},
        platform__in={platform for _agency, platform in pairs},
    )
    rows = waiting.order_by().values_list(*SHARED).annotate(Count("pk"))
    return {
        (agency, platform, tuple(outcome)): min(number, MOST) for agency, platform, outcome, number in rows
    }


def neighbours(user: User, choice: Choice, at: datetime, post: Post | None = None) -> list[str]:
    """Codes of the free posts as "next" visits them: those behind `post`, then from the top.

    "Previous" is the last of them. Posts that a colleague holds are passed over.
    """
    free = _narrowed(user, choice).filter(_free(user, at))
    # A claim of one's own must not move the post to the end while "next" is looked up from it.
    codes = list(free.order_by(*choice.order).values_list("code", flat=True)[:AHEAD])
    here = codes.index(post.code) if post and post.code in codes else -1
    return codes[here + 1 :] + codes[: max(here, 0)]


def take(user: User, codes: list[str], at: datetime) -> str:
    """Claim the first of these posts that nobody else has got meanwhile; its code, "" when none is left."""
    for code in codes:
        post = Post.objects.select_related("agency", "campaign", "claimed_by").filter(code=code).first()
        if post and decisions.claim(by=user, post=post, at=at):
            return code
    return ""


def _narrowed(user: User, choice: Choice) -> PostQuerySet:
    mine = verifying.decidable(user)
    found = mine.samples() if choice.tab == SAMPLES else mine.awaiting()
    agencies = Agency.objects.all()
    if choice.instansi:
        agencies = agencies.matching(choice.instansi)
    if choice.provinsi:
        agencies = agencies.in_province(choice.provinsi)
    if choice.instansi or choice.provinsi:
        found = found.filter(agency__in=agencies)
    return found.filter(platform=choice.platform) if choice.platform else found


def _free(user: User, at: datetime) -> Q:
    return Q(claimed_until=None) | Q(claimed_until__lte=at) | Q(claimed_by=user)
