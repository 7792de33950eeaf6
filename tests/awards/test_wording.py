import pytest

from awards import wording
from awards.recipes import CHOOSABLE, DEFAULT, Component, Normalise, Recipe, RecipeComponent

ONLY_VOLUME = (RecipeComponent(Component.VOLUME, 100, Normalise.MAX),)


@pytest.mark.parametrize(
    ("component", "scale"),
    [(component, scale) for component in CHOOSABLE for scale in component.scales],
)
def test_every_component_has_words_on_each_of_its_scales(component: Component, scale: Normalise) -> None:
    words = wording.describe(RecipeComponent(component, 100, scale))

    assert words.endswith(".")
    assert words[0].isupper()
    assert "%(" not in words


def test_a_rate_says_per_whom() -> None:
    per_follower = RecipeComponent(Component.REACH, 100, Normalise.PER_FOLLOWER)
    per_capita = RecipeComponent(Component.VOLUME, 100, Normalise.PER_CAPITA, cap_per_day=10)

    assert wording.describe(per_follower) == (
        "Jangkauan semua unggahan per pengikut semua akun instansi, dibagi angka tertinggi dalam kategori."
    )
    assert "paling banyak 10 per hari per penduduk" in wording.describe(per_capita)


def test_tone_warns_of_few_observations() -> None:
    words = wording.describe(RecipeComponent(Component.TONE, 100, Normalise.SHARE))

    assert words.endswith("Makin sedikit pengamatan, makin rendah batas itu.")


def test_a_share_says_of_what() -> None:
    days = RecipeComponent(Component.CONSISTENCY, 50, Normalise.SHARE)
    pillars = RecipeComponent(Component.PILLAR_COVERAGE, 50, Normalise.SHARE)

    assert wording.describe(days).endswith("dibagi jumlah hari kampanye sampai batas waktu.")
    assert wording.describe(pillars).endswith("dibagi jumlah pilar.")


def test_a_cap_is_said_where_there_is_one() -> None:
    capped = RecipeComponent(Component.VOLUME, 100, Normalise.MAX, cap_per_day=10)

    assert "paling banyak 10 per hari" in wording.describe(capped)
    assert "per hari" not in wording.describe(ONLY_VOLUME[0])


def test_a_formula_tells_every_component_with_its_weight() -> None:
    told = wording.formula(Recipe("1", ONLY_VOLUME))

    assert [(part.label, part.weight) for part in told.components] == [("Jumlah unggahan", 100)]
    assert told.components[0].words == wording.describe(ONLY_VOLUME[0])


def test_only_agencies_that_are_not_scored_are_said_to_influence_nobody() -> None:
    rules = wording.formula(DEFAULT).rules

    assert "Instansi yang tidak dinilai tidak memengaruhi nilai siapa pun." in rules
    assert "Instansi lain" not in rules  # the best agency of a category sets its scales


def test_the_floor_names_both_numbers() -> None:
    assert "3 unggahan terverifikasi pada paling sedikit 2 hari" in wording.floor(DEFAULT)


def test_the_tie_rule_names_its_numbers_in_order() -> None:
    assert "jumlah interaksi, lalu jumlah hari aktif" in wording.ties(DEFAULT)
    assert wording.ties(Recipe("1", ONLY_VOLUME)) == (
        "Instansi dengan nilai sama berbagi peringkat (1, 1, 3)."
    )
