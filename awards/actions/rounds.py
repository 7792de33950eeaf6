"""Award rounds: create, open, freeze, publish, award, supersede.

Who may decide is asked here once more, so that no door can forget it; that two people are needed is a rule
of the round itself. Locks are taken in the order campaign → round → audit, so that two decisions at once
queue up and the second one reads what the first one did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from agencies import access, audit
from agencies.actions import certificates
from agencies.models import AgencyKind, User
from agencies.roles import Permission
from awards import juries, snapshots
from awards.actions import announcing, rankings, versions
from awards.models import Award, AwardRound, Category, Ranking, RecipeVersion, Standing
from awards.recipes import Component
from awards.states import RoundState, can_move, can_publish
from campaigns import tally
from campaigns.models import Campaign, Post
from summitcomms.lib import clock
from summitcomms.lib.permits import Allowed, Denied, Permit
from summitcomms.lib.refusals import Refused

REASON_LENGTHS = range(10, 151)
"""How long the reason of a new version may be; it is also printed on the page of a revoked certificate."""

CERTIFICATE_TITLE = "Piagam Penghargaan"
SIGNATORY_FOR = "atas nama Panitia Penghargaan"
SIGNATORY_OFFICE = "Direktorat Tata Kelola dan Kemitraan Komunikasi Publik"


@dataclass(frozen=True, slots=True)
class NewCategory:
    """A category to create: the active agencies of `kind` compete for the first `places` ranks."""

    code: str
    name: str
    kind: AgencyKind
    places: int = 1


USUAL_CATEGORIES = (
    NewCategory("kementerian", "Kementerian", AgencyKind.MINISTRY),
    NewCategory("lembaga", "Lembaga", AgencyKind.INSTITUTION),
    NewCategory("pemerintah-provinsi", "Pemerintah Provinsi", AgencyKind.PROVINCE),
)


@transaction.atomic
def create(
    *,
    campaign: Campaign,
    name: str,
    recipe: RecipeVersion,
    by: audit.Actor,
    at: datetime,
    categories: Sequence[NewCategory] = USUAL_CATEGORIES,
) -> AwardRound:
    """Draft the first version of a campaign's round. Refused when the campaign already has one."""
    access.require_actor(by, Permission.DECIDE_ROUNDS)
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if existing := AwardRound.objects.current(campaign):
        raise Refused(
            "round_exists",
            _("Kampanye ini sudah memiliki putaran “%(round)s”. Perbaikan dibuat sebagai versi baru.")
            % {"round": existing.name},
        )
    if not categories:
        raise Refused("no_categories", _("Putaran memerlukan paling sedikit satu kategori."))
    made = AwardRound.objects.create(campaign=campaign, name=name, recipe=recipe)
    Category.objects.bulk_create(
        Category(
            round=made,
            code=category.code,
            name=category.name,
            agency_kind=category.kind,
            places=category.places,
            position=position,
        )
        for position, category in enumerate(categories, start=1)
    )
    audit.record(
        by=by,
        action="round.created",
        target=made,
        after={"recipe": str(recipe), "categories": [category.code for category in categories]},
    )
    return made


@transaction.atomic
def open_round(*, round_id: UUID, by: audit.Actor, at: datetime) -> AwardRound:
    """Let every further tally rank the round. Refused when its recipe cannot be applied to the campaign."""
    award_round = _locked(round_id, by)
    _require_move(award_round, RoundState.OPEN)
    scores_pillars = any(
        part.code is Component.PILLAR_COVERAGE for part in award_round.recipe.recipe.components
    )
    if scores_pillars and not award_round.campaign.pillars.exists():
        raise Refused(
            "no_pillars",
            _(
                "Resep putaran ini menilai cakupan pilar, tetapi kampanyenya belum memiliki pilar. "
                "Lengkapi pilar kampanye terlebih dahulu."
            ),
        )
    return _move(award_round, RoundState.OPEN, by=by)


