"""Addresses of ordinary websites: one spelling for every way to write the same page."""

import re
from hashlib import sha256
from urllib.parse import quote, unquote_plus

from agencies.addresses import MAX_LENGTH, Address, refusal, without_www
from agencies.platforms import Platform
from campaigns.links.link import Link

_TRACKING = re.compile(
    r"utm_.*|__cft__.*|__xts__.*|__tn__|_r|_t|s|t"
    r"|fbclid|gclid|gbraid|wbraid|dclid|msclkid|twclid|ttclid|igsh|igshid|ig_rid|ig_mid|img_index|mibextid|rdid"
    r"|share_url|paipv|eav|sfnsn|ref_src|ref_url|si|pp|feature|ab_channel|is_from_webapp|sender_device"
    r"|is_copy_url|checksum|xmt|slof|lang|amp",
    re.DOTALL,
)
"""Names of parameters that say how the visitor came, not which page is meant."""

_PLAIN = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_ESCAPED_CONTROL = re.compile(r"%(?:[01][0-9A-Fa-f]|7[Ff])")
_AMPERSAND = re.compile(r"&(?:amp;)+")


def read(address: Address) -> Link:
    """The page at this address.

    Raises AddressError: control_characters (escaped ones), too_long (once written out), truncated.
    """
    host = without_www(address.host)
    path = normal_path(address.path)
    query = _normal_query(address.query) if address.query else ""
    url = f"https://{host}{path or '/'}?{query}" if query else f"https://{host}{path}"
    if len(url) > MAX_LENGTH:
        raise refusal("too_long")
    if url.endswith(".."):  # the dots stood before a fragment or a tracking parameter
        raise refusal("truncated")
    return Link(
        platform=Platform.WEBSITE,
        native_id=sha256(url.encode()).hexdigest(),
        handle=host,
        url=url,
        kind="article" if path or query else "page",
        posted_at=None,
        soft=False,
        opaque=False,
    )


def normal_path(path: str) -> str:
    """The path without needless escapes, dot segments, a final `/amp` and final slashes."""
    if not _PLAIN.fullmatch(path):
        path = _without_dots(_escaped(path, "/!$&'()*+,;=:@"))
    while path.endswith(("/", "/amp")):
        path = path.removesuffix("/").removesuffix("/amp")
    return path


def _normal_query(query: str) -> str:
    """The parameters that choose the page, sorted."""
    pairs = _AMPERSAND.sub("&", query).split("&")
    return "&".join(sorted(_escaped(pair, "/?!$'()*+,;=:@") for pair in pairs if pair and not _tracks(pair)))


def _tracks(pair: str) -> bool:
    """Whether the parameter only says where the visitor came from."""
    name = unquote_plus(pair.partition("=")[0]).lower()
    return _TRACKING.fullmatch(name) is not None


def _escaped(text: str, safe: str) -> str:
    """Percent-encoding in its one normal form (RFC 3986, 6.2.2)."""
    if _ESCAPED_CONTROL.search(text):
        raise refusal("control_characters")
    text = _ESCAPE.sub(_needed_escape, _STRAY_PERCENT.sub("%25", text))
    return quote(text, safe=safe + "%")


def _needed_escape(match: re.Match[str]) -> str:
    sign = chr(int(match[1], 16))
    return sign if sign in _UNRESERVED else match[0].upper()


def _without_dots(path: str) -> str:
    """The path with `.` and `..` carried out (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in (".", ".."):
        kept.append("")
    return "".join(f"/{segment}" for segment in kept)
