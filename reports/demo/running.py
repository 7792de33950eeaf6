"""The plan of KTT ke-43, Jakarta, a week before the summit: posts in every state, more with every day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from agencies.platforms import Platform
from campaigns.states import PostState, ReturnReason
from reports.demo import metrics, story
from reports.demo.baseline import DECLARED, EXPORT, MONITOR
from reports.demo.metrics import Audience
from reports.demo.posts import Composer, Decision, Office, PlannedPost, Quirk, Reading, Window

POSTS = 420
DAY_OPENS, DAY_CLOSES = timedelta(hours=6), timedelta(hours=21)
NEWEST = timedelta(minutes=75)
"""How long ago the newest planned post was published; younger ones are reported by people in `load`."""
FRESH, WAITING = timedelta(hours=12), timedelta(hours=26)
"""Most of what is fresh waits for a verifier, some of what is older, nothing that is older than `WAITING`."""
RECENT = timedelta(days=6)
STATES = {PostState.NEEDS_LINK: 12, PostState.RETURNED: 20, PostState.REJECTED: 10, PostState.WITHDRAWN: 9}
"""How many posts stand in the rarer states."""
SHOWN_AT_HOME = ("D-74", "D-94.04", "K-059")
"""Agencies of the demo's officers: each has something to mend."""
CERTAIN = dict.fromkeys(SHOWN_AT_HOME, 5)
"""Posts that these have whatever chance gives them; a province that is not silent has two."""
PLATFORMS = (
    (Platform.INSTAGRAM, 42),
    (Platform.X, 18),
    (Platform.FACEBOOK, 13),
    (Platform.TIKTOK, 13),
    (Platform.YOUTUBE, 4),
    (Platform.THREADS, 4),
    (Platform.WEBSITE, 6),
)
ODD = (Quirk.OLD_ID, Quirk.NO_CAPTION, Quirk.UNREGISTERED, Quirk.TIME_OFF, Quirk.SOFT_LINK)
"""What may be odd about a report that nevertheless got through the door."""
REASONS = {
    Quirk.NO_CAPTION: (
        ReturnReason.HASHTAG_MISSING,
        "Tagar #ASEAN2023 belum tampak pada unggahan. Sunting takarirnya, lalu kirim ulang.",
    ),
    Quirk.UNREGISTERED: (
        ReturnReason.FOREIGN_ACCOUNT,
        "Akun ini belum terdaftar atas nama instansi. Daftarkan dahulu atau laporkan dari akun resmi.",
    ),
    Quirk.OLD_ID: (
        ReturnReason.OUTSIDE_WINDOW,
        "Unggahan terbit sebelum kampanye dimulai. Periksa kembali tanggal terbitnya.",
    ),
    Quirk.SOFT_LINK: (
        ReturnReason.DUPLICATE,
        "Unggahan yang sama sudah dilaporkan dengan tautan lain.",
    ),
    Quirk.TIME_OFF: (
        ReturnReason.OTHER,
        "Waktu terbit berbeda dari yang tampak pada unggahan. Mohon diperbaiki.",
    ),
    Quirk.NONE: (
        ReturnReason.CONTENT_MISMATCH,
        "Isi unggahan tentang kegiatan internal. Tambahkan pesan utama KTT dari materi pilar.",
    ),
}
"""Why a verifier sends back or rejects what has this quirk, and in which words."""


@dataclass(frozen=True, slots=True)
class Wave:
    """One post before it is written: who, where, when it went out and when it was reported."""

    office: Office
    platform: Platform
    at: datetime
    submitted_at: datetime


def plan(composer: Composer, offices: Sequence[Office], shift: timedelta, at: datetime) -> list[PlannedPost]:
    """About three weeks of posts up to `at`, oldest first; several provinces are silent."""
    rng = composer.rng
    window = Window(story.JAKARTA.starts_at + shift, story.JAKARTA.ends_at + shift)
    waves = _waves(rng, offices, window, at)
    states = _states(rng, waves, at)
    posts = []
    met: Counter[PostState] = Counter()
    for wave, state in zip(waves, states, strict=True):
        posts.append(_post(composer, wave, state, _quirk(state, met[state]), window, at))
        met[state] += 1
    return posts


def _waves(rng: Random, offices: Sequence[Office], window: Window, at: datetime) -> list[Wave]:
    loud = [office for office in offices if office.province not in story.SILENT_PROVINCES]
    lively = [story.LIVELY.get(office.code, rng.uniform(0.3, 1)) for office in loud]
    today = (at - window.starts_at).days
    until = min(at - NEWEST - window.starts_at - timedelta(days=today), DAY_CLOSES)
    part = max(until - DAY_OPENS, timedelta()) / (DAY_CLOSES - DAY_OPENS)
    rising = [1 + 0.3 * day for day in range(today + 1)]
    rising[today] *= part
    waves = []
    certain = [
        office for office in loud for _ in range(CERTAIN.get(office.code, 2 * (office.kind == "province")))
    ]
    for office in (*certain, *rng.choices(loud, lively, k=POSTS - len(certain))):
        day = rng.choices(range(today + 1), rising)[0]
        platform = rng.choices([p for p, _ in PLATFORMS], [weight for _, weight in PLATFORMS])[0]
        closes = until if day == today else DAY_CLOSES
        published = window.starts_at + timedelta(days=day) + DAY_OPENS + (closes - DAY_OPENS) * rng.random()
        submitted = published + timedelta(minutes=rng.uniform(4, 60))
        waves.append(Wave(office, platform, published, submitted))
    return sorted(waves, key=lambda wave: wave.submitted_at)


