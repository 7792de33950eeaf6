"""The states of an award round: draft → open → frozen → published → awarded, and superseded at the end.

A round only goes forward. What was frozen is never unfrozen and what was published is never recalled: a
correction is a new version of the round, which supersedes the old one and leaves it readable.
"""

from enum import StrEnum

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
        return _LABELS[self]


_LABELS = {
    RoundState.DRAFT: "rancangan",
    RoundState.OPEN: "dibuka",
    RoundState.FROZEN: "dibekukan",
    RoundState.PUBLISHED: "diterbitkan",
    RoundState.AWARDED: "diberi penghargaan",
    RoundState.SUPERSEDED: "digantikan versi baru",
}

CHOICES: list[tuple[str, str]] = [(state.value, state.label) for state in RoundState]
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

_REPEATED = {
    RoundState.DRAFT: "Putaran ini sudah berupa rancangan.",
    RoundState.OPEN: "Putaran ini sudah dibuka.",
    RoundState.FROZEN: "Putaran ini sudah dibekukan dan tidak dapat dibekukan lagi.",
    RoundState.PUBLISHED: "Putaran ini sudah diterbitkan dan tidak dapat diterbitkan lagi.",
    RoundState.AWARDED: "Penghargaan putaran ini sudah diberikan.",
    RoundState.SUPERSEDED: "Putaran ini sudah digantikan versi baru.",
}


def can_move(old: RoundState | str, new: RoundState | str) -> Permit:
    """Whether a round may go from `old` to `new`.

    States may be given as stored strings; one that does not exist is a `ValueError`, never a refusal.
    """
    old, new = RoundState(old), RoundState(new)
    if old == new:
        return Denied(_REPEATED[old])
    ahead = MOVES[old]
    if new in ahead:
        return Allowed()
    refusal = f"Putaran berstatus “{old.label}” tidak dapat menjadi “{new.label}”."
    if not ahead:
        return Denied(f"{refusal} Gunakan versi yang menggantikannya.")
    steps = " atau ".join(f"“{state.label}”" for state in ahead)
    return Denied(f"{refusal} Langkah berikutnya: {steps}.")


def can_publish(state: RoundState | str, *, frozen_by: object, by: object) -> Permit:
    """Whether `by` may publish a round that `frozen_by` froze; both are the same kind of user id.

    Publishing takes a second person, so that no single account decides a result.
    """
    permit = can_move(state, RoundState.PUBLISHED)
    if permit and frozen_by == by:
        return Denied(
            "Putaran ini Anda bekukan sendiri. Penerbitan memerlukan orang kedua: "
            "mintalah anggota panitia lain."
        )
    return permit
