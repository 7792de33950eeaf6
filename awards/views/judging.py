"""What the committee sees of a jury: who judges, how far they are, what is missing. Never any points."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agencies import access
from agencies.models import User
from agencies.roles import Permission
from awards import juries, jurying
from awards.actions import jury
from awards.jury_forms import DismissalForm, JurorForm
from awards.models import AwardRound, Juror, JurorConflict, JuryScore, Ranking
from awards.states import RoundState
from summitcomms.lib.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def round_jury(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The jury of a round; POST names a juror."""
    user = access.require(request.user, Permission.VIEW_ROUNDS)
    award_round = _find(round_id)
    form = JurorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        access.require(user, Permission.DECIDE_ROUNDS)
        if form.is_valid() and form.juror:
            try:
                jury.name(round_id=round_id, juror=form.juror, by=user, at=timezone.now())
            except Refused as refused:
                form.add_error("email", refused.sentence)
            else:
                messages.success(
                    request,
                    _("%(person)s menjadi juri dan diberi tahu melalui surel.") % {"person": form.juror},
                )
                return redirect("awards:round-jury", round_id)
    return _page(request, award_round, user, form)


@require_POST
def juror_dismiss(request: HttpRequest, round_id: UUID, juror_id: UUID) -> HttpResponse:
    """Let a juror go; what the juror gave no longer counts."""
    user = access.require(request.user, Permission.DECIDE_ROUNDS)
    award_round = _find(round_id)
    get_object_or_404(Juror, round=award_round, user__public_id=juror_id)
    form = DismissalForm(request.POST, prefix=str(juror_id))
    if form.is_valid():
        try:
            gone = jury.dismiss(
                round_id=round_id,
                juror_id=juror_id,
                reason=form.cleaned_data["reason"],
                by=user,
                at=timezone.now(),
            )
        except Refused as refused:
            messages.error(request, refused.sentence)
            return _page(request, award_round, user, JurorForm(), status=422)
        messages.success(request, _("%(person)s dilepas; nilainya tidak dihitung.") % {"person": gone.user})
        return redirect("awards:round-jury", round_id)
    return _page(request, award_round, user, JurorForm(), dismissing=form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def round_judged(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Say what closing judging ends, and close it; the ranking with the verdict is there at once."""
    user = access.require(request.user, Permission.DECIDE_ROUNDS)
    award_round = _find(round_id)
    if request.method != "POST":
        return _ask(request, award_round)
    try:
        jury.close(round_id=round_id, by=user, at=timezone.now())
    except Refused as refused:
        messages.error(request, refused.sentence)
        return _page(request, award_round, user, JurorForm(), status=422)
    messages.success(request, _("Penjurian ditutup. Peringkat sekarang memuat nilai juri."))
    return redirect(award_round)


def _ask(request: HttpRequest, award_round: AwardRound) -> HttpResponse:
    """What would close, with whom it makes finalists; where nothing can be closed, the page of the jury."""
    categories = juries.judged(award_round)
    if award_round.judged_at or award_round.state != RoundState.OPEN or not categories:
        return redirect("awards:round-jury", award_round.public_id)
    ranking = Ranking.objects.newest(award_round)
    found = juries.finalists(categories, ranking)
    context = {
        "round": award_round,
        "boards": [
            {"category": one, "finalists": [each.agency for each in found[one.pk]]} for one in categories
        ],
        "lacks": bool(juries.gaps(award_round, ranking)),
    }
    return render(request, "awards/round_judged.html", context)


def _find(round_id: UUID) -> AwardRound:
    found = AwardRound.objects.select_related("campaign", "judged_by").prefetch_related("categories")
    return get_object_or_404(found, public_id=round_id)


def _page(
    request: HttpRequest,
    award_round: AwardRound,
    user: User,
    form: JurorForm,
    *,
    dismissing: DismissalForm | None = None,
    status: int = 200,
) -> HttpResponse:
    categories = juries.judged(award_round)
    ranking = Ranking.objects.newest(award_round)
    found = juries.finalists(categories, ranking)
    gaps = {} if award_round.judged_at else juries.gaps(award_round, ranking)
    counted = Counter(
        JuryScore.objects.counted().filter(juror__round=award_round).values_list("juror", flat=True)
    )
    conflicts = JurorConflict.objects.filter(juror__round=award_round).select_related("juror__user", "agency")
    context = {
        "round": award_round,
        "campaign": award_round.campaign,
        "crumbs": [
            (reverse("awards:round-list"), _("Penghargaan")),
            (award_round.get_absolute_url(), award_round.name),
            ("", _("Penjurian")),
        ],
        "boards": [
            {
                "category": category,
                "finalists": len(found[category.pk]),
                "lacking": [one.agency for one in gaps.get(category, [])],
            }
            for category in categories
        ],
        "jurors": [
            (juror, counted[juror.pk], _dismissal(juror, dismissing))
            for juror in award_round.jurors.select_related("user", "named_by", "dismissed_by")
        ],
        "conflicts": conflicts.order_by("declared_at", "pk"),
        "criteria": list(jurying.Criterion),
        "needed": jurying.JURORS,
        "form": form,
        "may_decide": bool(access.can(user, Permission.DECIDE_ROUNDS)),
        "may_close": award_round.judged_at is None and award_round.state == RoundState.OPEN,
        "is_open": award_round.judged_at is None and award_round.state in ("draft", "open"),
    }
    return render(request, "awards/round_jury.html", context, status=422 if form.errors else status)


def _dismissal(juror: Juror, sent: DismissalForm | None) -> DismissalForm:
    """The form that lets this juror go: the one that was just sent, or an empty one."""
    prefix = str(juror.user.public_id)
    return sent if sent and sent.prefix == prefix else DismissalForm(prefix=prefix)
