import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from agencies.actions import invitations
from agencies.actions.invitations import Offer
from agencies.models import Agency, AuditEvent, Invitation, Membership, User
from tests import builders
from tests.builders import NOW

LIST = reverse("agencies:people-list")


def page_of(membership: Membership, verb: str = "detail") -> str:
    return reverse(f"agencies:membership-{verb}", args=[membership.public_id])


def test_a_lead_sees_who_serves_and_who_is_invited(
    as_user: Any, lead_sultra: User, officer_sultra: User, officer_mimika: User, sultra: Agency
) -> None:
    invitations.invite(by=lead_sultra, offer=Offer("baru@contoh.id", "reader", sultra, "Budi"), at=NOW)

    page = as_user(lead_sultra).get(LIST).text

    assert "Lina Penanggung Jawab (Anda)" in page
    assert "Sari Petugas" in page
    assert "Belum pernah" in page
    assert "baru@contoh.id" in page
    assert officer_mimika.email not in page
    assert page_of(officer_sultra.memberships.get()) in page


def test_a_lead_does_not_manage_the_coordinator(
    as_user: Any, lead_sultra: User, coordinator_sultra: User
) -> None:
    page = as_user(lead_sultra).get(LIST).text

    assert "Kadir Koordinator" in page
    assert page_of(coordinator_sultra.memberships.get()) not in page


def test_a_coordinator_chooses_among_the_province(
    as_user: Any, coordinator_sultra: User, mimika: Agency
) -> None:
    kendari = builders.agency("D-74.71", "Diskominfo Kota Kendari")
    builders.user(role="officer", agency=kendari, full_name="Ketut Kendari")
    client = as_user(coordinator_sultra)

    assert "Diskominfo Kota Kendari" in client.get(LIST).text
    assert "Ketut Kendari" in client.get(LIST, {"instansi": "D-74.71"}).text
    assert client.get(LIST, {"instansi": "D-94.04"}).status_code == 404


def test_an_administrator_starts_at_the_centre_and_names_an_agency(
    as_user: Any, pusat_admin: User, verifier: User, officer_mimika: User
) -> None:
    client = as_user(pusat_admin)

    assert "Vina Verifikator" in client.get(LIST).text
    assert "Marten Petugas" in client.get(LIST, {"instansi": "94.04"}).text


def test_an_agency_nobody_knows_is_answered_with_a_sentence(as_user: Any, pusat_admin: User) -> None:
    response = as_user(pusat_admin).get(LIST, {"instansi": "<b>Antah"})

    assert response.status_code == 404
    assert "Instansi “&lt;b&gt;Antah” tidak dikenal" in response.text


