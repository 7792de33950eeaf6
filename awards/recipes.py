"""The recipe of a ranking: which components count, how much, on which scale, and who takes part.

A recipe is data with a version. `Recipe.from_data` reads it, strictly: an unknown key is a mistake to be
named, never a setting to be ignored. The rules in words: `docs/ranking.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self, TypeVar

MAX_CAP = 1_000

_Member = TypeVar("_Member", bound=StrEnum)


class RecipeError(ValueError):
    """A recipe cannot be used; `where` names the part and `problem` what is wrong there, in Indonesian."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where[:1].upper()}{where[1:]}: {problem}.")
        self.where = where
        self.problem = problem


class Component(StrEnum):
    """What a recipe can give points for."""

    VOLUME = "volume"
    CONSISTENCY = "consistency"
    INTERACTIONS = "interactions"
    REACH = "reach"
    PILLAR_COVERAGE = "pillar_coverage"

    @property
    def label(self) -> str:
        """The component as people read it."""
        return _COMPONENT_LABELS[self]


class Normalise(StrEnum):
    """How a raw number becomes a share between 0 and 1.

    - `share`: raw ÷ what is possible (days of the campaign, its pillars); only where that exists
    - `max`: raw ÷ highest raw of the eligible
    - `log`: ln(1 + raw) ÷ ln(1 + highest raw of the eligible)
    - `percentile`: of the eligible agencies that have any, the share with at most this raw number
    """

    SHARE = "share"
    MAX = "max"
    LOG = "log"
    PERCENTILE = "percentile"

    @property
    def label(self) -> str:
        """The scale as people read it."""
        return _NORMALISE_LABELS[self]


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
        return _TIE_LABELS[self]


_COMPONENT_LABELS = {
    Component.VOLUME: "Jumlah unggahan",
    Component.CONSISTENCY: "Konsistensi",
    Component.INTERACTIONS: "Interaksi",
    Component.REACH: "Jangkauan",
    Component.PILLAR_COVERAGE: "Cakupan pilar",
}
_NORMALISE_LABELS = {
    Normalise.SHARE: "bagian dari yang mungkin",
    Normalise.MAX: "terhadap nilai tertinggi",
    Normalise.LOG: "terhadap nilai tertinggi, skala logaritma",
    Normalise.PERCENTILE: "persentil",
}
_TIE_LABELS = {
    TieKey.POSTS: "jumlah unggahan terverifikasi",
    TieKey.ACTIVE_DAYS: "jumlah hari aktif",
    TieKey.INTERACTIONS: "jumlah interaksi",
    TieKey.REACH: "jumlah jangkauan",
    TieKey.PILLARS: "jumlah pilar",
}
_BOUNDED = frozenset({Component.CONSISTENCY, Component.PILLAR_COVERAGE})


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
            raise RecipeError("versi", "harus diisi")
        total = sum(part.weight for part in self.components)
        if total != 100:
            raise RecipeError("komponen", f"jumlah bobot harus tepat 100, sekarang {total}")
        codes = [part.code for part in self.components]
        for code in codes:
            if codes.count(code) > 1:
                raise RecipeError("komponen", f"“{code}” disebut lebih dari sekali")
        for key in self.ties:
            if self.ties.count(key) > 1:
                raise RecipeError("aturan nilai sama", f"“{key}” disebut lebih dari sekali")
        for part in self.components:
            _check_component(part)
        for where, least in (("min_posts", self.min_posts), ("min_active_days", self.min_active_days)):
            if least < 1:
                # Zero would let silent agencies take part and so influence the others.
                raise RecipeError(f"syarat {where}", "paling sedikit 1")

    @classmethod
    def from_data(cls, data: object) -> Self:
        """Read a recipe from plain data as stored or uploaded (see `to_data`); raises `RecipeError`."""
        top = _mapping(data, "resep", {"version", "components", "floor", "ties"}, {"version", "components"})
        floor = _mapping(top.get("floor", {}), "syarat", {"min_posts", "min_active_days"}, set())
        return cls(
            version=_text(top["version"], "versi"),
            components=tuple(
                _component(entry, number)
                for number, entry in enumerate(_list(top["components"], "komponen"), start=1)
            ),
            min_posts=_whole(floor.get("min_posts", 1), "syarat min_posts"),
            min_active_days=_whole(floor.get("min_active_days", 1), "syarat min_active_days"),
            ties=tuple(
                _member(TieKey, key, f"aturan nilai sama ke-{number}")
                for number, key in enumerate(_list(top.get("ties", []), "aturan nilai sama"), start=1)
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
    where = f"komponen “{part.code}”"
    if not 1 <= part.weight <= 100:
        raise RecipeError(where, f"bobot harus antara 1 dan 100, sekarang {part.weight}")
    if part.normalise is Normalise.SHARE and part.code not in _BOUNDED:
        raise RecipeError(where, "skala “share” hanya untuk “consistency” dan “pillar_coverage”")
    if part.cap_per_day is not None and part.code is not Component.VOLUME:
        raise RecipeError(where, "batas per hari hanya untuk “volume”")
    if part.cap_per_day is not None and not 1 <= part.cap_per_day <= MAX_CAP:
        raise RecipeError(where, f"batas per hari harus antara 1 dan 1.000, sekarang {part.cap_per_day}")


def _component(entry: object, number: int) -> RecipeComponent:
    """Read the component that stands at `number`, counted from 1."""
    where = f"komponen ke-{number}"
    known = _mapping(
        entry, where, {"code", "weight", "normalise", "cap_per_day"}, {"code", "weight", "normalise"}
    )
    cap = known.get("cap_per_day")
    return RecipeComponent(
        code=_member(Component, known["code"], where),
        weight=_whole(known["weight"], f"{where}, bobot"),
        normalise=_member(Normalise, known["normalise"], f"{where}, skala"),
        cap_per_day=None if cap is None else _whole(cap, f"{where}, batas per hari"),
    )


def _mapping(value: object, where: str, known: set[str], needed: set[str]) -> Mapping[str, object]:
    """`value` as a mapping that has all `needed` keys and none but the `known` ones."""
    if not isinstance(value, Mapping):
        raise RecipeError(where, "harus berupa pasangan nama dan nilai")
    for key in sorted(needed - value.keys()):
        raise RecipeError(where, f"“{key}” harus diisi")
    for key in sorted(map(str, value.keys() - known)):
        raise RecipeError(where, f"“{key}” tidak dikenal")
    return value


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise RecipeError(where, "harus berupa daftar")
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise RecipeError(where, "harus berupa teks")
    return value


def _whole(value: object, where: str) -> int:
    """A whole number; `True` is an int in Python and no number here."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise RecipeError(where, "harus bilangan bulat")
    return value


def _member(kind: type[_Member], value: object, where: str) -> _Member:
    if value not in list(kind):
        raise RecipeError(where, f"“{value}” tidak dikenal; pilihan: {', '.join(kind)}")
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
