from datetime import UTC, datetime, timedelta

import pytest

from summitcomms.lib.sealing import Unreadable, seal, unseal

AT = datetime(2023, 8, 29, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECRET = "rahasia-yang-cukup-panjang-untuk-uji"


def test_what_was_sealed_is_read_again_and_cannot_be_seen() -> None:
    token = seal({"code": "ABC-DEF", "tries": 3}, secret=SECRET, at=AT)

    assert "ABC" not in token
    assert token.isascii()
    assert unseal(token, secret=SECRET, at=AT, lasts=HOUR) == {"code": "ABC-DEF", "tries": 3}


def test_the_same_values_never_look_the_same() -> None:
    assert seal({"code": "A"}, secret=SECRET, at=AT) != seal({"code": "A"}, secret=SECRET, at=AT)


@pytest.mark.parametrize(("after", "readable"), [(HOUR, True), (HOUR + timedelta(seconds=1), False)])
def test_a_seal_lasts_as_long_as_it_may(after: timedelta, readable: bool) -> None:
    token = seal({"code": "A"}, secret=SECRET, at=AT)

    if readable:
        assert unseal(token, secret=SECRET, at=AT + after, lasts=HOUR)
    else:
        with pytest.raises(Unreadable):
            unseal(token, secret=SECRET, at=AT + after, lasts=HOUR)


def test_another_secret_opens_nothing() -> None:
    with pytest.raises(Unreadable):
        unseal(seal({"code": "A"}, secret=SECRET, at=AT), secret=SECRET + "!", at=AT, lasts=HOUR)


@pytest.mark.parametrize("token", ["", "apa saja", "gAAAAA=="])
def test_what_is_no_seal_opens_nothing(token: str) -> None:
    with pytest.raises(Unreadable):
        unseal(token, secret=SECRET, at=AT, lasts=HOUR)
