"""Addresses that only carry another address: click counters, sign-in walls, embedded frames."""

import re
from urllib.parse import unquote, unquote_plus

from agencies.addresses import Address
from agencies.platforms import Platform
from agencies.sites import Site
from campaigns.links.websites import normal_path

MOST = 2
"""Redirectors within redirectors that are unwrapped; more is a loop or a trick."""

_CARRIERS = {
    ("l.instagram.com", ""): ("u",),
    ("l.threads.com", ""): ("u",),
    ("l.threads.net", ""): ("u",),
    ("facebook.com", "/l.php"): ("u",),
    ("facebook.com", "/flx/warn"): ("u",),
    ("facebook.com", "/plugins/post.php"): ("href",),
    ("facebook.com", "/plugins/video.php"): ("href",),
    ("facebook.com", "/login"): ("next",),
    ("facebook.com", "/login.php"): ("next",),
    ("instagram.com", "/accounts/login"): ("next",),
    ("threads.com", "/login"): ("next",),
    ("threads.net", "/login"): ("next",),
    ("x.com", "/i/flow/login"): ("redirect_after_login",),
    ("twitter.com", "/i/flow/login"): ("redirect_after_login",),
    ("youtube.com", "/redirect"): ("q",),
    ("youtube.com", "/attribution_link"): ("u",),
    ("youtube.com", "/m"): ("continue",),  # consent.youtube.com
}
_GOOGLE = re.compile(r"(?:www\.)?google\.(?:com?\.)?[a-z]{2,3}")
_PARAMETERS = {
    name: re.compile(rf"(?:\A|[&;]){name}=([^&]+)")
    for name in {name for names in _CARRIERS.values() for name in names} | {"q", "url"}
}


def target(address: Address, site: Site) -> str | None:
    """The address inside this one, decoded once; None when it carries none."""
    if site.platform is Platform.WEBSITE:
        if "google." not in address.host or not _GOOGLE.fullmatch(address.host):
            return None
        return _google_target(address)
    if not address.query:
        return None
    name = address.host if site.prefix == "l" and site.domain != "facebook.com" else site.domain
    path = unquote(address.path) if "%" in address.path else address.path
    names = _CARRIERS.get((name, path.rstrip("/")))
    if names is None:
        return None
    carried = _parameter(address.query, names)
    if carried is not None and carried.startswith("/") and not carried.startswith("//"):
        return f"https://{site.domain}{carried}"
    return carried


def _google_target(address: Address) -> str | None:
    """Google's result links and its viewer for fast pages."""
    path = normal_path(address.path)
    if path == "/url":
        return _parameter(address.query, ("q", "url"))
    for viewer in ("/amp/s/", "/amp/"):
        if path.startswith(viewer):
            return f"{path.removeprefix(viewer)}?{address.query}"
    return None


def _parameter(query: str, names: tuple[str, ...]) -> str | None:
    """The first of these parameters that is there and not empty, decoded."""
    for name in names:
        match = _PARAMETERS[name].search(query)
        if match is not None:
            return unquote_plus(match[1])
    return None
