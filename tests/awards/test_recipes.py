import copy
import json
from typing import Any

import pytest

from awards.recipes import DEFAULT, Component, Normalise, Recipe, RecipeComponent, RecipeError, TieKey


def data(**changes: object) -> dict[str, Any]:
    """A valid recipe as plain data, with some top-level values replaced."""
    valid: dict[str, Any] = {
        "version": "1",
        "components": [
            {"code": "volume", "weight": 60, "normalise": "max", "cap_per_day": 5},
            {"code": "consistency", "weight": 40, "normalise": "share"},
        ],
        "floor": {"min_posts": 3, "min_active_days": 2},
        "ties": ["interactions"],
    }
    return valid | changes


def with_component(**changes: object) -> dict[str, Any]:
    """A valid recipe whose first component has some values replaced."""
    changed = copy.deepcopy(data())
    changed["components"][0] |= changes
    return changed


def test_a_recipe_is_read_from_data() -> None:
    recipe = Recipe.from_data(data())

    assert recipe == Recipe(
        version="1",
        components=(
            RecipeComponent(Component.VOLUME, 60, Normalise.MAX, cap_per_day=5),
            RecipeComponent(Component.CONSISTENCY, 40, Normalise.SHARE),
        ),
        min_posts=3,
        min_active_days=2,
        ties=(TieKey.INTERACTIONS,),
    )


@pytest.mark.parametrize("recipe", [DEFAULT, Recipe.from_data(data())])
def test_a_recipe_survives_json(recipe: Recipe) -> None:
    assert Recipe.from_data(json.loads(json.dumps(recipe.to_data()))) == recipe


def test_floor_and_ties_may_be_left_out() -> None:
    given = data()
    del given["floor"], given["ties"]

    recipe = Recipe.from_data(given)

    assert (recipe.min_posts, recipe.min_active_days, recipe.ties) == (1, 1, ())


REFUSED = [
    ("resep", [], "Resep: harus berupa pasangan nama dan nilai."),
    ("version missing", {"components": []}, "Resep: “version” harus diisi."),
    ("unknown key", data(tie="posts"), "Resep: “tie” tidak dikenal."),
    ("version no text", data(version=1), "Versi: harus berupa teks."),
    ("version blank", data(version=" "), "Versi: harus diisi."),
    ("no list", data(components={}), "Komponen: harus berupa daftar."),
    ("no components", data(components=[]), "Komponen: jumlah bobot harus tepat 100, sekarang 0."),
    ("sum", with_component(weight=50), "Komponen: jumlah bobot harus tepat 100, sekarang 90."),
    ("no weight", data(components=[{"code": "reach", "normalise": "max"}]),
     "Komponen ke-1: “weight” harus diisi."),
    ("fraction", with_component(weight=60.0), "Komponen ke-1, bobot: harus bilangan bulat."),
    ("boolean", with_component(weight=True), "Komponen ke-1, bobot: harus bilangan bulat."),
    ("text weight", with_component(weight="60"), "Komponen ke-1, bobot: harus bilangan bulat."),
    ("typo", with_component(wieght=60), "Komponen ke-1: “wieght” tidak dikenal."),
    ("component no mapping", data(components=["volume"]),
     "Komponen ke-1: harus berupa pasangan nama dan nilai."),
    ("unknown component", with_component(code="mood"),
     "Komponen ke-1: “mood” tidak dikenal; pilihan: "
     "volume, consistency, interactions, reach, pillar_coverage, tone."),
    ("component of a category", with_component(code="improvement", normalise="increase"),
     "Komponen ke-1: “improvement” tidak dikenal; pilihan: "
     "volume, consistency, interactions, reach, pillar_coverage, tone."),
    ("unknown scale", with_component(normalise="sqrt"),
     "Komponen ke-1, skala: “sqrt” tidak dikenal; pilihan: "
     "share, max, log, percentile, per_follower, per_capita."),
    ("unhashable scale", with_component(normalise=["max"]),
     "Komponen ke-1, skala: “['max']” tidak dikenal; pilihan: "
     "share, max, log, percentile, per_follower, per_capita."),
    ("cap text", with_component(cap_per_day="5"), "Komponen ke-1, batas per hari: harus bilangan bulat."),
    ("cap zero", with_component(cap_per_day=0),
     "Komponen “volume”: batas per hari harus antara 1 dan 1.000, sekarang 0."),
    ("cap huge", with_component(cap_per_day=1001),
     "Komponen “volume”: batas per hari harus antara 1 dan 1.000, sekarang 1001."),
    ("cap elsewhere", with_component(code="reach"), "Komponen “reach”: batas per hari hanya untuk “volume”."),
    ("share without bound", with_component(normalise="share"),
     "Komponen “volume”: skala “share” tidak dapat dipakai; pilihan: "
     "max, log, percentile, per_follower, per_capita."),
    ("tone by logarithm", with_component(code="tone", normalise="log", cap_per_day=None),
     "Komponen “tone”: skala “log” tidak dapat dipakai; pilihan: share, max, percentile."),
    ("days per head", data(components=[{"code": "consistency", "weight": 100, "normalise": "per_capita"}]),
     "Komponen “consistency”: skala “per_capita” tidak dapat dipakai; pilihan: "
     "share, max, log, percentile."),
    ("twice", with_component(code="consistency", cap_per_day=None),
     "Komponen: “consistency” disebut lebih dari sekali."),
    ("floor no mapping", data(floor=3), "Syarat: harus berupa pasangan nama dan nilai."),
    ("floor unknown", data(floor={"posts": 3}), "Syarat: “posts” tidak dikenal."),
    ("floor zero", data(floor={"min_posts": 0}), "Syarat min_posts: paling sedikit 1."),
    ("days zero", data(floor={"min_active_days": 0}), "Syarat min_active_days: paling sedikit 1."),
    ("ties no list", data(ties="posts"), "Aturan nilai sama: harus berupa daftar."),
    ("tie unknown", data(ties=["posts", "name"]),
     "Aturan nilai sama ke-2: “name” tidak dikenal; pilihan: "
     "posts, active_days, interactions, reach, pillars."),
    ("tie twice", data(ties=["posts", "posts"]), "Aturan nilai sama: “posts” disebut lebih dari sekali."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "sentence"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_a_wrong_recipe_is_refused_in_words(given: object, sentence: str) -> None:
    with pytest.raises(RecipeError) as refusal:
        Recipe.from_data(given)

    assert str(refusal.value) == sentence


def test_a_weight_below_one_is_refused_even_if_the_sum_is_right() -> None:
    given = with_component(weight=0)
    given["components"][1]["weight"] = 100

    with pytest.raises(RecipeError, match="bobot harus antara 1 dan 100, sekarang 0") as refusal:
        Recipe.from_data(given)

    assert (refusal.value.where, refusal.value.problem[:5]) == ("komponen “volume”", "bobot")


def test_parts_of_a_recipe_are_named_for_people() -> None:
    assert [part.code.label for part in DEFAULT.components] == [
        "Jumlah unggahan",
        "Konsistensi",
        "Interaksi",
        "Jangkauan",
        "Cakupan pilar",
    ]
    assert Normalise.LOG.label == "terhadap nilai tertinggi, skala logaritma"
    assert [key.label for key in DEFAULT.ties] == ["jumlah interaksi", "jumlah hari aktif"]
