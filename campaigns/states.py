"""The states of a post, and what may move it from one to another.

`MOVES` is the whole rule: a move stands there with the grounds on which it may happen, and what does not
stand there is refused, in words. Nothing here knows the database: the action that moves a post locks the
row, asks `can_move`, and writes.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from summitcomms.lib.permits import Allowed, Denied, Permit

By = Literal["agency", "verifier", "clock", "appeal", "dispute", "undo"]
"""On which ground a post moves: its own agency, a verifier (person or rule), a deadline that passed, an
appeal that was granted, a dispute that another agency won, or a decision taken back within the seconds that
the page offers."""


class PostState(StrEnum):
    """Where a reported post stands; the value is what is stored and what the API speaks."""

    NEEDS_LINK = "needs_link"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VERIFIED = "verified"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state as people read it."""
        return _(_LABELS[self])


class ReturnReason(StrEnum):
    """Why a verifier sends a post back; `OTHER` needs a sentence of the verifier's own."""

    HASHTAG_MISSING = "hashtag_missing"
    FOREIGN_ACCOUNT = "foreign_account"
    OUTSIDE_WINDOW = "outside_window"
    LINK_DEAD = "link_dead"
    CONTENT_MISMATCH = "content_mismatch"
    DUPLICATE = "duplicate"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The reason as people read it."""
        return _(_REASON_LABELS[self])


_LABELS = {
    PostState.NEEDS_LINK: gettext_noop("perlu tautan lengkap"),
    PostState.SUBMITTED: gettext_noop("menunggu verifikasi"),
    PostState.RETURNED: gettext_noop("perlu perbaikan"),
    PostState.VERIFIED: gettext_noop("terverifikasi"),
    PostState.REJECTED: gettext_noop("ditolak"),
    PostState.WITHDRAWN: gettext_noop("ditarik"),
}

_REASON_LABELS = {
    ReturnReason.HASHTAG_MISSING: gettext_noop("tagar tidak ada"),
    ReturnReason.FOREIGN_ACCOUNT: gettext_noop("bukan akun instansi"),
    ReturnReason.OUTSIDE_WINDOW: gettext_noop("di luar masa kampanye"),
    ReturnReason.LINK_DEAD: gettext_noop("tautan tidak dapat dibuka"),
    ReturnReason.CONTENT_MISMATCH: gettext_noop("isi tidak sesuai"),
    ReturnReason.DUPLICATE: gettext_noop("ganda"),
    ReturnReason.OTHER: gettext_noop("lainnya"),
}

CHOICES = [(state.value, gettext_lazy(_LABELS[state])) for state in PostState]
"""(value, label) pairs for model and form fields, in the order of the enumeration."""

REASON_CHOICES = [(reason.value, gettext_lazy(_REASON_LABELS[reason])) for reason in ReturnReason]
"""The same for the reasons of sending a post back."""

MOVES: dict[tuple[PostState, PostState], tuple[By, ...]] = {
    (PostState.NEEDS_LINK, PostState.SUBMITTED): ("agency",),
    (PostState.NEEDS_LINK, PostState.WITHDRAWN): ("agency",),
    (PostState.SUBMITTED, PostState.VERIFIED): ("verifier",),
    (PostState.SUBMITTED, PostState.RETURNED): ("verifier",),
    (PostState.SUBMITTED, PostState.REJECTED): ("verifier", "dispute"),
    (PostState.SUBMITTED, PostState.WITHDRAWN): ("agency",),
    (PostState.RETURNED, PostState.SUBMITTED): ("agency",),
    (PostState.RETURNED, PostState.REJECTED): ("clock", "dispute"),
    (PostState.RETURNED, PostState.WITHDRAWN): ("agency",),
    # A verified post goes back when the decision is undone at once, or when a sample check finds a fault.
    (PostState.VERIFIED, PostState.RETURNED): ("undo", "verifier"),
    # Whose post it is can turn out after somebody verified it.
    (PostState.VERIFIED, PostState.REJECTED): ("dispute",),
    (PostState.REJECTED, PostState.SUBMITTED): ("appeal",),
    # Whoever withdrew a report may think again at once; it becomes what it was.
    (PostState.WITHDRAWN, PostState.NEEDS_LINK): ("undo",),
    (PostState.WITHDRAWN, PostState.SUBMITTED): ("undo",),
    (PostState.WITHDRAWN, PostState.RETURNED): ("undo",),
}
"""Every allowed move, (from, to), with the grounds on which it may happen."""

COUNTED: frozenset[PostState] = frozenset({PostState.VERIFIED})
"""States in which a post counts in tallies and ranks."""

OCCUPYING: frozenset[PostState] = frozenset(PostState) - {PostState.REJECTED, PostState.WITHDRAWN}
"""States in which a post holds its (campaign, platform, native id), so that nobody can report it again."""

FREE: tuple[PostState, ...] = tuple(state for state in PostState if state not in OCCUPYING)
"""States in which a post has given its link back."""

APPEAL_WITHIN = timedelta(days=7)
"""How long after a rejection the agency may appeal."""

GROUPS = (
    ("", gettext_lazy("Semua"), tuple(PostState)),
    ("tindakan", gettext_lazy("Perlu tindakan"), (PostState.NEEDS_LINK, PostState.RETURNED)),
    ("menunggu", gettext_lazy("Menunggu"), (PostState.SUBMITTED,)),
    ("terverifikasi", gettext_lazy("Terverifikasi"), (PostState.VERIFIED,)),
    ("ditolak", gettext_lazy("Ditolak"), (PostState.REJECTED,)),
    ("ditarik", gettext_lazy("Ditarik"), (PostState.WITHDRAWN,)),
)
"""Value of `?status=`, label, states: how lists and counts group posts; each state is in one beside "all"."""

_GROUNDS: dict[By, str] = {
    "agency": gettext_noop("instansi pemilik unggahan"),
    "verifier": gettext_noop("keputusan verifikator"),
    "clock": gettext_noop("lewatnya batas waktu perbaikan"),
    "appeal": gettext_noop("banding yang dikabulkan"),
    "dispute": gettext_noop("sengketa yang dimenangkan instansi lain"),
    "undo": gettext_noop("pengurungan dalam beberapa detik setelahnya"),
}


def moves_from(state: PostState | str, *, by: By | None = None) -> tuple[PostState, ...]:
    """The states reachable from `state`, on ground `by` or on any, in the order of `MOVES`."""
    return tuple(
        new for (old, new), grounds in MOVES.items() if old == state and (by is None or by in grounds)
    )


def can_move(old: PostState | str, new: PostState | str, *, by: By) -> Permit:
    """Whether a post may go from `old` to `new` on ground `by`.

    States may be given as stored strings; one that does not exist is a `ValueError`, never a refusal.
    """
    old, new = PostState(old), PostState(new)
    if old == new:
        return Denied(_("Unggahan ini sudah berstatus “%(state)s”.") % {"state": old.label})
    grounds = MOVES.get((old, new))
    if grounds is None:
        ahead = _(" atau ").join(f"“{state.label}”" for state in moves_from(old))
        rest = _("Dari sini hanya dapat menjadi %(ahead)s.") % {"ahead": ahead}
        return Denied(
            _("Unggahan berstatus “%(old)s” tidak dapat menjadi “%(new)s”. %(rest)s")
            % {"old": old.label, "new": new.label, "rest": rest}
        )
    if by not in grounds:
        allowed = _(" atau ").join(_(_GROUNDS[ground]) for ground in grounds)
        return Denied(
            _("Perubahan dari “%(old)s” menjadi “%(new)s” hanya dapat melalui %(allowed)s.")
            % {"old": old.label, "new": new.label, "allowed": allowed}
        )
    return Allowed()
