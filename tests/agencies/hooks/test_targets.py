import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.hooks import targets
from agencies.hooks.targets import Target
from summitcomms.lib.networks import parse
from summitcomms.lib.refusals import Refused
from tests.receivers import HERE


def code(url: str, **more: object) -> str:
    with pytest.raises(Refused) as refused:
        targets.read(url, **more)  # type: ignore[arg-type]
    return refused.value.code


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://mitra.co.id/kabar", Target("https", "mitra.co.id", 443, "/kabar")),
        (" https://Mitra.CO.id ", Target("https", "mitra.co.id", 443, "/")),
        ("https://mitra.co.id.:8443/a?b=c", Target("https", "mitra.co.id", 8443, "/a?b=c")),
        ("https://xn--e1afmkfd.id/", Target("https", "xn--e1afmkfd.id", 443, "/")),
        ("https://8.8.8.8/a", Target("https", "8.8.8.8", 443, "/a")),
        ("https://[2400:cb00::1]/", Target("https", "2400:cb00::1", 443, "/")),
    ],
)
def test_an_address_of_the_public_internet_is_taken_apart(url: str, target: Target) -> None:
    assert targets.read(url) == target


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", "url_broken"),
        ("mitra.co.id", "url_broken"),
        ("ftp://mitra.co.id/", "url_broken"),
        ("https:///kabar", "url_broken"),
        ("https://mitra.co.id:0/", "url_broken"),
        ("https://mitra.co.id:99999/", "url_broken"),
        ("https://a:b@mitra.co.id/", "url_broken"),
        ("https://mitra.co.id/#a", "url_broken"),
        ("https://mitra.co.id\\@127.0.0.1/", "url_broken"),
        ("https://mitra.co.id/\r\nHost: x", "url_broken"),
        ("https://mítra.co.id/", "url_broken"),
        ("https://mitra_.co..id/", "url_broken"),
        ("https://[::1/", "url_broken"),
        ("https://0x7f.1/", "url_broken"),
        ("https://2130706433/", "url_broken"),
        (f"https://mitra.co.id/{'a' * 500}", "url_broken"),
        ("http://mitra.co.id/", "url_not_https"),
        ("https://localhost/", "url_private"),
        ("https://portal/", "url_private"),
        ("https://db.internal/", "url_private"),
        ("https://127.0.0.1/", "url_private"),
        ("https://169.254.169.254/", "url_private"),
        ("https://[::1]/", "url_private"),
        ("https://[::ffff:10.0.0.1]/", "url_private"),
        ("https://[64:ff9b::a00:1]/", "url_private"),
        ("https://[fe80::1]/", "url_private"),
    ],
)
def test_any_other_is_refused_by_name(url: str, expected: str) -> None:
    assert code(url) == expected


def test_where_the_settings_allow_own_networks_their_addresses_will_do() -> None:
    assert targets.read("http://127.0.0.1:8080/a", allowed=HERE).port == 8080
    assert targets.read("http://penerima/a", allowed=HERE).port == 80
    assert code("http://10.0.0.1/", allowed=HERE) == "url_private"
    assert code("https://0x7f.1/", allowed=[parse("0.0.0.0/0")]) == "url_broken"


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    for url in (text, f"https://{text}", f"https://[{text}]/"):
        with contextlib.suppress(Refused):
            assert targets.read(url).path.startswith("/")
