from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from agencies.actions import certificates
from agencies.models import Agency, User
from awards.actions import certificate_sheets, minutes, rounds
from awards.models import AwardRound
from campaigns.models import Campaign
from summitcomms.jobs.models import Job, JobState
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def published(campaign: Campaign, setneg: Agency, committee: User, second_committee: User) -> AwardRound:
    frozen = results.frozen_round(campaign, {setneg: [5, 5, 5]}, by=committee)
    return rounds.publish(round_id=frozen.public_id, by=second_committee, at=NOW)


def address(route: str, award_round: AwardRound) -> str:
    return reverse(f"awards:{route}", args=[award_round.public_id])


def test_the_minutes_are_asked_for_and_then_there(
    as_user: SignIn, published: AwardRound, committee: User, analyst: User
) -> None:
    client = as_user(committee)
    assert "Buat berita acara" in client.get(published.get_absolute_url()).content.decode()
    assert client.get(address("minutes-file", published)).status_code == 404

    response = client.post(address("minutes-make", published))
    assert response["Location"] == reverse("reports:job-detail", args=[Job.objects.get().public_id])
    minutes.make(round_id=published.public_id, by=committee, at=NOW, printed=lambda html: b"%PDF-1.7")

    assert "001/BA-PENGHARGAAN/VIII/2023" in client.get(published.get_absolute_url()).content.decode()
    file = as_user(analyst).get(address("minutes-file", published))
    assert file.getvalue() == b"%PDF-1.7"
    assert 'filename="berita-acara-001-BA-PENGHARGAAN-VIII-2023.pdf"' in file["Content-Disposition"]


def test_a_refusal_is_said_on_the_page_of_the_round(
    as_user: SignIn, campaign: Campaign, committee: User
) -> None:
    award_round = results.open_round(campaign)
    client = as_user(committee)

    for route, words in (
        ("minutes-make", "setelah hasil diterbitkan"),
        ("certificates-draw", "tidak memiliki sertifikat"),
    ):
        response = client.post(address(route, award_round), follow=True)
        assert words in response.content.decode()
    assert not Job.objects.exists()


def test_all_certificates_come_in_one_file_until_one_is_revoked(
    as_user: SignIn, published: AwardRound, committee: User
) -> None:
    (given,) = rounds.award(round_id=published.public_id, by=committee, at=NOW)
    client = as_user(committee)
    assert client.get(address("certificates-file", published)).status_code == 404
    client.post(address("certificates-draw", published))
    job = Job.objects.get(kind=certificate_sheets.KIND)
    default_storage.save(certificate_sheets.file_of(job.public_id), ContentFile(b"PK"))
    Job.objects.filter(pk=job.pk).update(
        state=JobState.DONE, finished_at=NOW, started_at=NOW, created_at=NOW, progress_done=1
    )

    assert "Unduh semua sertifikat" in client.get(published.get_absolute_url()).content.decode()
    assert client.get(address("certificates-file", published)).getvalue() == b"PK"

    certificates.revoke(
        code=given.certificate.code, reason="Salah nama.", by=committee, at=NOW + timedelta(hours=1)
    )
    assert client.get(address("certificates-file", published)).status_code == 404


@pytest.mark.parametrize("route", ["minutes-make", "certificates-draw"])
def test_only_the_committee_asks_for_documents(
    route: str, as_user: SignIn, published: AwardRound, analyst: User, officer_sultra: User
) -> None:
    for user in (analyst, officer_sultra):
        assert as_user(user).post(address(route, published)).status_code == 403
    assert not Job.objects.exists()
