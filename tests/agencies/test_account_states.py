from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies import account_states
from agencies.account_states import CHOICES, MOVES, STALE_AFTER, AccountState, can_move, is_outlier, is_stale
from tests.builders import NOW

PROPOSED, VERIFIED, ARCHIVED = AccountState


@pytest.mark.parametrize(
    ("old", "new", "agency", "centre"),
    [
        (PROPOSED, VERIFIED, False, True),
        (PROPOSED, ARCHIVED, True, True),
        (VERIFIED, PROPOSED, True, False),
        (VERIFIED, ARCHIVED, True, True),
        (ARCHIVED, PROPOSED, True, True),
        (ARCHIVED, VERIFIED, False, False),
        (PROPOSED, PROPOSED, False, False),
        (VERIFIED, VERIFIED, False, False),
        (ARCHIVED, ARCHIVED, False, False),
    ],
)
def test_who_may_move_an_account(old: AccountState, new: AccountState, agency: bool, centre: bool) -> None:
    assert bool(can_move(old, new, by="agency")) is agency
    assert bool(can_move(old.value, new.value, by="centre")) is centre


def test_every_pair_of_states_has_been_thought_of() -> None:
    assert set(MOVES) <= set(product(AccountState, repeat=2))
    assert [value for value, _ in CHOICES] == list(AccountState)


def test_a_refusal_says_what_stands_in_the_way() -> None:
    assert can_move("verified", "verified", by="centre").reason == "Akun ini sudah berstatus “Terverifikasi”."
    assert "verifikator pusat" in can_move("proposed", "verified", by="agency").reason
    assert "instansi pemilik akun" in can_move("verified", "proposed", by="centre").reason
    assert can_move("archived", "verified", by="centre").reason == (
        "Akun berstatus “Diarsipkan” tidak dapat menjadi “Terverifikasi”."
    )


def test_an_unknown_state_is_a_fault_and_no_refusal() -> None:
    with pytest.raises(ValueError, match="hilang"):
        can_move("hilang", "verified", by="centre")


@pytest.mark.parametrize(
    ("state", "age", "stale"),
    [
        ("verified", STALE_AFTER, True),
        ("verified", STALE_AFTER - timedelta(seconds=1), False),
        ("proposed", STALE_AFTER, False),
        ("archived", STALE_AFTER, False),
    ],
)
def test_a_verified_account_is_stale_after_half_a_year(state: str, age: timedelta, stale: bool) -> None:
    assert is_stale(state, NOW - age, NOW) is stale


def test_what_was_never_confirmed_is_not_stale() -> None:
    assert not is_stale("proposed", None, NOW)


@given(st.integers(min_value=0, max_value=4000))
def test_the_question_changes_its_number_every_half_year(days: int) -> None:
    assert account_states.half_years(NOW - timedelta(days=days), NOW) == days // 183


@pytest.mark.parametrize(
    ("before", "followers", "asked"),
    [
        (1000, 5000, False),
        (1000, 5001, True),
        (1000, 200, False),
        (1000, 199, True),
        (1000, 0, True),
        (0, 100_000, False),
    ],
)
def test_a_count_far_from_the_one_before_is_asked_again(before: int, followers: int, asked: bool) -> None:
    assert is_outlier(before, followers) is asked
