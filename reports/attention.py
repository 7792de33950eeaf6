"""What waits for somebody at the centre, each with its age and the page that empties it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from agencies import access
from agencies.models import Agency, SocialAccount, User
from agencies.roles import Permission
from awards import juries
from awards.models import AwardRound
from awards.states import RoundState, can_publish
from campaigns.models import Appeal, Campaign, Dispute, Post, PostFlag
from campaigns.states import PostState
from reports import job_words
from summitcomms.jobs.models import Job, JobState
from summitcomms.lib import clock, numbers

MOST_JOBS = 5


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: a sentence with its figure, why or since when, and where."""

    label: str
    note: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Backlog:
    """Posts that are not decided yet: those before the verifiers, and those their agencies must mend.

    `oldest` is when the first of the waiting ones was sent; None when none waits.
    """

    waiting: int
    oldest: datetime | None
    to_mend: int


def backlog(campaign: Campaign) -> Backlog:
    """One query over the posts of the campaign."""
    waiting = Q(state=PostState.SUBMITTED)
    found = Post.objects.filter(campaign=campaign).aggregate(
        waiting=Count("pk", filter=waiting),
        oldest=Min("submitted_at", filter=waiting),
        to_mend=Count("pk", filter=Q(state__in=(PostState.RETURNED, PostState.NEEDS_LINK))),
    )
    return Backlog(**found)


def tasks(
    campaign: Campaign, user: User, award_round: AwardRound | None, posts: Backlog, at: datetime
) -> list[Task]:
    """What `user` can do something about, most urgent first; empty when nothing waits for this person."""
    return [
        *jury_tasks(user),
        *_broken_jobs(user),
        *_requests_to_be_forgotten(user, at),
        *_verification(user, posts, at),
        *_objections(user, at),
        *_doubts(user, at),
        *_proposals(user, at),
        *(_decision(campaign, user, award_round, at) if award_round else ()),
    ]


def agency_tasks(user: User, agency: Agency, at: datetime) -> list[Task]:
    """What concerns somebody at an agency besides posts to mend: sheets, doubts, disputes, accounts."""
    return [
        *jury_tasks(user),
        *_upheld_doubts(user, agency, at),
        *_disputes(user, agency, at),
        *_stale_accounts(user, agency, at),
    ]


def jury_tasks(user: User) -> list[Task]:
    """The sheets of whoever was asked to judge a round that is open, with or without a role."""
    if not juries.is_asked(user):
        return []
    return [
        Task(
            _("Anda diminta menilai sebagai juri"),
            _("Nilai dapat diubah sampai panitia menutup penjurian."),
            reverse("awards:jury-list"),
            "award",
        )
    ]


def _upheld_doubts(user: User, agency: Agency, at: datetime) -> Iterator[Task]:
    """Doubts that take posts or numbers of this agency out of the count, while it may still object."""
    if not access.can(user, Permission.SUBMIT_POSTS, agency):
        return
    found = (
        PostFlag.objects.to_object(at)
        .filter(post__agency=agency)
        .aggregate(number=Count("pk"), soonest=Min("object_until"))
    )
    if found["number"]:
        words = ngettext(
            "%(count)s tanda kejanggalan berlaku atas unggahan Anda",
            "%(count)s tanda kejanggalan berlaku atas unggahan Anda",
            found["number"],
        )
        yield Task(
            words % {"count": numbers.thousands(found["number"])},
            _("Keberatan dapat diajukan paling lambat %(until)s.")
            % {"until": clock.show(found["soonest"], user.zone)},
            f"{reverse('campaigns:flag-list')}?keadaan=dapat-dibantah",
            "warning",
        )


def _pile(
    rows: QuerySet[Any], since: str, words: Any, note: str, *, at: datetime, url: str, icon: str
) -> Iterator[Task]:
    """What waits, if anything does: `words` is a lazy plural by number, `since` when each row began to."""
    found = rows.aggregate(number=Count("pk"), oldest=Min(since))
    if found["number"]:
        yield Task(
            words % {"number": found["number"], "count": numbers.thousands(found["number"])},
            note % {"age": clock.age(found["oldest"], at)},
            url,
            icon,
        )


def _disputes(user: User, agency: Agency, at: datetime) -> Iterator[Task]:
    """Posts that this agency and another both report, until they are decided."""
    if access.can(user, Permission.VIEW_POSTS, agency):
        yield from _pile(
            Dispute.objects.for_people().filter(Q(agency=agency) | Q(post__agency=agency), outcome=""),
            "filed_at",
            ngettext_lazy(
                "%(count)s unggahan disengketakan dengan instansi lain",
                "%(count)s unggahan disengketakan dengan instansi lain",
                "number",
            ),
            _("Verifikator memutus pemiliknya; yang tertua diajukan %(age)s."),
            at=at,
            url=reverse("campaigns:dispute-list"),
            icon="warning",
        )


def _stale_accounts(user: User, agency: Agency, at: datetime) -> list[Task]:
    if not access.can(user, Permission.MANAGE_ACCOUNTS, agency):
        return []
    stale = SocialAccount.objects.stale(at).filter(agency=agency).count()
    if not stale:
        return []
    words = ngettext(
        "%(count)s akun media sosial perlu dipastikan",
        "%(count)s akun media sosial perlu dipastikan",
        stale,
    )
    return [
        Task(
            words % {"count": numbers.thousands(stale)},
            _("Apakah masih milik instansi dan namanya masih sama?"),
            reverse("agencies:account-list"),
            "share",
        )
    ]