@transaction.atomic
def freeze(*, round_id: UUID, by: User, at: datetime) -> AwardRound:
    """Seal the newest ranking: from here on it can be published, but neither changed nor replaced.

    Refused when a post was decided after the count behind it, or that count or the ranking would come out
    differently by now: the award would miss what is known; and while a jury of the round is still judging.
    """
    award_round = _locked(round_id, by)
    if award_round.frozen_by and award_round.frozen_at:
        raise Refused(
            "already_frozen",
            _("Putaran ini sudah dibekukan oleh %(person)s pada %(time)s.")
            % {
                "person": award_round.frozen_by,
                "time": clock.show(award_round.frozen_at, award_round.campaign.timezone),
            },
        )
    _require_move(award_round, RoundState.FROZEN)
    _require_independent(by)
    if (categories := juries.judged(award_round)) and not award_round.judged_at:
        raise Refused(
            "judging_open",
            _("Penjurian kategori %(category)s belum ditutup. Tutup penjurian terlebih dahulu, lalu bekukan.")
            % {"category": categories[0].label},
        )
    ranking = Ranking.objects.newest(award_round)
    if ranking is None:
        raise Refused(
            "no_ranking",
            _("Putaran ini belum memiliki peringkat. Jalankan penghitungan terlebih dahulu, lalu bekukan."),
        )
    ranking.round = award_round
    decided_since = Post.objects.filter(campaign=award_round.campaign, decided_at__gt=ranking.tally.cutoff)
    if decided_since.exists() or tally.differs(ranking.tally) or rankings.differs(ranking):
        raise Refused(
            "ranking_outdated",
            _(
                "Ada unggahan atau angka yang berubah setelah penghitungan terakhir. "
                "Jalankan penghitungan terlebih dahulu, lalu bekukan."
            ),
        )
    ranking = _after_the_last_freeze(ranking, by=by, at=at)
    ranking.sealed_at, ranking.head = at, snapshots.chain(ranking).head
    ranking.save(update_fields=["sealed_at", "head"])
    award_round.frozen_ranking, award_round.frozen_at, award_round.frozen_by = ranking, at, by
    return _move(
        award_round,
        RoundState.FROZEN,
        by=by,
        fields=("frozen_ranking", "frozen_at", "frozen_by"),
        told={"cutoff": ranking.tally.cutoff.isoformat(), "head": ranking.head},
    )


@transaction.atomic
def publish(*, round_id: UUID, by: User, at: datetime) -> AwardRound:
    """Show the sealed result to everyone; takes another person than the one who froze it."""
    award_round = _locked(round_id, by)
    permit = can_publish(award_round.state, frozen_by=award_round.frozen_by_id, by=by.pk)
    if not permit:
        raise Refused("cannot_publish", permit.reason)
    _require_independent(by)
    award_round.published_at, award_round.published_by = at, by
    return _move(award_round, RoundState.PUBLISHED, by=by, fields=("published_at", "published_by"))


def is_independent(user: User) -> Permit:
    """Whether `user` may freeze or publish: whoever makes accounts could be the second person as well."""
    if not access.can(user, Permission.ADMINISTER):
        return Allowed()
    return Denied(
        _(
            "Anda juga administrator portal. Hasil dibekukan dan diterbitkan oleh anggota panitia yang tidak "
            "mengelola akun."
        )
    )


@transaction.atomic
def award(*, round_id: UUID, by: User, at: datetime) -> list[Award]:
    """Give an award with a certificate to the first ranks of each category; ties share a place.

    With one place and two agencies on rank 1 both receive it; a category without ranked agencies has no
    award. Refused when that leaves none at all.
    """
    award_round = _locked(round_id, by)
    _require_move(award_round, RoundState.AWARDED)
    winners = _winners(award_round)
    if not winners:
        raise Refused(
            "nobody_ranked", _("Tidak ada instansi yang berperingkat, sehingga tidak ada penerima.")
        )
    with override("id"):  # a certificate is an Indonesian document, whoever presses the button
        awards = _give(award_round, winners, by=by, at=at)
    award_round.awarded_at, award_round.awarded_by = at, by
    _move(
        award_round,
        RoundState.AWARDED,
        by=by,
        fields=("awarded_at", "awarded_by"),
        told={"certificates": [given.certificate.code for given in awards]},
    )
    return awards


@transaction.atomic
def supersede(*, round_id: UUID, reason: str, by: User, at: datetime) -> AwardRound:
    """Open a new version of a published round: same recipe and categories, same jury, judging open again.

    The old one stays readable. Its certificates are revoked with the reason: they attest a result that no
    longer holds.
    """
    reason = " ".join(reason.split())
    if len(reason) not in REASON_LENGTHS:
        raise Refused(
            "reason_length",
            _(
                "Tuliskan alasan versi baru dengan %(least)s sampai %(most)s huruf; "
                "alasan itu dibaca oleh umum."
            )
            % {"least": REASON_LENGTHS.start, "most": REASON_LENGTHS.stop - 1},
        )
    old = _locked(round_id, by)
    _require_move(old, RoundState.SUPERSEDED)
    _move(old, RoundState.SUPERSEDED, by=by, reason=reason)
    new = AwardRound.objects.create(
        campaign=old.campaign,
        name=old.name,
        version=old.version + 1,
        state=RoundState.OPEN,
        recipe=old.recipe,
        supersedes=old,
        reason=reason,
    )
    versions.carry_over(old, new)
    # One that was revoked by itself before keeps its own reason.
    for given in old.awards.filter(certificate__revoked_at=None).select_related("certificate"):
        certificates.revoke(
            code=given.certificate.code,
            reason=f"Hasil putaran digantikan versi {new.version}: {reason}",
            by=by,
            at=at,
        )
    audit.record(by=by, action="round.opened", target=new, after={"version": new.version}, reason=reason)
    return new


