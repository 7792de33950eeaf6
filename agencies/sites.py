"""Which platform a host name belongs to, and which host names only pretend to."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from agencies.addresses import AddressError
from agencies.platforms import Platform

DOMAINS: dict[str, Platform] = {
    "instagram.com": Platform.INSTAGRAM,
    "instagr.am": Platform.INSTAGRAM,
    "x.com": Platform.X,
    "twitter.com": Platform.X,
    "t.co": Platform.X,
    "fxtwitter.com": Platform.X,
    "vxtwitter.com": Platform.X,
    "fixupx.com": Platform.X,
    "facebook.com": Platform.FACEBOOK,
    "fb.com": Platform.FACEBOOK,
    "fb.watch": Platform.FACEBOOK,
    "fb.me": Platform.FACEBOOK,
    "tiktok.com": Platform.TIKTOK,
    "tiktokv.com": Platform.TIKTOK,
    "youtube.com": Platform.YOUTUBE,
    "youtu.be": Platform.YOUTUBE,
    "youtube-nocookie.com": Platform.YOUTUBE,
    "threads.com": Platform.THREADS,
    "threads.net": Platform.THREADS,
}
"""Registered domains of the platforms and of the preview proxies that repeat their paths."""

_LURES = tuple(domain for domain in DOMAINS if len(domain.partition(".")[0]) >= 5)
"""Domains long enough that one wrong letter is a trick; one letter from `x.com` is every short domain."""

_COINED = frozenset({"instagram", "facebook", "tiktok", "youtube", "twitter"})
"""Names that are no ordinary words: under another ending (`instagram.co.id`) they are not the platform."""

_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "go", "gov", "my", "net", "or", "org", "sch", "web"})

_CONFUSABLE = str.maketrans(
    "аеорсухіјѕԁһӏԛԝкмтвнгƅɡıοαντκρεχιυωɑʏ" + "0134589il",
    "aeopcyxljsdhlqwkmtbhrbgloavtkpexluway" + "oleasbgll",
)
"""Letters and digits that pass for Latin letters; `i`, `l` and `1` become one letter."""


class Site(NamedTuple):
    """Whose host this is."""

    platform: Platform
    """WEBSITE when no platform owns the host."""
    domain: str
    """The platform's registered domain; for a website the whole host."""
    prefix: str
    """What stands before the domain, without the dot: "", "www", "m" …; empty for a website."""


@lru_cache(maxsize=4096)
def site_of(host: str) -> Site:
    """Tell whose host this is; `host` is in the normal form of `addresses.host_name`.

    Raises AddressError look_alike when the host only looks like a platform's or a government's.
    """
    for domain, prefix in _endings(host):
        if domain in DOMAINS:
            return Site(DOMAINS[domain], domain, prefix)
    if host.endswith(".go.id"):  # registered for the government only
        return Site(Platform.WEBSITE, host, "")
    pretended = _pretended(host)
    if pretended:
        raise AddressError(
            "look_alike",
            _(
                "Alamat %(host)s menyerupai %(pretended)s, tetapi bukan alamat resminya. Buka konten di "
                "aplikasi resmi, lalu salin ulang tautannya."
            )
            % {"host": host, "pretended": pretended},
        )
    return Site(Platform.WEBSITE, host, "")


def within_one_edit(one: str, other: str) -> bool:
    """Whether at most one letter is added, dropped, replaced or swapped with its neighbour."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    if one[1:] == other[1:] or one[1:] == other or one == other[1:]:
        return True
    return one[:2] == other[1::-1] and one[2:] == other[2:]


def _endings(host: str) -> Iterator[tuple[str, str]]:
    """(domain, prefix) for the last two labels; all our domains have two."""
    head, _, last = host.rpartition(".")
    prefix, _, name = head.rpartition(".")
    yield f"{name}.{last}", prefix


def _pretended(host: str) -> str | None:
    """The domain that a foreign host imitates, or None."""
    shown = _shown(host)
    return _embedded(shown) or _nearly(_registered(shown))


def _shown(host: str) -> str:
    """The host as a browser may show it, international labels decoded."""
    try:
        return host.encode("ascii").decode("idna") if "xn--" in host else host
    except UnicodeError:
        return host


def _embedded(host: str) -> str | None:
    """A platform's domain, or go.id, in front of the real one: `instagram.com.evil.example`."""
    for domain in (*DOMAINS, "go.id"):
        match = re.search(rf"(?:^|[.-]){re.escape(domain)}([.-].+)", host)
        if match is None:
            continue
        # `x.com.sg` and `t.co.id` are ordinary names under a country's second level
        if domain in _LURES or domain == "go.id" or match[1].count(".") > 1:
            return domain
    return None


def _registered(host: str) -> str:
    """The part of the host that somebody registered: two labels, or three under `co.id` and the like."""
    labels = host.split(".")
    count = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 2
    return ".".join(labels[-count:])


def _nearly(domain: str) -> str | None:
    """The platform domain that this one is a misspelling of, or whose name it bears."""
    likeness = skeleton(domain)
    name = likeness.partition(".")[0]
    for lure in _LURES:
        model = skeleton(lure)
        if within_one_edit(domain, lure) or within_one_edit(likeness, model):
            return lure
        if lure.partition(".")[0] in _COINED and name == model.partition(".")[0]:
            return lure
    return None


@lru_cache(maxsize=4096)
def skeleton(name: str) -> str:
    """What the eye takes a name in small letters for: each letter as the one it resembles, `rn` as `m`."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return bare.translate(_CONFUSABLE).replace("rn", "m").replace("vv", "w")
