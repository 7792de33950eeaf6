import pytest

from agencies.addresses import AddressError
from agencies.platforms import CHOICES, Platform
from agencies.sites import Site, site_of, within_one_edit


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("m.youtube.com", Site(Platform.YOUTUBE, "youtube.com", "m")),
        ("t.co", Site(Platform.X, "t.co", "")),
        ("kominfo.go.id", Site(Platform.WEBSITE, "kominfo.go.id", "")),
        ("xn--99999999999.id", Site(Platform.WEBSITE, "xn--99999999999.id", "")),  # no such encoding
    ],
)
def test_a_host_belongs_to_one_site(host, site):
    assert site_of(host) == site


@pytest.mark.parametrize("host", ["xn--nstagram-b2a.com", "m.lnstagram.com", "youtube.co.id"])
def test_a_host_that_pretends_is_refused_by_name(host):
    with pytest.raises(AddressError) as refused:
        site_of(host)

    assert refused.value.code == "look_alike"
    assert host in refused.value.message


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("tiktok", "tiktok", True),
        ("tiktok", "tiktokk", True),
        ("tiktok", "tktok", True),
        ("tiktok", "tiktak", True),
        ("tiktok", "itktok", True),
        ("tiktok", "tiktko", True),
        ("tiktok", "ktitok", False),
        ("tiktok", "tiktokkk", False),
        ("tiktok", "tAkBok", False),
    ],
)
def test_one_edit_is_one_letter_or_one_swap(one, other, near):
    assert within_one_edit(one, other) is near
    assert within_one_edit(other, one) is near


def test_every_platform_has_a_name_for_people():
    assert [str(label) for _, label in CHOICES] == [
        "Instagram", "X", "Facebook", "TikTok", "YouTube", "Threads", "Situs web",
    ]  # fmt: skip
