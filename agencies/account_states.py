"""The states of a social account, what may move it between them, and when it must be confirmed again.

`MOVES` is the whole rule. Nothing here knows the database: the action that moves an account locks the row,
asks `can_move`, and writes.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from django.utils.translation import gettext, gettext_lazy, gettext_noop

from summitcomms.lib.permits import Allowed, Denied, Permit

By = Literal["agency", "centre"]
"""Who moves an account: the agency it belongs to, or the centre that checks whose it is."""

STALE_AFTER = timedelta(days=183)
"""How long a confirmation holds: half a year, after which the agency is asked again."""
OLD_COUNT = timedelta(days=30)
"""After how long a follower count is worth taking anew."""
OUTLIER = 5
"""A count more than so many times the one before, or less than that part of it, is asked again."""


class AccountState(StrEnum):
    """Where an account stands; the value is what is stored."""

    PROPOSED = "proposed"
    VERIFIED = "verified"
    ARCHIVED = "archived"

    @property
    def label(self) -> str:
        """The state as people read it."""
        return gettext(_LABELS[self])


_LABELS = {
    AccountState.PROPOSED: gettext_noop("Diusulkan"),
    AccountState.VERIFIED: gettext_noop("Terverifikasi"),
    AccountState.ARCHIVED: gettext_noop("Diarsipkan"),
}

CHOICES = [(state.value, gettext_lazy(_LABELS[state])) for state in AccountState]
"""(value, label) pairs for the model, in the order of the enumeration."""

MOVES: dict[tuple[AccountState, AccountState], tuple[By, ...]] = {
    (AccountState.PROPOSED, AccountState.VERIFIED): ("centre",),
    # The centre refuses what is not the agency's; the agency takes back what it should not have proposed.
    (AccountState.PROPOSED, AccountState.ARCHIVED): ("agency", "centre"),
    # Under a new name it is proposed again: what was checked was the former one.
    (AccountState.VERIFIED, AccountState.PROPOSED): ("agency",),
    (AccountState.VERIFIED, AccountState.ARCHIVED): ("agency", "centre"),
    (AccountState.ARCHIVED, AccountState.PROPOSED): ("agency", "centre"),
}
"""Every allowed move, (from, to), with those who may make it."""

_SIDES: dict[By, str] = {
    "agency": gettext_noop("instansi pemilik akun"),
    "centre": gettext_noop("verifikator pusat"),
}


def can_move(old: AccountState | str, new: AccountState | str, *, by: By) -> Permit:
    """Whether `by` may move an account from `old` to `new`; the reason is said in the reader's language.

    States may be given as stored strings; one that does not exist is a `ValueError`, never a refusal.
    """
    old, new = AccountState(old), AccountState(new)
    sides = MOVES.get((old, new), ())
    if by in sides:
        return Allowed()
    words = {"old": old.label, "new": new.label}
    if old == new:
        return Denied(gettext("Akun ini sudah berstatus “%(old)s”.") % words)
    if sides:
        words["who"] = gettext(_SIDES[sides[0]])
        return Denied(
            gettext("Perubahan dari “%(old)s” menjadi “%(new)s” hanya dapat dilakukan oleh %(who)s.") % words
        )
    return Denied(gettext("Akun berstatus “%(old)s” tidak dapat menjadi “%(new)s”.") % words)


def is_stale(state: AccountState | str, confirmed_at: datetime | None, at: datetime) -> bool:
    """Whether a verified account has gone unconfirmed for half a year; others have nothing to confirm."""
    return state == AccountState.VERIFIED and confirmed_at is not None and at - confirmed_at >= STALE_AFTER


def half_years(confirmed_at: datetime, at: datetime) -> int:
    """How many whole half years the confirmation lies back: 1 when it is asked for the first time."""
    return (at - confirmed_at) // STALE_AFTER


def is_outlier(before: int, followers: int) -> bool:
    """Whether a follower count is so far from the one before that a slip of the finger is likely.

    Nothing can be said against a count of zero before.
    """
    return before > 0 and (followers > before * OUTLIER or followers * OUTLIER < before)
