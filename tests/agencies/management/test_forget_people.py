from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from agencies import handlers
from agencies.models import User
from tests import builders
from tests.builders import NOW
from tests.services import running_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone() -> User:
    person = builders.user(full_name="Gita Mantan")
    User.objects.filter(pk=person.pk).update(joined_at=NOW - timedelta(days=731))
    return person


def test_the_command_forgets_as_of_a_moment_and_says_how_many(gone: User) -> None:
    out = StringIO()

    call_command("forget_people", at=NOW - timedelta(days=2), stdout=out)
    gone.refresh_from_db()
    assert gone.full_name == "Gita Mantan"
    call_command("forget_people", "--at", NOW.isoformat(), stdout=out)

    gone.refresh_from_db()
    assert gone.pseudonymised_at == NOW
    assert "0 orang disamarkan" in out.getvalue()
    assert "1 orang disamarkan" in out.getvalue()


def test_without_a_moment_it_is_now(gone: User) -> None:
    call_command("forget_people", stdout=StringIO())

    gone.refresh_from_db()
    assert gone.pseudonymised_at is not None


def test_the_job_does_the_same(gone: User) -> None:
    result = handlers.forget_people(running_job(payload={}, at=NOW))

    assert result == {"people": 1, "invitations": 0, "lists": 0, "sessions": 0}
