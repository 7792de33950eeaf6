"""Links and captions as they come from phones, by the second."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from agencies.platforms import Platform
from bench.sizes import SEED, Size
from bench.works import Missing, Work
from campaigns import hashtags, link_ids, links

COUNT = 20_000
_AT = datetime(2023, 8, 29, 3, tzinfo=UTC)
_FORMS = {
    Platform.X: ("https://x.com/akun/status/{}?s=20&t=abc", "https://mobile.twitter.com/akun/status/{}"),
    Platform.INSTAGRAM: ("https://www.instagram.com/p/{}/?igsh=MTA", "instagram.com/reel/{}"),
    Platform.TIKTOK: ("https://www.tiktok.com/@akun/video/{}?is_from_webapp=1",),
    Platform.YOUTUBE: ("https://youtu.be/{}?si=abc", "https://www.youtube.com/watch?v={}&t=10s"),
    Platform.THREADS: ("https://www.threads.net/@akun/post/{}",),
}
_WORDS = (
    "Menyambut",
    "KTT",
    "ASEAN",
    "di",
    "Jakarta",
    "bersama",
    "#ASEAN2023",
    "#Indonesia🇮🇩",
    "👍",
    "#2023",
)


def _links(chance: random.Random) -> list[str]:
    found = []
    for n in range(COUNT):
        platform = chance.choice(list(_FORMS))
        native = link_ids.encode(platform, _AT + timedelta(seconds=n), n)
        found.append(chance.choice(_FORMS[platform]).format(native))
    return found


def _captions(chance: random.Random) -> list[str]:
    return [" ".join(chance.choices(_WORDS, k=24)) for _ in range(COUNT)]


def _rate(read: Callable[[str], object], texts: list[str], found: int) -> float:
    """Things found per second of this process's own time, the best of five runs: what disturbs slows down."""
    fastest = float("inf")
    for _ in range(5):
        started = time.process_time()
        for text in texts:
            read(text)
        fastest = min(fastest, time.process_time() - started)
    return found / fastest


def works(size: Size) -> Iterator[Work | Missing]:
    """No database; the same at every size."""
    chance = random.Random(SEED)
    addresses, captions = _links(chance), _captions(chance)
    tags = sum(len(hashtags.extract(caption)) for caption in captions)
    yield Work("links", value=lambda: _rate(links.canonicalise, addresses, COUNT))
    yield Work("hashtags", value=lambda: _rate(hashtags.extract, captions, tags))
