"""What is asked of whoever imports posts."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import User
from campaigns.actions.post_imports import Upload
from campaigns.forms import AgencyForm
from campaigns.models import Campaign
from summitcomms.lib import clock, numbers, tables
from summitcomms.lib.table_files import TableField


class PostImportForm(AgencyForm):
    """One file of posts; the agency is for rows that name none, the zone for times that name none."""

    file = TableField(
        label=gettext_lazy("Berkas unggahan"),
        error_messages={"required": gettext_lazy("Pilih berkas XLSX atau CSV.")},
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Zona waktu"),
        choices=clock.CHOICES,
        help_text=gettext_lazy("Berlaku untuk waktu terbit yang tidak menyebut zonanya."),
    )
    field_order = ("file", "agency", "zone")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_agencies(user)
        self.fields["zone"].initial = user.zone
        self.fields["file"].help_text = _("XLSX atau CSV, paling besar %(size)s MB dan %(rows)s baris.") % {
            "size": tables.MAX_BYTES // 2**20,
            "rows": numbers.thousands(tables.MAX_ROWS),
        }

    def upload(self, campaign: Campaign) -> Upload:
        """What the action takes; for a valid form only."""
        file = self.cleaned_data["file"]
        return Upload(
            campaign=campaign,
            agency=self.reporting_agency(),
            zone=self.cleaned_data["zone"],
            name=file.name,
            content=file.read(),
        )
