"""The jury of a round: who judges, of whom somebody must not judge, the points, and the end of judging.

Jurors see neither each other's points nor the automatic score, and the audit trail holds none either. Locks
are taken in the order campaign → round → audit.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies import access, audit
from agencies.models import Agency, User
from agencies.roles import Permission
from awards import juries, jurying
from awards.actions import notices, rankings
from awards.juries import Finalist
from awards.models import AwardRound, Category, Juror, JurorConflict, JuryScore, Ranking
from awards.states import RoundState
from campaigns.models import Campaign
from summitcomms.lib import clock
from summitcomms.lib.refusals import Refused

REASON_LENGTHS = range(10, 301)
"""How long the reason of a conflict of interest, or of a dismissal, may be; it is printed in the minutes."""

OWN_AGENCY = gettext_noop("Bertugas di instansi ini.")
"""The conflict that the portal declares by itself, in Indonesian: it is printed in the minutes."""


@transaction.atomic
def name(*, round_id: UUID, juror: User, by: User, at: datetime) -> Juror:
    """Ask somebody to judge a round, by mail; the own agencies are conflicts from the start.

    Somebody who was dismissed may be named again: the points given before count once more, except those for
    what is no longer nominated.
    """
    access.require(by, Permission.DECIDE_ROUNDS)
    award_round = _locked(round_id)
    _require_judging(award_round)
    if not juror.is_active:
        raise Refused("juror_inactive", _("Akun orang ini tidak aktif."))
    known = Juror.objects.filter(round=award_round, user=juror).first()
    if known and known.dismissed_at is None:
        raise Refused("already_named", _("%(person)s sudah menjadi juri putaran ini.") % {"person": juror})
    made = known or Juror(round=award_round, user=juror)
    made.named_by, made.named_at = by, at
    made.dismissed_by, made.dismissed_at, made.dismissal = None, None, ""
    made.save()
    audit.record(by=by, action="jury.named", target=award_round, after={"juror": str(juror.public_id)})
    _declare_own_agencies(made, at=at)
    notices.tell_of_naming(made)
    return made


@transaction.atomic
def dismiss(*, round_id: UUID, juror_id: UUID, reason: str, by: User, at: datetime) -> Juror:
    """Let a juror go before judging is closed; the points given stay on record and no longer count.

    `juror_id` is the person's; `Juror.DoesNotExist` for whoever was never named. Refused: reason_length,
    judged, already_dismissed.
    """
    access.require(by, Permission.DECIDE_ROUNDS)
    reason = _reason(reason)
    award_round = _locked(round_id)
    _require_judging(award_round)
    found = Juror.objects.select_related("user", "dismissed_by").get(
        round=award_round, user__public_id=juror_id
    )
    if found.dismissed_at:
        raise Refused(
            "already_dismissed",
            _("%(person)s sudah dilepas oleh %(by)s pada %(time)s.")
            % {
                "person": found.user,
                "by": found.dismissed_by,
                "time": clock.show(found.dismissed_at, by.zone),
            },
        )
    found.round = award_round
    found.dismissed_by, found.dismissed_at, found.dismissal = by, at, reason
    found.save(update_fields=["dismissed_by", "dismissed_at", "dismissal"])
    audit.record(
        by=by,
        action="jury.dismissed",
        target=award_round,
        after={"juror": str(found.user.public_id)},
        reason=reason,
    )
    notices.tell_of_dismissal(found)
    return found


@transaction.atomic
def declare(*, round_id: UUID, agency: Agency, reason: str, by: User, at: datetime) -> JurorConflict:
    """A juror must not judge an agency. It is never taken back, and points given before do not count."""
    reason = _reason(reason)
    juror = _juror(round_id, by)
    if JurorConflict.objects.filter(juror=juror, agency=agency).exists():
        raise Refused("already_declared", _("Benturan kepentingan ini sudah Anda nyatakan."))
    return _declare(juror, agency, reason, by=by, at=at)


@transaction.atomic
def score(
    *,
    round_id: UUID,
    category: Category,
    agency: Agency,
    points: Mapping[str, object],
    note: str = "",
    by: User,
    at: datetime,
) -> JuryScore:
    """Give points to a finalist, or change them; `points` by criterion, whole from 1 to 100.

    Refused for an agency of the juror's own or in conflict, and for everyone once judging is closed.
    """
    juror = _juror(round_id, by)
    try:
        jurying.sheet(points)
    except ValueError as error:
        raise Refused(
            "points",
            _("Beri nilai bulat %(least)s sampai %(most)s untuk setiap kriteria.")
            % {"least": jurying.LEAST, "most": jurying.MOST},
        ) from error
    _declare_own_agencies(juror, at=at)
    if conflict := JurorConflict.objects.filter(juror=juror, agency=agency).first():
        raise Refused(
            "conflict",
            _("Anda tidak menilai %(agency)s karena benturan kepentingan: %(reason)s")
            % {"agency": agency.short_name, "reason": conflict.reason},
        )
    if find(juror.round, category, agency) is None:
        raise Refused(
            "no_finalist",
            _("%(agency)s bukan finalis kategori ini (lagi). Muat ulang daftar finalis.")
            % {"agency": agency.short_name},
        )
    given, is_new = JuryScore.objects.update_or_create(
        juror=juror,
        category=category,
        agency=agency,
        defaults={"points": dict(points), "note": note.strip(), "given_at": at},
    )
    audit.record(
        by=by,
        action="jury.scored" if is_new else "jury.rescored",
        target=juror.round,
        after={"category": category.code, "agency": agency.code},
    )
    return given


@transaction.atomic
def close(*, round_id: UUID, by: User, at: datetime) -> AwardRound:
    """End judging and rank with the verdict on those who are finalists now, whoever was one before.

    Refused while one of them lacks two jurors without conflict.
    """
    access.require(by, Permission.DECIDE_ROUNDS)
    Campaign.objects.select_for_update(no_key=True).get(rounds__public_id=round_id)
    award_round = _locked(round_id)
    _require_judging(award_round)
    if award_round.state != RoundState.OPEN:
        raise Refused("wrong_state", _("Penjurian ditutup setelah putaran dibuka."))
    ranking = Ranking.objects.newest(award_round)
    if ranking is None:
        raise Refused(
            "no_ranking",
            _("Putaran ini belum memiliki peringkat, sehingga belum ada finalis. Jalankan penghitungan."),
        )
    for juror in Juror.objects.serving().filter(round=award_round).select_related("user"):
        _declare_own_agencies(juror, at=at)
    if gaps := juries.gaps(award_round, ranking):
        raise Refused("jury_gaps", _lacking(gaps))
    _settle_finalists(award_round, ranking)
    award_round.judged_at, award_round.judged_by = at, by
    award_round.save(update_fields=["judged_at", "judged_by"])
    audit.record(by=by, action="jury.closed", target=award_round, after={"judged_at": at.isoformat()})
    ranking.round = award_round
    rankings.again(ranking=ranking, by=by, at=at)
    return award_round


def find(award_round: AwardRound, category: Category, agency: Agency) -> Finalist | None:
    """The finalist that the jury of a category looks at now; None if the agency is none."""
    few = juries.finalists([category], Ranking.objects.newest(award_round))[category.pk]
    return next((one for one in few if one.agency.pk == agency.pk), None)


def _settle_finalists(award_round: AwardRound, ranking: Ranking) -> None:
    """Write down whom the jury has judged: no later ranking makes anybody a finalist, or takes one out."""
    categories = juries.judged(award_round)
    for pk, few in juries.finalists(categories, ranking).items():
        category = next(one for one in categories if one.pk == pk)
        category.finalists = [one.agency.code for one in few]
    Category.objects.bulk_update(categories, ["finalists"])


def _locked(round_id: UUID) -> AwardRound:
    return (
        AwardRound.objects.select_for_update(of=("self",), no_key=True)
        .select_related("campaign", "judged_by")
        .prefetch_related("categories")
        .get(public_id=round_id)
    )


def _reason(text: str) -> str:
    """Why somebody must not judge, in one line; refused when it is too short or too long to be printed."""
    reason = " ".join(text.split())
    if len(reason) not in REASON_LENGTHS:
        raise Refused(
            "reason_length",
            _("Tuliskan alasannya dengan %(least)s sampai %(most)s huruf; alasan itu dimuat di berita acara.")
            % {"least": REASON_LENGTHS.start, "most": REASON_LENGTHS.stop - 1},
        )
    return reason


def _juror(round_id: UUID, by: User) -> Juror:
    """`by` as a juror of the round, which is locked and not judged yet; `Juror.DoesNotExist` otherwise."""
    award_round = _locked(round_id)
    juror = Juror.objects.serving().select_related("user").get(round=award_round, user=by)
    _require_judging(award_round)
    juror.round = award_round
    return juror


def _require_judging(award_round: AwardRound) -> None:
    """Refuse what only fits while a jury is at work."""
    if award_round.judged_at:
        raise Refused(
            "judged",
            _("Penjurian sudah ditutup oleh %(person)s pada %(time)s; nilai juri tidak dapat diubah lagi.")
            % {
                "person": award_round.judged_by,
                "time": clock.show(award_round.judged_at, award_round.campaign.timezone),
            },
        )
    if award_round.state not in (RoundState.DRAFT, RoundState.OPEN):
        raise Refused("wrong_state", _("Putaran ini sudah dibekukan; juri tidak menilai lagi."))
    if not juries.judged(award_round):
        raise Refused("no_jury", _("Tidak ada kategori dengan bobot juri dalam putaran ini."))


def _declare_own_agencies(juror: Juror, *, at: datetime) -> None:
    """Nobody judges the own agency, also one joined after being named: a conflict like any other."""
    known = set(JurorConflict.objects.filter(juror=juror).values_list("agency", flat=True))
    own = [m.agency for m in juror.user.memberships.active().select_related("agency") if m.agency]
    for agency in own:
        if agency.pk not in known:
            known.add(agency.pk)
            _declare(juror, agency, OWN_AGENCY, by=audit.SYSTEM, at=at)


def _declare(juror: Juror, agency: Agency, reason: str, *, by: audit.Actor, at: datetime) -> JurorConflict:
    made = JurorConflict.objects.create(juror=juror, agency=agency, reason=reason, declared_at=at)
    audit.record(
        by=by,
        action="jury.conflict",
        target=juror.round,
        after={"juror": str(juror.user.public_id), "agency": agency.code},
        reason=reason,
    )
    return made


def _lacking(gaps: Mapping[Category, list[Finalist]]) -> str:
    """One sentence: which finalists of which category wait for how many jurors."""
    parts = [
        _("%(category)s: %(agencies)s")
        % {"category": category.label, "agencies": ", ".join(one.agency.short_name for one in few)}
        for category, few in gaps.items()
    ]
    return _(
        "Penjurian belum dapat ditutup. Setiap finalis dinilai paling sedikit %(jurors)s juri tanpa benturan "
        "kepentingan; yang belum: %(gaps)s."
    ) % {"jurors": jurying.JURORS, "gaps": "; ".join(parts)}
