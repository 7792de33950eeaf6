from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.ranking import rank
from awards.recipes import Component, Normalise, Recipe, RecipeComponent
from awards.scoring import AgencyInput, Scored
from awards.sensitivity import DRAWS, apportioned, first_places, reweighed
from tests.awards.test_scoring import agency, categories, recipes, run

TWO = Recipe(
    "1",
    (
        RecipeComponent(Component.INTERACTIONS, 50, Normalise.MAX),
        RecipeComponent(Component.REACH, 50, Normalise.MAX),
    ),
)


def two(*pairs: tuple[int, int], excluded: str = "") -> list[Scored]:
    """Agencies with these interactions and reaches; the first one may be excluded."""
    return run(
        TWO,
        *(
            agency(f"K-{n:03}", 1, interactions=a, reach=b, excluded=excluded if n == 1 else "")
            for n, (a, b) in enumerate(pairs, 1)
        ),
    )


def test_who_is_best_in_everything_is_always_first() -> None:
    assert first_places(two((100, 100), (90, 10), (10, 90))) == {"K-001": DRAWS}


def test_opposite_strengths_share_the_weightings_about_evenly() -> None:
    found = first_places(two((100, 50), (50, 100), (40, 40)))

    assert set(found) == {"K-001", "K-002"}
    assert sum(found.values()) == DRAWS
    assert abs(found["K-001"] - DRAWS / 2) < 60


def test_equal_agencies_are_both_first() -> None:
    assert first_places(two((100, 100), (100, 100))) == {"K-001": DRAWS, "K-002": DRAWS}


def test_who_is_not_scored_is_never_first() -> None:
    assert first_places(two((100, 100), (1, 1), excluded="penyelenggara")) == {"K-002": DRAWS}


def test_without_anybody_there_is_no_first() -> None:
    assert first_places([]) == {}


def test_the_table_is_the_same_for_everybody_and_another_for_another_seed() -> None:
    rows = two((100, 50), (50, 100))

    assert first_places(rows) == first_places(list(reversed(rows)))
    assert first_places(rows) != first_places(rows, seed=1)


@given(recipe=recipes, category=categories)
def test_the_weights_of_the_recipe_give_the_ranking_itself(
    recipe: Recipe, category: list[AgencyInput]
) -> None:
    scored = run(recipe, *category)

    assert reweighed(scored, [part.weight for part in recipe.components]) == rank(scored)


def test_other_weights_give_another_order() -> None:
    rows = two((100, 10), (10, 100))

    assert [(row.agency, row.total) for row in reweighed(rows, (90, 10))] == [
        ("K-001", Decimal("91.00")),
        ("K-002", Decimal("19.00")),
    ]
    assert reweighed(rows, (0, 100))[0].agency == "K-002"


def test_who_is_not_scored_stays_unranked_under_any_weights() -> None:
    rows = two((100, 100), (1, 1), excluded="penyelenggara")

    assert [row.rank for row in reweighed(rows, (50, 50))] == [1, None]


@pytest.mark.parametrize(
    ("wishes", "weights"),
    [
        ([30, 20, 25, 15, 10], (30, 20, 25, 15, 10)),
        ([1, 1, 1], (34, 33, 33)),
        ([0, 0], (50, 50)),
        ([0, 7], (0, 100)),
        ([100, 100, 100, 1], (33, 33, 33, 1)),
    ],
)
def test_wishes_become_whole_weights_of_a_hundred(wishes: list[int], weights: tuple[int, ...]) -> None:
    assert apportioned(wishes) == weights


@given(st.lists(st.integers(0, 100), min_size=1, max_size=7))
def test_weights_always_sum_to_a_hundred_and_keep_the_order_of_the_wishes(wishes: list[int]) -> None:
    weights = apportioned(wishes)

    assert sum(weights) == 100
    for a, b in zip(wishes, weights, strict=True):
        assert all(b >= d for c, d in zip(wishes, weights, strict=True) if a > c)
