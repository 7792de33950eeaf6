"""Partners: who there is, what they use, their keys and the link to their page."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import access, audit, partner_usage
from agencies.actions import partner_links, partners, webhooks
from agencies.models import AuditEvent, Partner, PartnerKey, User
from agencies.partner_forms import (
    KeyForm,
    NetworksForm,
    PartnerDataForm,
    PartnerForm,
    RevokeForm,
    RotateForm,
    SuspendForm,
)
from agencies.roles import Permission
from agencies.views.partner_doors import Door, shown_once
from summitcomms.lib.refusals import Refused


@require_safe
def partner_list(request: HttpRequest) -> HttpResponse:
    """Every partner with what works now: keys, last use, endpoints that fail or are paused."""
    access.require(request.user, Permission.ADMINISTER)
    live = Q(keys__revoked=False) & (Q(keys__expiry_date=None) | Q(keys__expiry_date__gt=timezone.now()))
    kept = Q(webhooks__removed_at=None, webhooks__isnull=False)
    ill = kept & (Q(webhooks__paused_at__isnull=False) | Q(webhooks__failing_since__isnull=False))
    found = Partner.objects.select_related("agency").annotate(
        live_keys=Count("keys", filter=live, distinct=True),
        last_at=Max("keys__usage__last_at"),
        endpoints=Count("webhooks", filter=kept, distinct=True),
        ill_endpoints=Count("webhooks", filter=ill, distinct=True),
    )
    return render(request, "agencies/partner_list.html", {"partners": found})


@require_http_methods(["GET", "HEAD", "POST"])
def partner_create(request: HttpRequest) -> HttpResponse:
    user = access.require(request.user, Permission.ADMINISTER)
    form = PartnerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = partners.create(by=user, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Mitra terdaftar. Terbitkan kunci agar ia dapat mulai."))
            return redirect("agencies:partner-detail", made.code)
    return render(
        request, "agencies/partner_create.html", {"form": form}, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def partner_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Name and contact of a partner, and whether it is served at all."""
    user, partner = _managed(request, code)
    if request.method != "POST":
        return _edit_page(request, partner)
    form = PartnerDataForm(request.POST)
    if form.is_valid():
        try:
            partners.change(by=user, partner=partner, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Data mitra disimpan."))
            return redirect("agencies:partner-detail", partner.code)
    return _edit_page(request, partner, form=form)


@require_POST
def partner_suspend(request: HttpRequest, code: str) -> HttpResponse:
    """Close everything to the partner, with a reason."""
    user, partner = _managed(request, code)
    form = SuspendForm(request.POST)
    if form.is_valid():
        try:
            partners.suspend(by=user, partner=partner, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("%(name)s ditangguhkan. Kuncinya tidak membuka apa pun.") % {"name": partner.name}
            )
            return redirect("agencies:partner-detail", partner.code)
    return _edit_page(request, partner, suspend=form)


@require_POST
def partner_reactivate(request: HttpRequest, code: str) -> HttpResponse:
    """Open everything to the partner again."""
    user, partner = _managed(request, code)
    try:
        partners.reactivate(by=user, partner=partner)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("%(name)s aktif kembali.") % {"name": partner.name})
    return redirect("agencies:partner-detail", partner.code)


