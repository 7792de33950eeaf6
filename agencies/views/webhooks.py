"""Endpoints of a partner and what they were told, behind either door (`partner_doors`)."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.actions import webhooks
from agencies.models import WebhookDelivery, WebhookEndpoint
from agencies.partner_forms import EndpointForm, EventsForm
from agencies.views.partner_doors import Door, shown_once
from summitcomms.lib.refusals import Refused

PAGE = 25
VERBS: dict[str, tuple[Callable[..., object], str]] = {
    "pause": (webhooks.pause, gettext_noop("Tujuan dijeda. Peristiwa selama jeda tidak dikirim.")),
    "resume": (webhooks.resume, gettext_noop("Tujuan aktif kembali. Yang menunggu segera dikirim.")),
    "ping": (webhooks.ping, gettext_noop("Uji kirim dicatat dan berangkat dalam beberapa detik.")),
}
"""What one button does about an endpoint, and what is said then."""


def webhook_create(request: HttpRequest, door: Door) -> HttpResponse:
    """Register an endpoint; the answer shows its secret, once."""
    form = EndpointForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = webhooks.register(by=door.by, partner=door.partner, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return show_secret(request, door, made)
    context = {"door": door, "form": form}
    return render(request, "agencies/webhook_create.html", context, status=422 if form.is_bound else 200)


def webhook_detail(request: HttpRequest, door: Door, public_id: uuid.UUID) -> HttpResponse:
    """An endpoint and its deliveries, the newest first; POST changes the events it is told of."""
    endpoint = _of(door, public_id)
    form = EventsForm(request.POST if request.method == "POST" else None, initial={"events": endpoint.events})
    if form.is_valid():
        try:
            webhooks.change_events(by=door.by, endpoint=endpoint, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Peristiwa tujuan ini disimpan."))
            return redirect(request.path)
    page = Paginator(endpoint.deliveries.all(), PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"door": door, "endpoint": endpoint, "form": form, "page": page}
    return render(request, "agencies/webhook_detail.html", context, status=422 if form.is_bound else 200)


def webhook_change(request: HttpRequest, door: Door, public_id: uuid.UUID, verb: str) -> HttpResponse:
    """Pause, resume, ping, remove, or rotate the secret, whose answer shows the new one, once."""
    endpoint, at = _of(door, public_id), timezone.now()
    try:
        if verb == "rotate":
            changed = webhooks.rotate_secret(by=door.by, endpoint=endpoint, at=at)
            return show_secret(request, door, changed)
        if verb == "remove":
            webhooks.remove(by=door.by, endpoint=endpoint, at=at)
            messages.success(request, _("Tujuan dihapus."))
            return redirect(door.address("detail"))
        messages.success(request, _act(verb, door, endpoint, at))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(door.address("webhook", public_id))


def delivery_replay(
    request: HttpRequest, door: Door, public_id: uuid.UUID, delivery_id: uuid.UUID
) -> HttpResponse:
    """Send once more what was told before, under the same id."""
    delivery = get_object_or_404(
        WebhookDelivery.objects.select_related("endpoint"),
        endpoint=_of(door, public_id),
        public_id=delivery_id,
    )
    try:
        webhooks.replay(by=door.by, delivery=delivery, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Dikirim ulang dalam beberapa detik, dengan ID yang sama."))
    return redirect(door.address("webhook", public_id))


def show_secret(request: HttpRequest, door: Door, endpoint: WebhookEndpoint) -> HttpResponse:
    return shown_once(
        request,
        door.partner,
        title=_("Rahasia webhook"),
        text=endpoint.secret,
        hint=_(
            "Penerima memeriksa tanda tangan dengan rahasia ini, menurut Standard Webhooks. "
            "Contohnya ada di dokumentasi API."
        ),
        facts={"endpoint": endpoint},
        onward=door.address("webhook", endpoint.public_id),
    )


def _act(verb: str, door: Door, endpoint: WebhookEndpoint, at: datetime) -> str:
    if verb not in VERBS:
        raise Http404("no such verb")
    act, sentence = VERBS[verb]
    act(by=door.by, endpoint=endpoint, at=at)
    return _(sentence)


def _of(door: Door, public_id: uuid.UUID) -> WebhookEndpoint:
    """An endpoint of this partner that is not removed; 404 for any other."""
    return get_object_or_404(door.partner.webhooks.filter(removed_at=None), public_id=public_id)
