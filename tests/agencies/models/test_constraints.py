"""The database refuses by itself what forms and actions refuse before it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from agencies import audit
from agencies.actions import seals
from agencies.models import (
    AccountProof,
    Agency,
    AgencyAlias,
    AuditEvent,
    AuditSeal,
    Certificate,
    FollowerReading,
    Invitation,
    Membership,
    Region,
    SocialAccount,
    User,
)
from tests import builders
from tests.agencies.models.test_usage import CASES as OF_CALLS
from tests.agencies.models.test_webhook import CASES as OF_WEBHOOKS
from tests.builders import NOW
from tests.constraints import again, names, refused

pytestmark = pytest.mark.django_db


def _region_outside_a_province() -> None:
    Region.objects.filter(pk=builders.region("74.71").pk).update(province=None)


def _agency_of_another_kind() -> None:
    Agency.objects.filter(pk=builders.agency("K-059").pk).update(code="L-059")


def _office_without_a_region() -> None:
    Agency.objects.filter(pk=builders.agency("D-74").pk).update(region=None)


def _alias_twice() -> None:
    again(AgencyAlias.objects.create(agency=builders.agency("D-74"), text="Kominfo Sultra"))


def _former_code_of_two() -> None:
    alias = AgencyAlias.objects.create(agency=builders.agency("D-74"), text="D-91", is_code=True)
    again(alias, agency=builders.agency("K-059"))


def _account_of_two() -> None:
    again(builders.account(builders.agency("D-74"), handle="Kominfo"), agency=builders.agency("K-059"))


def _verified_at_no_time() -> None:
    SocialAccount.objects.filter(pk=builders.account(builders.agency("D-74")).pk).update(confirmed_at=None)


def _the_same_proof_twice() -> None:
    proof = AccountProof(
        account=builders.account(builders.agency("D-74")),
        kind=AccountProof.Kind.LETTER,
        image="akun/surat.jpg",
        sha256="0" * 64,
        added_by=builders.user(),
        added_at=NOW,
    )
    proof.save()
    again(proof)


def _pseudonym_in_service() -> None:
    User.objects.filter(pk=builders.user().pk).update(pseudonymised_at=NOW)


def _address_in_other_letters() -> None:
    again(builders.user("petugas@contoh.go.id"), email="Petugas@Contoh.go.id")


def _central_role_in_an_agency() -> None:
    Membership.objects.create(user=builders.user(), role="verifier", agency=builders.agency("K-059"))


def _agency_role_nowhere() -> None:
    Membership.objects.create(user=builders.user(), role="officer")


def _central_role_twice() -> None:
    again(builders.user(role="verifier").memberships.get())


def _agency_role_twice() -> None:
    again(builders.user(role="officer", agency=builders.agency("K-059")).memberships.get())


def _revoked_without_a_reason() -> None:
    certificate()
    Certificate.objects.update(revoked_at=NOW)


def _central_invitation_to_an_agency() -> None:
    invitation(role="verifier")


def _invitation_to_an_address_in_capitals() -> None:
    invitation(email="Petugas@contoh.go.id")


def _invitation_accepted_by_nobody() -> None:
    invitation(accepted_at=NOW)


def _invitation_accepted_and_withdrawn() -> None:
    invitation(accepted_at=NOW, accepted_by=builders.user(), withdrawn_at=NOW)


def _invitation_that_never_held() -> None:
    invitation(expires_at=NOW)


def _two_open_invitations() -> None:
    again(invitation())


def _two_open_central_invitations() -> None:
    again(invitation(role="verifier", agency=None))


CASES: list[tuple[str, Callable[[], None]]] = [
    ("region_is_a_province_or_lies_in_one", _region_outside_a_province),
    ("agency_code_says_its_kind", _agency_of_another_kind),
    ("agency_code_says_its_kind", _office_without_a_region),
    ("agency_alias_is_listed_once", _alias_twice),
    ("agency_former_code_names_one_agency", _former_code_of_two),
    ("social_account_belongs_to_one_agency", _account_of_two),
    ("social_account_is_verified_at_a_time", _verified_at_no_time),
    ("account_proof_is_filed_once", _the_same_proof_twice),
    ("user_email_is_unique_in_any_case", _address_in_other_letters),
    ("user_pseudonymised_is_out_of_service", _pseudonym_in_service),
    ("membership_is_central_or_in_an_agency", _central_role_in_an_agency),
    ("membership_is_central_or_in_an_agency", _agency_role_nowhere),
    ("membership_is_held_once", _central_role_twice),
    ("membership_is_held_once", _agency_role_twice),
    ("certificate_is_revoked_with_a_reason", _revoked_without_a_reason),
    ("invitation_is_central_or_to_an_agency", _central_invitation_to_an_agency),
    ("invitation_email_is_in_lower_case", _invitation_to_an_address_in_capitals),
    ("invitation_is_accepted_by_somebody", _invitation_accepted_by_nobody),
    ("invitation_has_one_end", _invitation_accepted_and_withdrawn),
    ("invitation_expires_later", _invitation_that_never_held),
    ("invitation_is_open_once", _two_open_invitations),
    ("invitation_is_open_once", _two_open_central_invitations),
]


def invitation(**fields: Any) -> Invitation:
    """An open invitation of an officer, with these changes."""
    usual = {
        "email": "petugas@contoh.go.id",
        "role": "officer",
        "agency": builders.agency("K-059"),
        "invited_by": builders.user(),
        "invited_at": NOW,
        "expires_at": NOW + timedelta(days=7),
    }
    return Invitation.objects.create(**usual | fields)


def certificate() -> Certificate:
    return Certificate.objects.create(
        code="ABCD2345",
        agency=builders.agency("K-059"),
        title="Juara",
        recipient="Kominfo",
        facts={},
        issued_at=NOW,
    )


@pytest.mark.parametrize(("constraint", "write"), CASES)
def test_the_database_refuses(constraint: str, write: Callable[[], None]) -> None:
    refused(constraint, write)


def test_every_constraint_has_its_case() -> None:
    assert {name for name, _ in CASES + OF_WEBHOOKS + OF_CALLS} == names("agencies")


def test_an_archived_account_is_free_for_another_agency(sultra: Agency, mimika: Agency) -> None:
    old = builders.account(sultra, handle="kominfo")
    SocialAccount.objects.update(state=SocialAccount.State.ARCHIVED)

    again(old, agency=mimika, state=SocialAccount.State.VERIFIED)

    assert SocialAccount.objects.current().get().agency == mimika


def test_an_ended_role_leaves_room_for_the_same(verifier: User) -> None:
    Membership.objects.update(ended_at=NOW)

    again(verifier.memberships.get(), ended_at=None)

    assert verifier.memberships.count() == 2


@pytest.mark.parametrize("table", [AuditEvent, AuditSeal])
@pytest.mark.parametrize("statement", ["UPDATE {t} SET {c} = {c}", "DELETE FROM {t}", "TRUNCATE {t}"])
def test_the_trail_is_append_only(
    sultra: Agency, table: type[AuditEvent | AuditSeal], statement: str
) -> None:
    audit.record(by=audit.SYSTEM, action="agency.add", target=sultra)
    seals.seal()
    name, column = table._meta.db_table, table._meta.pk.column
    verb = statement.split()[0]

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL summitcomms.allow_truncate = off")
        with pytest.raises(DatabaseError, match=f"{name} is append-only: {verb}"), transaction.atomic():
            cursor.execute(statement.format(t=name, c=column))

    assert table._default_manager.count() == 1


def test_only_truncate_is_open_to_the_tests(sultra: Agency) -> None:
    audit.record(by=audit.SYSTEM, action="agency.add", target=sultra)

    with connection.cursor() as cursor:
        cursor.execute("SHOW summitcomms.allow_truncate")
        assert cursor.fetchone() == ("on",)
    with pytest.raises(DatabaseError, match="UPDATE is refused"), transaction.atomic():
        AuditEvent.objects.update(actor_label="Orang lain")
    with pytest.raises(DatabaseError, match="DELETE is refused"), transaction.atomic():
        AuditEvent.objects.all().delete()


@pytest.mark.parametrize(
    "change",
    [lambda rows: rows.update(followers=1), lambda rows: rows.delete()],
    ids=("update", "delete"),
)
def test_a_follower_count_stays_as_it_was_noted(change: Callable[[Any], object], sultra: Agency) -> None:
    FollowerReading.objects.create(
        account=builders.account(sultra), taken_at=NOW, followers=58_000, source="agency", noted_by="sistem"
    )

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(FollowerReading.objects.all())
