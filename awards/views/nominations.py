"""Nominations for categories of contents: an agency's own, or all of them for the committee."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies import access
from agencies.models import Agency, User
from agencies.roles import Permission
from awards.actions import nominations
from awards.jury_forms import NominationForm
from awards.models import Nomination
from campaigns import selection
from campaigns.models import Campaign, Post
from campaigns.readings import INTERACTIONS
from summitcomms.lib.codes import normalise_code
from summitcomms.lib.refusals import Refused

SUGGESTED = 10
"""How many verified posts of one's own, those with most interactions first, are offered for a nomination."""


@require_safe
def nomination_list(request: HttpRequest) -> HttpResponse:
    """What was nominated in the open categories, and one's own best posts; `?kode=` leads to any post."""
    user = _who(request)
    code = normalise_code(request.GET.get("kode", ""))
    is_code = code.isalnum() and code.isascii()
    if is_code and Post.objects.visible_to(user).filter(code=code).exists():
        return redirect("awards:nomination-create", code=code)
    decides = bool(access.can(user, Permission.DECIDE_ROUNDS))
    campaign = selection.chosen(request.GET, timezone.now())
    categories = nominations.open_categories(campaign.pk) if campaign else []
    own = Agency.objects.within_reach_of(user, Permission.SUBMIT_POSTS)
    nominated = Nomination.objects.filter(category__in=categories).select_related(
        "category", "agency", "post", "nominated_by"
    )
    if not decides:
        nominated = nominated.filter(agency__in=own)
    context: dict[str, Any] = {
        "campaign": campaign,
        "boards": [
            (one, [row for row in nominated.order_by("agency__code") if row.category_id == one.pk])
            for one in categories
        ],
        "decides": decides,
        "unknown": code,
        "suggested": [] if decides or not campaign else _best(campaign, own),
    }
    return render(request, "awards/nomination_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def nomination_create(request: HttpRequest, code: str) -> HttpResponse:
    """Name one post in a category; it takes the place of the agency's earlier nomination there."""
    user = _who(request)
    post = get_object_or_404(Post.objects.visible_to(user).for_list().select_related("material"), code=code)
    if not nominations.may_nominate(user, post):
        raise PermissionDenied(access.can(user, Permission.SUBMIT_POSTS, post.agency).reason)
    permits = nominations.permits(nominations.open_categories(post.campaign_id), post)
    categories = [one for one, permit in permits if permit]
    form = NominationForm(request.POST if request.method == "POST" else None, categories=categories)
    if request.method == "POST" and form.is_valid():
        try:
            made = nominations.nominate(
                category=form.cleaned_data["category"],
                post=post,
                note=form.cleaned_data["note"],
                by=user,
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(
                request,
                _("%(code)s dinominasikan dalam kategori %(category)s.")
                % {"code": post.code, "category": made.category.label},
            )
            return redirect("awards:nomination-list")
    before = Nomination.objects.filter(category__in=categories, agency=post.agency_id).select_related(
        "category", "post"
    )
    context = {
        "post": post,
        "form": form,
        "categories": categories,
        "refused": [(one, permit.reason) for one, permit in permits if not permit],
        "before": before,
    }
    return render(request, "awards/nomination_create.html", context, status=422 if form.errors else 200)


def _who(request: HttpRequest) -> User:
    """Somebody who sends posts for an agency, or decides on rounds; 403 for everybody else."""
    if access.can(request.user, Permission.DECIDE_ROUNDS):
        return access.require(request.user, Permission.DECIDE_ROUNDS)
    return access.require_somewhere(request.user, Permission.SUBMIT_POSTS)


def _best(campaign: Campaign, own: Any) -> list[Post]:
    """The own verified posts of a campaign with most interactions, annotated with them."""
    first, *others = (Coalesce(F(f"counters__{name}"), 0) for name in INTERACTIONS)
    posts = Post.objects.verified().filter(campaign=campaign, agency__in=own).for_list()
    return list(posts.annotate(interactions=sum(others, first)).order_by("-interactions", "pk")[:SUGGESTED])
