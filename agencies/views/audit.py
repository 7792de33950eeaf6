"""The audit trail, for those who answer for the portal."""

import json
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies import access
from agencies.models import AuditEvent
from agencies.roles import Permission

PAGE = 50


class AuditFilterForm(forms.Form):
    """What narrows the list; every part may stay empty."""

    pelaku = forms.CharField(label="Pelaku", max_length=200, required=False)
    sasaran = forms.CharField(label="Sasaran", max_length=255, required=False)
    tindakan = forms.CharField(label="Tindakan", max_length=64, required=False)


@require_safe
def audit_list(request: HttpRequest) -> HttpResponse:
    """Events newest first, narrowed by actor, target (name or id) and action (a prefix: `post.`)."""
    access.require(request.user, Permission.VIEW_AUDIT)
    form = AuditFilterForm(request.GET)
    events = AuditEvent.objects.all()
    if form.is_valid():
        if actor := form.cleaned_data["pelaku"]:
            events = events.filter(Q(actor_label__icontains=actor) | Q(actor_id=actor))
        if target := form.cleaned_data["sasaran"]:
            events = events.filter(Q(target_label__icontains=target) | Q(target_id=target))
        if action := form.cleaned_data["tindakan"]:
            events = events.filter(action__startswith=action)
    page = Paginator(events, PAGE).get_page(request.GET.get("page"))
    is_narrowed = any(request.GET.get(name) for name in form.fields)
    return render(
        request,
        "agencies/audit_list.html",
        {
            "form": form,
            "page": page,
            "rows": [(event, changes(event)) for event in page],
            "is_narrowed": is_narrowed,
        },
    )


def changes(event: AuditEvent) -> list[tuple[str, str, str]]:
    """(field, before, after) as text for every field that the event names, in the record's order."""
    names = dict.fromkeys([*event.before, *event.after])
    return [(name, _text(event.before.get(name)), _text(event.after.get(name))) for name in names]


def _text(value: Any) -> str:
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
