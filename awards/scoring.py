"""From counted facts to points: a recipe, the facts of each agency, and their scores with every component.

The rules in words, with worked examples that the tests repeat: `docs/ranking.md`.

- Only eligible agencies set the scale. An agency that is excluded, has no counted post or stays under the
  floor scores 0,00 and changes nobody else's points.
- A component turns a raw whole number into a share between 0 and 1, rounded to six places; its points are
  weight × share, rounded to two; the total is the plain sum of the points people see.
- Per follower and per head, rates are compared as exact fractions; of tone, the lower bound of the share of
  positive tone is what counts, so that few observations cannot win.
- All rounding is half to even. Numbers are whole or `Decimal` in a context of our own, so that neither the
  order of the agencies nor the caller's decimal settings can change a digit.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from functools import cached_property

from django.utils.translation import gettext as _

from awards import reasons
from awards.recipes import Component, Normalise, Recipe, RecipeComponent, RecipeError, TieKey
from summitcomms.lib.numbers import thousands

# The recipe is part of this module's border: who scores imports both from here.
__all__ = ["CONTEXT", "AgencyInput", "ComponentScore", "Recipe", "RecipeError", "Scored", "Tone", "score"]

CONTEXT = Context(prec=34, rounding=ROUND_HALF_EVEN)
SHARE = Decimal("0.000001")
POINTS = Decimal("0.01")
ZERO = Decimal("0.00")

MILLION = 1_000_000
"""Shares that are counted, not points, are whole millionths: nothing here is a binary fraction."""
Z = Decimal("1.959964")
"""How many standard errors the lower bound of a share lies below it: 95 % confidence, to six places."""


@dataclass(frozen=True, slots=True)
class Tone:
    """The share of positive tone (0 to 1, six places at most) and how many observations stand behind it."""

    positive: Decimal
    n: int

    def __post_init__(self) -> None:
        """Refuse what no observation can give."""
        if not 0 <= self.positive <= 1 or self.n < 0:
            raise ValueError(f"tone {self.positive} of {self.n} observations")

    @property
    def observed(self) -> int:
        """The share of positive tone in millionths."""
        return int(self.positive.scaleb(6, CONTEXT))

    @property
    def lower_bound(self) -> int:
        """The lower end of the Wilson interval in millionths: the fewer observations, the further below.

        0 without any observation, so that a single happy voice never counts as a hundred of them.
        """
        if not self.n:
            return 0
        with localcontext(CONTEXT):
            n, z2 = Decimal(self.n), Z * Z
            spread = Z * (self.positive * (1 - self.positive) / n + z2 / (4 * n * n)).sqrt()
            bound = (self.positive + z2 / (2 * n) - spread) / (1 + z2 / n)
            return int(bound.quantize(SHARE) * MILLION)


@dataclass(frozen=True)
class AgencyInput:
    """What was counted for one agency up to the cutoff; whole numbers, none below zero.

    `posts_by_day` maps a day in the campaign's zone to its verified posts; days without any may be left out.
    `pillars` is how many of the campaign's pillars the posts cover, `measured` how many posts have a reading.
    `followers` and `population` are 0 where they are not known, `tone` None where nobody has observed any.
    `excluded` is the committee's reason, in Indonesian, for leaving the agency out; `barred` another sentence
    of `awards.reasons` that keeps it out of this category. Both are empty for everyone else.
    """

    agency: str
    posts_by_day: Mapping[date, int]
    interactions: int = 0
    reach: int = 0
    pillars: int = 0
    measured: int = 0
    followers: int = 0
    population: int = 0
    tone: Tone | None = None
    excluded: str = ""
    barred: str = ""

    def __post_init__(self) -> None:
        """Refuse what no count can give: a negative number is a fault upstream, not a low score."""
        counts = (self.interactions, self.reach, self.pillars, self.measured, self.followers, self.population)
        if min(*self.posts_by_day.values(), *counts) < 0:
            raise ValueError(f"{self.agency}: a count is below zero")

    @cached_property
    def posts(self) -> int:
        """All counted posts, without any cap."""
        return sum(self.posts_by_day.values())

    @cached_property
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

    Per follower or head, `divisor` is the number of them (0: not known), and `reference` per
    `reference_divisor` the highest rate among the eligible. Of tone, `raw` is the lower bound of the share
    of positive tone, `observed` that share itself, both in millionths, and `n` the number of observations.
    Of improvement, `raw` and `reference` are the totals now and before, in hundredths.
    """

    component: RecipeComponent
    raw: int
    reference: int
    normalised: Decimal
    points: Decimal
    divisor: int | None = None
    reference_divisor: int | None = None
    n: int | None = None
    observed: int | None = None

    @property
    def code(self) -> Component:
        """The component this is about."""
        return self.component.code

    @property
    def weight(self) -> int:
        """The most points it can give."""
        return self.component.weight

    @property
    def more(self) -> dict[str, int]:
        """The numbers that only some components have, by name."""
        return {name: number for name in MORE if (number := getattr(self, name)) is not None}


MORE = ("divisor", "reference_divisor", "n", "observed")
"""The numbers of a component score that are kept where there are any."""


