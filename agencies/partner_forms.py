"""What is typed about partners: a new one, its keys, and where it wants to be told."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from agencies.actions.partners import LONGEST_OVERLAP
from agencies.actions.webhooks import NEEDED
from agencies.hooks.targets import LONGEST
from agencies.models import Agency, PartnerKey
from agencies.naming import AgencyNames
from summitcomms.lib import clock
from summitcomms.lib.forms import DayField, DayInput, RefusableForm

LAST_DAY = date(2099, 12, 31)
"""Whatever is valid for longer needs no limit; calendars end as well."""


class PartnerDataForm(RefusableForm):
    """What may change of a partner."""

    of_refusal = {"name_missing": "name", "contact_invalid": "contact_email"}
    name = forms.CharField(label=_("Nama"), max_length=120)
    contact_email = forms.EmailField(
        label=_("Surel narahubung"), help_text=_("Ke sini tautan halaman mitra dan pemberitahuan dikirim.")
    )


class PartnerForm(PartnerDataForm):
    """A partner to register."""

    of_refusal = PartnerDataForm.of_refusal | {"code_invalid": "code", "partner_exists": "code"}
    code = forms.CharField(
        label=_("Kode"),
        max_length=40,
        help_text=_("Huruf, angka, dan tanda hubung, misalnya pemantau-media. Tidak dapat diganti."),
    )
    agency = forms.CharField(
        label=_("Instansi"),
        max_length=200,
        required=False,
        help_text=_("Hanya untuk sistem milik instansi sendiri: kode atau nama singkat, misalnya D-74."),
    )

    def clean_agency(self) -> Agency | None:
        typed: str = self.cleaned_data["agency"].strip()
        agency = AgencyNames().find(typed) if typed else None
        if typed and agency is None:
            raise forms.ValidationError(gettext("Instansi ini tidak dikenal."), code="unknown")
        return agency


class UntilField(DayField):
    """The last day on which something is valid, in Jakarta; the moment at which that day is over."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Berlaku sampai akhir hari"),
            required=False,
            help_text=_("Kosong: tanpa batas."),
            widget=DayInput({"max": f"{LAST_DAY}"}),
            validators=[MaxValueValidator(LAST_DAY, _("Pilih tanggal sebelum tahun 2100."))],
        )

    def clean(self, value: Any) -> datetime | None:
        day = super().clean(value)
        return clock.day_edges(day, clock.WIB)[1] if day else None


class NetworksForm(RefusableForm):
    """From where a key opens."""

    of_refusal = {"network_invalid": "networks", "expired": "networks"}
    networks = forms.CharField(
        label=_("Alamat yang diizinkan"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_(
            "Alamat atau jaringan IP, satu per baris, misalnya 203.0.113.0/24. Kosong berarti dari mana pun."
        ),
    )

    def clean_networks(self) -> list[str]:
        typed: str = self.cleaned_data["networks"]
        return typed.replace(",", " ").split()


class KeyForm(NetworksForm):
    """A key to issue."""

    of_refusal = {
        "scopes_missing": "scopes",
        "scope_needs_agency": "scopes",
        "network_invalid": "networks",
        "expired": "expires_at",
    }
    scopes = forms.MultipleChoiceField(
        label=pgettext_lazy("key", "Cakupan"),
        choices=lambda: [(scope.value, f"{scope.label} ({scope.value})") for scope in PartnerKey.ScopeCode],
        widget=forms.CheckboxSelectMultiple,
    )
    expires_at = UntilField()


class RotateForm(RefusableForm):
    """A key to put in the place of another."""

    of_refusal = {"overlap_invalid": "overlap", "expired": "expires_at"}
    overlap = forms.IntegerField(
        label=_("Kunci lama masih berlaku (hari)"),
        min_value=0,
        max_value=LONGEST_OVERLAP.days,
        initial=7,
    )
    expires_at = UntilField()


class RevokeForm(RefusableForm):
    """Why a key opens nothing any more."""

    of_refusal = {"reason_missing": "reason"}
    reason = forms.CharField(
        label=_("Alasan"), max_length=200, help_text=_("Misalnya: kunci bocor. Dicatat dalam catatan audit.")
    )


class SuspendForm(RefusableForm):
    """Why a partner is out of service."""

    of_refusal = {"reason_missing": "reason"}
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=200,
        help_text=_("Misalnya: kerja sama berakhir. Dicatat dalam catatan audit."),
    )


def _choices() -> list[tuple[str, str]]:
    return [(event.value, f"{event.label} ({event.value}, {NEEDED[event].value})") for event in NEEDED]


class EventsForm(RefusableForm):
    """What an endpoint is told of."""

    of_refusal = {"events_missing": "events", "event_unknown": "events", "scope_missing": "events"}
    events = forms.MultipleChoiceField(
        label=_("Peristiwa"),
        widget=forms.CheckboxSelectMultiple,
        choices=_choices,
        help_text=_("Dalam kurung: nama di dalam pesan, dan cakupan kunci yang diperlukan."),
        error_messages={"required": _("Pilih sedikitnya satu peristiwa.")},
    )


class EndpointForm(EventsForm):
    """An endpoint to register."""

    of_refusal = EventsForm.of_refusal | {
        "url_broken": "url",
        "url_not_https": "url",
        "url_private": "url",
        "endpoint_exists": "url",
    }
    url = forms.CharField(
        label=_("Alamat tujuan"),
        max_length=LONGEST,
        help_text=_("https, dapat dijangkau dari internet; tanpa pengalihan."),
    )
    field_order = ("url", "events")
