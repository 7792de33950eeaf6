import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from agencies import access
from agencies.models import Agency, Membership, User
from agencies.roles import CENTRAL, ROLES, Permission, Scope
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", CENTRAL)
def test_a_central_role_holds_everywhere(role: str, sultra: Agency) -> None:
    person = builders.user(role=role)

    for permission in Permission:
        expected = permission in ROLES[role].permissions
        assert bool(access.can(person, permission)) is expected
        assert bool(access.can(person, permission, sultra)) is expected


@pytest.mark.parametrize("role", [role.code for role in ROLES.values() if role.scope is Scope.AGENCY])
def test_an_agency_role_holds_in_the_own_agency_only(role: str, sultra: Agency, mimika: Agency) -> None:
    person = builders.user(role=role, agency=sultra)

    for permission in Permission:
        expected = permission in ROLES[role].permissions
        assert bool(access.can(person, permission, sultra)) is expected
        assert not access.can(person, permission, mimika)
        assert not access.can(person, permission)


def test_a_coordinator_reaches_the_regencies_of_the_own_province(
    coordinator_sultra: User, sultra: Agency, mimika: Agency
) -> None:
    kendari = builders.agency("D-74.71", "Diskominfo Kota Kendari")

    assert access.can(coordinator_sultra, Permission.VIEW_POSTS, sultra)
    assert access.can(coordinator_sultra, Permission.VIEW_POSTS, kendari)
    assert not access.can(coordinator_sultra, Permission.VIEW_POSTS, mimika)
    assert not access.can(coordinator_sultra, Permission.SUBMIT_POSTS, kendari)


def test_an_officer_of_the_province_does_not_reach_its_regencies(officer_sultra: User) -> None:
    kendari = builders.agency("D-74.71", "Diskominfo Kota Kendari")

    assert not access.can(officer_sultra, Permission.VIEW_POSTS, kendari)


def test_the_refusal_says_which_rule_spoke(officer_sultra: User, mimika: Agency) -> None:
    assert access.can(officer_sultra, Permission.VIEW_POSTS, mimika).reason == access.NOT_YOUR_AGENCY
    assert access.can(officer_sultra, Permission.VERIFY_POSTS, mimika).reason == access.NOT_YOURS
    assert access.can(officer_sultra, Permission.VIEW_POSTS).reason == access.NOT_YOURS
    assert access.can(AnonymousUser(), Permission.VIEW_POSTS).reason == access.SIGNED_OUT


def test_people_out_of_service_may_nothing(pusat_admin: User, sultra: Agency) -> None:
    pusat_admin.is_active = False

    assert access.can(pusat_admin, Permission.ADMINISTER, sultra).reason == access.SIGNED_OUT


def test_an_ended_role_opens_nothing(officer_sultra: User, sultra: Agency) -> None:
    Membership.objects.update(ended_at=builders.NOW)

    assert not access.can(officer_sultra, Permission.VIEW_POSTS, sultra)


def test_two_roles_add_up(officer_sultra: User, sultra: Agency, mimika: Agency) -> None:
    Membership.objects.create(user=officer_sultra, role="reader", agency=mimika)

    assert access.can(officer_sultra, Permission.VIEW_POSTS, mimika)
    assert not access.can(officer_sultra, Permission.SUBMIT_POSTS, mimika)
    assert access.can(officer_sultra, Permission.SUBMIT_POSTS, sultra)


def test_require_returns_the_person_or_refuses_with_the_reason(
    verifier: User, officer_sultra: User, mimika: Agency
) -> None:
    assert access.require(verifier, Permission.VERIFY_POSTS, mimika) == verifier
    with pytest.raises(PermissionDenied, match=access.NOT_YOUR_AGENCY):
        access.require(officer_sultra, Permission.SUBMIT_POSTS, mimika)


def test_require_somewhere_asks_for_one_agency_at_least(officer_sultra: User, outsider: User) -> None:
    assert access.require_somewhere(officer_sultra, Permission.SUBMIT_POSTS) == officer_sultra
    with pytest.raises(PermissionDenied, match=access.NOT_YOURS):
        access.require_somewhere(outsider, Permission.SUBMIT_POSTS)
    with pytest.raises(PermissionDenied, match=access.SIGNED_OUT):
        access.require_somewhere(AnonymousUser(), Permission.SUBMIT_POSTS)


def test_the_query_of_agencies_knows_the_same_rule(
    coordinator_sultra: User, officer_mimika: User, verifier: User, outsider: User
) -> None:
    builders.agency("D-74.71", "Diskominfo Kota Kendari")

    for person in (coordinator_sultra, officer_mimika, verifier, outsider):
        for permission in Permission:
            reached = set(Agency.objects.within_reach_of(person, permission))
            assert reached == {a for a in Agency.objects.all() if access.can(person, permission, a)}


def test_belonging_is_membership_of_the_agency_itself(
    coordinator_sultra: User, officer_mimika: User, sultra: Agency
) -> None:
    kendari = builders.agency("D-74.71", "Diskominfo Kota Kendari")

    assert access.belongs_to(coordinator_sultra, sultra)
    assert not access.belongs_to(coordinator_sultra, kendari)
    assert not access.belongs_to(officer_mimika, sultra)
