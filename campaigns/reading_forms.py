"""What is asked of whoever imports readings."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import access
from agencies.models import User
from agencies.roles import Permission
from campaigns.actions.imports import Asked
from campaigns.imports import Columns
from campaigns.imports.columns import SAYABLE
from campaigns.imports.shapes import (
    CAPTION,
    CODE,
    LINK,
    MOMENT,
    NATIVE_ID,
    PERIOD,
    PUBLISHED,
    REASON,
    WATCH_HOURS,
    WATCH_TIME,
)
from campaigns.models import Campaign, ReadingSource
from campaigns.readings import FUTURE_TOLERANCE, LABELS
from summitcomms.lib import clock, numbers, tables
from summitcomms.lib.table_files import ENDINGS, TableField

ROLE_LABELS = {
    CODE: gettext_lazy("kode unggahan"),
    LINK: gettext_lazy("tautan unggahan"),
    MOMENT: gettext_lazy("waktu ukur"),
    REASON: gettext_lazy("alasan koreksi"),
    NATIVE_ID: gettext_lazy("nomor unggahan"),
    CAPTION: gettext_lazy("takarir"),
    PUBLISHED: gettext_lazy("waktu terbit"),
    PERIOD: gettext_lazy("rentang"),
    WATCH_HOURS: gettext_lazy("jam tonton"),
    WATCH_TIME: gettext_lazy("lama tonton"),
    **{name: gettext_lazy(label) for name, label in LABELS.items()},
}
"""What people call the roles of columns."""
_LONGEST_SAMPLE = 60


class MomentField(forms.DateTimeField):
    """A moment up to now, in the reader's own zone, which the label names."""

    default_error_messages = {
        "invalid": gettext_lazy(
            "Tanggal atau jam tidak terbaca. Pilih dari kalender, misalnya 29/08/2023 10.00."
        ),
        "future": gettext_lazy("Waktu ini ada di masa depan. Periksa tanggal dan jamnya."),
    }

    def __init__(self, *, at: datetime, zone: str, label: str, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(label=f"{label} ({clock.zone_label(zone)})", widget=widget, **kwargs)
        self.latest = at + FUTURE_TOLERANCE

    def clean(self, value: Any) -> datetime | None:
        moment: datetime | None = super().clean(value)
        if moment and moment > self.latest:
            raise forms.ValidationError(self.error_messages["future"], code="future")
        return moment


class ReadingImportForm(forms.Form):
    """One file of readings. The moment is for exports, which name none; the zone for times in the file."""

    file = TableField(
        endings=(*ENDINGS, ".zip"),
        label=gettext_lazy("Berkas hasil ukur"),
        error_messages={"required": gettext_lazy("Pilih berkas hasil ukur.")},
    )
    campaign = forms.ModelChoiceField(
        label=gettext_lazy("Kampanye"),
        queryset=Campaign.objects.for_people().newest_first(),
        to_field_name="code",
        empty_label=None,
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Zona waktu berkas"),
        choices=clock.CHOICES,
        help_text=gettext_lazy("Berlaku untuk waktu dalam berkas yang tidak menyebut zonanya."),
    )
    field_order = ("file", "measured_at", "campaign", "zone")

    def __init__(self, *args: Any, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measured_at"] = MomentField(
            at=at,
            zone=user.zone,
            label=_("Waktu ekspor"),
            required=False,
            help_text=_(
                "Kapan berkas ini diunduh dari platform: angkanya berlaku sampai saat itu. Kosongkan bila "
                "berkas memuat waktu ukurnya sendiri."
            ),
        )
        self.order_fields(self.field_order)
        self.fields["file"].help_text = _(
            "CSV, XLSX, atau ZIP dari YouTube Studio, paling besar %(size)s MB dan %(rows)s baris."
        ) % {"size": tables.MAX_BYTES // 2**20, "rows": numbers.thousands(tables.MAX_ROWS)}

    def asked(self) -> dict[str, Any]:
        """What the action takes; for a valid form only."""
        data = self.cleaned_data
        upload = data["file"]
        return {
            "campaign": data["campaign"],
            "zone": data["zone"],
            "name": upload.name,
            "content": upload.read(),
        }

    def measured_at(self) -> str:
        """The moment of the export (ISO), empty where none was said; for a valid form only."""
        return _iso(self.cleaned_data["measured_at"])


class ReadingDetailsForm(forms.Form):
    """What a kept file does not say itself: when it was exported and, for a list, whose numbers they are."""

    source = forms.ModelChoiceField(
        label=gettext_lazy("Sumber"),
        queryset=ReadingSource.objects.filter(partner=None).order_by("name"),
        to_field_name="code",
        empty_label=gettext_lazy("Pilih sumber"),
        help_text=gettext_lazy("Mutu sumber menentukan apakah angkanya dihitung untuk penghargaan."),
        error_messages={"required": gettext_lazy("Pilih sumber hasil ukur.")},
    )

    def __init__(
        self,
        *args: Any,
        user: User,
        at: datetime,
        is_export: bool,
        needs_moment: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measured_at"] = MomentField(
            at=at,
            zone=user.zone,
            label=_("Waktu ekspor"),
            help_text=_("Kapan berkas ini diunduh dari platform: angkanya berlaku sampai saat itu."),
            error_messages={"required": _("Tuliskan kapan berkas ini diunduh dari platform.")},
        )
        if is_export or not access.can(user, Permission.IMPORT_READINGS):
            del self.fields["source"]
        if not needs_moment and "measured_at" not in self.initial:
            del self.fields["measured_at"]
        self.order_fields(("measured_at", "source"))

    def add_to(self, asked: Asked) -> Asked:
        """The file with what was said of it; for a valid form only."""
        data = self.cleaned_data
        return replace(
            asked,
            measured_at=_iso(data["measured_at"]) if "measured_at" in data else asked.measured_at,
            source=data["source"].code if "source" in data else asked.source,
        )


class ColumnsForm(forms.Form):
    """What each column of an unknown file means; `rows` are shown beside the names as examples."""

    def __init__(
        self, *args: Any, header: Sequence[str], rows: Sequence[Sequence[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Tidak dipakai")), *((role, ROLE_LABELS[role]) for role in SAYABLE)]
        for n, name in enumerate(header):
            samples = ", ".join(sample for row in rows if (sample := row[n].strip()))
            self.fields[f"column_{n}"] = forms.ChoiceField(
                label=name.strip() or _("Kolom %(number)s") % {"number": n + 1},
                choices=choices,
                required=False,
                help_text=_("Isinya: %(samples)s") % {"samples": Truncator(samples).chars(_LONGEST_SAMPLE)}
                if samples
                else "",
            )

    def roles(self) -> dict[str, str]:
        """The roles by position, as `imports.read` takes them; for a valid form only."""
        return {name.removeprefix("column_"): role for name, role in self.cleaned_data.items() if role}


def initial_roles(columns: Columns) -> dict[str, str]:
    """What the form of columns shows first for a file whose columns are known."""
    return {f"column_{places[0]}": role for role, places in columns.places.items() if role in SAYABLE}


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
