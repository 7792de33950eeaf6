import threading
from collections.abc import Callable

import pytest
from django.db import connection

from agencies import audit
from agencies.actions import memberships
from agencies.models import Agency, AuditEvent, Membership, User
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW


def test_grant_gives_the_role_and_records_it(pusat_admin: User, outsider: User, sultra: Agency) -> None:
    held = memberships.grant(by=pusat_admin, user=outsider, role="officer", agency=sultra)

    assert (held.user, held.role, held.agency, held.ended_at) == (outsider, "officer", sultra, None)
    event = AuditEvent.objects.get(action="membership.grant")
    assert event.actor_id == str(pusat_admin.public_id)
    assert event.target_id == str(held.public_id)
    assert event.after == {"user": outsider.actor_id, "role": "officer", "agency": "D-74"}


def test_grant_twice_gives_one_role(pusat_admin: User, outsider: User, sultra: Agency) -> None:
    first = memberships.grant(by=pusat_admin, user=outsider, role="officer", agency=sultra)
    second = memberships.grant(by=pusat_admin, user=outsider, role="officer", agency=sultra)

    assert first == second
    assert AuditEvent.objects.filter(action="membership.grant").count() == 1


@pytest.mark.parametrize(
    ("role", "with_agency", "code"),
    [
        ("raja", False, "role_unknown"),
        ("officer", False, "agency_missing"),
        ("coordinator", False, "agency_missing"),
        ("verifier", True, "agency_superfluous"),
    ],
)
def test_grant_refuses_a_role_in_the_wrong_place(
    pusat_admin: User, outsider: User, sultra: Agency, role: str, with_agency: bool, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        memberships.grant(by=pusat_admin, user=outsider, role=role, agency=sultra if with_agency else None)

    assert refused.value.code == code
    assert not outsider.memberships.exists()


def test_centre_and_agency_together_need_a_reason(pusat_admin: User, officer_sultra: User) -> None:
    with pytest.raises(Refused) as refused:
        memberships.grant(by=pusat_admin, user=officer_sultra, role="verifier", reason="  ")
    assert refused.value.code == "reason_missing"

    held = memberships.grant(by=pusat_admin, user=officer_sultra, role="verifier", reason=" Surat tugas 12 ")

    assert held.reason == "Surat tugas 12"
    assert AuditEvent.objects.get(action="membership.grant").reason == "Surat tugas 12"


def test_nobody_out_of_service_is_given_a_role(pusat_admin: User, sultra: Agency) -> None:
    gone = builders.user(full_name="Gita", is_active=False)

    with pytest.raises(Refused) as refused:
        memberships.grant(by=pusat_admin, user=gone, role="officer", agency=sultra)

    assert refused.value.code == "person_inactive"
    assert "Gita sudah dinonaktifkan" in refused.value.sentence


def test_a_second_agency_needs_no_reason(pusat_admin: User, officer_sultra: User, mimika: Agency) -> None:
    memberships.grant(by=pusat_admin, user=officer_sultra, role="officer", agency=mimika)

    assert officer_sultra.memberships.active().count() == 2


def test_an_ended_role_may_be_given_again(pusat_admin: User, officer_sultra: User, sultra: Agency) -> None:
    old = officer_sultra.memberships.get()
    memberships.end(by=pusat_admin, membership=old, at=NOW)

    again = memberships.grant(by=pusat_admin, user=officer_sultra, role="officer", agency=sultra)

    assert again != old


def test_end_keeps_the_row_and_closes_the_door(pusat_admin: User, officer_sultra: User) -> None:
    held = officer_sultra.memberships.get()

    memberships.end(by=pusat_admin, membership=held, at=NOW)

    assert Membership.objects.get(pk=held.pk).ended_at == NOW
    assert User.objects.get(pk=officer_sultra.pk).active_memberships == []
    assert AuditEvent.objects.get(action="membership.end").after == {
        "user": officer_sultra.actor_id,
        "ended_at": NOW.isoformat(),
    }


def test_end_twice_keeps_the_first_moment(pusat_admin: User, officer_sultra: User) -> None:
    held = officer_sultra.memberships.get()
    memberships.end(by=pusat_admin, membership=held, at=NOW)
    memberships.end(by=pusat_admin, membership=held, at=NOW.replace(year=2024))

    assert Membership.objects.get(pk=held.pk).ended_at == NOW
    assert AuditEvent.objects.filter(action="membership.end").count() == 1


def test_the_last_administrator_cannot_end_the_own_role(pusat_admin: User) -> None:
    builders.user("mantan@contoh.go.id", "administrator", is_active=False)

    with pytest.raises(Refused) as refused:
        memberships.end(by=pusat_admin, membership=pusat_admin.memberships.get(), at=NOW)

    assert refused.value.code == "last_administrator"
    assert pusat_admin.memberships.active().exists()


def test_an_earlier_role_of_the_last_administrator_is_left_as_it_ended(pusat_admin: User) -> None:
    earlier = Membership.objects.create(
        user=pusat_admin, role="administrator", ended_at=NOW.replace(year=2022)
    )

    assert memberships.end(by=pusat_admin, membership=earlier, at=NOW).ended_at == NOW.replace(year=2022)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_remove_each_other_leave_one() -> None:
    people = [builders.user(f"admin{n}@contoh.go.id", "administrator") for n in (1, 2)]
    held = [person.memberships.get() for person in people]
    together = threading.Barrier(2)
    refusals: list[str] = []

    def remove(membership: Membership) -> Callable[[], None]:
        def work() -> None:
            try:
                together.wait()
                memberships.end(by=audit.SYSTEM, membership=membership, at=NOW)
            except Refused as refusal:
                refusals.append(refusal.code)
            finally:
                connection.close()

        return work

    threads = [threading.Thread(target=remove(membership)) for membership in held]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refusals == ["last_administrator"]
    assert Membership.objects.active().count() == 1
