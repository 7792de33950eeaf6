from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agencies import retention
from agencies.actions import departures, invitations
from agencies.actions.invitations import Offer
from agencies.models import Agency, Membership, User
from tests import builders
from tests.builders import NOW

LIST = reverse("agencies:people-list")


def page_of(membership: Membership) -> str:
    return reverse("agencies:membership-detail", args=[membership.public_id])


def page_about(person: User, verb: str = "detail") -> str:
    return reverse(f"agencies:person-{verb}", args=[person.public_id])


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
    assert client.get(LIST, {"instansi": "\0"}).status_code == 404


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


def test_administrators_alone_reach_a_person_from_the_list(
    as_user: Any, pusat_admin: User, lead_sultra: User, officer_sultra: User
) -> None:
    address = page_about(officer_sultra)

    assert address not in as_user(lead_sultra).get(LIST).text
    assert address in as_user(pusat_admin).get(LIST, {"instansi": "D-74"}).text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"Ayu Administrator", "Sari Petugas", "Orang Luar", "Gita", "Hadi"}),
        ({"q": "sari"}, {"Sari Petugas"}),
        ({"q": "sultra.go.id"}, {"Sari Petugas"}),
        ({"keadaan": "bertugas"}, {"Ayu Administrator", "Sari Petugas"}),
        ({"keadaan": "tanpa-peran"}, {"Orang Luar", "Gita"}),
        ({"keadaan": "nonaktif"}, {"Gita"}),
        ({"keadaan": "minta-dilupakan"}, {"Orang Luar"}),
        ({"keadaan": "disamarkan"}, {"Hadi"}),
        ({"q": "tidakada"}, set()),
    ],
)
def test_people_are_found_by_name_address_and_state(
    as_user: Any,
    pusat_admin: User,
    officer_sultra: User,
    outsider: User,
    query: dict[str, str],
    expected: set[str],
) -> None:
    builders.user(full_name="Gita", is_active=False)
    builders.user(full_name="Hadi", is_active=False, pseudonymised_at=NOW)
    User.objects.filter(pk=outsider.pk).update(forget_requested_at=NOW)

    response = as_user(pusat_admin).get(reverse("agencies:person-list"), query)

    assert {person.full_name for person in response.context["page"]} == expected


def test_an_unknown_state_narrows_nothing_and_is_told(as_user: Any, pusat_admin: User) -> None:
    response = as_user(pusat_admin).get(reverse("agencies:person-list"), {"keadaan": "hilang"})

    assert response.status_code == 200
    assert "Daftar belum disaring" in response.text


