"""Ready-made material: everybody's page of what is out, the words to copy, and the editors' desk for it."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import access
from agencies.models import User
from agencies.roles import Permission
from campaigns import captions, selection
from campaigns.actions import materials
from campaigns.forms import reporting_agencies
from campaigns.material_forms import MaterialFilterForm, MaterialForm, PublishForm, WithdrawForm, written
from campaigns.models import Campaign, Material, Post
from campaigns.models.material import MaterialQuerySet, Standing
from campaigns.views.posts import sent
from campaigns.views.tabs import Tab
from summitcomms.lib import clock
from summitcomms.lib.refusals import Refused

PAGE = 12
STANDING = "keadaan"
"""The query parameter with which editors ask for what is not out."""


@login_not_required
@require_safe
def material_list(request: HttpRequest) -> HttpResponse:
    """What is out, newest first; editors also find drafts, what is under embargo, and what was taken back."""
    at = timezone.now()
    campaign = selection.chosen(request.GET, at)
    if campaign is None:
        return render(request, "campaigns/material_list.html", {"campaign": None})
    is_editor = bool(access.can(request.user, Permission.EDIT_AGENDA))
    form = MaterialFilterForm(request.GET, campaign=campaign)
    found = form.narrow(Material.objects.visible_to(request.user, at).filter(campaign=campaign))
    asked = request.GET.get(STANDING, "") if is_editor else ""
    standing = Standing(asked) if asked in Standing.values else Standing.OUT
    shown = found.standing(standing, at).newest_first().select_related("pillar")
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    uses = _uses(page.object_list)
    context = {
        "campaign": campaign,
        "others": _other_campaigns(campaign, at),
        "form": form,
        "kept": {name: request.GET[name] for name in ("kampanye", STANDING) if request.GET.get(name)},
        "tabs": _tabs(request, found, standing, at) if is_editor else [],
        "page": page,
        "rows": [(one, uses.get(one.pk, 0)) for one in page.object_list],
        "standing": standing,
        "is_filtered": form.is_used,
        "may_draft": is_editor and campaign.state != Campaign.State.CLOSED,
    }
    return render(request, "campaigns/material_list.html", context)


@login_not_required
@require_safe
def material_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    at = timezone.now()
    found = Material.objects.visible_to(request.user, at)
    material = get_object_or_404(found.select_related("campaign", "pillar"), public_id=public_id)
    return _page(request, material, at)


@require_http_methods(["GET", "HEAD", "POST"])
def material_create(request: HttpRequest) -> HttpResponse:
    user = access.require(request.user, Permission.EDIT_AGENDA)
    at = timezone.now()
    campaign = selection.chosen(request.GET, at)
    if campaign is None:
        return redirect("campaigns:material-list")
    form = MaterialForm(sent(request), initial={"is_public": True}, campaign=campaign)
    if form.is_valid():
        try:
            material = materials.draft(by=user, campaign=campaign, content=form.content(), at=at)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Rancangan tersimpan. Periksa, lalu terbitkan."))
            return redirect(material)
    context = {"form": form, "campaign": campaign, "material": None}
    return render(request, "campaigns/material_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def material_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    user, material = _editable(request, public_id)
    at = timezone.now()
    if request.method != "POST" and material.standing(at) != Standing.DRAFT:
        messages.warning(request, _("Hanya rancangan yang dapat diubah."))
        return redirect(material)
    form = MaterialForm(sent(request), initial=written(material), campaign=material.campaign)
    if form.is_valid():
        try:
            materials.edit(
                by=user,
                material=material,
                content=form.content(),
                seen=form.cleaned_data["seen"],
                at=at,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Perubahan tersimpan."))
            return redirect(material)
    context = {"form": form, "campaign": material.campaign, "material": material}
    return render(request, "campaigns/material_edit.html", context, status=422 if form.errors else 200)


@require_POST
def material_publish(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    user, material = _editable(request, public_id)
    at = timezone.now()
    form = PublishForm(request.POST, user=user)
    if form.is_valid():
        try:
            out = materials.publish(by=user, material=material, at=at, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            if out.published_at and out.published_at > at:
                time = clock.show(out.published_at, user.zone)
                messages.success(request, _("Materi dijadwalkan terbit %(time)s.") % {"time": time})
            else:
                messages.success(request, _("Materi terbit."))
            return redirect(out)
    return _page(request, material, at, publish_form=form)


@require_POST
def material_hold(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    user, material = _editable(request, public_id)
    try:
        materials.hold(by=user, material=material, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Jadwal dibatalkan; materi kembali menjadi rancangan."))
    return redirect(material)


@require_POST
def material_withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    user, material = _editable(request, public_id)
    at = timezone.now()
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            materials.withdraw(by=user, material=material, at=at, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Materi ditarik. Instansi membaca alasannya."))
            return redirect(material)
    return _page(request, material, at, withdraw_form=form)


def _page(request: HttpRequest, material: Material, at: datetime, **forms: Any) -> HttpResponse:
    """The page of one piece; 422 when one of its forms, given here, was refused."""
    user = request.user
    campaign = material.campaign
    standing = material.standing(at)
    is_editor = bool(access.can(user, Permission.EDIT_AGENDA))
    address = request.build_absolute_uri(material.get_absolute_url())
    lines = (material.caption, material.link, address)
    context: dict[str, Any] = {
        "material": material,
        "campaign": campaign,
        "standing": standing,
        "is_editor": is_editor,
        "shows_words": is_editor or standing == Standing.OUT,
        "uses": _uses([material]).get(material.pk, 0),
        "sees_posts": isinstance(user, User) and bool(user.active_memberships),
        "may_submit": standing == Standing.OUT
        and campaign.state == Campaign.State.OPEN
        and isinstance(user, User)
        and reporting_agencies(user).exists(),
        "share_text": "\n\n".join(filter(None, lines)),
    }
    if is_editor and isinstance(user, User):
        context |= {
            "hints": captions.lint_for_all(material.caption, hashtag=campaign.hashtag, theme=campaign.theme),
            "publish_form": PublishForm(initial={"seen": material.version}, user=user),
            "withdraw_form": WithdrawForm(),
        }
    return render(request, "campaigns/material_detail.html", context | forms, status=422 if forms else 200)


def _editable(request: HttpRequest, public_id: uuid.UUID) -> tuple[User, Material]:
    """The material, for an editor: 403 for anybody else."""
    user = access.require(request.user, Permission.EDIT_AGENDA)
    return user, get_object_or_404(Material.objects.select_related("campaign", "pillar"), public_id=public_id)


def _uses(shown: Iterable[Material]) -> dict[int, int]:
    """In how many verified posts each piece was used, by its key; one query."""
    used = Post.objects.verified().filter(material__in=list(shown)).order_by()
    return dict(used.values_list("material").annotate(Count("pk")))


def _tabs(request: HttpRequest, found: MaterialQuerySet, chosen: Standing, at: datetime) -> list[Tab]:
    tabs = []
    for standing in (Standing.OUT, Standing.SCHEDULED, Standing.DRAFT, Standing.WITHDRAWN):
        query = request.GET.copy()
        query.pop("page", None)
        query[STANDING] = standing.value
        count = found.standing(standing, at).count()
        tabs.append(Tab(f"?{query.urlencode()}", str(standing.label), count, standing == chosen))
    return tabs


def _other_campaigns(shown: Campaign, at: datetime) -> list[Campaign]:
    """The campaigns whose public material can be read too, newest first."""
    with_material = Material.objects.published(at).filter(is_public=True).values("campaign")
    known = Campaign.objects.for_people().exclude(pk=shown.pk)
    return list(known.filter(pk__in=with_material).newest_first())
