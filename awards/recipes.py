"""The recipe of a ranking: which components count, how much, on which scale, and who takes part.

A recipe is data with a version. `Recipe.from_data` reads it, strictly: an unknown key is a mistake to be
named, never a setting to be ignored. The rules in words: `docs/ranking.md`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

MAX_CAP = 1_000

_Member = TypeVar("_Member", bound=StrEnum)


class RecipeError(ValueError):
    """A recipe cannot be used; `where` names the part and `problem` what is wrong there, for people."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where[:1].upper()}{where[1:]}: {problem}.")
        self.where = where
        self.problem = problem


class Component(StrEnum):
    """What points are given for; all but `improvement`, a category of its own, may stand in a recipe."""

    VOLUME = "volume"
    CONSISTENCY = "consistency"
    INTERACTIONS = "interactions"
    REACH = "reach"
    PILLAR_COVERAGE = "pillar_coverage"
    TONE = "tone"
    IMPROVEMENT = "improvement"

    @property
    def label(self) -> str:
        """The component as people read it."""
        return _(self.kept_label)

    @property
    def kept_label(self) -> str:
        """The component as a standing keeps it: in Indonesian, whoever asks."""
        return _COMPONENT_LABELS[self]

    @property
    def scales(self) -> tuple["Normalise", ...]:
        """The scales on which it can be measured."""
        return _SCALES[self]


class Normalise(StrEnum):
    """How a raw number becomes a share between 0 and 1.

    - `share`: raw ÷ what is possible (days of the campaign, its pillars, all tone); only where that exists
    - `max`: raw ÷ highest raw of the eligible
    - `log`: ln(1 + raw) ÷ ln(1 + highest raw of the eligible)
    - `percentile`: of the eligible agencies that have any, the share with at most this raw number
    - `per_follower`, `per_capita`: raw ÷ followers or population, then ÷ the highest such rate
    - `increase`: what the total has risen by since the predecessor campaign; only for `improvement`
    """

    SHARE = "share"
    MAX = "max"
    LOG = "log"
    PERCENTILE = "percentile"
    PER_FOLLOWER = "per_follower"
    PER_CAPITA = "per_capita"
    INCREASE = "increase"

    @property
    def label(self) -> str:
        """The scale as people read it."""
        return _(_NORMALISE_LABELS[self])


class TieKey(StrEnum):
    """A counted number that may decide between equal totals: the higher one goes first."""

    POSTS = "posts"
    ACTIVE_DAYS = "active_days"
    INTERACTIONS = "interactions"
    REACH = "reach"
    PILLARS = "pillars"

    @property
    def label(self) -> str:
        """The number as people read it."""
        return _(_TIE_LABELS[self])


_COMPONENT_LABELS = {
    Component.VOLUME: gettext_noop("Jumlah unggahan"),
    Component.CONSISTENCY: gettext_noop("Konsistensi"),
    Component.INTERACTIONS: gettext_noop("Interaksi"),
    Component.REACH: gettext_noop("Jangkauan"),
    Component.PILLAR_COVERAGE: gettext_noop("Cakupan pilar"),
    Component.TONE: gettext_noop("Tone positif"),
    Component.IMPROVEMENT: gettext_noop("Peningkatan"),
}
_NORMALISE_LABELS = {
    Normalise.SHARE: gettext_noop("bagian dari yang mungkin"),
    Normalise.MAX: gettext_noop("terhadap nilai tertinggi"),
    Normalise.LOG: gettext_noop("terhadap nilai tertinggi, skala logaritma"),
    Normalise.PERCENTILE: gettext_noop("persentil"),
    Normalise.PER_FOLLOWER: gettext_noop("per pengikut, terhadap yang tertinggi"),
    Normalise.PER_CAPITA: gettext_noop("per penduduk, terhadap yang tertinggi"),
    Normalise.INCREASE: gettext_noop("kenaikan nilai dari kampanye pendahulu"),
}
_TIE_LABELS = {
    TieKey.POSTS: gettext_noop("jumlah unggahan terverifikasi"),
    TieKey.ACTIVE_DAYS: gettext_noop("jumlah hari aktif"),
    TieKey.INTERACTIONS: gettext_noop("jumlah interaksi"),
    TieKey.REACH: gettext_noop("jumlah jangkauan"),
    TieKey.PILLARS: gettext_noop("jumlah pilar"),
}
_RELATIVE = (Normalise.MAX, Normalise.LOG, Normalise.PERCENTILE)
_COUNT = (*_RELATIVE, Normalise.PER_FOLLOWER, Normalise.PER_CAPITA)
_SCALES = {
    Component.VOLUME: _COUNT,
    Component.CONSISTENCY: (Normalise.SHARE, *_RELATIVE),
    Component.INTERACTIONS: _COUNT,
    Component.REACH: _COUNT,
    Component.PILLAR_COVERAGE: (Normalise.SHARE, *_RELATIVE),
    Component.TONE: (Normalise.SHARE, Normalise.MAX, Normalise.PERCENTILE),
    Component.IMPROVEMENT: (Normalise.INCREASE,),
}
CHOOSABLE = tuple(component for component in Component if component is not Component.IMPROVEMENT)
"""The components of which a committee makes a recipe."""
_CHOOSABLE_SCALES = tuple(scale for scale in Normalise if scale is not Normalise.INCREASE)


