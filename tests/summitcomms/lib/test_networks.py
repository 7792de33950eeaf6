from ipaddress import IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summitcomms.lib import networks

PUBLIC = ["203.0.114.7", "8.8.8.8", "103.10.66.1", "2400:cb00::1", "2a00:1450:4001:80f::200e"]
CLOSED = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",  # behind a provider's own translation
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",  # the metadata of a rented machine
    "172.16.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",  # compatible with 127.0.0.1
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "3fff::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_what_the_world_reaches_may_be_called(address: str) -> None:
    assert networks.is_public(address)
    assert networks.may_connect(address)


@pytest.mark.parametrize("address", CLOSED)
def test_what_only_some_reach_may_not(address: str) -> None:
    assert not networks.is_public(address)
    assert not networks.may_connect(address)


@pytest.mark.parametrize(
    "address", ["", "portal.go.id", "127.1", "2130706433", "fe80::1%eth0", "2400:cb00::1%1"]
)
def test_what_is_no_address_of_the_world_is_refused(address: str) -> None:
    assert not networks.may_connect(address, [networks.parse("0.0.0.0/0"), networks.parse("::/0")])


def test_the_settings_may_name_more() -> None:
    allowed = [networks.parse("127.0.0.0/8"), networks.parse(" ::1 ")]

    assert networks.may_connect("127.0.0.1", allowed)
    assert networks.may_connect("::1", allowed)
    assert not networks.may_connect("10.0.0.1", allowed)
    assert not networks.may_connect("::ffff:127.0.0.1", allowed)


def test_an_address_lies_in_the_networks_that_contain_it() -> None:
    listed = [networks.parse("203.0.113.0/24"), networks.parse("2400:cb00::/32")]

    assert networks.holds(listed, "203.0.113.200")
    assert networks.holds(listed, "2400:cb00::9")
    assert not networks.holds(listed, "203.0.114.1")
    assert not networks.holds([], "203.0.113.1")


@pytest.mark.parametrize("text", ["", "portal.go.id", "203.0.113.7/24", "203.0.113.0/33", "1.2.3"])
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"does not appear|has host bits"):
        networks.parse(text)


@given(st.integers(0, 2**32 - 1))
def test_no_address_of_ipv4_is_let_in_by_a_form_of_ipv6_that_carries_it(number: int) -> None:
    carried = [
        IPv6Address(base + number) for base in (0, 0xFFFF << 32, int(ip_network("64:ff9b::/96")[0]))
    ] + [IPv6Address((0x2002 << 112) + (number << 80))]

    assert not any(networks.is_public(str(address)) for address in carried)
