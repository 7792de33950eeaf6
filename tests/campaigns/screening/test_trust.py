"""Which reports the trusted rules accept, and which of those a person sees all the same."""

from dataclasses import replace

import pytest

from campaigns import screening
from campaigns.screening import Rule, Screening
from tests.campaigns.screening.good import GOOD

ALL = [rule.value for rule in Rule]


def screened(**changes: object) -> Screening:
    return screening.screen(replace(GOOD, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("trusted", "changes", "enough"),
    [
        ([], {}, ()),
        (["account"], {}, (Rule.ACCOUNT,)),
        (["times", "account"], {}, (Rule.ACCOUNT, Rule.TIMES)),
        (ALL, {}, tuple(Rule)),
        (["account"], {"handle": ""}, ()),
        (["account"], {"owner": "", "is_own": False}, ()),
        (["account"], {"caption": ""}, (Rule.ACCOUNT,)),
        (["account", "hashtag"], {"caption": ""}, ()),
        (["account"], {"soft": True}, ()),
        (["account"], {"burst": 20}, ()),
        (["account"], {"caption": "tanpa tagar"}, ()),
        (["image"], {"pictures": ()}, ()),
        (["aturan-lama"], {}, ()),
    ],
)
def test_trusted_rules_must_pass_and_no_other_may_doubt(trusted, changes, enough):
    assert screening.grounds(trusted, screened(**changes)) == enough


@pytest.mark.parametrize("percent", [0, 1, 10, 50, 100])
def test_about_the_wanted_share_of_codes_is_drawn_and_always_the_same(percent):
    codes = [f"KODE{n:06d}" for n in range(4_000)]
    drawn = [code for code in codes if screening.is_sampled(code, percent)]
    assert abs(len(drawn) / len(codes) * 100 - percent) <= 1.5
    assert drawn == [code for code in codes if screening.is_sampled(code, percent)]


def test_whoever_is_drawn_at_a_small_share_is_drawn_at_every_larger_one():
    codes = [f"KODE{n:06d}" for n in range(500)]
    few = {code for code in codes if screening.is_sampled(code, 10)}
    assert few < {code for code in codes if screening.is_sampled(code, 30)}


def test_nothing_is_drawn_of_nothing_and_everything_of_everything():
    codes = [f"KODE{n:06d}" for n in range(500)]
    assert not any(screening.is_sampled(code, 0) for code in codes)
    assert all(screening.is_sampled(code, 100) for code in codes)