def _states(rng: Random, waves: Sequence[Wave], at: datetime) -> list[PostState]:
    """The state of each post: the newest mostly wait, a few older ones met with trouble, the rest passed."""
    states = [
        PostState.SUBMITTED if rng.random() < _waits(at - wave.submitted_at) else PostState.VERIFIED
        for wave in waves
    ]
    for code in SHOWN_AT_HOME:
        own = [n for n, wave in enumerate(waves) if wave.office.code == code]
        states[own[-2]], states[own[-4]] = PostState.RETURNED, PostState.NEEDS_LINK
    for state, number in STATES.items():
        since = RECENT if state in (PostState.RETURNED, PostState.NEEDS_LINK) else timedelta(days=99)
        free = [
            n
            for n, wave in enumerate(waves)
            if states[n] is PostState.VERIFIED
            and wave.office.code not in SHOWN_AT_HOME
            and FRESH < at - wave.submitted_at < since
        ]
        for n in rng.sample(free, number - states.count(state)):
            states[n] = state
    return states


def _waits(age: timedelta) -> float:
    """The chance that a post of this age still waits."""
    return 0.95 if age < FRESH else 0.5 if age < WAITING else 0.0


def _post(
    composer: Composer, wave: Wave, state: PostState, quirk: Quirk, window: Window, at: datetime
) -> PlannedPost:
    rng = composer.rng
    platform = _platform(rng, wave.platform, quirk)
    pillar = rng.choice(story.PILLARS).code
    written = composer.draft(wave.office, platform, wave.at, pillar=pillar, quirk=quirk)
    post = composer.post(written, window, wave.submitted_at)
    if state in (PostState.NEEDS_LINK, PostState.SUBMITTED):
        return post
    if state is PostState.WITHDRAWN:
        return replace(post, state=state)
    decided_at = wave.submitted_at + (at - wave.submitted_at) * rng.uniform(0.1, 0.8)
    decided_at = min(decided_at, wave.submitted_at + timedelta(hours=rng.uniform(1, 20)))
    reason, note = (None, "") if state is PostState.VERIFIED else REASONS[quirk]
    decided = replace(post, state=state, decision=Decision(state, decided_at, rng.randrange(2), reason, note))
    return replace(decided, readings=_readings(rng, decided, at)) if state is PostState.VERIFIED else decided


def _quirk(state: PostState, nth: int) -> Quirk:
    """What is odd about the nth post in this state; nothing about one that passed."""
    match state:
        case PostState.NEEDS_LINK:
            return Quirk.OPAQUE
        case PostState.SUBMITTED:
            return ODD[nth // 3 % len(ODD)] if nth % 3 == 1 else Quirk.NONE
        case PostState.RETURNED:
            return (*ODD, Quirk.NONE)[nth % (len(ODD) + 1)]
        case PostState.REJECTED:
            return (Quirk.UNREGISTERED, Quirk.SOFT_LINK, Quirk.NONE)[nth % 3]
    return Quirk.NONE


def _platform(rng: Random, wanted: Platform, quirk: Quirk) -> Platform:
    """The platform on which the quirk can happen at all."""
    possible = {
        Quirk.UNREGISTERED: (Platform.INSTAGRAM, Platform.TIKTOK, Platform.FACEBOOK),
        Quirk.TIME_OFF: (Platform.X, Platform.INSTAGRAM, Platform.TIKTOK),
        Quirk.OLD_ID: (Platform.X, Platform.INSTAGRAM, Platform.TIKTOK),
        Quirk.SOFT_LINK: (Platform.FACEBOOK,),
        Quirk.OPAQUE: (Platform.TIKTOK, Platform.FACEBOOK),
    }.get(quirk, (wanted,))
    return wanted if wanted in possible else rng.choice(possible)


def _readings(rng: Random, post: PlannedPost, at: datetime) -> tuple[Reading, ...]:
    """What was seen so far: the partner looks after half a day, after two days and this morning."""
    lively = story.LIVELY.get(post.draft.office.code, 1.0)
    appeal = metrics.APPEAL[post.draft.platform] * rng.lognormvariate(3.1, 0.6) * (0.7 + lively / 4)
    likes = int(appeal)
    people = Audience(
        likes=likes,
        comments=int(likes * rng.uniform(0.01, 0.04)),
        shares=int(likes * rng.uniform(0.01, 0.03)),
        saves=int(likes * rng.uniform(0.0, 0.02)) if post.draft.platform in metrics.SAVES else 0,
        reach=metrics.seen_by(rng, likes),
    )
    last = metrics.measured(post.draft.platform, people)
    found = [
        Reading(MONITOR, post.submitted_at + age, metrics.grown(last, share))
        for age, share in (
            (timedelta(hours=12), rng.uniform(0.3, 0.5)),
            (timedelta(days=2), rng.uniform(0.6, 0.8)),
            (timedelta(days=5), 1.0),
        )
        if post.submitted_at + age < at
    ]
    if found and post.draft.platform is Platform.INSTAGRAM and post.draft.office.code in SHOWN_AT_HOME:
        newest = found[-1]
        found.append(replace(newest, source=EXPORT, taken_at=newest.taken_at + (at - newest.taken_at) / 2))
    if found and rng.random() < 0.05:
        boast = metrics.grown(last, rng.uniform(1.5, 2.0))
        found.append(Reading(DECLARED, at - timedelta(minutes=rng.uniform(30, 300)), boast))
    return tuple(found)
