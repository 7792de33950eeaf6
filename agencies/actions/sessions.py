"""Where a person is signed in, and ending that: at once, for the session itself is deleted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.crypto import salted_hmac

from agencies import audit, devices
from agencies.models import User

SIGNED_IN_AT = "signed_in_at"
"""Session key: seconds since 1970 at which the session began. `agencies.middleware` ends it by this."""
SEEN_AT = "seen_at"
"""Session key: seconds since 1970 at which it was last noted that the session is in use."""
NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a person is signed in. `code` names it without opening it, as its key would."""

    code: str
    device: str
    address: str
    signed_in_at: datetime
    seen_at: datetime
    is_this: bool


def begin(session: SessionBase, *, at: datetime) -> None:
    """Note in a session just opened when that was."""
    session[SIGNED_IN_AT] = session[SEEN_AT] = int(at.timestamp())


def is_over(session: SessionBase, *, at: datetime) -> bool:
    """Whether the session has lasted as long as it may, however busy it is."""
    began = session.get(SIGNED_IN_AT)
    return began is not None and at.timestamp() - began >= settings.SESSION_COOKIE_AGE


def began_within(session: SessionBase, time: timedelta, *, at: datetime) -> bool:
    """Whether the session was opened no longer than `time` ago; False for one that does not know."""
    began = session.get(SIGNED_IN_AT)
    return began is not None and at.timestamp() - began < time.total_seconds()


def note_use(session: SessionBase, *, address: str | None, at: datetime) -> None:
    """Keep when and from where the session was last used, at most once in `NOTED_EVERY`.

    When it was noted last stands in the session, which each request reads anyway: the others cost nothing.
    """
    noted = session.get(SEEN_AT)
    if noted is None or at.timestamp() - noted < NOTED_EVERY.total_seconds():
        return
    session[SEEN_AT] = int(at.timestamp())
    known = {"ip": address} if address else {}
    UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=at, **known)


def places(*, user: User, session: SessionBase, at: datetime) -> list[Place]:
    """Where `user` is signed in: `session`, which asks, first; then the one last used first."""
    return sorted(
        (_place(held, session, at) for held in _live(user, at)),
        key=lambda place: (not place.is_this, -place.seen_at.timestamp()),
    )


@transaction.atomic
def end(*, by: User, code: str, but: str | None, at: datetime) -> bool:
    """End the one of the own sessions that `code` names; False if there is none.

    The one with the key `but`, from which is asked, ends by signing out.
    """
    keys = [held.session_key for held in _live(by, at) if _code(held.session_key) == code]
    keys = [key for key in keys if key != but]
    _delete(keys)
    if keys:
        audit.record(by=by, action="session.end", target=by, after={"sessions": 1})
    return bool(keys)


@transaction.atomic
def end_all(*, by: User, but: str | None = None) -> int:
    """End all sessions of `by`, except the one with the key `but`; return how many there were."""
    ended = sign_out(by, but=but)
    if ended:
        audit.record(by=by, action="session.end", target=by, after={"sessions": ended})
    return ended


def sign_out(user: User, *, but: str | None = None) -> int:
    """Delete the sessions of a person, within the transaction of whoever records why; return how many."""
    keys = UserSession.objects.filter(user=user).exclude(session_key=but or "")
    return _delete(keys.values_list("session_key", flat=True))


def _live(user: User, at: datetime) -> QuerySet[UserSession]:
    """The rows of sessions that would still be let in."""
    open_ones = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=at)
    began = at - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return UserSession.objects.filter(Exists(open_ones), user=user, created_at__gt=began)


def _place(held: UserSession, session: SessionBase, at: datetime) -> Place:
    is_this = held.session_key == session.session_key
    began = session.get(SIGNED_IN_AT) if is_this else None  # a new password gives the session a new row
    return Place(
        code=_code(held.session_key),
        device=devices.describe(held.user_agent),
        address=held.ip,
        signed_in_at=datetime.fromtimestamp(began, tz=UTC) if began else held.created_at,
        seen_at=at if is_this else held.last_seen_at,
        is_this=is_this,
    )


def _code(session_key: str) -> str:
    return salted_hmac("agencies.actions.sessions", session_key, algorithm="sha256").hexdigest()[:32]


def _delete(keys: Iterable[str]) -> int:
    """Delete the sessions and what is known of them; return how many were open."""
    chosen = list(keys)
    ended, _ = Session.objects.filter(session_key__in=chosen).delete()
    UserSession.objects.filter(session_key__in=chosen).delete()
    return ended