@pytest.mark.parametrize("people", [1, 20])
def test_the_list_takes_the_same_queries_for_one_and_twenty(
    as_user: Any,
    lead_sultra: User,
    sultra: Agency,
    people: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(people):
        builders.user(role="officer", agency=sultra)
        invitations.invite(by=lead_sultra, offer=Offer(f"{n}@contoh.id", "reader", sultra), at=NOW)
    client = as_user(lead_sultra)
    client.get(LIST)

    with django_assert_num_queries(8):
        client.get(LIST)


def test_changing_a_role(as_user: Any, lead_sultra: User, officer_sultra: User) -> None:
    held = officer_sultra.memberships.get()

    response = as_user(lead_sultra).post(page_of(held, "role"), {"role": "reader"}, follow=True)

    assert "Peran Sari Petugas sekarang Pembaca." in response.text
    assert officer_sultra.memberships.active().get().role == "reader"


def test_a_change_that_comes_second_is_told_so(as_user: Any, lead_sultra: User, officer_sultra: User) -> None:
    held = officer_sultra.memberships.get()
    client = as_user(lead_sultra)
    client.post(page_of(held, "role"), {"role": "reader"})

    again = client.post(page_of(held, "role"), {"role": "lead"})
    ended = client.post(page_of(held, "end"))

    for response in (again, ended):
        assert response.status_code == 422
        assert "sudah diubah oleh Lina Penanggung Jawab" in response.text


@pytest.mark.parametrize("verb", ["role", "end"])
def test_an_attempt_without_the_right_is_refused_and_recorded(
    as_user: Any, officer_sultra: User, lead_sultra: User, verb: str
) -> None:
    held = lead_sultra.memberships.get()

    response = as_user(officer_sultra).post(page_of(held, verb), {"role": "administrator"})

    assert response.status_code == 403
    event = AuditEvent.objects.get(action="membership.refused")
    assert (event.actor_id, event.target_id) == (officer_sultra.actor_id, str(held.public_id))
    assert event.after == {"role": "administrator"}
    assert held.role == lead_sultra.memberships.active().get().role


def test_a_lead_who_reaches_for_a_central_role_is_refused_and_recorded(
    as_user: Any, lead_sultra: User
) -> None:
    response = as_user(lead_sultra).post(
        page_of(lead_sultra.memberships.get(), "role"), {"role": "administrator"}
    )

    assert response.status_code == 403
    assert AuditEvent.objects.get(action="membership.refused").actor_id == lead_sultra.actor_id


def test_looking_without_the_right_leaves_no_trace(
    as_user: Any, officer_sultra: User, lead_sultra: User
) -> None:
    assert as_user(officer_sultra).get(page_of(lead_sultra.memberships.get())).status_code == 403
    assert not AuditEvent.objects.filter(action="membership.refused").exists()


def test_people_of_another_agency_are_out_of_sight(
    as_user: Any, lead_sultra: User, officer_mimika: User, verifier: User
) -> None:
    client = as_user(lead_sultra)

    for person in (officer_mimika, verifier):
        held = person.memberships.get()
        assert client.get(page_of(held)).status_code == 404
        assert client.post(page_of(held, "end")).status_code == 404


def test_ending_a_role_keeps_the_agency_at_work(
    as_user: Any, lead_sultra: User, officer_sultra: User
) -> None:
    response = as_user(lead_sultra).post(
        page_of(officer_sultra.memberships.get(), "end"), {"successor": ""}, follow=True
    )

    assert "Data instansi tetap utuh" in response.text
    assert not officer_sultra.memberships.active().exists()


def test_the_last_lead_is_told_what_to_do(as_user: Any, lead_sultra: User) -> None:
    held = lead_sultra.memberships.get()
    client = as_user(lead_sultra)

    assert "penanggung jawab terakhir" in client.get(page_of(held)).text
    response = client.post(page_of(held, "end"))

    assert response.status_code == 422
    assert "Serahkan dahulu kepada penggantinya" in response.text


def test_the_last_administrator_is_told_why_not(as_user: Any, pusat_admin: User) -> None:
    response = as_user(pusat_admin).post(page_of(pusat_admin.memberships.get(), "end"))

    assert response.status_code == 422
    assert "administrator terakhir" in response.text


def test_handing_over_to_a_colleague_leads_home(
    as_user: Any, lead_sultra: User, officer_sultra: User
) -> None:
    colleague = officer_sultra.memberships.get()

    response = as_user(lead_sultra).post(
        page_of(lead_sultra.memberships.get(), "end"), {"successor": str(colleague.public_id)}
    )

    assert response.headers["Location"] == reverse("reports:home")
    assert officer_sultra.memberships.active().get().role == "lead"


def test_inviting_a_successor_shows_the_link_and_keeps_the_lead_until_then(
    as_user: Any, lead_sultra: User
) -> None:
    held = lead_sultra.memberships.get()
    client: Client = as_user(lead_sultra)

    missing = client.post(page_of(held, "end"), {"successor": "undang"})
    response = client.post(page_of(held, "end"), {"successor": "undang", "email": "baru@contoh.id"})

    assert missing.status_code == 422
    assert "Isi surel orang yang diundang" in missing.text
    assert re.search(r"/undangan/[\w-]{43}/", response.text)
    assert Invitation.objects.get().succeeds == held
    assert lead_sultra.memberships.active().exists()
