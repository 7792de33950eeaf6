"""What waits for somebody at the centre, each with its age and the page that empties it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.urls import reverse

from agencies import access
from agencies.models import User
from agencies.roles import Permission
from awards.models import AwardRound
from awards.states import RoundState
from campaigns.models import Campaign, Post
from campaigns.states import PostState
from summitcomms.jobs.models import Job, JobState
from summitcomms.lib import clock, numbers


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: a sentence with its figure, since when, and where."""

    label: str
    note: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Queue:
    """Size of the verification queue and when its oldest post came; the second is None when it is empty."""

    size: int
    oldest: datetime | None


def queue(campaign: Campaign) -> Queue:
    found = (
        Post.objects.awaiting()
        .filter(campaign=campaign)
        .aggregate(size=Count("pk"), oldest=Min("submitted_at"))
    )
    return Queue(found["size"], found["oldest"])


def tasks(campaign: Campaign, user: User, waiting: Queue, at: datetime) -> list[Task]:
    """What `user` can do something about, most urgent first; empty when nothing waits."""
    return [
        *_verification(user, waiting, at),
        *_rounds(campaign, user),
        *_jobs(user),
        *_incomplete(campaign, user),
    ]


def _verification(user: User, waiting: Queue, at: datetime) -> Iterator[Task]:
    if waiting.oldest and access.can(user, Permission.VERIFY_POSTS):
        yield Task(
            f"{numbers.thousands(waiting.size)} unggahan menunggu verifikasi",
            f"tertua dikirim {clock.age(waiting.oldest, at)}",
            reverse("campaigns:post-queue"),
            "verify",
        )


def _rounds(campaign: Campaign, user: User) -> Iterator[Task]:
    if not access.can(user, Permission.DECIDE_ROUNDS):
        return
    for frozen in AwardRound.objects.filter(campaign=campaign, state=RoundState.FROZEN).exclude(
        frozen_by=user
    ):
        yield Task(
            f"{frozen.name} menunggu penerbitan",
            "orang kedua harus menerbitkan hasil yang dibekukan",
            frozen.get_absolute_url(),
            "award",
        )
    for published in AwardRound.objects.filter(campaign=campaign, state=RoundState.PUBLISHED):
        yield Task(
            f"{published.name} menunggu penyerahan",
            "sertifikat terbit saat penghargaan diserahkan",
            published.get_absolute_url(),
            "award",
        )


def _jobs(user: User) -> Iterator[Task]:
    if not access.can(user, Permission.ADMINISTER):
        return
    for job in Job.objects.filter(state=JobState.NEEDS_OPERATOR).order_by("created_at")[:5]:
        yield Task(
            f"Pekerjaan {job.kind} memerlukan operator",
            job.error,
            reverse("reports:job-detail", args=[job.public_id]),
            "warning",
        )


def _incomplete(campaign: Campaign, user: User) -> Iterator[Task]:
    held = Post.objects.visible_to(user).filter(campaign=campaign)
    counts = held.aggregate(
        links=Count("pk", filter=Q(state=PostState.NEEDS_LINK)),
        returned=Count("pk", filter=Q(state=PostState.RETURNED)),
    )
    listing = reverse("campaigns:post-list")
    if counts["returned"]:
        yield Task(
            f"{numbers.thousands(counts['returned'])} unggahan perlu perbaikan",
            "menunggu instansi memperbaiki dan mengirim ulang",
            f"{listing}?keadaan={PostState.RETURNED}",
            "warning",
        )
    if counts["links"]:
        yield Task(
            f"{numbers.thousands(counts['links'])} unggahan perlu tautan lengkap",
            "tautan pendek belum dihitung sampai tautan lengkapnya dikirim",
            f"{listing}?keadaan={PostState.NEEDS_LINK}",
            "link",
        )
