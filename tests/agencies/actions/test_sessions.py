from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from agencies.actions import sessions
from agencies.models import AuditEvent, User
from tests import builders
from tests.builders import NOW

MINUTE = timedelta(minutes=1)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/117.0"


@pytest.fixture
def here(officer_sultra: User) -> SessionBase:
    store = SessionStore(builders.session(officer_sultra))
    sessions.begin(store, at=NOW)
    store.save()
    return store


def codes(user: User, here: SessionBase) -> list[str]:
    return [place.code for place in sessions.places(user=user, session=here, at=NOW)]


def test_places_are_named_this_one_first(
    officer_sultra: User, officer_mimika: User, here: SessionBase
) -> None:
    builders.session(officer_sultra, FIREFOX, at=NOW - timedelta(hours=2))
    builders.session(officer_sultra, at=NOW - timedelta(hours=1))
    builders.session(officer_mimika)

    this, recent, old = sessions.places(user=officer_sultra, session=here, at=NOW + MINUTE)

    assert [place.is_this for place in (this, recent, old)] == [True, False, False]
    assert (this.signed_in_at, this.seen_at) == (NOW, NOW + MINUTE)
    assert (recent.device, recent.address) == ("Chrome di Android", "203.0.113.7")
    assert (old.device, old.seen_at) == ("Firefox di Linux", NOW - timedelta(hours=2))
    assert str(here.session_key) not in this.code


def test_a_session_that_nobody_would_let_in_is_no_place(officer_sultra: User, here: SessionBase) -> None:
    builders.session(officer_sultra, at=NOW - timedelta(hours=8))
    Session.objects.filter(session_key=builders.session(officer_sultra)).delete()
    Session.objects.filter(session_key=builders.session(officer_sultra)).update(expire_date=NOW)

    assert len(codes(officer_sultra, here)) == 1


def test_one_session_is_ended_at_once(officer_sultra: User, here: SessionBase) -> None:
    other = builders.session(officer_sultra)
    code = codes(officer_sultra, here)[1]

    assert sessions.end(by=officer_sultra, code=code, but=here.session_key, at=NOW)

    assert not Session.objects.filter(session_key=other).exists()
    assert not UserSession.objects.filter(session_key=other).exists()
    assert Session.objects.filter(session_key=here.session_key).exists()
    event = AuditEvent.objects.get()
    assert (event.action, event.target_id) == ("session.end", officer_sultra.actor_id)
    assert not sessions.end(by=officer_sultra, code=code, but=here.session_key, at=NOW)


def test_neither_this_session_nor_somebody_elses_is_ended(
    officer_sultra: User, officer_mimika: User, here: SessionBase
) -> None:
    theirs = SessionStore(builders.session(officer_mimika))

    for code in (codes(officer_sultra, here)[0], codes(officer_mimika, theirs)[0], "palsu"):
        assert not sessions.end(by=officer_sultra, code=code, but=here.session_key, at=NOW)

    assert Session.objects.count() == 2
    assert not AuditEvent.objects.exists()


def test_all_but_one_are_ended(officer_sultra: User, officer_mimika: User, here: SessionBase) -> None:
    builders.session(officer_sultra)
    builders.session(officer_sultra)
    builders.session(officer_mimika)

    assert sessions.end_all(by=officer_sultra, but=here.session_key) == 2
    assert len(codes(officer_sultra, here)) == 1
    assert Session.objects.count() == 2
    assert AuditEvent.objects.get().after == {"sessions": 2}

    assert sessions.end_all(by=officer_sultra, but=here.session_key) == 0
    assert AuditEvent.objects.count() == 1


def test_use_is_noted_every_five_minutes_and_costs_nothing_between(
    officer_sultra: User, here: SessionBase, django_assert_num_queries: object
) -> None:
    held = UserSession.objects.get(session_key=here.session_key)

    with django_assert_num_queries(0):  # type: ignore[operator]
        sessions.note_use(here, address="203.0.113.8", at=NOW + 4 * MINUTE)
    with django_assert_num_queries(1):  # type: ignore[operator]
        sessions.note_use(here, address="203.0.113.8", at=NOW + 5 * MINUTE)
        sessions.note_use(here, address="203.0.113.9", at=NOW + 6 * MINUTE)

    held.refresh_from_db()
    assert (held.last_seen_at, held.ip) == (NOW + 5 * MINUTE, "203.0.113.8")


def test_an_address_that_is_none_is_not_noted(officer_sultra: User, here: SessionBase) -> None:
    sessions.note_use(here, address=None, at=NOW + 5 * MINUTE)

    assert UserSession.objects.get().ip == "203.0.113.7"


def test_a_session_that_was_not_begun_here_is_left_alone(db: None) -> None:
    plain = SessionStore()

    sessions.note_use(plain, address="203.0.113.8", at=NOW)

    assert plain.is_empty()
    assert not sessions.is_over(plain, at=NOW)


@pytest.mark.parametrize(("hours", "over"), [(7.99, False), (8, True)])
def test_a_session_is_over_after_eight_hours(here: SessionBase, hours: float, over: bool) -> None:
    assert sessions.is_over(here, at=NOW + timedelta(hours=hours)) is over
