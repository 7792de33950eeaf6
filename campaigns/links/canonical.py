"""From a pasted address to the post it names."""

from django.utils.translation import gettext

from agencies.addresses import AddressError, split
from agencies.platforms import Platform
from agencies.sites import site_of
from campaigns.links import posts, redirects, websites
from campaigns.links.link import Link, LinkError


def canonicalise(url: str) -> Link:
    """Read one address, with or without `https://`, tracking, redirectors and debris around it.

    Idempotent: the `url` of the answer leads to the same `url` and `key` again.
    Raises LinkError and nothing else.
    """
    try:
        return _read(url)
    except LinkError:
        raise
    except AddressError as error:
        raise LinkError(error.code, error.message) from error


def _read(url: str) -> Link:
    for _ in range(redirects.MOST + 1):
        address = split(url)
        site = site_of(address.host)
        carried = redirects.target(address, site)
        if carried is None:
            if site.platform is Platform.WEBSITE:
                return websites.read(address)
            return posts.read(address, site)
        url = carried
    raise LinkError(
        "redirects",
        gettext("Tautan ini melewati terlalu banyak pengalihan. Buka kontennya, lalu salin alamat akhirnya."),
    )
