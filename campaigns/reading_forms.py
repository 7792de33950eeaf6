"""What is asked of whoever imports readings."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign, ReadingSource
from summitcomms.lib import clock, numbers, tables
from summitcomms.lib.table_files import TableField


class ReadingImportForm(forms.Form):
    """One file of readings from one source; the zone is for times that name none."""

    file = TableField(
        label=gettext_lazy("Berkas hasil ukur"),
        error_messages={"required": gettext_lazy("Pilih berkas hasil ukur.")},
    )
    campaign = forms.ModelChoiceField(
        label=gettext_lazy("Kampanye"),
        queryset=Campaign.objects.exclude(state=Campaign.State.DRAFT).newest_first(),
        to_field_name="code",
        empty_label=None,
    )
    source = forms.ModelChoiceField(
        label=gettext_lazy("Sumber"),
        queryset=ReadingSource.objects.filter(partner=None).order_by("name"),
        to_field_name="code",
        empty_label=gettext_lazy("Pilih sumber"),
        help_text=gettext_lazy("Mutu sumber menentukan apakah angkanya dihitung untuk penghargaan."),
        error_messages={"required": gettext_lazy("Pilih sumber hasil ukur.")},
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Zona waktu"),
        choices=clock.CHOICES,
        help_text=gettext_lazy("Berlaku untuk waktu ukur yang tidak menyebut zonanya."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("CSV atau XLSX, paling besar %(size)s MB dan %(rows)s baris.") % {
            "size": tables.MAX_BYTES // 2**20,
            "rows": numbers.thousands(tables.MAX_ROWS),
        }

    def asked(self) -> dict[str, Any]:
        """What the action takes; for a valid form only."""
        data = self.cleaned_data
        upload = data["file"]
        return {
            "campaign": data["campaign"],
            "source": data["source"],
            "zone": data["zone"],
            "name": upload.name,
            "content": upload.read(),
        }
