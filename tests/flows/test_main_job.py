"""The whole story once, through the web client and a real Celery worker.

Officers report posts; a verifier accepts them; an analyst imports what was measured; the count is asked for;
the standings move; one committee member freezes the round, a second publishes it and gives the awards; anyone
checks the certificate.
"""

from __future__ import annotations

import csv
import io
import subprocess
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies import audit
from agencies.models import Agency, AuditEvent, Certificate, User
from agencies.platforms import Platform
from awards.actions import rounds
from awards.models import AwardRound, RecipeVersion, Standing
from awards.recipes import DEFAULT
from campaigns.actions import campaigns
from campaigns.models import Campaign, Post
from campaigns.states import PostState
from summitcomms.jobs.models import Job, JobState
from tests import builders
from tests.services import wait_until_finished

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def running_campaign(now: datetime) -> Campaign:
    """A campaign around the real present: the worker is another process and reads the real clock."""
    campaign = builders.campaign(
        starts_at=now - timedelta(days=20),
        ends_at=now + timedelta(days=20),
        summit_on=(now + timedelta(days=7)).date(),
        summit_ends_on=(now + timedelta(days=9)).date(),
    )
    return campaigns.save(by=audit.SYSTEM, campaign=campaign, at=now)


def open_round(campaign: Campaign, now: datetime) -> AwardRound:
    recipe = RecipeVersion.objects.create(
        code="ktt", version=1, name="Resep keaktifan", data=DEFAULT.to_data()
    )
    made = rounds.create(
        campaign=campaign, name="Penghargaan diseminasi", recipe=recipe, by=audit.SYSTEM, at=now
    )
    return rounds.open_round(round_id=made.public_id, by=audit.SYSTEM, at=now)


def report(client: Client, agency: Agency, at: datetime) -> Post:
    """What an officer does on the phone: paste a link and its caption, send."""
    handle = agency.accounts.get(platform=Platform.X).handle
    answer = client.post(
        reverse("campaigns:post-submit"),
        {
            "url": builders.link(Platform.X, at, handle),
            "caption": "Menyambut KTT ASEAN, pusat pertumbuhan kawasan #ASEAN2023",
            "pillar": "pilar-1",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    return Post.objects.get(code=last_part(answer))


def accept(client: Client, post: Post) -> None:
    """What the verifier does: open the next post, look, accept."""
    address = reverse("campaigns:post-verify", args=[post.code])
    page = client.get(address)
    assert page.status_code == 200
    answer = client.post(address, {"seen": page.context["seen"]})
    assert answer.status_code == 302, answer.content.decode()


def job_of(answer: Any) -> Job:
    """The job to whose page a POST led."""
    return Job.objects.get(public_id=UUID(last_part(answer)))


def last_part(answer: Any) -> str:
    """What names the thing to whose page a POST led: the last part of the address."""
    address: str = answer.headers["Location"]
    return address.strip("/").split("/")[-1]


def readings_file(posts: list[Post], at: datetime) -> SimpleUploadedFile:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["tautan", "diukur", "suka", "komentar", "dibagikan", "tayangan", "jangkauan"])
    for number, post in enumerate(posts, 1):
        writer.writerow([post.url, at.isoformat(), 100 * number, 10, 5, 2000, "1.500"])
    return SimpleUploadedFile("hasil-ukur.csv", text.getvalue().encode(), content_type="text/csv")


def standing_of(agency: Agency, client: Client) -> Standing:
    """The agency's row as the public page shows it."""
    page = client.get(reverse("awards:standing-list"), {"kategori": "pemerintah-provinsi"})
    assert page.status_code == 200
    assert agency.short_name in page.content.decode()
    return Standing.objects.filter(agency=agency).latest("ranking__tally__cutoff")


def test_posts_become_awards(
    celery_worker_process: subprocess.Popen[bytes],
    sultra: Agency,
    officer_sultra: User,
    verifier: User,
    analyst: User,
    committee: User,
    second_committee: User,
) -> None:
    now = timezone.now()
    campaign = running_campaign(now)
    open_round(campaign, now)
    builders.account(sultra, Platform.X, "kominfosultra")
    builders.source()
    public, officer, judge = Client(), signed_in(officer_sultra), signed_in(committee)

    posts = [report(officer, sultra, now - timedelta(days=days, hours=1)) for days in (3, 2, 1)]
    verifying = signed_in(verifier)
    for post in posts:
        accept(verifying, post)

    assert {post.state for post in Post.objects.all()} == {PostState.VERIFIED}

    importing, door = signed_in(analyst), reverse("campaigns:reading-import")
    file = readings_file(posts, now)
    checked = importing.post(door, {"campaign": campaign.code, "zone": "Asia/Jakarta", "file": file})
    known = {"token": checked.context["token"], "step": "details", "source": "mitra-uji"}
    explained = importing.post(door, known)
    imported = importing.post(door, {"token": explained.context["token"], "step": "start"})
    assert imported.status_code == 302, imported.content.decode()
    job = wait_until_finished(job_of(imported))
    assert (job.state, job.error) == (JobState.DONE, "")
    assert job.result is not None
    assert (job.result["stored"], job.result["refused"]) == (3, 0)

    counting = judge.post(reverse("campaigns:tally-run"), {"campaign": campaign.code})
    assert wait_until_finished(job_of(counting)).state == JobState.DONE
    standing = standing_of(sultra, public)
    assert standing.rank == 1

    award_round = AwardRound.objects.get()
    steps = {
        "freeze": judge,
        "publish": signed_in(second_committee),
        "award": signed_in(second_committee),
    }
    for step, client in steps.items():
        answer = client.post(reverse(f"awards:round-{step}", args=[award_round.public_id]))
        assert answer.status_code == 302, answer.content.decode()

    award_round.refresh_from_db()
    assert award_round.state == "awarded"
    certificate = Certificate.objects.get()
    checked = public.get(reverse("agencies:certificate-check", args=[certificate.code]))
    assert checked.status_code == 200
    assert sultra.name in checked.content.decode()
    image = public.get(reverse("agencies:certificate-image", args=[certificate.code]))
    assert image.content.startswith(b"\x89PNG")
    done = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"readings.ingest", "tally.run", "ranking.computed"} <= done
