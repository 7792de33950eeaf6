from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards import reasons
from awards.recipes import DEFAULT, Component, Normalise, Recipe, RecipeComponent, RecipeError, TieKey
from awards.scoring import AgencyInput, ComponentScore, Scored, Tone, score

FIRST_DAY = date(2023, 8, 29)
DAYS = 8
PILLARS = 3


def agency(code: str, *posts: int, **facts: Any) -> AgencyInput:
    """An agency with its posts on the first days of the window, every post measured."""
    days = {FIRST_DAY + timedelta(days=day): count for day, count in enumerate(posts)}
    return AgencyInput(code, days, measured=facts.pop("measured", sum(posts)), **facts)


def single(code: Component, normalise: Normalise, **options: Any) -> Recipe:
    """A recipe of one component that gives all 100 points."""
    return Recipe("1", (RecipeComponent(code, 100, normalise, **options),))


def run(recipe: Recipe, *inputs: AgencyInput) -> list[Scored]:
    return score(recipe, inputs, campaign_days=DAYS, pillars=PILLARS)


def totals(scores: Sequence[Scored]) -> list[str]:
    return [str(entry.total) for entry in scores]


counts = st.integers(min_value=0, max_value=10**12)
agencies = st.builds(
    AgencyInput,
    agency=st.from_regex(r"K-[0-9]{3}", fullmatch=True),
    posts_by_day=st.dictionaries(
        st.dates(FIRST_DAY, FIRST_DAY + timedelta(days=DAYS - 1)), st.integers(0, 200), max_size=DAYS
    ),
    interactions=counts,
    reach=counts,
    pillars=st.integers(0, PILLARS),
    followers=counts,
    population=st.integers(0, 60_000_000),
    tone=st.none() | st.builds(Tone, st.decimals(0, 1, places=6), st.integers(0, 5_000)),
    excluded=st.sampled_from(["", "", "", "penyelenggara"]),
    barred=st.sampled_from(["", "", "", reasons.NO_POPULATION]),
)
categories = st.lists(agencies, max_size=12, unique_by=lambda entry: entry.agency)
scales = st.sampled_from(Component.REACH.scales)
recipes = st.builds(
    lambda volume, interactions, reach, tone, cap: Recipe(
        "1",
        (
            RecipeComponent(Component.VOLUME, 33, volume, cap_per_day=cap),
            RecipeComponent(Component.INTERACTIONS, 23, interactions),
            RecipeComponent(Component.REACH, 21, reach),
            RecipeComponent(Component.TONE, 10, tone),
            RecipeComponent(Component.PILLAR_COVERAGE, 13, Normalise.SHARE),
        ),
        min_posts=2,
        ties=(TieKey.REACH,),
    ),
    scales,
    scales,
    scales,
    st.sampled_from(Component.TONE.scales),
    st.none() | st.integers(1, 20),
)


@given(recipes, categories, st.randoms(use_true_random=False))
def test_the_order_of_agencies_changes_nothing(
    recipe: Recipe, inputs: list[AgencyInput], random: Any
) -> None:
    shuffled = list(inputs)
    random.shuffle(shuffled)

    by_code = {entry.agency: entry for entry in run(recipe, *shuffled)}

    assert [by_code[entry.agency] for entry in inputs] == run(recipe, *inputs)


@given(recipes, categories)
def test_agencies_that_are_not_scored_influence_nobody(recipe: Recipe, inputs: list[AgencyInput]) -> None:
    scores = run(recipe, *inputs)
    eligible = {entry.agency for entry in scores if entry.eligible}

    alone = run(recipe, *(entry for entry in inputs if entry.agency in eligible))

    assert alone == [entry for entry in scores if entry.eligible]


@given(recipes, categories)
def test_points_stay_within_the_weight_and_add_up_to_the_total(
    recipe: Recipe, inputs: list[AgencyInput]
) -> None:
    for entry in run(recipe, *inputs):
        assert sum((part.points for part in entry.components), Decimal(0)) == entry.total
        assert all(0 <= part.points <= part.weight for part in entry.components)
        assert all(0 <= part.normalised <= 1 for part in entry.components)
        assert 0 <= entry.total <= 100


@given(recipes, categories)
def test_more_of_something_never_gives_fewer_points_for_it(recipe: Recipe, inputs: list[AgencyInput]) -> None:
    eligible = [entry for entry in run(recipe, *inputs) if entry.eligible]

    for index in range(len(recipe.components)):
        parts = sorted((entry.components[index] for entry in eligible), key=_rate)
        assert [part.points for part in parts] == sorted(part.points for part in parts)


def _rate(part: ComponentScore) -> Fraction:
    """What is compared: the raw number, per follower or head where it is measured so."""
    if part.divisor is None:
        return Fraction(part.raw)
    return Fraction(part.raw, part.divisor) if part.divisor else Fraction(0)


