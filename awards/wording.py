"""A recipe in words for readers: what each component counts, and against what. Pure."""

from dataclasses import dataclass
from functools import reduce

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from awards.recipes import Component, Normalise, Recipe, RecipeComponent
from summitcomms.lib.numbers import thousands

_COUNTED = {
    Component.VOLUME: gettext_noop("Unggahan terverifikasi"),
    Component.CONSISTENCY: gettext_noop("Hari dengan sedikitnya satu unggahan terverifikasi"),
    Component.INTERACTIONS: gettext_noop("Suka, komentar, bagikan, dan simpan pada semua unggahan"),
    Component.REACH: gettext_noop("Jangkauan semua unggahan"),
    Component.PILLAR_COVERAGE: gettext_noop("Pilar kampanye dengan sedikitnya satu unggahan"),
    Component.TONE: gettext_noop("Bagian tone positif, batas bawahnya pada keyakinan 95 persen"),
}
_SHARES = {
    Component.CONSISTENCY: gettext_noop("%(counted)s, dibagi jumlah hari kampanye sampai batas waktu."),
    Component.PILLAR_COVERAGE: gettext_noop("%(counted)s, dibagi jumlah pilar."),
    Component.TONE: gettext_noop("%(counted)s. Makin sedikit pengamatan, makin rendah batas itu."),
}
_SCALES = {
    Normalise.MAX: gettext_noop("%(counted)s, dibagi angka tertinggi dalam kategori."),
    Normalise.LOG: gettext_noop(
        "%(counted)s, dibanding angka tertinggi dalam kategori pada skala logaritma."
    ),
    Normalise.PERCENTILE: gettext_noop("%(counted)s, menurut persentil dalam kategori."),
    Normalise.PER_FOLLOWER: gettext_noop(
        "%(counted)s per pengikut semua akun instansi, dibagi angka tertinggi dalam kategori."
    ),
    Normalise.PER_CAPITA: gettext_noop("%(counted)s per penduduk, dibagi angka tertinggi dalam kategori."),
}


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
        rules=" ".join((floor(recipe), unscored(), ties(recipe))),
    )


def describe(part: RecipeComponent) -> str:
    """One sentence: "Unggahan terverifikasi, paling banyak 10 per hari, dibagi angka tertinggi …"."""
    counted = _(_COUNTED[part.code])
    if part.cap_per_day is not None:
        cap = thousands(part.cap_per_day)
        counted = _("%(counted)s, paling banyak %(cap)s per hari") % {"counted": counted, "cap": cap}
    against = _SHARES[part.code] if part.normalise is Normalise.SHARE else _SCALES[part.normalise]
    return _(against) % {"counted": counted}


def floor(recipe: Recipe) -> str:
    """What it takes to be ranked, as one sentence."""
    sentence = _(
        "Instansi dinilai bila memiliki paling sedikit %(posts)s unggahan terverifikasi "
        "pada paling sedikit %(days)s hari."
    )
    return sentence % {"posts": thousands(recipe.min_posts), "days": thousands(recipe.min_active_days)}


def unscored() -> str:
    """What the agencies below do to the others, as one sentence."""
    return _("Instansi yang tidak dinilai tidak memengaruhi nilai siapa pun.")


def ties(recipe: Recipe) -> str:
    """What decides between equal totals, as one sentence."""
    if not recipe.ties:
        return _("Instansi dengan nilai sama berbagi peringkat (1, 1, 3).")
    keys = reduce(
        lambda first, second: _("%(first)s, lalu %(second)s") % {"first": first, "second": second},
        [key.label for key in recipe.ties],
    )
    sentence = _(
        "Bila nilainya sama, yang menentukan adalah %(keys)s; bila tetap sama, peringkatnya sama (1, 1, 3)."
    )
    return sentence % {"keys": keys}
