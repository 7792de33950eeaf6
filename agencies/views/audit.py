"""The audit trail, for those who answer for the portal."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from agencies import access, trail
from agencies.models import AuditEvent, User
from agencies.roles import Permission
from agencies.trail import Row, Search
from summitcomms.lib import clock, downloads, numbers
from summitcomms.lib.forms import DayField

PAGE = 50
MOST_EXPORTED = 20_000
CHUNK = 2_000


class AuditFilterForm(forms.Form):
    """What narrows the list; every part may stay empty."""

    pelaku = forms.CharField(label=gettext_lazy("Pelaku"), max_length=200, required=False)
    sasaran = forms.CharField(label=gettext_lazy("Sasaran"), max_length=255, required=False)
    tindakan = forms.CharField(label=gettext_lazy("Tindakan"), max_length=64, required=False)
    alamat = forms.GenericIPAddressField(label=gettext_lazy("Alamat IP"), required=False)
    dari = DayField(label=gettext_lazy("Dari tanggal"), required=False)
    sampai = DayField(label=gettext_lazy("Sampai tanggal"), required=False)

    def search(self) -> Search:
        """What is looked for; nothing narrows while a field cannot be read."""
        if not self.is_valid():
            return Search()
        data = self.cleaned_data
        return Search(
            actor=data["pelaku"],
            target=data["sasaran"],
            action=data["tindakan"],
            address=data["alamat"],
            first=data["dari"],
            last=data["sampai"],
        )


@require_safe
def audit_list(request: HttpRequest) -> HttpResponse:
    """Events newest first, narrowed by actor, target, action (a prefix: `post.`), address and period."""
    user = access.require(request.user, Permission.VIEW_AUDIT)
    form = AuditFilterForm(request.GET)
    return _page(request, form, trail.found(form.search(), user.zone), user.zone)


@require_safe
def audit_export(request: HttpRequest) -> FileResponse | HttpResponse:
    """The narrowed list as a workbook; 422 with what to do when it is longer than a workbook should be."""
    user = access.require(request.user, Permission.VIEW_AUDIT)
    form = AuditFilterForm(request.GET)
    events = trail.found(form.search(), user.zone)
    if form.errors or (count := events.count()) > MOST_EXPORTED:
        refusal = (
            ""
            if form.errors
            else _(
                "%(count)s catatan terlalu banyak untuk satu berkas, paling banyak %(most)s. Pilih periode."
            )
            % {"count": numbers.thousands(count), "most": numbers.thousands(MOST_EXPORTED)}
        )
        return _page(request, form, events, user.zone, refusal)
    return _workbook(events, user)


def _page(
    request: HttpRequest, form: AuditFilterForm, events: QuerySet[AuditEvent], zone: str, refusal: str = ""
) -> HttpResponse:
    page = Paginator(events, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "rows": trail.rows(list(page), zone),
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "is_dated": any(request.GET.get(name) for name in ("dari", "sampai", "alamat")),
        "query": query.urlencode(),
        "refusal": refusal,
    }
    is_refused = bool(refusal) or (bool(form.errors) and request.path.endswith(".xlsx"))
    return render(request, "agencies/audit_list.html", context, status=422 if is_refused else 200)


def _workbook(events: QuerySet[AuditEvent], user: User) -> FileResponse:
    titles = [
        _("Waktu"),
        _("Pelaku"),
        _("Tindakan"),
        _("Sasaran"),
        _("Jenis sasaran"),
        _("Pengenal sasaran"),
        _("Perubahan"),
        _("Alasan"),
        _("Alamat IP"),
    ]
    today = clock.campaign_day(timezone.now(), user.zone).isoformat()
    lines = (_cells(row, user.zone) for row in _in_chunks(events, user.zone))
    return downloads.xlsx(f"catatan-audit-{today}", titles, lines)


def _in_chunks(events: QuerySet[AuditEvent], zone: str) -> Any:
    """Rows of all events; names are looked up for a chunk at a time."""
    chunk: list[AuditEvent] = []
    for event in events.iterator(chunk_size=CHUNK):
        chunk.append(event)
        if len(chunk) == CHUNK:
            yield from trail.rows(chunk, zone)
            chunk = []
    yield from trail.rows(chunk, zone)


def _cells(row: Row, zone: str) -> list[str]:
    event = row.event
    return [
        clock.show(event.at, zone),
        row.who,
        event.action,
        row.target,
        event.target_type,
        event.target_id,
        "; ".join(f"{field}: {before} → {after}" for field, before, after in row.changes),
        event.reason,
        event.address or "",
    ]