def _broken_jobs(user: User) -> Iterator[Task]:
    if not access.can(user, Permission.ADMINISTER):
        return
    broken = Job.objects.filter(state=JobState.NEEDS_OPERATOR).for_progress().order_by("created_at")
    for job in broken[:MOST_JOBS]:
        yield Task(
            _("%(job)s memerlukan operator") % {"job": job_words.of(job.kind).title},
            job.error,
            reverse("reports:job-detail", args=[job.public_id]),
            "warning",
        )


def _requests_to_be_forgotten(user: User, at: datetime) -> Iterator[Task]:
    """People who left and want their name out of the portal; the law gives three days."""
    if access.can(user, Permission.ADMINISTER):
        yield from _pile(
            User.objects.exclude(forget_requested_at=None),
            "forget_requested_at",
            ngettext_lazy("%(count)s orang meminta dilupakan", "%(count)s orang meminta dilupakan", "number"),
            _("Permintaan tertua masuk %(age)s."),
            at=at,
            url=f"{reverse('agencies:person-list')}?keadaan=minta-dilupakan",
            icon="user",
        )


def _verification(user: User, posts: Backlog, at: datetime) -> Iterator[Task]:
    if posts.oldest and access.can(user, Permission.VERIFY_POSTS):
        yield Task(
            ngettext(
                "%(count)s unggahan menunggu verifikasi",
                "%(count)s unggahan menunggu verifikasi",
                posts.waiting,
            )
            % {"count": numbers.thousands(posts.waiting)},
            _("Tertua dikirim %(age)s.") % {"age": clock.age(posts.oldest, at)},
            reverse("campaigns:post-queue"),
            "verify",
        )


def _objections(user: User, at: datetime) -> Iterator[Task]:
    """Appeals and disputes that wait for a verifier."""
    if not access.can(user, Permission.VERIFY_POSTS):
        return
    appeals = ngettext_lazy(
        "%(count)s banding menunggu putusan", "%(count)s banding menunggu putusan", "number"
    )
    disputes = ngettext_lazy(
        "%(count)s sengketa menunggu putusan", "%(count)s sengketa menunggu putusan", "number"
    )
    for model, words, route in (
        (Appeal, appeals, "campaigns:appeal-list"),
        (Dispute, disputes, "campaigns:dispute-list"),
    ):
        yield from _pile(
            model.objects.filter(outcome="", post__campaign__is_sandbox=False),
            "filed_at",
            words,
            _("Tertua diajukan %(age)s."),
            at=at,
            url=reverse(route),
            icon="chat",
        )


def _doubts(user: User, at: datetime) -> Iterator[Task]:
    """Doubts to settle, and objections to those that were upheld."""
    if not access.can(user, Permission.VERIFY_POSTS):
        return
    yield from _pile(
        PostFlag.objects.to_settle(),
        "raised_at",
        ngettext_lazy(
            "%(count)s tanda kejanggalan menunggu putusan",
            "%(count)s tanda kejanggalan menunggu putusan",
            "number",
        ),
        _("Tertua ditandai %(age)s."),
        at=at,
        url=reverse("campaigns:flag-list"),
        icon="warning",
    )
    yield from _pile(
        PostFlag.objects.to_rule(),
        "objected_at",
        ngettext_lazy(
            "%(count)s keberatan atas tanda kejanggalan menunggu putusan",
            "%(count)s keberatan atas tanda kejanggalan menunggu putusan",
            "number",
        ),
        _("Tertua diajukan %(age)s."),
        at=at,
        url=f"{reverse('campaigns:flag-list')}?keadaan=keberatan",
        icon="chat",
    )


def _proposals(user: User, at: datetime) -> Iterator[Task]:
    """Accounts that wait for the centre, for those who may say whose they are."""
    if access.can(user, Permission.VERIFY_ACCOUNTS):
        yield from _pile(
            SocialAccount.objects.proposed(),
            "created_at",
            ngettext_lazy(
                "%(count)s akun media sosial menunggu diperiksa",
                "%(count)s akun media sosial menunggu diperiksa",
                "number",
            ),
            _("Tertua dicatat %(age)s."),
            at=at,
            url=f"{reverse('agencies:account-list')}?keadaan=diusulkan",
            icon="share",
        )


def _decision(campaign: Campaign, user: User, award_round: AwardRound, at: datetime) -> Iterator[Task]:
    """The next step of the campaign's round, for those who may take it."""
    if not access.can(user, Permission.DECIDE_ROUNDS):
        return
    words: tuple[str, str] | None = None
    if award_round.state == RoundState.DRAFT:
        words = (
            _("%(round)s belum dibuka"),
            _("Peringkat baru dihitung setelah putaran dibuka."),
        )
    elif award_round.state == RoundState.OPEN and campaign.ends_at <= at:
        words = (_("%(round)s siap dibekukan"), _("Masa kampanye sudah berakhir."))
    elif can_publish(award_round.state, frozen_by=award_round.frozen_by_id, by=user.pk):
        words = (
            _("%(round)s menunggu penerbitan"),
            _("Orang kedua memeriksa dan menerbitkan hasil yang dibekukan."),
        )
    elif award_round.state == RoundState.PUBLISHED:
        words = (
            _("%(round)s menunggu pemberian penghargaan"),
            _("Sertifikat terbit saat penghargaan diberikan."),
        )
    if words:
        label, note = words
        yield Task(label % {"round": award_round.name}, note, award_round.get_absolute_url(), "award")
