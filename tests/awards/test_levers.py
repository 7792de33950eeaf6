from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given

from awards.levers import levers
from awards.recipes import Component, Normalise, Recipe, RecipeComponent
from awards.scoring import AgencyInput, Scored, points_with
from tests.awards.test_scoring import agency, categories, recipes, run, single


def gains(recipe: Recipe, *inputs: AgencyInput) -> dict[Component, Decimal]:
    own, *others = run(recipe, *inputs)
    return {lever.component: lever.gain for lever in levers(own, others)}


@given(recipe=recipes, category=categories)
def test_what_an_agency_has_now_gives_what_it_was_given(recipe: Recipe, category: list[AgencyInput]) -> None:
    scored = run(recipe, *category)
    for own in scored:
        if not own.eligible:
            continue
        for place, part in enumerate(own.components):
            others = [row.components[place].raw for row in scored if row.eligible and row is not own]
            assert points_with(part, part.raw, others) == part.points


@pytest.mark.parametrize("normalise", [Normalise.MAX, Normalise.LOG, Normalise.PERCENTILE])
def test_the_gain_is_that_of_a_new_calculation(normalise: Normalise) -> None:
    recipe = single(Component.INTERACTIONS, normalise)
    mine = agency("K-001", 1, interactions=200)
    rivals = [agency("K-002", 1, interactions=215), agency("K-003", 1, interactions=900)]
    before = run(recipe, mine, *rivals)[0].total
    after = run(recipe, replace(mine, interactions=220), *rivals)[0].total

    assert after > before
    assert gains(recipe, mine, *rivals) == {Component.INTERACTIONS: after - before}


@pytest.mark.parametrize("normalise", [Normalise.PER_FOLLOWER, Normalise.PER_CAPITA])
def test_rates_grow_with_what_is_counted_and_not_with_whom(normalise: Normalise) -> None:
    recipe = single(Component.REACH, normalise)
    known = {"followers": 1_000, "population": 1_000}
    mine, rival = agency("K-001", 1, reach=100, **known), agency("K-002", 1, reach=400, **known)

    assert gains(recipe, mine, rival) == {Component.REACH: Decimal("2.50")}
    assert gains(recipe, replace(mine, followers=0, population=0), rival) == {}
    assert gains(recipe, rival, mine) == {}  # nobody stands above


def test_the_most_rewarding_step_goes_first() -> None:
    recipe = Recipe(
        "1",
        (
            RecipeComponent(Component.VOLUME, 50, Normalise.MAX),
            RecipeComponent(Component.CONSISTENCY, 30, Normalise.SHARE),
            RecipeComponent(Component.PILLAR_COVERAGE, 20, Normalise.SHARE),
        ),
    )
    found = gains(recipe, agency("K-001", 10, pillars=1), agency("K-002", 100, pillars=3))

    assert found == {
        Component.PILLAR_COVERAGE: Decimal("6.66"),
        Component.CONSISTENCY: Decimal("3.75"),
        Component.VOLUME: Decimal("2.50"),
    }
    assert list(found) == sorted(found, key=found.__getitem__, reverse=True)


def test_what_is_full_cannot_be_filled_further() -> None:
    recipe = single(Component.PILLAR_COVERAGE, Normalise.SHARE)

    assert gains(recipe, agency("K-001", 1, pillars=3), agency("K-002", 1, pillars=1)) == {}


def test_who_is_not_scored_reads_the_reason_instead() -> None:
    recipe = single(Component.VOLUME, Normalise.MAX)
    own, other = run(recipe, agency("K-001", 3, excluded="penyelenggara"), agency("K-002", 9))

    assert levers(own, [other]) == []


def test_nobody_is_told_to_improve_a_tone() -> None:
    own, other = run(single(Component.TONE, Normalise.SHARE), agency("K-001", 1), agency("K-002", 1))

    assert levers(own, [other]) == []


def test_every_step_has_words() -> None:
    own: Scored
    own, *others = run(single(Component.VOLUME, Normalise.MAX), agency("K-001", 1), agency("K-002", 90))

    assert levers(own, others)[0].words.startswith("lima unggahan lagi")