@given(recipes, categories)
def test_the_decimal_settings_of_the_caller_change_nothing(recipe: Recipe, inputs: list[AgencyInput]) -> None:
    plain = run(recipe, *inputs)

    with localcontext(prec=3, rounding=ROUND_UP):
        assert run(recipe, *inputs) == plain


def test_an_empty_category_has_no_scores() -> None:
    assert run(DEFAULT) == []


def test_volume_counts_at_most_the_cap_on_a_day() -> None:
    recipe = single(Component.VOLUME, Normalise.MAX, cap_per_day=5)

    burst, steady = run(recipe, agency("K-001", 90, 5), agency("K-002", 4, 4, 4, 4, 4))

    assert (burst.components[0].raw, steady.components[0].raw) == (10, 20)
    assert totals([burst, steady]) == ["50.00", "100.00"]
    assert burst.posts == 95


def test_volume_without_a_cap_counts_every_post() -> None:
    assert totals(run(single(Component.VOLUME, Normalise.MAX), agency("A", 90, 5), agency("B", 19))) == [
        "100.00",
        "20.00",
    ]


def test_share_is_measured_against_what_is_possible_not_against_others() -> None:
    recipe = single(Component.CONSISTENCY, Normalise.SHARE)

    assert totals(run(recipe, agency("A", 1, 1))) == ["25.00"]


def test_pillars_are_measured_against_those_of_the_campaign() -> None:
    recipe = single(Component.PILLAR_COVERAGE, Normalise.SHARE)

    assert totals(run(recipe, agency("A", 1, pillars=1), agency("B", 1, pillars=2))) == ["33.33", "66.67"]


def test_log_narrows_the_gap_of_a_giant() -> None:
    recipe = single(Component.INTERACTIONS, Normalise.LOG)

    assert totals(run(recipe, agency("A", 1, interactions=9999), agency("B", 1, interactions=99))) == [
        "100.00",
        "50.00",
    ]


def test_percentile_gives_equals_the_same_and_ignores_those_without() -> None:
    recipe = single(Component.REACH, Normalise.PERCENTILE)
    reaches = [0, 10, 700, 700, 90000]

    scores = run(recipe, *(agency(f"A{index}", 1, reach=reach) for index, reach in enumerate(reaches)))

    assert totals(scores) == ["0.00", "25.00", "75.00", "75.00", "100.00"]


def test_per_follower_a_small_office_may_lead() -> None:
    recipe = single(Component.INTERACTIONS, Normalise.PER_FOLLOWER)

    small, giant = run(
        recipe,
        agency("A", 1, interactions=300, followers=1_000),
        agency("B", 1, interactions=58_000, followers=400_000),
    )

    assert totals([small, giant]) == ["100.00", "48.33"]
    part = giant.components[0]
    assert (part.raw, part.divisor, part.reference, part.reference_divisor) == (58_000, 400_000, 300, 1_000)
    assert part.more == {"divisor": 400_000, "reference_divisor": 1_000}


def test_per_head_is_measured_by_population_after_the_cap() -> None:
    recipe = single(Component.VOLUME, Normalise.PER_CAPITA, cap_per_day=2)

    scores = run(recipe, agency("A", 90, population=100_000), agency("B", 2, 2, population=800_000))

    assert totals(scores) == ["100.00", "25.00"]


def test_of_equal_rates_the_one_with_the_greater_numbers_is_named_whatever_the_order() -> None:
    recipe = single(Component.REACH, Normalise.PER_FOLLOWER)
    equal = [agency("A", 1, reach=1, followers=3), agency("B", 1, reach=333, followers=999)]

    for inputs in (equal, equal[::-1]):
        found = run(recipe, *inputs)
        assert {(one.components[0].reference, one.components[0].reference_divisor) for one in found} == {
            (333, 999)
        }
        assert totals(found) == ["100.00", "100.00"]


@pytest.mark.parametrize("normalise", [Normalise.PER_FOLLOWER, Normalise.PER_CAPITA])
def test_without_a_known_divisor_an_agency_gets_nothing_and_sets_no_scale(normalise: Normalise) -> None:
    recipe = single(Component.REACH, normalise)

    unknown, known = run(
        recipe, agency("A", 1, reach=9_999), agency("B", 1, reach=1, followers=5, population=5)
    )

    assert totals([unknown, known]) == ["0.00", "100.00"]
    assert unknown.components[0].divisor == 0


@pytest.mark.parametrize(
    ("positive", "n", "bound"),
    [
        ("1", 0, 0),
        ("1", 1, 206549),
        ("1", 10, 722467),
        ("1", 1000, 996173),
        ("0.9", 10, 595850),
        ("0.9", 100, 825634),
        ("0.9", 100000, 898125),
        ("0.5", 30, 331541),
        ("0", 40, 0),
    ],
)
def test_few_observations_of_tone_weigh_less(positive: str, n: int, bound: int) -> None:
    assert Tone(Decimal(positive), n).lower_bound == bound


