import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.actions import invitations
from agencies.actions.invitations import Invited, Offer
from agencies.models import Agency, AuditEvent, Invitation, User
from summitcomms.jobs.models import Job
from tests import builders

CREATE = reverse("agencies:invitation-create")
IMPORT = reverse("agencies:invitation-import")
NEW = "baru@contoh.id"


def invite(by: User, agency: Agency | None, role: str = "officer", email: str = NEW, **more: Any) -> Invited:
    return invitations.invite(by=by, offer=Offer(email, role, agency, **more), at=timezone.now())


def path_of(made: Invited) -> str:
    return "/undangan/" + made.link.partition("/undangan/")[2]


def test_the_link_is_shown_once_for_copying_and_whatsapp(as_user: Any, lead_sultra: User) -> None:
    response = as_user(lead_sultra).post(CREATE, {"email": NEW, "role": "officer"})

    assert response.status_code == 200
    [link] = set(re.findall(r"https?://[^\s<\"]+/undangan/[\w-]{43}/", response.text))
    assert "https://wa.me/?text=Anda%20diundang" in response.text
    assert response.headers["Cache-Control"].count("no-store")
    assert Client().get("/undangan/" + link.partition("/undangan/")[2]).status_code == 200


def test_the_form_offers_only_what_may_be_given(as_user: Any, lead_sultra: User, pusat_admin: User) -> None:
    for_lead = as_user(lead_sultra).get(CREATE).text
    for_centre = as_user(pusat_admin).get(CREATE).text

    assert 'value="lead"' in for_lead
    assert 'value="verifier"' not in for_lead
    assert "Alasan merangkap" not in for_lead
    assert 'value="verifier"' in for_centre
    assert "Alasan merangkap" in for_centre


def test_a_lead_who_posts_a_central_role_is_refused_and_recorded(as_user: Any, lead_sultra: User) -> None:
    response = as_user(lead_sultra).post(CREATE, {"email": NEW, "role": "administrator"})

    assert response.status_code == 403
    assert AuditEvent.objects.get(action="invitation.refused").after == {"role": "administrator"}
    assert not Invitation.objects.exists()


def test_a_coordinator_invites_for_a_regency_of_the_province_only(
    as_user: Any, coordinator_sultra: User, mimika: Agency
) -> None:
    kendari = builders.agency("D-74.71")
    client = as_user(coordinator_sultra)

    other = client.post(CREATE, {"email": NEW, "role": "lead", "agency": "D-94.04"})
    own = client.post(CREATE, {"email": NEW, "role": "lead", "agency": "D-74.71"})

    assert (other.status_code, own.status_code) == (422, 200)
    assert Invitation.objects.get().agency == kendari


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"role": "verifier", "agency": "D-74"}, "tidak terikat instansi"),
        ({"role": "officer", "agency": ""}, "memerlukan instansi"),
        ({"role": "officer", "agency": "Antah"}, "“Antah” tidak dikenal"),
    ],
)
def test_an_administrator_is_told_what_does_not_fit(
    as_user: Any, pusat_admin: User, sultra: Agency, sent: dict[str, str], sentence: str
) -> None:
    response = as_user(pusat_admin).post(CREATE, {"email": NEW} | sent)

    assert response.status_code == 422
    assert sentence in response.text


def test_renewing_shows_another_link(as_user: Any, lead_sultra: User, sultra: Agency) -> None:
    made = invite(lead_sultra, sultra)

    response = as_user(lead_sultra).post(
        reverse("agencies:invitation-renew", args=[made.invitation.public_id])
    )

    [path] = set(re.findall(r"/undangan/[\w-]{43}/", response.text))
    assert path != path_of(made)
    assert Client().get(path_of(made)).status_code == 410
    assert Client().get(path).status_code == 200


def test_withdrawing_twice_says_so(as_user: Any, lead_sultra: User, sultra: Agency) -> None:
    withdraw = reverse(
        "agencies:invitation-withdraw", args=[invite(lead_sultra, sultra).invitation.public_id]
    )
    client = as_user(lead_sultra)

    assert "Tautannya tidak berlaku lagi" in client.post(withdraw, follow=True).text
    assert "sudah ditarik" in client.post(withdraw, follow=True).text