@dataclass(frozen=True, slots=True)
class RecipeComponent:
    """One component: its weight in points of 100, its scale, and for volume the cap per day, if any."""

    code: Component
    weight: int
    normalise: Normalise
    cap_per_day: int | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe that holds: weights sum to 100, nothing twice, at least one post and one day to take part."""

    version: str
    components: tuple[RecipeComponent, ...]
    min_posts: int = 1
    min_active_days: int = 1
    ties: tuple[TieKey, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a recipe that could not be explained, however it was built."""
        if not self.version.strip():
            raise RecipeError(_("versi"), _("harus diisi"))
        total = sum(part.weight for part in self.components)
        if total != 100:
            raise RecipeError(
                _("komponen"), _("jumlah bobot harus tepat 100, sekarang %(total)s") % {"total": total}
            )
        codes = [part.code for part in self.components]
        for code in codes:
            if codes.count(code) > 1:
                raise RecipeError(_("komponen"), _("“%(name)s” disebut lebih dari sekali") % {"name": code})
        for key in self.ties:
            if self.ties.count(key) > 1:
                raise RecipeError(
                    _("aturan nilai sama"), _("“%(name)s” disebut lebih dari sekali") % {"name": key}
                )
        for part in self.components:
            _check_component(part)
        for where, least in (("min_posts", self.min_posts), ("min_active_days", self.min_active_days)):
            if least < 1:
                # Zero would let silent agencies take part and so influence the others.
                raise RecipeError(_("syarat %(name)s") % {"name": where}, _("paling sedikit 1"))

    @classmethod
    def from_data(cls, data: object) -> Self:
        """Read a recipe from plain data as stored or uploaded (see `to_data`); raises `RecipeError`."""
        top = _mapping(
            data, _("resep"), {"version", "components", "floor", "ties"}, {"version", "components"}
        )
        floor = _mapping(top.get("floor", {}), _("syarat"), {"min_posts", "min_active_days"}, set())
        return cls(
            version=_text(top["version"], _("versi")),
            components=tuple(
                _component(entry, number)
                for number, entry in enumerate(_list(top["components"], _("komponen")), start=1)
            ),
            min_posts=_whole(floor.get("min_posts", 1), _("syarat %(name)s") % {"name": "min_posts"}),
            min_active_days=_whole(
                floor.get("min_active_days", 1), _("syarat %(name)s") % {"name": "min_active_days"}
            ),
            ties=tuple(
                _member(TieKey, key, _("aturan nilai sama ke-%(number)s") % {"number": number})
                for number, key in enumerate(_list(top.get("ties", []), _("aturan nilai sama")), start=1)
            ),
        )

    def to_data(self) -> dict[str, object]:
        """The recipe as plain data (text, whole numbers, lists, mappings), the inverse of `from_data`."""
        return {
            "version": self.version,
            "components": [
                {"code": part.code.value, "weight": part.weight, "normalise": part.normalise.value}
                | ({} if part.cap_per_day is None else {"cap_per_day": part.cap_per_day})
                for part in self.components
            ],
            "floor": {"min_posts": self.min_posts, "min_active_days": self.min_active_days},
            "ties": [key.value for key in self.ties],
        }