@given(st.decimals(0, 1, places=6), st.integers(0, 10**9))
def test_the_lower_bound_of_tone_lies_below_what_was_observed(positive: Decimal, n: int) -> None:
    tone = Tone(positive, n)

    assert 0 <= tone.lower_bound <= tone.observed <= 1_000_000


def test_tone_is_a_share_with_its_sample() -> None:
    recipe = single(Component.TONE, Normalise.SHARE)

    loud, few, none = run(
        recipe,
        agency("A", 1, tone=Tone(Decimal("0.9"), 1000)),
        agency("B", 1, tone=Tone(Decimal(1), 3)),
        agency("C", 1),
    )

    assert totals([loud, few, none]) == ["87.98", "43.85", "0.00"]
    part = loud.components[0]
    assert (part.raw, part.reference, part.more) == (879848, 1_000_000, {"n": 1000, "observed": 900_000})
    assert none.components[0].more == {"n": 0, "observed": 0}


@pytest.mark.parametrize(("positive", "n"), [("1.000001", 1), ("-0.1", 1), ("0.5", -1)])
def test_an_impossible_tone_is_refused(positive: str, n: int) -> None:
    with pytest.raises(ValueError, match="observations"):
        Tone(Decimal(positive), n)


@pytest.mark.parametrize(
    "normalise", [Normalise.MAX, Normalise.LOG, Normalise.PERCENTILE, Normalise.PER_CAPITA]
)
def test_when_nobody_has_any_everybody_gets_nothing(normalise: Normalise) -> None:
    assert totals(run(single(Component.REACH, normalise), agency("A", 1), agency("B", 2))) == ["0.00", "0.00"]


@pytest.mark.parametrize(
    ("given_agency", "reason"),
    [
        (agency("A"), "Belum ada unggahan terverifikasi."),
        (agency("A", 0, 0), "Belum ada unggahan terverifikasi."),
        (agency("A", 1, 1), "Baru 2 unggahan terverifikasi; syarat dinilai paling sedikit 3."),
        (agency("A", 3), "Baru aktif 1 hari; syarat dinilai paling sedikit 2 hari."),
        (
            agency("A", 9, 9, excluded="penyelenggara penilaian."),
            "Tidak ikut dinilai: penyelenggara penilaian.",
        ),
        (agency("A", 9, 9, barred=reasons.NO_POPULATION), reasons.NO_POPULATION),
        (agency("A", barred=reasons.POST_NOT_COUNTED), reasons.POST_NOT_COUNTED),
        (agency("A", 9, 9, excluded="panitia", barred=reasons.NO_POPULATION), "Tidak ikut dinilai: panitia."),
    ],
)
def test_an_agency_that_is_not_scored_is_told_why(given_agency: AgencyInput, reason: str) -> None:
    (entry,) = run(DEFAULT, given_agency)

    assert (entry.eligible, entry.reason, str(entry.total)) == (False, reason, "0.00")


def test_ties_carry_the_numbers_in_the_order_of_the_recipe() -> None:
    recipe = Recipe(
        "1",
        (RecipeComponent(Component.VOLUME, 100, Normalise.MAX, cap_per_day=1),),
        ties=(TieKey.REACH, TieKey.POSTS, TieKey.PILLARS, TieKey.INTERACTIONS, TieKey.ACTIVE_DAYS),
    )

    (entry,) = run(recipe, agency("A", 5, 0, 2, interactions=11, reach=13, pillars=3))

    assert entry.ties == (13, 7, 3, 11, 2)


def test_a_recipe_that_scores_pillars_needs_a_campaign_with_pillars() -> None:
    with pytest.raises(RecipeError, match="tidak memiliki pilar"):
        score(DEFAULT, [], campaign_days=DAYS, pillars=0)


def test_a_recipe_without_pillars_does_not() -> None:
    recipe = single(Component.VOLUME, Normalise.MAX)

    assert totals(score(recipe, [agency("A", 1)], campaign_days=1, pillars=0)) == ["100.00"]


def test_contradicting_facts_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        score(DEFAULT, [], campaign_days=0, pillars=PILLARS)
    with pytest.raises(ValueError, match="A: given twice"):
        run(DEFAULT, agency("A", 1), agency("A", 2))
    with pytest.raises(ValueError, match="A: 9 active days of 8"):
        run(DEFAULT, agency("A", *[1] * 9))
    with pytest.raises(ValueError, match="A: 4 pillars of 3"):
        run(DEFAULT, agency("A", 1, pillars=4))


@pytest.mark.parametrize(
    "facts",
    [{name: -1} for name in ("interactions", "reach", "pillars", "measured", "followers", "population")],
    ids=str,
)
def test_a_count_below_zero_is_refused(facts: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="below zero"):
        agency("A", 1, **facts)


def test_posts_below_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        agency("A", 3, -1, measured=0)
