import dataclasses

import pytest

from summitcomms.lib.permits import Allowed, Denied


def test_allowed_is_truthy_and_has_no_reason() -> None:
    permit = Allowed()

    assert permit
    assert permit.reason == ""


def test_denied_is_falsy_and_keeps_its_reason() -> None:
    permit = Denied("Putaran ini sudah dibekukan.")

    assert not permit
    assert permit.reason == "Putaran ini sudah dibekukan."


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_refusal_without_a_reason_is_a_programming_error(reason: str) -> None:
    with pytest.raises(ValueError, match="needs a reason"):
        Denied(reason)


def test_permits_compare_by_value() -> None:
    assert Allowed() == Allowed()
    assert Denied("a") == Denied("a")
    assert Denied("a") != Denied("b")


def test_a_permit_cannot_be_changed_afterwards() -> None:
    permit = Denied("a")

    with pytest.raises(dataclasses.FrozenInstanceError):
        permit.reason = "b"  # type: ignore[misc]
