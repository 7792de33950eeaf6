import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.actions import invitations
from agencies.actions.invitations import Offer
from agencies.models import Agency, AuditEvent, Invitation, Membership, User
from tests import builders


def page_of(membership: Membership, verb: str = "detail") -> str:
    return reverse(f"agencies:membership-{verb}", args=[membership.public_id])


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


def test_a_role_that_no_record_can_hold_is_recorded_without_it(as_user: Any, lead_sultra: User) -> None:
    response = as_user(lead_sultra).post(page_of(lead_sultra.memberships.get(), "role"), {"role": "ra\0ja"})

    assert response.status_code == 403
    assert AuditEvent.objects.get(action="membership.refused").after == {"role": "raja"}


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


def test_what_becomes_of_invitations_is_said_before_unless_it_is_the_own_role(
    as_user: Any, lead_sultra: User, officer_sultra: User
) -> None:
    client, words = as_user(lead_sultra), "undangan orang ini yang belum dijawab ikut ditarik"

    assert words in client.get(page_of(officer_sultra.memberships.get())).text
    assert words not in client.get(page_of(lead_sultra.memberships.get())).text


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


def test_leaving_says_what_stays_and_who_goes_on(
    as_user: Any, officer_sultra: User, lead_sultra: User, sultra: Agency
) -> None:
    page = as_user(officer_sultra).get(page_of(officer_sultra.memberships.get(), "leave")).text

    assert "Semua unggahan, putusan, dan catatan audit tetap tersimpan" in page
    assert "Lina Penanggung Jawab, Penanggung jawab instansi" in page
    assert 'name="successor"' not in page


def test_an_officer_leaves_and_goes_on_without_a_role(
    as_user: Any, officer_sultra: User, lead_sultra: User
) -> None:
    client = as_user(officer_sultra)

    response = client.post(page_of(officer_sultra.memberships.get(), "leave"), follow=True)

    assert "Anda tidak lagi bertugas sebagai Pengelola media sosial" in response.text
    assert not officer_sultra.memberships.active().exists()
    assert client.get(reverse("agencies:personal-data")).status_code == 200


def test_leaving_twice_is_told(as_user: Any, officer_sultra: User) -> None:
    held = officer_sultra.memberships.get()
    client = as_user(officer_sultra)
    client.post(page_of(held, "leave"))

    again = client.post(page_of(held, "leave"))

    assert again.status_code == 422
    assert "sudah diubah oleh Sari Petugas" in again.text
    assert "Tugas ini berakhir" in client.get(page_of(held, "leave")).text


def test_the_last_lead_who_wants_to_leave_is_told_whom_to_ask(
    as_user: Any, lead_sultra: User, coordinator_sultra: User
) -> None:
    held = lead_sultra.memberships.get()
    client = as_user(lead_sultra)

    assert "Kadir Koordinator" in client.get(page_of(held, "leave")).text
    response = client.post(page_of(held, "leave"))

    assert response.status_code == 422
    assert "Serahkan dahulu kepada penggantinya" in response.text
    assert lead_sultra.memberships.active().exists()


def test_a_last_lead_without_colleagues_is_sent_to_the_invitation(as_user: Any, lead_sultra: User) -> None:
    held = lead_sultra.memberships.get()

    page = as_user(lead_sultra).get(page_of(held, "leave")).text

    assert "Undang pengganti; tugas Anda berakhir ketika undangannya diterima." in page
    assert page_of(held) in page


def test_a_lead_leaves_and_names_the_next(as_user: Any, lead_sultra: User, officer_sultra: User) -> None:
    colleague = officer_sultra.memberships.get()

    response = as_user(lead_sultra).post(
        page_of(lead_sultra.memberships.get(), "leave"), {"successor": str(colleague.public_id)}
    )

    assert response.headers["Location"] == reverse("reports:home")
    assert officer_sultra.memberships.active().get().role == "lead"


def test_a_successor_from_elsewhere_is_no_choice(
    as_user: Any, lead_sultra: User, officer_sultra: User, officer_mimika: User
) -> None:
    stranger = officer_mimika.memberships.get()

    response = as_user(lead_sultra).post(
        page_of(lead_sultra.memberships.get(), "leave"), {"successor": str(stranger.public_id)}
    )

    assert response.status_code == 422
    assert lead_sultra.memberships.active().exists()


def test_the_last_administrator_who_wants_to_leave_is_told_why_not(as_user: Any, pusat_admin: User) -> None:
    held = pusat_admin.memberships.get()
    client = as_user(pusat_admin)

    assert "Anda administrator terakhir" in client.get(page_of(held, "leave")).text
    response = client.post(page_of(held, "leave"))

    assert response.status_code == 422
    assert "Tunjuk administrator lain terlebih dahulu" in response.text


def test_a_verifier_leaves_the_centre(as_user: Any, verifier: User) -> None:
    as_user(verifier).post(page_of(verifier.memberships.get(), "leave"))

    assert not verifier.memberships.active().exists()


def test_what_is_open_at_the_agency_is_counted(
    as_user: Any, officer_sultra: User, lead_sultra: User, sultra: Agency
) -> None:
    offer = Offer("baru@contoh.id", "reader", sultra)
    invitations.invite(by=lead_sultra, offer=offer, at=timezone.now())
    builders.account(sultra, state="proposed", confirmed_at=None)

    page = as_user(officer_sultra).get(page_of(officer_sultra.memberships.get(), "leave")).text

    assert "1 undangan belum dijawab." in page
    assert "1 akun media sosial menunggu pemeriksaan." in page


def test_nobody_sees_the_end_of_another(as_user: Any, pusat_admin: User, officer_sultra: User) -> None:
    held = officer_sultra.memberships.get()
    client = as_user(pusat_admin)

    assert client.get(page_of(held, "leave")).status_code == 404
    assert client.post(page_of(held, "leave")).status_code == 404
