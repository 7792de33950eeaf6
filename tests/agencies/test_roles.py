import pytest

from agencies.roles import CENTRAL, CHOICES, ROLES, Permission, Role, Scope


@pytest.mark.parametrize("role", ROLES.values(), ids=list(ROLES))
def test_every_role_tells_whoever_gives_it_what_it_does(role: Role) -> None:
    assert role.name
    assert role.description.endswith(".")
    assert role.permissions
    assert len(role.code) <= 16  # the column of memberships


def test_the_choices_are_the_roles_in_their_order() -> None:
    assert [(code, role.name) for code, role in ROLES.items()] == [
        (code, str(name)) for code, name in CHOICES
    ]
    assert all(code == role.code for code, role in ROLES.items())


def test_central_roles_are_those_that_hold_everywhere() -> None:
    assert CENTRAL == ("administrator", "editor", "verifier", "committee", "analyst", "observer")
    assert {role.scope for role in ROLES.values() if not role.is_central} == {Scope.PROVINCE, Scope.AGENCY}


def test_every_permission_is_held_by_some_role() -> None:
    assert set(Permission) == {p for role in ROLES.values() for p in role.permissions}


@pytest.mark.parametrize(
    ("permission", "holders"),
    [
        (Permission.ADMINISTER, {"administrator"}),
        (Permission.VIEW_AUDIT, {"administrator"}),
        (Permission.VERIFY_POSTS, {"verifier"}),
        (Permission.VERIFY_PROVINCE, {"coordinator"}),
        (Permission.DECIDE_ROUNDS, {"committee"}),
        (Permission.IMPORT_READINGS, {"analyst", "lead", "officer"}),
        (Permission.SUBMIT_POSTS, {"lead", "officer"}),
        (Permission.MANAGE_PEOPLE, {"administrator", "coordinator", "lead"}),
        (Permission.MANAGE_ACCOUNTS, {"coordinator", "lead", "officer"}),
        (Permission.ARCHIVE_ACCOUNTS, {"lead"}),
        (Permission.VERIFY_ACCOUNTS, {"administrator", "verifier"}),
    ],
)
def test_duties_that_check_each_other_are_held_apart(permission: Permission, holders: set[str]) -> None:
    assert {role.code for role in ROLES.values() if permission in role.permissions} == holders


def test_who_only_looks_changes_nothing() -> None:
    looking = {p for p in Permission if p.value.startswith("view_")} | {Permission.FOLLOW_AGENCY}

    assert ROLES["observer"].permissions <= looking
    assert ROLES["reader"].permissions <= looking
    assert ROLES["coordinator"].permissions <= looking | {
        Permission.VERIFY_PROVINCE,
        Permission.MANAGE_PEOPLE,
        Permission.MANAGE_ACCOUNTS,
    }