def detail(request: HttpRequest, door: Door) -> HttpResponse:
    """The partner's page, behind either door."""
    at = timezone.now()
    context = {
        "door": door,
        "partner": door.partner,
        "keys": partner_usage.keys(door.partner),
        "usage": partner_usage.of(door.partner, at=at),
        "endpoints": door.partner.webhooks.filter(removed_at=None),
        "link": None if door.is_own else partner_links.open_link(door.partner, at=at),
        "most_endpoints": webhooks.MOST,
    }
    return render(request, "agencies/partner_detail.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def key_issue(request: HttpRequest, code: str) -> HttpResponse:
    """Issue a key; the answer shows it, once."""
    user, partner = _managed(request, code)
    form = KeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            key, text = partners.issue_key(
                partner_code=partner.code, by=user, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _show_key(request, partner, key, text)
    context = {"partner": partner, "form": form}
    return render(request, "agencies/partner_key_issue.html", context, status=422 if form.is_bound else 200)


@require_safe
def key_detail(request: HttpRequest, code: str, prefix: str) -> HttpResponse:
    """A key, and the ways to end it."""
    _user, partner = _managed(request, code)
    return _key_page(request, partner, prefix)


@never_cache
@require_POST
def key_rotate(request: HttpRequest, code: str, prefix: str) -> HttpResponse:
    """Put a new key in its place; the answer shows it, once."""
    user, partner = _managed(request, code)
    key = _key(partner, prefix)
    form = RotateForm(request.POST, prefix="rotate")
    if form.is_valid():
        try:
            new, text = partners.rotate_key(
                prefix=key.prefix,
                overlap=timedelta(days=form.cleaned_data["overlap"]),
                expires_at=form.cleaned_data["expires_at"],
                by=user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _show_key(request, partner, new, text)
    return _key_page(request, partner, prefix, rotate=form)


@require_POST
def key_networks(request: HttpRequest, code: str, prefix: str) -> HttpResponse:
    """From where the key opens from now on."""
    user, partner = _managed(request, code)
    key = _key(partner, prefix)
    form = NetworksForm(request.POST)
    if form.is_valid():
        try:
            partners.change_networks(prefix=key.prefix, by=user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Alamat kunci %(prefix)s disimpan.") % {"prefix": prefix})
            return redirect("agencies:partner-key", partner.code, prefix)
    return _key_page(request, partner, prefix, places=form)


@require_POST
def key_revoke(request: HttpRequest, code: str, prefix: str) -> HttpResponse:
    user, partner = _managed(request, code)
    key = _key(partner, prefix)
    form = RevokeForm(request.POST, prefix="revoke")
    if form.is_valid():
        try:
            partners.revoke_key(prefix=key.prefix, by=user, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Kunci %(prefix)s dicabut.") % {"prefix": prefix})
            return redirect("agencies:partner-detail", partner.code)
    return _key_page(request, partner, prefix, revoke=form)


@require_POST
def link_send(request: HttpRequest, code: str) -> HttpResponse:
    """Mail the partner's contact a link to the partner's own page."""
    user, partner = _managed(request, code)
    try:
        partner_links.send(by=user, partner=partner, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Tautan dikirim ke %(email)s.") % {"email": partner.contact_email})
    return redirect("agencies:partner-detail", partner.code)


@require_POST
def link_revoke(request: HttpRequest, code: str) -> HttpResponse:
    user, partner = _managed(request, code)
    try:
        partner_links.revoke(by=user, partner=partner, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Tautan dicabut; halaman mitra tertutup bagi pemegangnya."))
    return redirect("agencies:partner-detail", partner.code)


def _managed(request: HttpRequest, code: str) -> tuple[User, Partner]:
    """403 for whoever is no administrator, 404 for a partner that is not there."""
    user = access.require(request.user, Permission.ADMINISTER)
    return user, get_object_or_404(Partner.objects.select_related("agency"), code=code)


def _key(partner: Partner, prefix: str) -> PartnerKey:
    return get_object_or_404(partner_usage.keys(partner), prefix=prefix)


def _edit_page(request: HttpRequest, partner: Partner, **refused: Form) -> HttpResponse:
    """With what stands there now, unless `refused` says what was typed instead."""
    suspended = AuditEvent.objects.filter(target_id=partner.code, action="partner.suspended").order_by("pk")
    closed = None if partner.is_active else suspended.last()
    context: dict[str, Any] = {
        "partner": partner,
        "closed": closed,
        "closed_by": closed and audit.who(closed, audit.names_of([closed.actor_id])),
        "keys": webhooks.live_keys(timezone.now()).filter(partner=partner),
        "form": PartnerDataForm(initial={"name": partner.name, "contact_email": partner.contact_email}),
        "suspend": SuspendForm(),
    }
    return render(request, "agencies/partner_edit.html", context | refused, status=422 if refused else 200)


def _key_page(request: HttpRequest, partner: Partner, prefix: str, **refused: Form) -> HttpResponse:
    """With empty forms, unless `refused` says what was typed into one of them."""
    key = _key(partner, prefix)
    context: dict[str, Any] = {
        "partner": partner,
        "key": key,
        "places": NetworksForm(initial={"networks": "\n".join(key.networks)}),
        "rotate": RotateForm(prefix="rotate"),
        "revoke": RevokeForm(prefix="revoke"),
    }
    return render(request, "agencies/partner_key.html", context | refused, status=422 if refused else 200)


def _show_key(request: HttpRequest, partner: Partner, key: PartnerKey, text: str) -> HttpResponse:
    return shown_once(
        request,
        partner,
        title=_("Kunci diterbitkan"),
        text=text,
        hint=_(
            "Serahkan melalui jalur yang aman, bukan grup percakapan. Siapa pun yang memegangnya "
            "bertindak sebagai mitra."
        ),
        facts={"key": key},
        onward=reverse("agencies:partner-detail", args=[partner.code]),
    )
