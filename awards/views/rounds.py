"""Award rounds for those who watch and those who decide."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import access, audit
from agencies.models import AuditEvent, User
from agencies.roles import Permission
from awards import juries, leaderboard, snapshots, visibility
from awards.actions import rounds
from awards.forms import RoundForm, SupersedeForm
from awards.models import AwardRound, Category, Ranking
from awards.states import RoundState, can_move, can_publish
from awards.views import documents
from summitcomms.lib.permits import Allowed, Denied, Permit
from summitcomms.lib.refusals import Refused

EVENTS = {
    "round.created": gettext_noop("Rancangan dibuat"),
    "round.opened": gettext_noop("Dibuka untuk diperingkat"),
    "round.categories_changed": gettext_noop("Kategori diubah"),
    "round.agency_excluded": gettext_noop("Instansi dikecualikan"),
    "round.agency_readmitted": gettext_noop("Instansi diikutkan kembali"),
    "round.recipe_changed": gettext_noop("Resep diganti"),
    "round.frozen": gettext_noop("Dibekukan"),
    "round.published": gettext_noop("Diterbitkan"),
    "round.awarded": gettext_noop("Penghargaan diberikan"),
    "round.superseded": gettext_noop("Digantikan versi baru"),
    "jury.dismissed": gettext_noop("Juri dilepas"),
    "jury.closed": gettext_noop("Penjurian ditutup"),
    "round.minuted": gettext_noop("Berita acara dibuat"),
}
STEPS = {
    RoundState.DRAFT: (
        gettext_noop("Buka putaran"),
        "agenda",
        "awards:round-open",
        gettext_noop(
            "Setelah dibuka, setiap penghitungan memeringkat instansi dan umum melihat peringkat sementara."
        ),
    ),
    RoundState.OPEN: (
        gettext_noop("Bekukan peringkat"),
        "lock",
        "awards:round-freeze",
        gettext_noop(
            "Peringkat terbaru disegel dan tidak dapat diubah siapa pun. Umum melihatnya setelah diterbitkan."
        ),
    ),
    RoundState.FROZEN: (
        gettext_noop("Terbitkan hasil"),
        "check",
        "awards:round-publish",
        gettext_noop("Umum melihat hasil akhir. Hasil yang terbit hanya dapat dikoreksi dengan versi baru."),
    ),
    RoundState.PUBLISHED: (
        gettext_noop("Berikan penghargaan"),
        "award",
        "awards:round-award",
        gettext_noop(
            "Instansi teratas setiap kategori menerima sertifikat dengan kode yang dapat diperiksa siapa pun."
        ),
    ),
}
"""Of each state the button that leads on: its words, its icon, its address, and what it does."""


@dataclass(frozen=True, slots=True)
class Step:
    """A decision that the state of the round offers; when the permit refuses, its reason greys the button."""

    label: str
    icon: str
    url: str
    effect: str
    permit: Permit


@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    """All rounds, newest campaign and version first."""
    user = access.require(request.user, Permission.VIEW_ROUNDS)
    context = {
        "rounds": AwardRound.objects.select_related("campaign", "recipe", "frozen_ranking__tally"),
        "may_create": access.can(user, Permission.DECIDE_ROUNDS),
    }
    return render(request, "awards/round_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def round_create(request: HttpRequest) -> HttpResponse:
    """Draft the round of a campaign with the usual categories; it is opened on its own page."""
    user = access.require(request.user, Permission.DECIDE_ROUNDS)
    form = RoundForm(request.POST or None)
    if form.is_valid():
        try:
            made = rounds.create(by=user, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error("campaign", refused.sentence)
        else:
            messages.success(
                request, _("Rancangan putaran dibuat. Buka putaran agar peringkat mulai dihitung.")
            )
            return redirect(made)
    return render(request, "awards/round_create.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def round_detail(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """One round: what may be decided, who did what, the standings as the committee sees them, the proof."""
    user = access.require(request.user, Permission.VIEW_ROUNDS)
    return _page(request, _find(round_id), user, SupersedeForm())


@require_POST
def round_open(request: HttpRequest, round_id: UUID) -> HttpResponse:
    return _decide(
        request, round_id, rounds.open_round, _("Putaran dibuka. Penghitungan berikutnya memeringkatnya.")
    )


@require_POST
def round_freeze(request: HttpRequest, round_id: UUID) -> HttpResponse:
    return _decide(
        request, round_id, rounds.freeze, _("Peringkat dibekukan. Penerbitan memerlukan orang kedua.")
    )


@require_POST
def round_publish(request: HttpRequest, round_id: UUID) -> HttpResponse:
    return _decide(request, round_id, rounds.publish, _("Hasil diterbitkan dan tampil di halaman peringkat."))


@require_POST
def round_award(request: HttpRequest, round_id: UUID) -> HttpResponse:
    return _decide(request, round_id, rounds.award, _("Penghargaan diberikan dan sertifikatnya diterbitkan."))


@require_POST
def round_supersede(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Open a new version; the answer is the page of that version."""
    user = access.require(request.user, Permission.DECIDE_ROUNDS)
    award_round = _find(round_id)
    form = SupersedeForm(request.POST)
    if not form.is_valid():
        return _page(request, award_round, user, form, status=422)
    try:
        new = rounds.supersede(
            round_id=round_id, reason=form.cleaned_data["reason"], by=user, at=timezone.now()
        )
    except Refused as refused:
        messages.error(request, refused.sentence)
        return _page(request, _find(round_id), user, form, status=422)
    messages.success(
        request,
        _("Versi %(version)s dibuka. Jalankan penghitungan untuk memeringkatnya.") % {"version": new.version},
    )
    return redirect(new)


