import pytest
from django.db import IntegrityError, transaction

from agencies import audit
from agencies.actions import reference
from agencies.models import Agency, AgencyAlias, AuditEvent, Partner, SocialAccount, User
from tests import builders

pytestmark = pytest.mark.django_db


def test_an_added_row_is_recorded_with_its_fields(pusat_admin: User) -> None:
    made = reference.save(
        by=pusat_admin, obj=Partner(code="mitra", name="Mitra", contact_email="a@contoh.id")
    )

    event = AuditEvent.objects.get()
    assert (event.action, event.target_id, event.before) == ("partner.add", "mitra", {})
    assert event.after == {
        "code": "mitra",
        "name": "Mitra",
        "contact_email": audit.WITHHELD,
        "is_active": True,
    }
    assert made.pk


def test_a_change_records_only_what_differs(pusat_admin: User) -> None:
    partner, _ = builders.partner()
    partner.name = "Nama baru"

    reference.save(by=pusat_admin, obj=partner)

    event = AuditEvent.objects.get()
    assert event.action == "partner.change"
    assert (event.before, event.after) == ({"name": "Mitra mitra-uji"}, {"name": "Nama baru"})


def test_before_is_what_really_stood_there(pusat_admin: User) -> None:
    partner, _ = builders.partner()
    Partner.objects.filter(pk=partner.pk).update(name="Diubah orang lain")
    partner.name = "Nama baru"

    reference.save(by=pusat_admin, obj=partner)

    assert AuditEvent.objects.get().before == {"name": "Diubah orang lain"}


def test_what_was_not_meant_stays_as_somebody_else_has_left_it(pusat_admin: User) -> None:
    partner, _ = builders.partner()
    Partner.objects.filter(pk=partner.pk).update(is_active=False)
    partner.name = "Nama baru"

    reference.save(by=pusat_admin, obj=partner, fields=["name"])

    assert not partner.is_active
    stored = Partner.objects.get(pk=partner.pk)
    assert (stored.name, stored.is_active) == ("Nama baru", False)
    assert AuditEvent.objects.get().after == {"name": "Nama baru"}


def test_columns_that_nobody_edits_are_not_written_from_the_copy(pusat_admin: User, sultra: Agency) -> None:
    Agency.objects.filter(pk=sultra.pk).update(search="kominfo sultra baru")
    sultra.name = "Dinas Kominfo Provinsi"

    reference.save(by=pusat_admin, obj=sultra)

    stored = Agency.objects.get(pk=sultra.pk)
    assert (stored.name, stored.search) == ("Dinas Kominfo Provinsi", "kominfo sultra baru")


def test_nothing_is_recorded_when_nothing_differs(pusat_admin: User) -> None:
    partner, _ = builders.partner()

    reference.save(by=pusat_admin, obj=partner)

    assert not AuditEvent.objects.exists()


def test_rows_referred_to_are_recorded_by_the_code_people_know(pusat_admin: User, sultra: Agency) -> None:
    reference.save(by=pusat_admin, obj=AgencyAlias(agency=sultra, text="Kominfo Sultra"))

    assert AuditEvent.objects.get().after == {"agency": "D-74", "is_code": False, "text": "Kominfo Sultra"}


def test_a_refusal_of_the_database_keeps_neither_row_nor_record(pusat_admin: User, sultra: Agency) -> None:
    builders.account(sultra, handle="kominfo")

    with pytest.raises(IntegrityError), transaction.atomic():
        reference.save(
            by=pusat_admin,
            obj=SocialAccount(agency=sultra, platform="instagram", handle="Kominfo", folded="kominfo"),
        )

    assert SocialAccount.objects.count() == 1
    assert not AuditEvent.objects.exists()