@pytest.mark.parametrize("verb", ["renew", "withdraw"])
def test_invitations_of_others_are_out_of_reach(
    as_user: Any,
    pusat_admin: User,
    lead_sultra: User,
    officer_sultra: User,
    sultra: Agency,
    mimika: Agency,
    verb: str,
) -> None:
    elsewhere = invite(pusat_admin, mimika).invitation
    central = invite(pusat_admin, None, "analyst").invitation
    above = invite(pusat_admin, sultra, "coordinator").invitation

    def post(user: User, invitation: Invitation) -> int:
        path = reverse(f"agencies:invitation-{verb}", args=[invitation.public_id])
        return int(as_user(user).post(path).status_code)

    assert [post(lead_sultra, one) for one in (elsewhere, central, above)] == [404, 404, 403]
    assert post(officer_sultra, above) == 403


def test_a_pasted_list_is_shown_row_by_row_before_anything_happens(as_user: Any, lead_sultra: User) -> None:
    response = as_user(lead_sultra).post(
        IMPORT, {"rows": "a@contoh.id\tAni\tofficer\tD-74\nrusak\t<b>Budi\tofficer\tD-99\n"}
    )

    assert response.status_code == 200
    assert "Undang 1 orang" in response.text
    assert "Baris 2" in response.text
    assert "bukan alamat surel" in response.text
    assert "&lt;b&gt;Budi" in response.text
    assert not Invitation.objects.exists()


def test_the_confirmed_list_becomes_a_job(as_user: Any, lead_sultra: User) -> None:
    client = as_user(lead_sultra)
    shown = client.post(IMPORT, {"rows": "a@contoh.id\t=cmd|'x'!A0\tofficer\tD-74"})

    response = client.post(IMPORT, {"plan": shown.context["plan"]})

    job = Job.objects.get()
    assert response.headers["Location"] == reverse("reports:job-detail", args=[job.public_id])
    assert job.payload == {"rows": [[1, "a@contoh.id", "=cmd|'x'!A0", "officer", "D-74"]]}
    assert "Undangan massal" in client.get(response.headers["Location"]).text


def test_the_job_page_lists_the_refused_rows(as_user: Any, lead_sultra: User) -> None:
    client = as_user(lead_sultra)
    client.post(IMPORT, {"plan": '[[4,"rusak","Ani","officer","D-74"]]'})
    job = Job.objects.get()
    Job.objects.update(
        state="done",
        finished_at=timezone.now(),
        result={
            "rows": 1,
            "invited": 0,
            "unchanged": 0,
            "refused": 1,
            "problems": [{"line": 4, "email": "rusak", "sentence": "Bukan alamat surel."}],
        },
    )

    page = client.get(reverse("reports:job-detail", args=[job.public_id])).text

    assert "Baris 4" in page
    assert "Bukan alamat surel." in page


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "salah satu saja"),
        ({"rows": "a@contoh.id,Ani,officer", "file": b"surel,peran\n"}, "salah satu saja"),
        ({"file": b"surel,nama\na@contoh.id,Ani\n"}, "tidak ditemukan"),
        ({"file": b"surel,peran\n" + b"a@contoh.id,officer\n" * 10_000}, "lebih dari 2.000 baris"),
        ({"file": b"x" * (2**20 + 1)}, "lebih besar dari 1 MB"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_with_a_sentence(
    as_user: Any, lead_sultra: User, sent: dict[str, Any], sentence: str
) -> None:
    if "file" in sent:
        sent = sent | {"file": SimpleUploadedFile("orang.csv", sent["file"])}

    response = as_user(lead_sultra).post(IMPORT, sent)

    assert response.status_code == 422
    assert sentence in response.text


def test_a_file_of_another_kind_is_refused(as_user: Any, lead_sultra: User) -> None:
    response = as_user(lead_sultra).post(IMPORT, {"file": SimpleUploadedFile("orang.pdf", b"%PDF")})

    assert "Berkas harus CSV atau XLSX" in response.text


def test_a_plan_made_up_by_a_browser_is_refused(as_user: Any, lead_sultra: User) -> None:
    response = as_user(lead_sultra).post(IMPORT, {"plan": "[[1]]"}, follow=True)

    assert "tidak utuh lagi" in response.text
    assert not Job.objects.exists()


@pytest.mark.parametrize("path", [CREATE, IMPORT, reverse("agencies:people-list")])
def test_who_manages_nobody_stays_out(as_user: Any, officer_sultra: User, path: str) -> None:
    assert as_user(officer_sultra).get(path).status_code == 403
