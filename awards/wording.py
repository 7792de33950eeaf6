"""A recipe in words for readers: what each component counts, and against what. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from awards.recipes import Component, Normalise, Recipe, RecipeComponent
from summitcomms.lib.numbers import thousands

_COUNTED = {
    Component.VOLUME: "Unggahan terverifikasi",
    Component.CONSISTENCY: "Hari dengan sedikitnya satu unggahan terverifikasi",
    Component.INTERACTIONS: "Suka, komentar, bagikan, dan simpan pada semua unggahan",
    Component.REACH: "Jangkauan semua unggahan",
    Component.PILLAR_COVERAGE: "Pilar kampanye dengan sedikitnya satu unggahan",
}
_POSSIBLE = {
    Component.CONSISTENCY: "jumlah hari kampanye sampai batas waktu",
    Component.PILLAR_COVERAGE: "jumlah pilar",
}
_AGAINST: dict[Normalise, Callable[[Component], str]] = {
    Normalise.SHARE: lambda code: f"dibagi {_POSSIBLE[code]}",
    Normalise.MAX: lambda code: "dibagi angka tertinggi dalam kategori",
    Normalise.LOG: lambda code: "dibanding angka tertinggi dalam kategori pada skala logaritma",
    Normalise.PERCENTILE: lambda code: "menurut persentil dalam kategori",
}


UNSCORED = "Instansi yang tidak dinilai tidak memengaruhi nilai siapa pun."


@dataclass(frozen=True, slots=True)
class Part:
    """One component: its name, its weight (of 100), and what it counts as one sentence."""

    label: str
    weight: int
    words: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A recipe in words: its components, and the rules as sentences in reading order."""

    components: tuple[Part, ...]
    rules: str


def formula(recipe: Recipe) -> Formula:
    """Everything a reader needs to follow a total: who is scored, by what, and what decides ties."""
    return Formula(
        components=tuple(Part(part.code.label, part.weight, describe(part)) for part in recipe.components),
        rules=f"{floor(recipe)} {UNSCORED} {ties(recipe)}",
    )


def describe(part: RecipeComponent) -> str:
    """One sentence: "Unggahan terverifikasi, paling banyak 10 per hari, dibagi angka tertinggi …"."""
    cap = "" if part.cap_per_day is None else f", paling banyak {thousands(part.cap_per_day)} per hari"
    return f"{_COUNTED[part.code]}{cap}, {_AGAINST[part.normalise](part.code)}."


def floor(recipe: Recipe) -> str:
    """What it takes to be ranked, as one sentence."""
    return (
        f"Instansi dinilai bila memiliki paling sedikit {thousands(recipe.min_posts)} unggahan terverifikasi "
        f"pada paling sedikit {thousands(recipe.min_active_days)} hari."
    )


def ties(recipe: Recipe) -> str:
    """What decides between equal totals, as one sentence."""
    if not recipe.ties:
        return "Instansi dengan nilai sama berbagi peringkat (1, 1, 3)."
    keys = ", lalu ".join(key.label for key in recipe.ties)
    return f"Bila nilainya sama, yang menentukan adalah {keys}; bila tetap sama, peringkatnya sama (1, 1, 3)."
