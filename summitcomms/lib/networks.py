"""IP addresses and networks: lists that people write, and what the portal may connect to by itself.

Whoever names an address for the portal to call must not make it call its own house: the machine, the
network it stands in, the metadata service of its host. What may be called is therefore what the whole world
can reach, and what the settings name besides.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

_UNICAST = ip_network("2000::/3")
"""The only part of IPv6 that is routed. Outside are loopback, link-local and unique local addresses,
multicast, and the forms that carry an address of IPv4: mapped, compatible, translated (NAT64)."""
_NOT_REACHED = tuple(
    ip_network(text)
    for text in (
        "192.0.0.0/24",  # special purposes
        "192.88.99.0/24",  # relays of 6to4
        "224.0.0.0/4",  # multicast, which Python calls global
        "2001::/23",  # special purposes, among them Teredo
        "2001:db8::/32",
        "2002::/16",  # 6to4 carries an address of IPv4
        "3fff::/20",
    )
)


def parse(text: str) -> Network:
    """A network as people write it, `203.0.113.0/24` or one address. ValueError if it is none."""
    return ip_network(text.strip())


def holds(networks: Iterable[Network], address: str) -> bool:
    """Whether the address lies in one of the networks; what is no address lies in none."""
    found = _address(address)
    return found is not None and any(found in network for network in networks)


def may_connect(address: str, allowed: Iterable[Network] = ()) -> bool:
    """Whether the portal may connect to `address`: everybody can reach it, or `allowed` names it."""
    return holds(allowed, address) or is_public(address)


def is_public(address: str) -> bool:
    """Whether the whole world reaches this address, and reaches one machine by it."""
    found = _address(address)
    if found is None or not found.is_global or any(found in network for network in _NOT_REACHED):
        return False
    return isinstance(found, IPv4Address) or found in _UNICAST


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """The address; None for what is none, and for one that means something on one link only."""
    try:
        return None if "%" in text else ip_address(text)
    except ValueError:
        return None
