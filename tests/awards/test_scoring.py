from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_UP, Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.recipes import DEFAULT, Component, Normalise, Recipe, RecipeComponent, RecipeError, TieKey
from awards.scoring import AgencyInput, Scored, explain, score

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
    excluded=st.sampled_from(["", "", "", "penyelenggara"]),
)
categories = st.lists(agencies, max_size=12, unique_by=lambda entry: entry.agency)
scales = st.sampled_from([Normalise.MAX, Normalise.LOG, Normalise.PERCENTILE])
recipes = st.builds(
    lambda volume, interactions, reach, cap: Recipe(
        "1",
        (
            RecipeComponent(Component.VOLUME, 33, volume, cap_per_day=cap),
            RecipeComponent(Component.INTERACTIONS, 33, interactions),
            RecipeComponent(Component.REACH, 21, reach),
            RecipeComponent(Component.PILLAR_COVERAGE, 13, Normalise.SHARE),
        ),
        min_posts=2,
        ties=(TieKey.REACH,),
    ),
    scales,
    scales,
    scales,
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
        parts = sorted((entry.components[index] for entry in eligible), key=lambda part: part.raw)
        assert [part.points for part in parts] == sorted(part.points for part in parts)


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


@pytest.mark.parametrize("normalise", [Normalise.MAX, Normalise.LOG, Normalise.PERCENTILE])
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
    ],
)
def test_an_agency_that_is_not_scored_is_told_why(given_agency: AgencyInput, reason: str) -> None:
    (entry,) = run(DEFAULT, given_agency)

    assert (entry.eligible, entry.reason, str(entry.total)) == (False, reason, "0.00")
    assert explain(entry) == [reason]


def test_ties_carry_the_numbers_in_the_order_of_the_recipe() -> None:
    recipe = Recipe(
        "1",
        (RecipeComponent(Component.VOLUME, 100, Normalise.MAX, cap_per_day=1),),
        ties=(TieKey.REACH, TieKey.POSTS, TieKey.PILLARS, TieKey.INTERACTIONS, TieKey.ACTIVE_DAYS),
    )

    (entry,) = run(recipe, agency("A", 5, 0, 2, interactions=11, reach=13, pillars=3))

    assert entry.ties == (13, 7, 3, 11, 2)


def test_every_component_is_explained_in_a_sentence() -> None:
    entry, _ = run(
        DEFAULT,
        agency("A", 12, 4, 1, interactions=1200, reach=40000, pillars=2, measured=11),
        agency("B", 10, 10, 10, interactions=58000, reach=40000, pillars=3),
    )

    assert explain(entry) == [
        "Jumlah unggahan: 15 unggahan (paling banyak 10 per hari) dibanding nilai tertinggi 30, "
        "yaitu 50,00 % × bobot 30 = 15,00 poin.",
        "Konsistensi: 3 hari aktif dari 8, yaitu 37,50 % × bobot 20 = 7,50 poin.",
        "Interaksi: 1.200 interaksi dibanding nilai tertinggi 58.000 pada skala logaritma, "
        "yaitu 64,65 % × bobot 25 = 16,16 poin.",
        "Jangkauan: 40.000 jangkauan dibanding nilai tertinggi 40.000 pada skala logaritma, "
        "yaitu 100,00 % × bobot 15 = 15,00 poin.",
        "Cakupan pilar: 2 pilar dari 3, yaitu 66,67 % × bobot 10 = 6,67 poin.",
        "Angka interaksi dan jangkauan tersedia untuk 11 dari 17 unggahan.",
        "Jumlah: 60,33 dari 100 poin.",
    ]


def test_a_percentile_is_explained_by_the_number_of_agencies() -> None:
    entry, _ = run(
        single(Component.REACH, Normalise.PERCENTILE), agency("A", 1, reach=5), agency("B", 1, reach=9)
    )

    assert explain(entry) == [
        "Jangkauan: 5 jangkauan dibanding 2 instansi yang memiliki nilai, "
        "yaitu 50,00 % × bobot 100 = 50,00 poin.",
        "Jumlah: 50,00 dari 100 poin.",
    ]


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
    "facts", [{"interactions": -1}, {"reach": -1}, {"pillars": -1}, {"measured": -1}], ids=str
)
def test_a_count_below_zero_is_refused(facts: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="below zero"):
        agency("A", 1, **facts)


def test_posts_below_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        agency("A", 3, -1, measured=0)