def _decide(request: HttpRequest, round_id: UUID, verb: Callable[..., object], success: str) -> HttpResponse:
    """Run one verb of `awards.actions.rounds` for a person who may decide; a refusal shows the page again."""
    user = access.require(request.user, Permission.DECIDE_ROUNDS)
    award_round = _find(round_id)
    try:
        verb(round_id=round_id, by=user, at=timezone.now())
    except Refused as refused:
        messages.error(request, refused.sentence)
        return _page(request, _find(round_id), user, SupersedeForm(), status=422)
    messages.success(request, success)
    return redirect(award_round)


def _find(round_id: UUID) -> AwardRound:
    found = AwardRound.objects.select_related(
        "campaign", "recipe", "frozen_by", "supersedes__frozen_ranking", "superseded_by"
    ).prefetch_related("categories")
    return get_object_or_404(found, public_id=round_id)


def _page(
    request: HttpRequest, award_round: AwardRound, user: User, form: SupersedeForm, *, status: int = 200
) -> HttpResponse:
    ranking = visibility.for_staff(award_round)
    categories = list(award_round.categories.all())
    named = request.GET.get("kategori", "")
    category = next((one for one in categories if one.code == named), categories[0])
    context: dict[str, Any] = {
        "round": award_round,
        "campaign": award_round.campaign,
        "crumbs": [(reverse("awards:round-list"), _("Penghargaan")), ("", award_round.name)],
        "steps": _steps(award_round, ranking, user),
        "form": form,
        "supersede": _may_decide(user) and can_move(award_round.state, RoundState.SUPERSEDED),
        "newer": getattr(award_round, "superseded_by", None),
        "events": _events(award_round),
        "documents": documents.of(award_round),
        "may_decide": bool(_may_decide(user)),
        "categories": _tabs(award_round, category),
        "ranking": ranking,
        "regencies_compete": any(one.is_for_regencies for one in categories),
    }
    if ranking:
        ranking.round = award_round
        stored = snapshots.chain(ranking)
        context |= {
            "board": leaderboard.board(ranking, category),
            "own_agencies": (),
            "awards": award_round.awards.select_related("agency", "category", "certificate"),
            "head": stored.head,
            "proof": stored.verify(),
        }
    return render(request, "awards/round_detail.html", context, status=status)


def _may_decide(user: User) -> Permit:
    return access.can(user, Permission.DECIDE_ROUNDS)


def _steps(award_round: AwardRound, ranking: Ranking | None, user: User) -> list[Step]:
    """The step that leads on from the present state; none when the round has come to its end."""
    state = RoundState(award_round.state)
    if state not in STEPS:
        return []
    label, icon, route, effect = STEPS[state]
    permit = _may_decide(user) and _rule(award_round, ranking, user)
    return [Step(_(label), icon, reverse(route, args=[award_round.public_id]), _(effect), permit)]


def _rule(award_round: AwardRound, ranking: Ranking | None, user: User) -> Permit:
    """What the round itself says about its next step; the action asks the same rules again under its lock."""
    if award_round.state == RoundState.OPEN and ranking is None:
        return Denied(_("Belum ada peringkat. Jalankan penghitungan terlebih dahulu."))
    if award_round.state == RoundState.OPEN and juries.judged(award_round) and not award_round.judged_at:
        return Denied(_("Penjurian belum ditutup. Tutup penjurian terlebih dahulu."))
    if award_round.state == RoundState.FROZEN:
        permit = can_publish(award_round.state, frozen_by=award_round.frozen_by_id, by=user.pk)
        return permit and rounds.is_independent(user)
    return rounds.is_independent(user) if award_round.state == RoundState.OPEN else Allowed()


def _events(award_round: AwardRound) -> list[dict[str, object]]:
    """Who did what to the round, first thing first, from the audit trail."""
    trail = AuditEvent.objects.filter(
        target_type=AwardRound._meta.label_lower, target_id=str(award_round.public_id), action__in=EVENTS
    )
    events = list(trail.order_by("id"))
    names = audit.names_of(event.actor_id for event in events)
    return [
        {
            "words": _(EVENTS[event.action]),
            "by": audit.who(event, names),
            "at": event.at,
            "reason": event.reason,
        }
        for event in events
    ]


def _tabs(award_round: AwardRound, chosen: Category) -> list[dict[str, object]]:
    """Links with their whole path: after a refusal the page stands at an address that has no GET."""
    page = award_round.get_absolute_url()
    return [
        {"url": f"{page}?kategori={one.code}", "label": one.label, "current": one == chosen}
        for one in award_round.categories.all()
    ]
