"""Recipes of the ranking: every version with its reason, a new one with its effect before it holds."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from agencies import access
from agencies.roles import Permission
from awards import preview, wording
from awards.actions import recipes
from awards.models import AwardRound, RecipeVersion
from awards.preview import Preview
from awards.recipe_forms import RecipeForm
from awards.recipes import RecipeError
from campaigns import selection
from summitcomms.lib.refusals import Refused

ROUND = "putaran"
"""The query parameter that names the round for which a new version is made, by its public id."""


@require_safe
def recipe_list(request: HttpRequest) -> HttpResponse:
    """Every version, the newest of each recipe first."""
    user = access.require(request.user, Permission.VIEW_ROUNDS)
    context = {
        "versions": RecipeVersion.objects.select_related("created_by").prefetch_related("rounds__campaign"),
        "may_decide": access.can(user, Permission.DECIDE_ROUNDS),
    }
    return render(request, "awards/recipe_list.html", context)


@require_safe
def recipe_detail(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """One version in words; it never changes."""
    user = access.require(request.user, Permission.VIEW_ROUNDS)
    found = _find(code, version)
    context = {
        "version": found,
        "formula": wording.formula(found.recipe),
        "rounds": found.rounds.select_related("campaign"),
        "crumbs": _crumbs(found),
        "may_decide": access.can(user, Permission.DECIDE_ROUNDS),
    }
    return render(request, "awards/recipe_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def recipe_create(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """A new version made from another: shown with its effect, and kept only when it is asked for."""
    user = access.require(request.user, Permission.DECIDE_ROUNDS)
    base = _find(code, version)
    form = RecipeForm(request.POST or None, base=base, initial={"round": request.GET.get(ROUND)})
    seen: Preview | None = None
    if form.is_valid() and form.recipe:
        chosen: AwardRound | None = form.cleaned_data["round"]
        try:
            if "save" in request.POST:
                made = recipes.save(
                    base=base,
                    name=form.cleaned_data["name"],
                    recipe=form.recipe,
                    reason=form.cleaned_data["reason"],
                    round_id=chosen.public_id if chosen else None,
                    by=user,
                    at=timezone.now(),
                )
                messages.success(request, _saved(made, chosen))
                return redirect(made)
            seen = _preview(chosen, form)
        except Refused as refused:
            form.add_error("reason" if refused.code == "reason_needed" else None, refused.sentence)
        except RecipeError as error:
            form.add_error(None, str(error))
    context: dict[str, Any] = {
        "form": form,
        "base": base,
        "preview": seen,
        "asked": form.is_bound,
        "crumbs": [*_crumbs(base)[:-1], (base.get_absolute_url(), str(base)), ("", _("Versi baru"))],
    }
    return render(request, "awards/recipe_create.html", context, status=422 if form.errors else 200)


def _find(code: str, version: int) -> RecipeVersion:
    return get_object_or_404(RecipeVersion.objects.select_related("created_by"), code=code, version=version)


def _crumbs(version: RecipeVersion) -> list[tuple[str, str]]:
    return [
        (reverse("awards:round-list"), _("Penghargaan")),
        (reverse("awards:recipe-list"), pgettext("several", "Resep")),
        ("", str(version)),
    ]


def _preview(chosen: AwardRound | None, form: RecipeForm) -> Preview | None:
    """The effect on the round that was chosen, else on that of the campaign of the day."""
    if chosen is None:
        campaign = selection.current(timezone.now())
        chosen = AwardRound.objects.current(campaign) if campaign else None
    return preview.of(chosen, form.recipe) if chosen and form.recipe else None


def _saved(made: RecipeVersion, used_by: AwardRound | None) -> str:
    if used_by is None:
        return _("Versi %(version)s disimpan. Belum ada putaran yang memakainya.") % {"version": made.version}
    return _("Versi %(version)s disimpan dan berlaku untuk %(round)s.") % {
        "version": made.version,
        "round": used_by,
    }