def _after_the_last_freeze(ranking: Ranking, *, by: User, at: datetime) -> Ranking:
    """The ranking chained to the freeze before; made again if another round was frozen since it was made.

    One freeze at a time in the whole portal (advisory lock, after those of the campaign and the round): two
    at once would both follow the same one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('awards.freeze', 0))")
    before = Ranking.objects.last_freeze()
    if ranking.previous == (before.head if before else ""):
        return ranking
    return rankings.again(ranking=ranking, by=by, at=at)


def _locked(round_id: UUID, by: audit.Actor) -> AwardRound:
    """The round for somebody who may decide it, locked after its campaign.

    Raises `PermissionDenied` and `Campaign.DoesNotExist`.
    """
    access.require_actor(by, Permission.DECIDE_ROUNDS)
    Campaign.objects.select_for_update(no_key=True).get(rounds__public_id=round_id)
    return (
        AwardRound.objects.select_for_update(of=("self",), no_key=True)
        .select_related("campaign", "recipe", "frozen_by")
        .get(public_id=round_id)
    )


def _require_independent(by: User) -> None:
    permit = is_independent(by)
    if not permit:
        raise Refused("administrator", permit.reason)


def _require_move(award_round: AwardRound, state: RoundState) -> None:
    permit = can_move(award_round.state, state)
    if not permit:
        raise Refused("wrong_state", permit.reason)


def _move(
    award_round: AwardRound,
    state: RoundState,
    *,
    by: audit.Actor,
    fields: Sequence[str] = (),
    told: dict[str, object] | None = None,
    reason: str = "",
) -> AwardRound:
    """Store the new state with `fields`, record and tell it; whether it is allowed was asked before."""
    before = award_round.state
    award_round.state = state
    award_round.save(update_fields=["state", *fields])
    audit.record(
        by=by,
        action=f"round.{_VERBS[state]}",
        target=award_round,
        before={"state": before},
        after={"state": state.value, **(told or {})},
        reason=reason,
    )
    announcing.moved(award_round)
    return award_round


_VERBS = {
    RoundState.OPEN: "opened",
    RoundState.FROZEN: "frozen",
    RoundState.PUBLISHED: "published",
    RoundState.AWARDED: "awarded",
    RoundState.SUPERSEDED: "superseded",
}


CITATIONS: dict[str, str] = {
    Category.Basis.SCORE: "atas peran aktif menyebarluaskan informasi %(campaign)s "
    "melalui media sosial resmi instansi",
    Category.Basis.IMPROVEMENT: "atas peningkatan terbaik dalam menyebarluaskan informasi %(campaign)s "
    "melalui media sosial resmi instansi",
    Category.Basis.CONTENT: "atas konten terbaik dalam menyebarluaskan informasi %(campaign)s",
    Category.Basis.CLARIFICATION: "atas klarifikasi terbaik terhadap informasi keliru tentang %(campaign)s",
}
"""What an award is given for, as its certificate says it: in Indonesian, whoever reads."""


def _give(
    award_round: AwardRound, winners: Sequence[tuple[Standing, int]], *, by: User, at: datetime
) -> list[Award]:
    """Store an award with its certificate for each winner."""
    return [
        Award.objects.create(
            round=award_round,
            category=standing.category,
            agency=standing.agency,
            post=standing.post,
            place=rank,
            certificate=certificates.issue(
                agency=standing.agency,
                title=CERTIFICATE_TITLE,
                citation=CITATIONS[standing.category.basis] % {"campaign": award_round.campaign.name},
                campaign=f"{award_round.campaign.name} · {award_round.campaign.theme}",
                place=f"Peringkat {rank} · Kategori {standing.category.name}",
                signatories=(SIGNATORY_OFFICE, str(by), SIGNATORY_FOR),
                is_demo=award_round.campaign.is_demo,
                by=by,
                at=at,
            ),
        )
        for standing, rank in winners
    ]


def _winners(award_round: AwardRound) -> list[tuple[Standing, int]]:
    """The standings that receive an award with their rank, in the order of the page."""
    found = (
        Standing.objects.filter(ranking=award_round.frozen_ranking_id, rank__lte=F("category__places"))
        .select_related("category", "agency", "post")
        .order_by("category__position", "position")
    )
    return [(standing, standing.rank) for standing in found if standing.rank is not None]
