"""Where a message may go, as far as the address itself tells. Pure: what a name resolves to, `posting` asks.

An address is https and names a host of the public internet. Where the settings allow networks of one's own,
plain http, bare host names and addresses in those networks will do as well.
"""

import re
from collections.abc import Sequence
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils.translation import gettext, gettext_noop

from agencies import addresses
from summitcomms.lib import networks
from summitcomms.lib.refusals import Refused

LONGEST = 500
_VISIBLE = re.compile(r"[!-\[\]-~]+")
"""Printable ASCII without the backslash, which programs read in different ways."""
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")

_SENTENCES = {
    "url_broken": gettext_noop("Alamat tujuan tidak dapat dibaca. Contoh: https://mitra.example.id/webhook."),
    "url_not_https": gettext_noop("Alamat tujuan harus diawali https://."),
    "url_private": gettext_noop(
        "Alamat tujuan hanya dapat dijangkau dari jaringan internal. Gunakan alamat yang terbuka untuk umum."
    ),
}


class Target(NamedTuple):
    """The parts of an address that are used to connect and to ask."""

    scheme: str
    host: str
    """A name in lower case, or an address of IPv4 or IPv6 without brackets."""
    port: int
    path: str
    """With the query; begins with a slash."""


def read(url: str, *, allowed: Sequence[networks.Network] = ()) -> Target:
    """Split the address. Raises Refused: url_broken, url_not_https, url_private."""
    url = url.strip()
    if len(url) > LONGEST or not _VISIBLE.fullmatch(url):
        raise _refused("url_broken")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").removesuffix("."), parts.port
    except ValueError:
        raise _refused("url_broken") from None
    scheme = parts.scheme
    if scheme not in ("https", "http") or not host or "@" in parts.netloc or parts.fragment or port == 0:
        raise _refused("url_broken")
    if scheme == "http" and not allowed:
        raise _refused("url_not_https")
    _check_host(host, allowed)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(scheme, host, port or (443 if scheme == "https" else 80), path)


def _check_host(host: str, allowed: Sequence[networks.Network]) -> None:
    if _is_address(host):
        if not networks.may_connect(host, allowed):
            raise _refused("url_private")
        return
    if not _HOST.fullmatch(host):
        raise _refused("url_broken")
    try:
        addresses.host_name(host)
    except addresses.AddressError as error:
        if error.code != "private_host" or not allowed:
            raise _refused("url_private" if error.code == "private_host" else "url_broken") from error


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _refused(code: str) -> Refused:
    return Refused(code, gettext(_SENTENCES[code]))
