"""What would lift an agency most: the next step of each component, and the points it would bring. Pure.

Everybody else is taken to stand still, so the points are a hint and no promise.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from awards.recipes import Component, Normalise
from awards.scoring import ZERO, ComponentScore, Scored, points_with

MORE_POSTS = 5
"""How many posts the next step of the volume is."""
TENTH = 10
"""Interactions and reach grow by a tenth at a step."""

_STEPS: dict[Component, Callable[[int], int]] = {
    Component.VOLUME: lambda raw: MORE_POSTS,
    Component.CONSISTENCY: lambda raw: 1,
    Component.PILLAR_COVERAGE: lambda raw: 1,
    Component.INTERACTIONS: lambda raw: -(-raw // TENTH),
    Component.REACH: lambda raw: -(-raw // TENTH),
}
_SENTENCES = {
    Component.VOLUME: gettext_noop("lima unggahan lagi, pada hari yang belum mencapai batas harian"),
    Component.CONSISTENCY: gettext_noop("satu hari aktif lagi"),
    Component.PILLAR_COVERAGE: gettext_noop("unggahan pada satu pilar lagi"),
    Component.INTERACTIONS: gettext_noop("interaksi sepersepuluh lebih banyak"),
    Component.REACH: gettext_noop("jangkauan sepersepuluh lebih luas"),
}


@dataclass(frozen=True, slots=True)
class Lever:
    """A step that an agency can take, and the points it would gain by it."""

    component: Component
    gain: Decimal

    @property
    def words(self) -> str:
        """The step as people read it."""
        return _(_SENTENCES[self.component])


def levers(own: Scored, others: Sequence[Scored]) -> list[Lever]:
    """The steps that would bring points, the most rewarding first; none for who is not scored.

    `others` are the other agencies of the category, each with the components of the same recipe.
    """
    if not own.eligible:
        return []
    eligible = [other.components for other in others if other.eligible]
    found = [
        Lever(part.code, gain)
        for place, part in enumerate(own.components)
        if (gain := _gain(part, [components[place].raw for components in eligible])) > 0
    ]
    return sorted(found, key=lambda lever: lever.gain, reverse=True)


def _gain(part: ComponentScore, others: Sequence[int]) -> Decimal:
    step = _STEPS.get(part.code)
    if step is None:
        return ZERO
    raw = part.raw + step(part.raw)
    if part.component.normalise is Normalise.SHARE and raw > part.reference:
        return ZERO
    return points_with(part, raw, others) - part.points
