from random import Random

from django.contrib.auth.password_validation import validate_password

from agencies.models import User
from agencies.roles import ROLES
from reports.demo.cast import CAST, PASSWORD, officer_name


def test_every_role_is_played_and_nobody_twice() -> None:
    assert {member.role for member in CAST} == set(ROLES)
    assert len({member.email for member in CAST}) == len(CAST)


def test_the_password_is_one_that_the_portal_would_take_from_anybody() -> None:
    for member in CAST:
        validate_password(PASSWORD, User(email=member.email, full_name=member.full_name))


def test_officers_have_a_first_and_a_last_name() -> None:
    assert len(officer_name(Random(4)).split()) == 2
