"""What is asked of whoever records the tone observed about agencies."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awards import tone_rows
from awards.tones import Listed
from campaigns.models import Campaign
from summitcomms.lib import clock, numbers
from summitcomms.lib.forms import DayField
from summitcomms.lib.lists import ListError
from summitcomms.lib.table_files import TableField

_TYPED = f"{tone_rows.COLUMNS['agency'][0]}; {tone_rows.COLUMNS['percent'][0]}; {tone_rows.COLUMNS['n'][0]}\n"
"""The line of titles under which people type."""


class ToneForm(forms.Form):
    """One list of observations: a file, or typed; source and day for rows that name none."""

    campaign = forms.ModelChoiceField(
        label=_("Kampanye"),
        queryset=Campaign.objects.for_people().newest_first(),
        to_field_name="code",
        empty_label=None,
    )
    source = forms.CharField(
        label=_("Sumber"),
        required=False,
        max_length=tone_rows.LONGEST_SOURCE,
        help_text=_("Siapa yang mengamati dan dengan apa. Berlaku untuk baris tanpa kolom sumber."),
    )
    as_of = DayField(
        label=_("Per"),
        required=False,
        help_text=_("Hari yang datanya sudah terhitung. Berlaku untuk baris tanpa kolom per."),
    )
    file = TableField(label=_("Pilih berkas"), required=False)
    rows = forms.CharField(
        label=_("Atau ketik daftarnya"),
        required=False,
        max_length=tone_rows.LONGEST,
        initial=_TYPED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("Satu instansi setiap baris, misalnya: D-74; 87,5 %; 1.200"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = gettext("CSV atau XLSX, paling banyak %(most)s baris.") % {
            "most": numbers.thousands(tone_rows.MOST_ROWS)
        }

    def clean(self) -> dict[str, Any]:
        """`found` holds what was read; a list that cannot be read is told at the field it came from."""
        data = super().clean() or {}
        upload, text = data.get("file"), data.get("rows", "")
        is_typed = bool(text.strip()) and text.strip() != _TYPED.strip()
        if self.errors:
            return data
        if bool(upload) == is_typed:
            raise forms.ValidationError(gettext("Ketik daftar atau pilih satu berkas, salah satu saja."))
        try:
            data["found"] = tone_rows.read(upload.read() if upload else text.encode())
        except ListError as error:
            self.add_error("file" if upload else "rows", str(error))
        return data

    def listed(self) -> Listed:
        """What stands in for blanks, for a valid form only; a day is the campaign's and means its start."""
        zone = self.cleaned_data["campaign"].timezone
        day = self.cleaned_data["as_of"]
        return Listed(self.cleaned_data["source"], clock.day_edges(day, zone)[0] if day else None, zone)
