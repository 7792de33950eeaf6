"""Who competes in a round: its categories while it is a draft, and the agencies that are left out."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import access
from agencies.models import Agency, User
from agencies.roles import Permission
from awards import offers
from awards.actions import categories, exclusions
from awards.actions.changing import UNSETTLED
from awards.models import AwardRound, Category
from awards.setup_forms import CategoryForm, ExclusionForm, OfferForm
from awards.states import RoundState
from summitcomms.lib.refusals import Refused


@require_safe
def category_list(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The categories of a round; the committee changes them here while it is a draft."""
    user = access.require(request.user, Permission.VIEW_ROUNDS)
    return _categories(request, _find(round_id), user)


@require_POST
def category_add(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Add the ticked categories, all of them or none."""
    user = access.require(request.user, Permission.DECIDE_ROUNDS)
    award_round = _find(round_id)
    form = OfferForm(request.POST, offers=_offered(award_round))
    if not form.is_valid():
        return _categories(request, award_round, user, offer_form=form, status=422)
    codes = form.cleaned_data["categories"]
    return _changed(
        request,
        award_round,
        user,
        lambda: categories.add(round_id=round_id, codes=codes, by=user, at=timezone.now()),
        _("Kategori ditambahkan."),
    )


@require_POST
def category_change(request: HttpRequest, round_id: UUID, code: str) -> HttpResponse:
    user = access.require(request.user, Permission.DECIDE_ROUNDS)
    award_round = _find(round_id)
    category = get_object_or_404(award_round.categories, code=code)
    form = CategoryForm(request.POST, prefix=code)
    if not form.is_valid():
        return _categories(request, award_round, user, changed={code: form}, status=422)
    return _changed(
        request,
        award_round,
        user,
        lambda: categories.change(
            round_id=round_id, code=code, by=user, at=timezone.now(), **form.cleaned_data
        ),
        _("%(category)s disimpan.") % {"category": category.label},
    )


@require_POST
def category_remove(request: HttpRequest, round_id: UUID, code: str) -> HttpResponse:
    user = access.require(request.user, Permission.DECIDE_ROUNDS)
    award_round = _find(round_id)
    category = get_object_or_404(award_round.categories, code=code)
    return _changed(
        request,
        award_round,
        user,
        lambda: categories.remove(round_id=round_id, code=code, by=user, at=timezone.now()),
        _("%(category)s dihapus dari putaran ini.") % {"category": category.label},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def exclusion_list(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The agencies that a round leaves out, with reasons; the committee adds to them until it is frozen."""
    needed = Permission.DECIDE_ROUNDS if request.method == "POST" else Permission.VIEW_ROUNDS
    user = access.require(request.user, needed)
    award_round = _find(round_id)
    form = ExclusionForm(request.POST or None, initial={"agency": request.GET.get("instansi", "")})
    if form.is_valid():
        agency: Agency = form.cleaned_data["agency"]
        try:
            exclusions.exclude(round_id=round_id, by=user, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(
                request, _("%(agency)s tidak ikut dinilai dalam putaran ini.") % {"agency": agency.short_name}
            )
            return redirect("awards:exclusion-list", round_id)
    return _exclusions(request, award_round, user, form)


@require_POST
def exclusion_remove(request: HttpRequest, round_id: UUID, code: str) -> HttpResponse:
    """Let an agency take part again."""
    user = access.require(request.user, Permission.DECIDE_ROUNDS)
    award_round = _find(round_id)
    agency = get_object_or_404(Agency, code=code)
    try:
        exclusions.readmit(round_id=round_id, agency=agency, by=user, at=timezone.now())
    except Refused as refused:
        messages.error(request, refused.sentence)
        return _exclusions(request, award_round, user, ExclusionForm(), status=422)
    messages.success(request, _("%(agency)s ikut dinilai kembali.") % {"agency": agency.short_name})
    return redirect("awards:exclusion-list", round_id)


def _find(round_id: UUID) -> AwardRound:
    return get_object_or_404(AwardRound.objects.select_related("campaign", "recipe"), public_id=round_id)


def _changed(
    request: HttpRequest, award_round: AwardRound, user: User, change: Callable[[], object], success: str
) -> HttpResponse:
    """Change the categories; a refusal shows the page again."""
    try:
        change()
    except Refused as refused:
        messages.error(request, refused.sentence)
        return _categories(request, award_round, user, status=422)
    messages.success(request, success)
    return redirect("awards:category-list", award_round.public_id)


def _offered(award_round: AwardRound) -> list[offers.Offer]:
    """What may still be added: categories in which nobody of the present ones would compete twice."""
    present = list(award_round.categories.all())
    return [
        offer
        for offer in offers.OFFERS
        if not any(offer.code == one.code or offers.overlap(offer, one) for one in present)
    ]


def _categories(
    request: HttpRequest,
    award_round: AwardRound,
    user: User,
    *,
    offer_form: OfferForm | None = None,
    changed: dict[str, CategoryForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    is_draft = award_round.state == RoundState.DRAFT
    may_change = bool(is_draft and not award_round.judged_at and access.can(user, Permission.DECIDE_ROUNDS))
    present = list(award_round.categories.all())
    offered = _offered(award_round)
    context: dict[str, Any] = {
        "round": award_round,
        "campaign": award_round.campaign,
        "crumbs": _crumbs(award_round, pgettext("several", "Kategori")),
        "is_draft": is_draft,
        "may_change": may_change,
        "rows": [(one, (changed or {}).get(one.code) or _row_form(one)) for one in present],
        "offer_form": (offer_form or OfferForm(offers=offered)) if may_change and offered else None,
    }
    return render(request, "awards/category_list.html", context, status=status)


def _row_form(category: Category) -> CategoryForm:
    return CategoryForm(
        prefix=category.code, initial={"places": category.places, "jury_percent": category.jury_percent}
    )


def _exclusions(
    request: HttpRequest, award_round: AwardRound, user: User, form: ExclusionForm, *, status: int = 200
) -> HttpResponse:
    may_change = (
        award_round.state in UNSETTLED
        and not award_round.judged_at
        and access.can(user, Permission.DECIDE_ROUNDS)
    )
    context = {
        "round": award_round,
        "campaign": award_round.campaign,
        "crumbs": _crumbs(award_round, _("Tidak ikut dinilai")),
        "may_change": bool(may_change),
        "exclusions": award_round.exclusions.select_related("agency", "excluded_by").order_by("agency__code"),
        "form": form,
    }
    return render(request, "awards/exclusion_list.html", context, status=422 if form.errors else status)


def _crumbs(award_round: AwardRound, here: str) -> list[tuple[str, str]]:
    return [
        (reverse("awards:round-list"), _("Penghargaan")),
        (award_round.get_absolute_url(), award_round.name),
        ("", here),
    ]
