import json
from uuid import uuid4

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from agencies import audit
from agencies.actions import invitations
from agencies.models import Agency, AuditEvent, Partner, User
from tests import builders

pytestmark = pytest.mark.django_db


def test_record_keeps_who_what_on_what_and_from_where(pusat_admin: User, sultra: Agency) -> None:
    token = audit.origin.set(audit.Origin(address="192.0.2.7", request_id="abc"))

    audit.record(
        by=pusat_admin,
        action="agency.change",
        target=sultra,
        before={"is_active": True},
        after={"is_active": False},
        reason="Dilebur",
    )

    audit.origin.reset(token)
    event = AuditEvent.objects.get()
    assert (event.actor_kind, event.actor_id) == ("person", str(pusat_admin.public_id))
    assert (event.target_type, event.target_id) == ("agencies.agency", "D-74")
    assert event.target_label == "Diskominfo Sulawesi Tenggara"
    assert (event.before, event.after, event.reason) == ({"is_active": True}, {"is_active": False}, "Dilebur")
    assert (event.address, event.request_id) == ("192.0.2.7", "abc")
    assert event.at.tzinfo is not None


def test_work_without_a_request_comes_from_nowhere(sultra: Agency) -> None:
    audit.record(by=audit.SYSTEM, action="agency.change", target=sultra)

    event = AuditEvent.objects.get()
    assert (event.actor_kind, event.actor_label) == ("system", "Sistem")
    assert (event.address, event.request_id) == (None, "")


def test_an_event_may_speak_of_all_rows_of_a_model() -> None:
    audit.record(by=audit.SYSTEM, action="directory.load", target=Agency)

    event = AuditEvent.objects.get()
    assert (event.target_type, event.target_id, event.target_label) == ("agencies.agency", "", "instansi")


def test_no_name_and_no_address_of_a_person_enters_the_record(
    pusat_admin: User, officer_sultra: User
) -> None:
    officer_sultra.full_name = "Sari Dewi"

    audit.record(
        by=pusat_admin,
        action="user.change",
        target=officer_sultra,
        before={"full_name": "Sari Petugas", "email": "petugas@sultra.go.id", "is_active": True},
        after={"full_name": "Sari Dewi", "email": "", "is_active": False},
    )

    event = AuditEvent.objects.get()
    assert (event.actor_label, event.target_label) == ("", "")
    assert event.target_id == officer_sultra.actor_id
    assert event.before == {"full_name": audit.WITHHELD, "email": audit.WITHHELD, "is_active": True}
    assert event.after == {"full_name": audit.WITHHELD, "email": "", "is_active": False}


def test_an_invitation_is_named_by_what_it_offers(sultra: Agency, lead_sultra: User) -> None:
    offer = invitations.Offer("baru@contoh.id", "officer", sultra, "Bayu Baru")
    invitations.invite(by=lead_sultra, offer=offer, at=builders.NOW)

    event = AuditEvent.objects.get(action="invitation.send")
    assert event.target_label == "Pengelola media sosial, Diskominfo Sulawesi Tenggara"
    assert "baru@contoh.id" not in json.dumps(event.after)


def test_the_record_speaks_its_own_language_whatever_its_actor_reads(pusat_admin: User) -> None:
    with translation.override("en"):
        audit.record(by=pusat_admin, action="directory.load", target=Agency)

    assert AuditEvent.objects.get().target_label == "instansi"


def test_long_labels_are_cut_to_what_the_record_holds(sultra: Agency, partner: tuple[Partner, str]) -> None:
    sultra.short_name, partner[0].name = "A" * 500, "B" * 500

    audit.record(by=partner[0], action="agency.change", target=sultra)

    event = AuditEvent.objects.get()
    assert (len(event.actor_label), len(event.target_label)) == (200, 255)


def test_names_are_found_by_the_ids_of_the_record(
    pusat_admin: User, partner: tuple[Partner, str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        names = audit.names_of([pusat_admin.actor_id, "mitra-uji", "sistem", "", str(uuid4())])

    assert names == {pusat_admin.actor_id: "Ayu Administrator"}


def test_nobody_to_name_costs_no_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert audit.names_of(["mitra-uji", ""]) == {}


def test_who_acted_is_the_person_as_called_now_or_what_the_record_says(
    pusat_admin: User, partner: tuple[Partner, str], sultra: Agency
) -> None:
    for by in (pusat_admin, partner[0], audit.SYSTEM):
        audit.record(by=by, action="agency.change", target=sultra)
    by_person, by_partner, by_system = AuditEvent.objects.order_by("pk")
    pusat_admin.full_name = "Ayu Lestari"
    pusat_admin.save()
    names = audit.names_of([pusat_admin.actor_id])

    assert audit.who(by_person, names) == "Ayu Lestari"
    assert audit.who(by_person, {}) == pusat_admin.actor_id
    assert audit.who(by_partner, names) == partner[0].name
    assert audit.who(by_system, names) == "Sistem"


def test_rows_are_named_by_the_id_that_the_outside_knows(pusat_admin: User, sultra: Agency) -> None:
    region = builders.region("31", "DKI Jakarta", "Asia/Jakarta")

    assert audit.public_id(sultra) == "D-74"
    assert audit.public_id(pusat_admin) == str(pusat_admin.public_id)
    assert audit.public_id(region) == "31"


def test_actor_finds_whom_a_job_names(pusat_admin: User, partner: tuple[Partner, str]) -> None:
    assert audit.actor("sistem") is audit.SYSTEM
    assert audit.actor(str(pusat_admin.public_id)) == pusat_admin
    assert audit.actor("mitra-uji") == partner[0]


@pytest.mark.parametrize("unknown", ["tidak-ada", "323f4410-8f8d-4bfa-a58e-2e42a53935f0", ""])
def test_actor_refuses_a_name_that_nobody_bears(unknown: str) -> None:
    with pytest.raises(LookupError):
        audit.actor(unknown)
