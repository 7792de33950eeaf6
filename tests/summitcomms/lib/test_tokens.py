"""Signed words between two steps: for one use, one person, some hours, and not longer than a form carries."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings

from summitcomms.lib import tokens
from tests.builders import NOW

SAID = {"rows": [[1, ["K-007", "87,5 %"]]], "as_of": None}


def test_what_was_signed_comes_back() -> None:
    assert tokens.opened(tokens.signed(SAID, by="ana", use="tone"), by="ana", use="tone") == SAID


@pytest.mark.parametrize(("by", "use"), [("budi", "tone"), ("ana", "agencies")])
def test_it_opens_for_one_person_and_one_use(by: str, use: str) -> None:
    token = tokens.signed(SAID, by="ana", use="tone")

    with pytest.raises(tokens.Invalid):
        tokens.opened(token, by=by, use=use)


@pytest.mark.parametrize("change", [lambda token: "", lambda token: "x" + token, lambda token: token[:-1]])
def test_what_the_portal_has_not_signed_does_not_open(change: Callable[[str], str]) -> None:
    with pytest.raises(tokens.Invalid):
        tokens.opened(change(tokens.signed(SAID, by="ana", use="tone")), by="ana", use="tone")


def test_it_lasts_some_hours() -> None:
    with time_machine.travel(NOW, tick=False):
        token = tokens.signed(SAID, by="ana", use="tone")
    with time_machine.travel(NOW + tokens.LASTS, tick=False):
        assert tokens.opened(token, by="ana", use="tone") == SAID
    with (
        time_machine.travel(NOW + tokens.LASTS + timedelta(seconds=2), tick=False),
        pytest.raises(tokens.Invalid),
    ):
        tokens.opened(token, by="ana", use="tone")


def test_no_more_is_signed_than_a_form_carries(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tokens.LONGEST + 4096 < settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    token = tokens.signed(SAID, by="ana", use="tone")
    monkeypatch.setattr(tokens, "LONGEST", len(token))
    assert len(tokens.signed(SAID, by="ana", use="tone")) <= len(token)
    monkeypatch.setattr(tokens, "LONGEST", len(token) - 1)

    with pytest.raises(tokens.TooLong):
        tokens.signed(SAID, by="ana", use="tone")
