from itertools import product
from typing import get_args

import pytest

from campaigns.states import (
    CHOICES,
    COUNTED,
    FREE,
    GROUPS,
    MOVES,
    OCCUPYING,
    REASON_CHOICES,
    By,
    PostState,
    ReturnReason,
    can_move,
    moves_from,
)

# The table of the design, written a second time and by hand: from, to, grounds.
DESIGN = {
    ("needs_link", "submitted"): {"agency"},
    ("needs_link", "withdrawn"): {"agency"},
    ("submitted", "verified"): {"verifier"},
    ("submitted", "returned"): {"verifier"},
    ("submitted", "rejected"): {"verifier", "dispute"},
    ("submitted", "withdrawn"): {"agency"},
    ("returned", "submitted"): {"agency"},
    ("returned", "rejected"): {"clock", "dispute"},
    ("returned", "withdrawn"): {"agency"},
    ("verified", "returned"): {"undo", "verifier"},
    ("verified", "rejected"): {"dispute"},
    ("rejected", "submitted"): {"appeal"},
    ("withdrawn", "needs_link"): {"undo"},
    ("withdrawn", "submitted"): {"undo"},
    ("withdrawn", "returned"): {"undo"},
}
GROUNDS: tuple[By, ...] = get_args(By)


@pytest.mark.parametrize(("old", "new"), list(product(PostState, PostState)))
@pytest.mark.parametrize("by", GROUNDS)
def test_every_pair_of_states_is_allowed_on_exactly_the_grounds_of_the_design(
    old: PostState, new: PostState, by: By
) -> None:
    permit = can_move(old, new, by=by)

    assert bool(permit) is (by in DESIGN.get((old.value, new.value), set()))
    assert permit or permit.reason.endswith(".")


def test_stored_strings_are_understood() -> None:
    assert can_move("submitted", "verified", by="verifier")


def test_a_repeated_move_names_the_state() -> None:
    permit = can_move(PostState.VERIFIED, PostState.VERIFIED, by="verifier")

    assert permit.reason == "Unggahan ini sudah berstatus “terverifikasi”."


def test_an_impossible_move_says_what_is_possible() -> None:
    permit = can_move(PostState.NEEDS_LINK, PostState.VERIFIED, by="verifier")

    assert permit.reason == (
        "Unggahan berstatus “perlu tautan lengkap” tidak dapat menjadi “terverifikasi”. "
        "Dari sini hanya dapat menjadi “menunggu verifikasi” atau “ditarik”."
    )


def test_a_withdrawn_post_comes_back_only_at_once() -> None:
    permit = can_move(PostState.WITHDRAWN, PostState.SUBMITTED, by="agency")

    assert permit.reason.endswith("hanya dapat melalui pengurungan dalam beberapa detik setelahnya.")
    assert can_move(PostState.WITHDRAWN, PostState.SUBMITTED, by="undo")


def test_an_impossible_move_from_the_last_state_but_one_names_what_is_left() -> None:
    permit = can_move(PostState.WITHDRAWN, PostState.VERIFIED, by="verifier")

    assert permit.reason.endswith(
        "Dari sini hanya dapat menjadi “perlu tautan lengkap” atau “menunggu verifikasi” atau "
        "“perlu perbaikan”."
    )


def test_the_wrong_ground_is_told_the_right_one() -> None:
    permit = can_move(PostState.SUBMITTED, PostState.VERIFIED, by="agency")

    assert permit.reason == (
        "Perubahan dari “menunggu verifikasi” menjadi “terverifikasi” "
        "hanya dapat melalui keputusan verifikator."
    )


def test_what_was_verified_is_refused_only_where_another_agency_owns_it() -> None:
    permit = can_move(PostState.VERIFIED, PostState.REJECTED, by="verifier")

    assert permit.reason == (
        "Perubahan dari “terverifikasi” menjadi “ditolak” "
        "hanya dapat melalui sengketa yang dimenangkan instansi lain."
    )


def test_an_unknown_state_is_a_fault_of_the_caller_not_a_refusal() -> None:
    with pytest.raises(ValueError, match="diterima"):
        can_move("submitted", "diterima", by="verifier")


def test_moves_can_be_listed_for_buttons() -> None:
    assert moves_from("submitted") == (
        PostState.VERIFIED,
        PostState.RETURNED,
        PostState.REJECTED,
        PostState.WITHDRAWN,
    )
    assert moves_from(PostState.SUBMITTED, by="agency") == (PostState.WITHDRAWN,)
    assert moves_from(PostState.WITHDRAWN, by="agency") == ()


def test_only_verified_posts_count() -> None:
    assert {PostState.VERIFIED} == COUNTED


def test_rejected_and_withdrawn_posts_free_their_native_id() -> None:
    assert {"needs_link", "submitted", "returned", "verified"} == OCCUPYING


def test_every_state_can_be_left_but_withdrawn_only_by_undoing() -> None:
    assert {old for old, _ in MOVES} == set(PostState)
    assert {ground for (old, _), by in MOVES.items() if old is PostState.WITHDRAWN for ground in by} == {
        "undo"
    }


def test_states_and_reasons_are_named_for_people() -> None:
    assert [(state, str(label)) for state, label in CHOICES] == [
        ("needs_link", "perlu tautan lengkap"),
        ("submitted", "menunggu verifikasi"),
        ("returned", "perlu perbaikan"),
        ("verified", "terverifikasi"),
        ("rejected", "ditolak"),
        ("withdrawn", "ditarik"),
    ]
    assert [str(label) for _, label in REASON_CHOICES] == [
        "tagar tidak ada",
        "bukan akun instansi",
        "di luar masa kampanye",
        "tautan tidak dapat dibuka",
        "isi tidak sesuai",
        "ganda",
        "lainnya",
    ]
    assert ReturnReason("link_dead").label == "tautan tidak dapat dibuka"


def test_states_that_hold_a_link_and_those_that_free_it_are_all_states():
    assert FREE == (PostState.REJECTED, PostState.WITHDRAWN)
    assert OCCUPYING.isdisjoint(FREE)
    assert OCCUPYING | set(FREE) == set(PostState)


def test_each_state_is_in_one_group_of_the_list():
    everything, *groups = (states for _, _, states in GROUPS)

    assert sorted(state for states in groups for state in states) == sorted(everything) == sorted(PostState)