@pytest.mark.parametrize("people", [1, 20])
def test_everybody_takes_the_same_queries_for_one_and_twenty(
    as_user: Any, pusat_admin: User, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(people):
        builders.user()
    client = as_user(pusat_admin)
    client.get(reverse("agencies:person-list"))

    with django_assert_num_queries(7):
        client.get(reverse("agencies:person-list"))


def test_the_page_of_a_person_tells_roles_and_ways_in(
    as_user: Any, pusat_admin: User, verifier: User, sultra: Agency
) -> None:
    Membership.objects.create(user=verifier, role="officer", agency=sultra, ended_at=NOW)
    UserSession.objects.create(user=verifier, session_key="x", ip="192.0.2.7", user_agent="Peramban")

    page = as_user(pusat_admin).get(page_about(verifier)).text

    assert "Verifikator" in page
    assert "Diskominfo Sulawesi Tenggara" in page
    assert "TOTP" in page
    assert "Nonaktifkan akun" in page


def test_taking_out_of_service_and_back(as_user: Any, pusat_admin: User, officer_sultra: User) -> None:
    client = as_user(pusat_admin)

    out = client.post(page_about(officer_sultra, "deactivate"), {"reason": "Ponsel hilang"}, follow=True)
    back = client.post(page_about(officer_sultra, "reactivate"), follow=True)

    assert "Akun Sari Petugas dinonaktifkan." in out.text
    assert "Alasan: Ponsel hilang" in out.text
    assert "Akun Sari Petugas aktif kembali" in back.text
    assert User.objects.get(pk=officer_sultra.pk).is_active


def test_a_reason_is_asked_for(as_user: Any, pusat_admin: User, officer_sultra: User) -> None:
    response = as_user(pusat_admin).post(page_about(officer_sultra, "deactivate"), {"reason": ""})

    assert response.status_code == 422
    assert "Tulis alasannya" in response.text
    assert User.objects.get(pk=officer_sultra.pk).is_active


def test_whoever_is_second_is_told_who_was_first(
    as_user: Any, pusat_admin: User, officer_sultra: User
) -> None:
    colleague = builders.user(role="administrator", full_name="Budi Administrator")
    departures.deactivate(by=colleague, user=officer_sultra, reason="Lain", at=NOW)
    client = as_user(pusat_admin)

    again = client.post(page_about(officer_sultra, "deactivate"), {"reason": "Sama"})
    departures.reactivate(by=colleague, user=officer_sultra, at=NOW)
    back = client.post(page_about(officer_sultra, "reactivate"))

    assert (again.status_code, back.status_code) == (422, 422)
    assert "sudah dinonaktifkan oleh Budi Administrator" in again.text
    assert "sudah aktif oleh Budi Administrator" in back.text


def test_the_own_account_is_not_closed_here(as_user: Any, pusat_admin: User) -> None:
    client = as_user(pusat_admin)

    assert page_about(pusat_admin, "deactivate") not in client.get(page_about(pusat_admin)).text
    response = client.post(page_about(pusat_admin, "deactivate"), {"reason": "Selesai"})

    assert response.status_code == 422
    assert "administrator terakhir" in response.text


def test_pseudonymising_says_before_that_nothing_leads_back(
    as_user: Any, pusat_admin: User, outsider: User
) -> None:
    client = as_user(pusat_admin)
    address = page_about(outsider, "pseudonymise")

    before = client.get(address).text
    hasty = client.post(address)
    done = client.post(address, {"understood": "on"}, follow=True)

    assert "Tidak dapat dibatalkan" in before
    assert retention.pseudonym(outsider.public_id) in before
    assert hasty.status_code == 422
    assert f"Orang ini sekarang bernama {retention.pseudonym(outsider.public_id)}" in done.text
    assert "Orang Luar" not in done.text
    assert "sudah disamarkan" in client.post(address, {"understood": "on"}).text


def test_who_still_serves_is_not_pseudonymised(as_user: Any, pusat_admin: User, officer_sultra: User) -> None:
    client = as_user(pusat_admin)
    address = page_about(officer_sultra, "pseudonymise")

    assert "masih bertugas" in client.get(address).text
    response = client.post(address, {"understood": "on"})

    assert response.status_code == 422
    assert "masih bertugas" in response.text
    assert User.objects.get(pk=officer_sultra.pk).full_name == "Sari Petugas"


def test_open_invitations_of_a_person_are_counted(
    as_user: Any, pusat_admin: User, lead_sultra: User, sultra: Agency
) -> None:
    at = timezone.now()
    for days, email in ((0, "satu@contoh.id"), (30, "dua@contoh.id")):
        offer = Offer(email, "reader", sultra)
        invitations.invite(by=lead_sultra, offer=offer, at=at - timedelta(days=days))

    response = as_user(pusat_admin).get(page_about(lead_sultra))

    assert response.context["open_invitations"] == 1


def test_the_lead_of_an_agency_out_of_service_is_told_so(
    as_user: Any, lead_sultra: User, sultra: Agency
) -> None:
    Agency.objects.filter(pk=sultra.pk).update(is_active=False)

    page = as_user(lead_sultra).get(LIST)

    assert page.status_code == 403
    assert "Instansi Anda sudah dinonaktifkan" in page.text


def test_a_coordinator_whose_own_agency_is_out_of_service_sees_another_of_the_province(
    as_user: Any, coordinator_sultra: User, sultra: Agency
) -> None:
    kendari = builders.agency("D-74.71")
    Agency.objects.filter(pk=sultra.pk).update(is_active=False)

    page = as_user(coordinator_sultra).get(LIST)

    assert page.context["agency"] == kendari
