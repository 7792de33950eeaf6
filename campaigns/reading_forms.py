"""What is asked of whoever imports readings."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from campaigns.models import Campaign, ReadingSource
from summitcomms.lib import clock, numbers, tables

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")


class ReadingImportForm(forms.Form):
    """One file of readings from one source; the zone is for times that name none."""

    file = forms.FileField(
        label="Berkas hasil ukur",
        help_text=f"CSV atau XLSX, paling besar {tables.MAX_BYTES // 2**20} MB dan "
        f"{numbers.thousands(tables.MAX_ROWS)} baris.",
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"required": "Pilih berkas hasil ukur.", "empty": "Berkas ini kosong."},
    )
    campaign = forms.ModelChoiceField(
        label="Kampanye",
        queryset=Campaign.objects.exclude(state=Campaign.State.DRAFT).newest_first(),
        to_field_name="code",
        empty_label=None,
    )
    source = forms.ModelChoiceField(
        label="Sumber",
        queryset=ReadingSource.objects.filter(partner=None).order_by("name"),
        to_field_name="code",
        empty_label="Pilih sumber",
        help_text="Mutu sumber menentukan apakah angkanya dihitung untuk penghargaan.",
        error_messages={"required": "Pilih sumber hasil ukur."},
    )
    zone = forms.ChoiceField(
        label="Zona waktu",
        choices=clock.CHOICES,
        help_text="Berlaku untuk waktu ukur yang tidak menyebut zonanya.",
    )

    def clean_file(self) -> UploadedFile:
        """Refuse by name and size; what is inside is for the job to judge."""
        upload: UploadedFile = self.cleaned_data["file"]
        if not (upload.name or "").lower().endswith(ENDINGS):
            raise forms.ValidationError("Berkas harus CSV atau XLSX. Simpan ulang dari aplikasi Anda.")
        if (upload.size or 0) > tables.MAX_BYTES:
            raise forms.ValidationError(
                f"Berkas lebih besar dari {tables.MAX_BYTES // 2**20} MB. Bagi menjadi beberapa berkas."
            )
        return upload

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