def _check_component(part: RecipeComponent) -> None:
    """Refuse a weight, a scale or a cap that makes no sense for this component."""
    where = _("komponen “%(name)s”") % {"name": part.code}
    if not 1 <= part.weight <= 100:
        raise RecipeError(
            where, _("bobot harus antara 1 dan 100, sekarang %(weight)s") % {"weight": part.weight}
        )
    if part.normalise not in part.code.scales:
        raise RecipeError(
            where,
            _("skala “%(scale)s” tidak dapat dipakai; pilihan: %(known)s")
            % {"scale": part.normalise, "known": ", ".join(part.code.scales)},
        )
    if part.cap_per_day is not None and part.code is not Component.VOLUME:
        raise RecipeError(where, _("batas per hari hanya untuk “volume”"))
    if part.cap_per_day is not None and not 1 <= part.cap_per_day <= MAX_CAP:
        raise RecipeError(
            where, _("batas per hari harus antara 1 dan 1.000, sekarang %(cap)s") % {"cap": part.cap_per_day}
        )


def _component(entry: object, number: int) -> RecipeComponent:
    """Read the component that stands at `number`, counted from 1."""
    where = _("komponen ke-%(number)s") % {"number": number}
    known = _mapping(
        entry, where, {"code", "weight", "normalise", "cap_per_day"}, {"code", "weight", "normalise"}
    )
    cap = known.get("cap_per_day")
    return RecipeComponent(
        code=_member(Component, known["code"], where, CHOOSABLE),
        weight=_whole(known["weight"], _("%(component)s, bobot") % {"component": where}),
        normalise=_member(
            Normalise,
            known["normalise"],
            _("%(component)s, skala") % {"component": where},
            _CHOOSABLE_SCALES,
        ),
        cap_per_day=None
        if cap is None
        else _whole(cap, _("%(component)s, batas per hari") % {"component": where}),
    )


def _mapping(value: object, where: str, known: set[str], needed: set[str]) -> Mapping[str, object]:
    """`value` as a mapping that has all `needed` keys and none but the `known` ones."""
    if not isinstance(value, Mapping):
        raise RecipeError(where, _("harus berupa pasangan nama dan nilai"))
    for key in sorted(needed - value.keys()):
        raise RecipeError(where, _("“%(name)s” harus diisi") % {"name": key})
    for key in sorted(map(str, value.keys() - known)):
        raise RecipeError(where, _("“%(name)s” tidak dikenal") % {"name": key})
    return value


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise RecipeError(where, _("harus berupa daftar"))
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise RecipeError(where, _("harus berupa teks"))
    return value


def _whole(value: object, where: str) -> int:
    """A whole number; `True` is an int in Python and no number here."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise RecipeError(where, _("harus bilangan bulat"))
    return value


def _member(kind: type[_Member], value: object, where: str, known: Sequence[_Member] = ()) -> _Member:
    """`value` as a member of `kind`: one of `known`, where only some may be given."""
    choices = known or list(kind)
    if value not in choices:
        raise RecipeError(
            where,
            _("“%(name)s” tidak dikenal; pilihan: %(known)s") % {"name": value, "known": ", ".join(choices)},
        )
    return kind(str(value))


DEFAULT = Recipe(
    version="1",
    components=(
        RecipeComponent(Component.VOLUME, 30, Normalise.MAX, cap_per_day=10),
        RecipeComponent(Component.CONSISTENCY, 20, Normalise.SHARE),
        RecipeComponent(Component.INTERACTIONS, 25, Normalise.LOG),
        RecipeComponent(Component.REACH, 15, Normalise.LOG),
        RecipeComponent(Component.PILLAR_COVERAGE, 10, Normalise.SHARE),
    ),
    min_posts=3,
    min_active_days=2,
    ties=(TieKey.INTERACTIONS, TieKey.ACTIVE_DAYS),
)
"""What a new award round starts from; the committee changes it as data, under a new version."""
