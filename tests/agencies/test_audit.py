import pytest

from agencies import audit
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
    assert (event.actor_kind, event.actor_id, event.actor_label) == (
        "person",
        str(pusat_admin.public_id),
        "Ayu Administrator",
    )
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


def test_long_names_are_cut_to_what_the_record_holds(pusat_admin: User) -> None:
    pusat_admin.full_name = "A" * 500

    audit.record(by=pusat_admin, action="user.change", target=pusat_admin)

    event = AuditEvent.objects.get()
    assert (len(event.actor_label), len(event.target_label)) == (200, 255)


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
