"""Coverage: which agencies have people and accounts, which are heard, and a reminder for the silent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from agencies import access
from agencies.models import Agency, AgencyKind, User
from agencies.models.agency import AgencyQuerySet
from agencies.roles import Permission
from campaigns import selection
from campaigns.models import Campaign, TallyRun
from reports import agency_page, coverage
from summitcomms.lib import clock, downloads

PAGE = 50
MOST_NAMED = 60
"""Agencies in one reminder: a longer message is not read, and not every telephone takes it."""

TABS = ("senyap", "menunggu", "aktif", "belum-terdaftar", "tanpa-akun", "semua")


class CoverageFilterForm(forms.Form):
    """What narrows the page; `keadaan` chooses the list below it."""

    provinsi = forms.ChoiceField(label=_("Provinsi"), required=False)
    jenis = forms.ChoiceField(
        label=_("Jenis"), choices=[("", _("Semua jenis")), *AgencyKind.choices], required=False
    )
    keadaan = forms.ChoiceField(
        choices=[(state, state) for state in coverage.STATES], required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, provinces: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(provinces) < 2:
            del self.fields["provinsi"]
            return
        field = self.fields["provinsi"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 says the class to the type checker
        field.choices = [("", _("Semua provinsi")), *provinces.items()]

    def value(self, name: str, default: str = "") -> str:
        """What was chosen, or the default where nothing was or nothing that is on offer."""
        return str(self.cleaned_data.get(name) or default) if self.is_valid() else default


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: who asks within which reach, and what is asked for."""

    user: User
    campaign: Campaign | None
    run: TallyRun | None
    reach: AgencyQuerySet
    provinces: dict[str, str]
    form: CoverageFilterForm

    @property
    def each(self) -> AgencyQuerySet:
        """Every agency within reach, with what is known of it."""
        return coverage.of_each(self.reach, self.campaign, self.run)

    def listed(self, state: str) -> AgencyQuerySet:
        """The agencies of the chosen province and kind that are in `state`, by code."""
        found = self.each.filter(coverage.STATES[state][1])
        if kind := self.form.value("jenis"):
            found = found.filter(kind=kind)
        if province := self.form.value("provinsi"):
            found = found.in_province(province)
        return found.select_related("parent__region").order_by("code")


@require_safe
def coverage_page(request: HttpRequest) -> HttpResponse:
    """The centre sees the country; a coordinator the own province with its regencies and cities."""
    at = timezone.now()
    asked = _asked(request, at)
    kind, province = asked.form.value("jenis"), asked.form.value("provinsi")
    state = asked.form.value("keadaan", TABS[0])
    found = coverage.coverage(asked.each)
    counts = found.within(kind, province)
    provinces = found.provinces(asked.provinces)
    address = reverse("reports:coverage") + "?"
    kept = {"provinsi": province, "jenis": kind}
    if selection.PARAMETER in request.GET:
        kept[selection.PARAMETER] = request.GET[selection.PARAMETER]
    silent = list(asked.listed("senyap")[: MOST_NAMED + 1]) if _is_one_group(asked, kind, province) else []
    context: dict[str, Any] = {
        "form": asked.form,
        "campaign": asked.campaign,
        "run": asked.run,
        "counts": counts,
        "kinds": found.kinds(),
        "provinces": provinces,
        "unheard": [line for line in provinces if not line.counts.active],
        "map": coverage.province_map(provinces, address + "provinsi=")
        if len(provinces) > 1 and not (kind or province)
        else None,
        "place": asked.provinces.get(province, ""),
        "is_narrowed": bool(kind or province),
        "state": state,
        "state_label": coverage.state_label(state),
        "query": urlencode(kept),
        "tabs": [
            {
                "url": f"{address}{urlencode(kept | {'keadaan': one})}#daftar",
                "label": coverage.state_label(one),
                "count": counts.of(one),
                "current": one == state,
            }
            for one in TABS
        ],
        "page": Paginator(asked.listed(state), PAGE).get_page(request.GET.get("page")),
        "silent": silent,
        "reminder": agency_page.reminder(asked.campaign, silent, at, asked.user.zone)
        if asked.campaign and 0 < len(silent) <= MOST_NAMED
        else "",
        "zone": asked.user.zone,
        "export_url": f"{reverse('reports:coverage-export')}?" + urlencode(kept | {"keadaan": state}),
    }
    return render(request, "reports/coverage.html", context)


@require_safe
def coverage_export(request: HttpRequest) -> HttpResponseBase:
    """The same list, whole, as a workbook."""
    at = timezone.now()
    asked = _asked(request, at)
    header = (
        gettext("kode"),
        gettext("instansi"),
        gettext("jenis"),
        gettext("provinsi"),
        gettext("terdaftar"),
        gettext("akun terverifikasi"),
        gettext("konten terverifikasi"),
        gettext("keadaan"),
    )
    yes_or_no = {True: gettext("ya"), False: gettext("tidak")}
    found: Iterable[Any] = asked.listed(asked.form.value("keadaan", TABS[0]))
    rows = (
        (
            one.code,
            one.name,
            one.get_kind_display(),
            asked.provinces.get(one.province_code, ""),
            yes_or_no[one.is_registered],
            yes_or_no[one.has_accounts],
            one.contents,
            coverage.state_label(coverage.state_of(one)),
        )
        for one in found
    )
    day = clock.campaign_day(at, asked.user.zone).isoformat()
    return downloads.xlsx(f"cakupan-{day}", header, rows)


def _asked(request: HttpRequest, at: datetime) -> Asked:
    user = access.require_somewhere(request.user, Permission.VIEW_COVERAGE)
    reach = Agency.objects.active().within_reach_of(user, Permission.VIEW_COVERAGE)
    provinces = {
        one.province_code: str(one.region)
        for one in reach.filter(kind=AgencyKind.PROVINCE).select_related("region").order_by("code")
    }
    campaign = selection.chosen(request.GET, at)
    return Asked(
        user=user,
        campaign=campaign,
        run=TallyRun.objects.newest(campaign) if campaign else None,
        reach=reach,
        provinces=provinces,
        form=CoverageFilterForm(request.GET, provinces=provinces),
    )


def _is_one_group(asked: Asked, kind: str, province: str) -> bool:
    """Whether what is shown is a group that one message can be sent to."""
    return (
        bool(province) or len(asked.provinces) <= 1 or kind in (AgencyKind.MINISTRY, AgencyKind.INSTITUTION)
    )
