"""From counted facts to points: a recipe, the facts of each agency, and their scores with every component.

The rules in words, with worked examples that the tests repeat: `docs/ranking.md`.

- Only eligible agencies set the scale. An agency that is excluded, has no counted post or stays under the
  floor scores 0,00 and changes nobody else's points.
- A component turns a raw whole number into a share between 0 and 1, rounded to six places; its points are
  weight × share, rounded to two; the total is the plain sum of the points people see.
- All rounding is half to even. Numbers are whole or `Decimal` in a context of our own, so that neither the
  order of the agencies nor the caller's decimal settings can change a digit.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from awards import reasons
from awards.recipes import Component, Normalise, Recipe, RecipeComponent, RecipeError, TieKey
from summitcomms.lib.numbers import percent, thousands

# The recipe is part of this module's border: who scores imports both from here.
__all__ = ["CONTEXT", "AgencyInput", "ComponentScore", "Recipe", "RecipeError", "Scored", "explain", "score"]

CONTEXT = Context(prec=34, rounding=ROUND_HALF_EVEN)
SHARE = Decimal("0.000001")
POINTS = Decimal("0.01")
ZERO = Decimal("0.00")

_UNITS: dict[Component, Callable[[int], str]] = {
    Component.VOLUME: lambda raw: ngettext("%(number)s unggahan", "%(number)s unggahan", raw),
    Component.CONSISTENCY: lambda raw: ngettext("%(number)s hari aktif", "%(number)s hari aktif", raw),
    Component.INTERACTIONS: lambda raw: ngettext("%(number)s interaksi", "%(number)s interaksi", raw),
    Component.REACH: lambda raw: _("%(number)s jangkauan"),
    Component.PILLAR_COVERAGE: lambda raw: ngettext("%(number)s pilar", "%(number)s pilar", raw),
}

_SENTENCES = {
    Normalise.SHARE: gettext_noop(
        "%(component)s: %(fact)s dari %(reference)s, yaitu %(share)s × bobot %(weight)s = %(points)s poin."
    ),
    Normalise.MAX: gettext_noop(
        "%(component)s: %(fact)s dibanding nilai tertinggi %(reference)s, "
        "yaitu %(share)s × bobot %(weight)s = %(points)s poin."
    ),
    Normalise.LOG: gettext_noop(
        "%(component)s: %(fact)s dibanding nilai tertinggi %(reference)s pada skala logaritma, "
        "yaitu %(share)s × bobot %(weight)s = %(points)s poin."
    ),
    Normalise.PERCENTILE: gettext_noop(
        "%(component)s: %(fact)s dibanding %(reference)s instansi yang memiliki nilai, "
        "yaitu %(share)s × bobot %(weight)s = %(points)s poin."
    ),
}


@dataclass(frozen=True, slots=True)
class AgencyInput:
    """What was counted for one agency up to the cutoff; whole numbers, none below zero.

    `posts_by_day` maps a day in the campaign's zone to its verified posts; days without any may be left out.
    `pillars` is how many of the campaign's pillars the posts cover, `measured` how many posts have a reading.
    `excluded` is the committee's reason, in Indonesian, for leaving the agency out; empty for everyone else.
    """

    agency: str
    posts_by_day: Mapping[date, int]
    interactions: int = 0
    reach: int = 0
    pillars: int = 0
    measured: int = 0
    excluded: str = ""

    def __post_init__(self) -> None:
        """Refuse what no count can give: a negative number is a fault upstream, not a low score."""
        counts = (*self.posts_by_day.values(), self.interactions, self.reach, self.pillars, self.measured)
        if min(counts) < 0:
            raise ValueError(f"{self.agency}: a count is below zero")

    @property
    def posts(self) -> int:
        """All counted posts, without any cap."""
        return sum(self.posts_by_day.values())

    @property
    def active_days(self) -> int:
        """Days with at least one counted post."""
        return sum(1 for posts in self.posts_by_day.values() if posts)

    def volume(self, cap_per_day: int | None) -> int:
        """Posts, of which at most `cap_per_day` count on any one day."""
        if cap_per_day is None:
            return self.posts
        return sum(min(posts, cap_per_day) for posts in self.posts_by_day.values())


@dataclass(frozen=True, slots=True)
class ComponentScore:
    """One component of one agency's score, with all that is needed to work it out again by hand.

    `raw` is the counted number; `reference` what it is measured against: the highest raw number among the
    eligible (max, log), what is possible (share), or how many eligible agencies have any (percentile).
    """

    component: RecipeComponent
    raw: int
    reference: int
    normalised: Decimal
    points: Decimal

    @property
    def code(self) -> Component:
        """The component this is about."""
        return self.component.code

    @property
    def weight(self) -> int:
        """The most points it can give."""
        return self.component.weight


@dataclass(frozen=True, slots=True)
class Scored:
    """The score of one agency. `ties` are the numbers that decide between equal totals, first one first."""

    agency: str
    eligible: bool
    reason: str
    total: Decimal
    ties: tuple[int, ...]
    components: tuple[ComponentScore, ...]
    posts: int
    active_days: int
    measured: int


def score(recipe: Recipe, inputs: Sequence[AgencyInput], *, campaign_days: int, pillars: int) -> list[Scored]:
    """Score each agency of one category, in the order given; the order has no influence on any number.

    `campaign_days` (at least 1) is the number of days that could be active up to the cutoff, `pillars` the
    number of pillars the campaign has. Raises `RecipeError` when the recipe scores pillars and there are
    none, `ValueError` when an agency appears twice or has more active days or pillars than there are.
    """
    _check(recipe, inputs, campaign_days, pillars)
    reasons = [_ineligible_because(recipe, given) for given in inputs]
    with localcontext(CONTEXT):
        columns = [
            _column(component, inputs, reasons, campaign_days=campaign_days, pillars=pillars)
            for component in recipe.components
        ]
        totals = [sum((part.points for part in parts), ZERO) for parts in zip(*columns, strict=True)]
    return [
        Scored(
            agency=given.agency,
            eligible=not reason,
            reason=reason,
            total=total,
            ties=tuple(_TIES[key](given) for key in recipe.ties),
            components=parts,
            posts=given.posts,
            active_days=given.active_days,
            measured=given.measured,
        )
        for given, reason, total, parts in zip(
            inputs, reasons, totals, zip(*columns, strict=True), strict=True
        )
    ]


def explain(scored: Scored) -> list[str]:
    """One sentence per component, and one for the total or for the reason of having none."""
    if not scored.eligible:
        return [reasons.said(scored.reason)]
    lines = [_sentence(part) for part in scored.components]
    if scored.measured < scored.posts:
        lines.append(
            ngettext(
                "Angka interaksi dan jangkauan tersedia untuk %(measured)s dari %(posts)s unggahan.",
                "Angka interaksi dan jangkauan tersedia untuk %(measured)s dari %(posts)s unggahan.",
                scored.posts,
            )
            % {"measured": thousands(scored.measured), "posts": thousands(scored.posts)}
        )
    lines.append(_("Jumlah: %(total)s dari 100 poin.") % {"total": thousands(scored.total, 2)})
    return lines


_COUNTED: dict[Component, Callable[[AgencyInput], int]] = {
    Component.CONSISTENCY: lambda given: given.active_days,
    Component.INTERACTIONS: lambda given: given.interactions,
    Component.REACH: lambda given: given.reach,
    Component.PILLAR_COVERAGE: lambda given: given.pillars,
}
_TIES: dict[TieKey, Callable[[AgencyInput], int]] = {
    TieKey.POSTS: lambda given: given.posts,
    TieKey.ACTIVE_DAYS: lambda given: given.active_days,
    TieKey.INTERACTIONS: lambda given: given.interactions,
    TieKey.REACH: lambda given: given.reach,
    TieKey.PILLARS: lambda given: given.pillars,
}


def _check(recipe: Recipe, inputs: Sequence[AgencyInput], campaign_days: int, pillars: int) -> None:
    """Refuse inputs that contradict each other, before any number is derived from them."""
    if campaign_days < 1:
        raise ValueError("campaign_days must be at least 1")
    if not pillars and any(part.code is Component.PILLAR_COVERAGE for part in recipe.components):
        raise RecipeError(_("resep"), _("menilai cakupan pilar, tetapi kampanye ini tidak memiliki pilar"))
    seen: set[str] = set()
    for given in inputs:
        if given.agency in seen:
            raise ValueError(f"{given.agency}: given twice")
        seen.add(given.agency)
        if given.active_days > campaign_days:
            raise ValueError(f"{given.agency}: {given.active_days} active days of {campaign_days}")
        if given.pillars > pillars:
            raise ValueError(f"{given.agency}: {given.pillars} pillars of {pillars}")


def _ineligible_because(recipe: Recipe, given: AgencyInput) -> str:
    """Why the agency is not scored, or an empty string; exclusion is said first, then the floor.

    Indonesian, for it is kept: `reasons.said` says it in another language.
    """
    if given.excluded:
        return reasons.EXCLUDED % {"reason": given.excluded.rstrip(".")}
    if not given.posts:
        return reasons.NO_POSTS
    if given.posts < recipe.min_posts:
        return reasons.FEW_POSTS % {
            "count": thousands(given.posts),
            "least": thousands(recipe.min_posts),
        }
    if given.active_days < recipe.min_active_days:
        return reasons.FEW_DAYS % {
            "count": thousands(given.active_days),
            "least": thousands(recipe.min_active_days),
        }
    return ""


def _raw(component: RecipeComponent, given: AgencyInput) -> int:
    """The counted number that a component is about."""
    if component.code is Component.VOLUME:
        return given.volume(component.cap_per_day)
    return _COUNTED[component.code](given)


def _column(
    component: RecipeComponent,
    inputs: Sequence[AgencyInput],
    reasons: Sequence[str],
    *,
    campaign_days: int,
    pillars: int,
) -> list[ComponentScore]:
    """One component for all agencies, the scale from the eligible ones only; runs inside `CONTEXT`."""
    raws = [_raw(component, given) for given in inputs]
    # Zeros are left out: under percentile they would lift everybody who has anything at all.
    scale = sorted(raw for raw, reason in zip(raws, reasons, strict=True) if raw and not reason)
    if component.normalise is Normalise.SHARE:
        reference = campaign_days if component.code is Component.CONSISTENCY else pillars
    elif component.normalise is Normalise.PERCENTILE:
        reference = len(scale)
    else:
        reference = scale[-1] if scale else 0
    column = []
    for raw, reason in zip(raws, reasons, strict=True):
        share = Decimal(0) if reason or not raw else _share(component.normalise, raw, reference, scale)
        share = share.quantize(SHARE)
        points = (share * component.weight).quantize(POINTS)
        column.append(ComponentScore(component, raw, reference, share, points))
    return column


def _share(normalise: Normalise, raw: int, reference: int, scale: Sequence[int]) -> Decimal:
    """A raw number above zero as a share of the reference, unrounded; `scale` is sorted."""
    if normalise is Normalise.LOG:
        return Decimal(raw + 1).ln() / Decimal(reference + 1).ln()
    if normalise is Normalise.PERCENTILE:
        return Decimal(bisect_right(scale, raw)) / reference
    return Decimal(raw) / reference


def _sentence(part: ComponentScore) -> str:
    """One component in words: what was counted, against what, and the points that follow."""
    component = part.component
    fact = _UNITS[part.code](part.raw) % {"number": thousands(part.raw)}
    if component.cap_per_day is not None:
        cap = thousands(component.cap_per_day)
        fact = _("%(fact)s (paling banyak %(cap)s per hari)") % {"fact": fact, "cap": cap}
    return _(_SENTENCES[component.normalise]) % {
        "component": part.code.label,
        "fact": fact,
        "reference": thousands(part.reference),
        "share": percent(part.normalised, 2),
        "weight": part.weight,
        "points": thousands(part.points, 2),
    }
