"""One planned post: a link with the right time inside, a caption, and what the real screening says of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from agencies.platforms import Platform
from campaigns import link_ids
from campaigns.links import Link, canonicalise
from campaigns.screening import Facts, Screening, screen
from campaigns.states import PostState, ReturnReason
from reports.demo import captions, story
from summitcomms.lib.codes import ALPHABET

CODE_LENGTH = 10
SEQUENCES = 2**22  # what fits into the ids of every platform


@dataclass(frozen=True, slots=True)
class Office:
    """An agency as the plan needs it: its code, kind, short name and, for an office of a region, its name."""

    code: str
    kind: str
    short_name: str
    region: str
    province: str
    """Region code of the province; empty for central ministries and institutions."""

    @property
    def name(self) -> str:
        """What the office calls itself on social media; see `story.NAMES`."""
        known = story.NAMES.get(self.code)
        return known or re.sub("[^a-z0-9]", "", self.short_name.casefold())

    @property
    def handle(self) -> str:
        return f"{self.name}_demo"

    def account(self, platform: Platform) -> str:
        """The handle on that platform; a website's is its host."""
        return f"berita-demo.{self.name}.go.id" if platform is Platform.WEBSITE else self.handle


@dataclass(frozen=True, slots=True)
class Window:
    """What the screening asks of a campaign, already shifted."""

    starts_at: datetime
    ends_at: datetime


class Quirk(StrEnum):
    """What is odd about a report, for the verifier to find."""

    NONE = "none"
    UNREGISTERED = "unregistered"
    TIME_OFF = "time_off"
    OLD_ID = "old_id"
    SOFT_LINK = "soft_link"
    NO_CAPTION = "no_caption"
    OPAQUE = "opaque"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source (by its code) saw; counts are lifetime until `taken_at`."""

    source: str
    taken_at: datetime
    metrics: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a verifier (0 or 1) decided, and why if the post did not pass."""

    state: PostState
    at: datetime
    verifier: int
    reason: ReturnReason | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an officer is about to report, as typed: everything that stands in the form."""

    office: Office
    platform: Platform
    pillar: str
    pasted: str
    caption: str
    claimed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """A post as the actions would leave it."""

    code: str
    draft: Draft
    link: Link
    screening: Screening
    submitted_at: datetime
    state: PostState = PostState.SUBMITTED
    decision: Decision | None = None
    readings: tuple[Reading, ...] = field(default=())

    @property
    def published_at(self) -> datetime | None:
        """What the officer says, else what the link says."""
        return self.draft.claimed_at or self.link.posted_at


class Composer:
    """Makes drafts and screens them; every id and code comes from `rng`, none twice."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._sequences = _distinct(rng)
        self._codes: set[str] = set()

    def draft(
        self, office: Office, platform: Platform, at: datetime, *, pillar: str, quirk: Quirk = Quirk.NONE
    ) -> Draft:
        """A report of something published at `at`."""
        text = captions.caption(
            self.rng,
            platform=platform,
            kind=office.kind,
            name=office.region or office.short_name,
            pillar=pillar,
            hashtag=story.HASHTAG,
        )
        claimed = None if platform in _TIMED else at
        in_id = at
        if quirk is Quirk.TIME_OFF:
            claimed = at - timedelta(hours=self.rng.uniform(2, 5))
        elif quirk is Quirk.OLD_ID:
            in_id, claimed = at - timedelta(days=60), at
        elif quirk is Quirk.OPAQUE:
            claimed = None
        return Draft(
            office=office,
            platform=platform,
            pillar=pillar,
            pasted=self._pasted(office, platform, in_id, pillar, quirk),
            caption="" if quirk is Quirk.NO_CAPTION else text,
            claimed_at=claimed,
        )

    def post(self, draft: Draft, window: Window, submitted_at: datetime) -> PlannedPost:
        """The draft, reported at `submitted_at` and screened by the portal's own rules."""
        link = canonicalise(draft.pasted)
        is_own = link.handle == draft.office.account(draft.platform)
        facts = Facts(
            platform=link.platform,
            opaque=link.opaque,
            soft=link.soft,
            handle=link.handle or "",
            owner=draft.office.short_name if is_own else "",
            is_own=is_own,
            filed=None,
            caption=draft.caption,
            hashtag=story.HASHTAG,
            starts_at=window.starts_at,
            ends_at=window.ends_at,
            zone="Asia/Jakarta",
            claimed_at=draft.claimed_at,
            id_time=link.posted_at,
            at=submitted_at,
        )
        state = PostState.NEEDS_LINK if link.opaque else PostState.SUBMITTED
        return PlannedPost(self._code(), draft, link, screen(facts), submitted_at, state)

    def _pasted(self, office: Office, platform: Platform, at: datetime, pillar: str, quirk: Quirk) -> str:
        handle = office.account(platform)
        if quirk is Quirk.UNREGISTERED:
            handle = f"{office.name}_humas_demo"
        sequence = next(self._sequences)
        native = link_ids.encode(platform, at, sequence)
        if quirk is Quirk.SOFT_LINK:
            native = "pfbid0" + "".join(self.rng.choices(_LETTERS, k=48))
        short = "".join(self.rng.choices(_LETTERS, k=9))
        if quirk is Quirk.OPAQUE:
            return {
                Platform.TIKTOK: f"https://vt.tiktok.com/{short}/",
                Platform.FACEBOOK: f"https://fb.watch/{short}/",
            }[platform]
        return {
            Platform.X: f"https://x.com/{handle}/status/{native}",
            Platform.INSTAGRAM: f"https://www.instagram.com/{handle}/p/{native}/",
            Platform.TIKTOK: f"https://www.tiktok.com/@{handle}/video/{native}",
            Platform.FACEBOOK: f"https://www.facebook.com/{handle}/posts/{native}",
            Platform.YOUTUBE: f"https://www.youtube.com/watch?v={native}",
            Platform.THREADS: f"https://www.threads.com/@{handle}/post/{native}",
            Platform.WEBSITE: f"https://{handle}/asean/{captions.headline(self.rng, pillar)}-{sequence}",
        }[platform]

    def _code(self) -> str:
        while True:
            code = "".join(self.rng.choices(ALPHABET, k=CODE_LENGTH))
            if code not in self._codes:
                self._codes.add(code)
                return code


_TIMED = (Platform.X, Platform.TIKTOK, Platform.INSTAGRAM, Platform.THREADS)
"""Platforms whose ids carry the time, so that nobody has to type it."""
_LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def _distinct(rng: Random) -> Iterator[int]:
    """Sequence numbers that never come twice."""
    used: set[int] = set()
    while True:
        number = rng.randrange(SEQUENCES)
        if number not in used:
            used.add(number)
            yield number


def shares(total: int, weights: list[float]) -> list[int]:
    """Whole numbers in the proportion of `weights` that add up to `total` exactly (largest remainder)."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    given = [int(share) for share in exact]
    order = sorted(range(len(weights)), key=lambda n: (given[n] - exact[n], n))
    for n in order[: total - sum(given)]:
        given[n] += 1
    return given
