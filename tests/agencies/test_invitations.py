from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agencies.invitations import OF_AN_AGENCY, Held, Place, State, may_give, state_of
from agencies.roles import CENTRAL, ROLES

KENDARI = Place("D-74.71", "D-74")
SULTRA = Place("D-74")
MIMIKA = Place("D-94.04", "D-94")
AT = datetime(2023, 8, 29, 3, tzinfo=UTC)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("place", [None, SULTRA, KENDARI], ids=str)
def test_an_administrator_gives_every_role_everywhere(role: str, place: Place | None) -> None:
    assert may_give([Held("administrator")], role, place)


@pytest.mark.parametrize("role", OF_AN_AGENCY)
def test_a_lead_gives_the_roles_of_the_own_agency_only(role: str) -> None:
    lead = [Held("lead", "D-74")]

    assert may_give(lead, role, SULTRA)
    assert "instansi ini" in may_give(lead, role, KENDARI).reason
    assert not may_give(lead, role, MIMIKA)


@pytest.mark.parametrize("role", OF_AN_AGENCY)
def test_a_coordinator_gives_them_in_the_own_province(role: str) -> None:
    coordinator = [Held("coordinator", "D-74")]

    assert may_give(coordinator, role, SULTRA)
    assert may_give(coordinator, role, KENDARI)
    assert not may_give(coordinator, role, MIMIKA)


@pytest.mark.parametrize("role", [*CENTRAL, "coordinator"])
@pytest.mark.parametrize("held", ["lead", "coordinator"])
def test_roles_above_an_agency_are_given_by_the_centre_alone(held: str, role: str) -> None:
    for place in (None, SULTRA):
        permit = may_give([Held(held, "D-74")], role, place)

        assert ROLES[role].name in permit.reason
        assert "administrator" in permit.reason


def test_an_unknown_role_is_nobodys_to_give_but_named() -> None:
    assert "“raja”" in may_give([Held("lead", "D-74")], "raja", SULTRA).reason


@pytest.mark.parametrize("role", [*sorted(set(ROLES) - {"administrator", "coordinator", "lead"}), ""])
def test_nobody_else_gives_anything(role: str) -> None:
    held = [Held(role, "D-74")] if role else []

    assert "penanggung jawab" in may_give(held, "reader", SULTRA).reason


def test_agencies_without_a_province_are_no_members_of_a_coordinator_without_agency() -> None:
    assert not may_give([Held("coordinator", "")], "reader", Place("K-059"))


def test_an_invitation_is_good_until_the_moment_of_its_expiry() -> None:
    times: dict[str, Any] = {"accepted_at": None, "withdrawn_at": None, "expires_at": AT}

    assert state_of(**times, at=AT - timedelta(microseconds=1)) is State.PENDING
    assert state_of(**times, at=AT) is State.EXPIRED


def test_an_answer_counts_more_than_the_clock() -> None:
    late = AT + timedelta(days=9)

    assert (
        state_of(accepted_at=AT, withdrawn_at=None, expires_at=AT + timedelta(days=7), at=late)
        is State.ACCEPTED
    )
    assert (
        state_of(accepted_at=None, withdrawn_at=AT, expires_at=AT + timedelta(days=7), at=late)
        is State.WITHDRAWN
    )


def test_every_state_has_a_name_for_people() -> None:
    assert {state.label for state in State} == {"Menunggu", "Diterima", "Ditarik", "Kedaluwarsa"}