@dataclass(frozen=True, slots=True)
class Scored:
    """The score of one agency. `ties` are the numbers that decide between equal totals, first one first.

    `post` is the code of the post that competes for the agency, where contents compete.
    """

    agency: str
    eligible: bool
    reason: str
    total: Decimal
    ties: tuple[int, ...]
    components: tuple[ComponentScore, ...]
    posts: int
    active_days: int
    measured: int
    post: str = ""


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


_COUNTED: dict[Component, Callable[[AgencyInput], int]] = {
    Component.CONSISTENCY: lambda given: given.active_days,
    Component.INTERACTIONS: lambda given: given.interactions,
    Component.REACH: lambda given: given.reach,
    Component.PILLAR_COVERAGE: lambda given: given.pillars,
    Component.TONE: lambda given: given.tone.lower_bound if given.tone else 0,
}
_DIVISORS: dict[Normalise, Callable[[AgencyInput], int]] = {
    Normalise.PER_FOLLOWER: lambda given: given.followers,
    Normalise.PER_CAPITA: lambda given: given.population,
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
    """Why the agency is not scored, or an empty string; exclusion is said first, the floor last.

    Indonesian, for it is kept: `reasons.said` says it in another language.
    """
    if given.excluded:
        return reasons.EXCLUDED % {"reason": given.excluded.rstrip(".")}
    if given.barred:
        return given.barred
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
    if divisor := _DIVISORS.get(component.normalise):
        return _rates(component, raws, [divisor(given) for given in inputs], reasons)
    # Zeros are left out: under percentile they would lift everybody who has anything at all.
    scale = sorted(raw for raw, reason in zip(raws, reasons, strict=True) if raw and not reason)
    if component.normalise is Normalise.SHARE:
        reference = _possible(component.code, campaign_days, pillars)
    elif component.normalise is Normalise.PERCENTILE:
        reference = len(scale)
    else:
        reference = scale[-1] if scale else 0
    share_of = _share_of(component.normalise, reference, scale)
    column = []
    for given, raw, reason in zip(inputs, raws, reasons, strict=True):
        share = Decimal(0) if reason or not raw else share_of(raw)
        column.append(_part(component, raw, reference, share))
        if component.code is Component.TONE:
            tone = given.tone or NO_TONE
            column[-1] = replace(column[-1], n=tone.n, observed=tone.observed)
    return column


NO_TONE = Tone(Decimal(0), 0)


def _possible(code: Component, campaign_days: int, pillars: int) -> int:
    """The most that can be reached of a component that has a bound of its own."""
    return {Component.CONSISTENCY: campaign_days, Component.PILLAR_COVERAGE: pillars}.get(code, MILLION)


def _rates(
    component: RecipeComponent, raws: Sequence[int], divisors: Sequence[int], reasons: Sequence[str]
) -> list[ComponentScore]:
    """One component per follower or head; of equal rates the one with the greater numbers is named."""
    rates = [
        (Fraction(raw, divisor), raw, divisor)
        for raw, divisor, reason in zip(raws, divisors, reasons, strict=True)
        if raw and divisor and not reason
    ]
    _rate, most, among = max(rates, default=(0, 0, 0))
    return [
        _part(
            component,
            raw,
            most,
            Decimal(0) if reason or not raw or not divisor else Decimal(raw * among) / (divisor * most),
            divisor=divisor,
            reference_divisor=among,
        )
        for raw, divisor, reason in zip(raws, divisors, reasons, strict=True)
    ]


def _part(
    component: RecipeComponent, raw: int, reference: int, share: Decimal, **more: int
) -> ComponentScore:
    """A component score with the share rounded, and the points that follow from the rounded share."""
    share = share.quantize(SHARE)
    return ComponentScore(
        component, raw, reference, share, (share * component.weight).quantize(POINTS), **more
    )


def _share_of(normalise: Normalise, reference: int, scale: Sequence[int]) -> Callable[[int], Decimal]:
    """What gives a raw number above zero as a share of the reference, unrounded; `scale` is sorted."""
    if normalise is Normalise.LOG:
        whole = Decimal(reference + 1).ln()  # a slow one: once for all agencies
        return lambda raw: Decimal(raw + 1).ln() / whole
    if normalise is Normalise.PERCENTILE:
        return lambda raw: Decimal(bisect_right(scale, raw)) / reference
    return lambda raw: Decimal(raw) / reference


def points_with(part: ComponentScore, raw: int, others: Sequence[int]) -> Decimal:
    """What the component would give for `raw` instead, everybody else standing still.

    `others` are the raw numbers of the other eligible agencies of the category.
    """
    scale = sorted((*filter(None, others), raw))
    normalise = part.component.normalise
    with localcontext(CONTEXT):
        if not raw or part.divisor == 0:
            share = Decimal(0)
        elif part.divisor:
            own, best = Fraction(raw, part.divisor), Fraction(part.reference, part.reference_divisor or 1)
            rate = own / max(own, best)
            share = Decimal(rate.numerator) / rate.denominator
        else:
            bounds = {Normalise.SHARE: part.reference, Normalise.PERCENTILE: len(scale)}
            share = _share_of(normalise, bounds.get(normalise, scale[-1]), scale)(raw)
        return _part(part.component, raw, part.reference, share).points
