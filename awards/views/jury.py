"""What a juror sees: the own rounds, finalists by code, the rubric. Never ranks, scores or others' points."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.models import Agency, User
from awards import juries, jurying
from awards.actions import jury
from awards.juries import Finalist
from awards.jury_forms import ConflictForm, PointsForm
from awards.models import Category, Juror, JurorConflict, JuryScore, Ranking
from awards.states import RoundState
from campaigns.models import Post
from summitcomms.lib.refusals import Refused

SHOWN = 12
"""How many of an agency's newest posts a juror finds beside the rubric."""


@dataclass(frozen=True, slots=True)
class Row:
    """A finalist as the juror sees it: what the juror gave, or why it is not for this juror to judge."""

    finalist: Finalist
    url: str
    score: JuryScore | None
    conflict: JurorConflict | None


@require_safe
def jury_list(request: HttpRequest) -> HttpResponse:
    """The rounds that somebody was asked to judge, newest first; open to everybody who is signed in."""
    named = Juror.objects.serving().filter(user=_signed_in(request)).select_related("round__campaign")
    return render(request, "awards/jury_list.html", {"jurors": named.order_by("-round__pk")})


@require_safe
def jury_detail(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The finalists of every category with a jury, in the order of their codes."""
    juror = _juror(request, round_id)
    categories = juries.judged(juror.round)
    found = juries.finalists(categories, Ranking.objects.newest(juror.round))
    scores = {(row.category_id, row.agency_id): row for row in juror.scores.counted()}
    conflicts = {row.agency_id: row for row in juror.conflicts.select_related("agency")}
    boards = [_board(juror, one, found[one.pk], scores, conflicts) for one in categories]
    context = {
        "juror": juror,
        "round": juror.round,
        "boards": boards,
        "conflicts": conflicts.values(),
        "criteria": list(jurying.Criterion),
        "is_open": _is_open(juror),
        "crumbs": [(reverse("awards:jury-list"), _("Penjurian")), ("", juror.round.name)],
    }
    return render(request, "awards/jury_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def jury_score(request: HttpRequest, round_id: UUID, category: str, agency: str) -> HttpResponse:
    """The rubric for one finalist; POST keeps the points."""
    juror = _juror(request, round_id)
    chosen, finalist = _finalist(juror, category, agency)
    given = juror.scores.counted().filter(category=chosen, agency=finalist.agency).first()
    initial = given.points | {"note": given.note} if given else None
    form = PointsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            jury.score(
                round_id=round_id,
                category=chosen,
                agency=finalist.agency,
                points=form.points(),
                note=form.cleaned_data["note"],
                by=juror.user,
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(
                request, _("Nilai untuk %(agency)s disimpan.") % {"agency": finalist.agency.short_name}
            )
            return redirect("awards:jury-detail", round_id)
    return _rubric(request, juror, chosen, finalist, form, ConflictForm())


@require_POST
def jury_conflict(request: HttpRequest, round_id: UUID, category: str, agency: str) -> HttpResponse:
    """A juror must not judge this agency, in any category; it is never taken back."""
    juror = _juror(request, round_id)
    chosen, finalist = _finalist(juror, category, agency)
    form = ConflictForm(request.POST)
    if form.is_valid():
        try:
            jury.declare(
                round_id=round_id,
                agency=finalist.agency,
                reason=form.cleaned_data["reason"],
                by=juror.user,
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error("reason", refused.sentence)
        else:
            messages.success(
                request,
                _("Benturan kepentingan dengan %(agency)s dicatat. Anda tidak menilainya.")
                % {"agency": finalist.agency.short_name},
            )
            return redirect("awards:jury-detail", round_id)
    return _rubric(request, juror, chosen, finalist, PointsForm(), form)


def _rubric(
    request: HttpRequest,
    juror: Juror,
    category: Category,
    finalist: Finalist,
    form: PointsForm,
    conflict_form: ConflictForm,
) -> HttpResponse:
    page = reverse("awards:jury-detail", args=[juror.round.public_id])
    of_agency = Post.objects.verified().filter(campaign=juror.round.campaign, agency=finalist.agency)
    context: dict[str, Any] = {
        "round": juror.round,
        "category": category,
        "finalist": finalist,
        "posts": [finalist.post] if finalist.post else of_agency.order_by("-published_at", "pk")[:SHOWN],
        "form": form,
        "points_fields": [form[criterion.value] for criterion in jurying.Criterion],
        "conflict_form": conflict_form,
        "conflict": juror.conflicts.filter(agency=finalist.agency).first(),
        "is_open": _is_open(juror),
        "least": jurying.LEAST,
        "most": jurying.MOST,
        "crumbs": [
            (reverse("awards:jury-list"), _("Penjurian")),
            (page, juror.round.name),
            ("", finalist.agency.short_name),
        ],
    }
    is_refused = bool(form.errors or conflict_form.errors)
    return render(request, "awards/jury_score.html", context, status=422 if is_refused else 200)


def _juror(request: HttpRequest, round_id: UUID) -> Juror:
    """Whoever is signed in as a juror of the round; 404 for everybody who is none or no longer one."""
    found = Juror.objects.serving().filter(user=_signed_in(request))
    found = found.select_related("user", "round__campaign")
    return get_object_or_404(found.prefetch_related("round__categories"), round__public_id=round_id)


def _signed_in(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _finalist(juror: Juror, category_code: str, agency_code: str) -> tuple[Category, Finalist]:
    """The category and the finalist in it; 404 for whoever is no finalist."""
    category = next((one for one in juries.judged(juror.round) if one.code == category_code), None)
    if category is None:
        raise Http404("no such category with a jury")
    agency = get_object_or_404(Agency, code=agency_code)
    finalist = jury.find(juror.round, category, agency)
    if finalist is None:
        raise Http404("not a finalist")
    return category, finalist


def _is_open(juror: Juror) -> bool:
    return juror.round.judged_at is None and juror.round.state == RoundState.OPEN


def _board(
    juror: Juror,
    category: Category,
    few: list[Finalist],
    scores: dict[tuple[int, int], JuryScore],
    conflicts: dict[int, JurorConflict],
) -> dict[str, object]:
    rows = [
        Row(
            finalist=one,
            url=reverse("awards:jury-score", args=[juror.round.public_id, category.code, one.agency.code]),
            score=scores.get((category.pk, one.agency.pk)),
            conflict=conflicts.get(one.agency.pk),
        )
        for one in few
    ]
    mine = [row for row in rows if row.conflict is None]
    return {
        "category": category,
        "rows": rows,
        "done": sum(1 for row in mine if row.score),
        "total": len(mine),
        "is_of_contents": category.basis in juries.OF_CONTENTS,
        "last_rank": jurying.last_rank(category.places),
    }
