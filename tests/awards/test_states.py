from itertools import product

import pytest

from awards.states import CHOICES, PUBLIC, RoundState, can_move, can_publish

ALLOWED = {
    ("draft", "open"),
    ("open", "frozen"),
    ("frozen", "published"),
    ("published", "awarded"),
    ("published", "superseded"),
    ("awarded", "superseded"),
}


@pytest.mark.parametrize(("old", "new"), list(product(RoundState, RoundState)))
def test_a_round_moves_only_as_the_design_says(old: RoundState, new: RoundState) -> None:
    permit = can_move(old, new)

    assert bool(permit) is ((old.value, new.value) in ALLOWED)
    assert permit or permit.reason.endswith(".")


def test_freezing_twice_says_that_the_round_is_frozen() -> None:
    permit = can_move("frozen", "frozen")

    assert permit.reason == "Putaran ini sudah dibekukan dan tidak dapat dibekukan lagi."


def test_a_step_that_is_skipped_names_the_next_one() -> None:
    permit = can_move(RoundState.OPEN, RoundState.PUBLISHED)

    assert permit.reason == (
        "Putaran berstatus “dibuka” tidak dapat menjadi “diterbitkan”. Langkah berikutnya: “dibekukan”."
    )


def test_a_superseded_round_points_to_its_successor() -> None:
    permit = can_move(RoundState.SUPERSEDED, RoundState.AWARDED)

    assert permit.reason.endswith("Gunakan versi yang menggantikannya.")


def test_an_unknown_state_is_a_fault_of_the_caller_not_a_refusal() -> None:
    with pytest.raises(ValueError, match="beku"):
        can_move("beku", "published")


def test_a_second_person_publishes() -> None:
    assert can_publish("frozen", frozen_by=7, by=8)


def test_whoever_froze_a_round_does_not_publish_it() -> None:
    permit = can_publish("frozen", frozen_by=7, by=7)

    assert not permit
    assert "orang kedua" in permit.reason


def test_publishing_an_open_round_is_refused_for_its_state_whoever_asks() -> None:
    permit = can_publish("open", frozen_by=None, by=8)

    assert "“dibuka”" in permit.reason


def test_the_public_sees_published_rounds_only() -> None:
    assert {"published", "awarded"} == PUBLIC


def test_states_are_named_for_people() -> None:
    assert str(dict(CHOICES)["frozen"]) == RoundState.FROZEN.label == "dibekukan"
    assert [value for value, _ in CHOICES] == [state.value for state in RoundState]
