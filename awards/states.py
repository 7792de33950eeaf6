"""The states of an award round: draft → open → frozen → published → awarded, and superseded at the end.

A round only goes forward. What was frozen is never unfrozen and what was published is never recalled: a
correction is a new version of the round, which supersedes the old one and leaves it readable.
"""

from enum import StrEnum
from functools import reduce

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from summitcomms.lib.permits import Allowed, Denied, Permit


class RoundState(StrEnum):
    """Where an award round stands; the value is what is stored and what the API speaks."""

    DRAFT = "draft"
    OPEN = "open"
    FROZEN = "frozen"
    PUBLISHED = "published"
    AWARDED = "awarded"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        """The state as people read it."""
        return _(_LABELS[self])


_LABELS = {
    RoundState.DRAFT: gettext_noop("rancangan"),
    RoundState.OPEN: gettext_noop("dibuka"),
    RoundState.FROZEN: gettext_noop("dibekukan"),
    RoundState.PUBLISHED: gettext_noop("diterbitkan"),
    RoundState.AWARDED: gettext_noop("diberi penghargaan"),
    RoundState.SUPERSEDED: gettext_noop("digantikan versi baru"),
}

CHOICES = [(state.value, gettext_lazy(_LABELS[state])) for state in RoundState]
"""(value, label) pairs for model and form fields, in the order of the enumeration."""

MOVES: dict[RoundState, tuple[RoundState, ...]] = {
    RoundState.DRAFT: (RoundState.OPEN,),
    RoundState.OPEN: (RoundState.FROZEN,),
    RoundState.FROZEN: (RoundState.PUBLISHED,),
    RoundState.PUBLISHED: (RoundState.AWARDED, RoundState.SUPERSEDED),
    RoundState.AWARDED: (RoundState.SUPERSEDED,),
    RoundState.SUPERSEDED: (),
}
"""Every allowed move."""

PUBLIC: frozenset[RoundState] = frozenset({RoundState.PUBLISHED, RoundState.AWARDED})
"""States in which the public sees the ranks of a round as the result."""

PROVEN: frozenset[RoundState] = PUBLIC | {RoundState.SUPERSEDED}
"""States of a round whose result was published: a superseded one stays readable and provable."""

_REPEATED = {
    RoundState.DRAFT: gettext_noop("Putaran ini sudah berupa rancangan."),
    RoundState.OPEN: gettext_noop("Putaran ini sudah dibuka."),
    RoundState.FROZEN: gettext_noop("Putaran ini sudah dibekukan dan tidak dapat dibekukan lagi."),
    RoundState.PUBLISHED: gettext_noop("Putaran ini sudah diterbitkan dan tidak dapat diterbitkan lagi."),
    RoundState.AWARDED: gettext_noop("Penghargaan putaran ini sudah diberikan."),
    RoundState.SUPERSEDED: gettext_noop("Putaran ini sudah digantikan versi baru."),
}


def can_move(old: RoundState | str, new: RoundState | str) -> Permit:
    """Whether a round may go from `old` to `new`.

    States may be given as stored strings; one that does not exist is a `ValueError`, never a refusal.
    """
    old, new = RoundState(old), RoundState(new)
    if old == new:
        return Denied(_(_REPEATED[old]))
    ahead = MOVES[old]
    if new in ahead:
        return Allowed()
    names = {"old": old.label, "new": new.label}
    if not ahead:
        sentence = _(
            "Putaran berstatus “%(old)s” tidak dapat menjadi “%(new)s”. Gunakan versi yang menggantikannya."
        )
        return Denied(sentence % names)
    sentence = _("Putaran berstatus “%(old)s” tidak dapat menjadi “%(new)s”. Langkah berikutnya: %(steps)s.")
    steps = reduce(
        lambda first, second: _("%(first)s atau %(second)s") % {"first": first, "second": second},
        [f"“{state.label}”" for state in ahead],
    )
    return Denied(sentence % (names | {"steps": steps}))


def can_publish(state: RoundState | str, *, frozen_by: object, by: object) -> Permit:
    """Whether `by` may publish a round that `frozen_by` froze; both are the same kind of user id.

    Publishing takes a second person, so that no single account decides a result.
    """
    permit = can_move(state, RoundState.PUBLISHED)
    if permit and frozen_by == by:
        return Denied(
            _(
                "Putaran ini Anda bekukan sendiri. Penerbitan memerlukan orang kedua: "
                "mintalah anggota panitia lain."
            )
        )
    return permit
