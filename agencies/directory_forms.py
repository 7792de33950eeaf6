"""What is asked about the directory: how to narrow it, and a list to bring it up to date with."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import directory_rows
from agencies.forms import MOST_BYTES
from agencies.models import Agency, AgencyKind
from agencies.models.agency import AgencyQuerySet
from summitcomms.lib import numbers
from summitcomms.lib.lists import ListError
from summitcomms.lib.table_files import TableField

ACTIVE, INACTIVE, ALL = "", "nonaktif", "semua"


class DirectoryFilterForm(forms.Form):
    """What narrows the directory; every part may stay empty."""

    q = forms.CharField(label=_("Nama, sebutan, atau kode"), max_length=100, required=False)
    jenis = forms.ChoiceField(
        label=_("Jenis"), choices=[("", _("Semua jenis")), *AgencyKind.choices], required=False
    )
    provinsi = forms.ChoiceField(label=_("Provinsi"), required=False)
    layanan = forms.ChoiceField(
        label=_("Keadaan"),
        choices=[(ACTIVE, _("Aktif")), (INACTIVE, _("Tidak aktif")), (ALL, _("Semua"))],
        required=False,
    )

    def __init__(self, *args: Any, sees_inactive: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sees_inactive:
            del self.fields["layanan"]
        field = self.fields["provinsi"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 says the class to the type checker
        provinces = Agency.objects.filter(kind=AgencyKind.PROVINCE).select_related("region").order_by("code")
        field.choices = [
            ("", _("Semua provinsi")),
            *((one.province_code, str(one.region)) for one in provinces),
        ]

    def narrow(self, agencies: AgencyQuerySet) -> AgencyQuerySet:
        """The agencies that fit, those called as was typed first; a choice not on offer narrows nothing."""
        data = self.cleaned_data if self.is_valid() else {}
        state = data.get("layanan", ACTIVE)
        if state != ALL:
            agencies = agencies.filter(is_active=state == ACTIVE)
        if kind := data.get("jenis"):
            agencies = agencies.filter(kind=kind)
        if province := data.get("provinsi"):
            agencies = agencies.in_province(province)
        typed = data.get("q", "")
        return agencies.matching(typed).nearest_first(typed)

    @property
    def is_narrowed(self) -> bool:
        return any(self.data.get(name) for name in self.fields)


class DirectoryImportForm(forms.Form):
    """A list of agencies: a file, or pasted."""

    file = TableField(
        label=_("Pilih berkas"),
        required=False,
        most_bytes=MOST_BYTES,
        error_messages={
            "too_large": _("Berkas lebih besar dari %(size)s MB. Kirim hanya baris yang berubah.")
        },
    )
    rows = forms.CharField(
        label=_("Atau tempelkan daftar"),
        required=False,
        max_length=directory_rows.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("Salin dari lembar kerja beserta baris judulnya."),
        error_messages={
            "max_length": _(
                "Daftar lebih dari 200.000 huruf. Kirim sebagai berkas, atau hanya baris yang berubah."
            )
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = gettext("CSV atau XLSX, paling banyak %(most)s baris.") % {
            "most": numbers.thousands(directory_rows.MOST_ROWS)
        }

    def clean(self) -> dict[str, Any]:
        """`found` holds what was read; a list that cannot be read is told at the field it came from."""
        data = super().clean() or {}
        upload, text = data.get("file"), data.get("rows", "")
        if self.errors:
            return data
        if bool(upload) == bool(text.strip()):
            raise forms.ValidationError(gettext("Tempelkan daftar atau pilih satu berkas, salah satu saja."))
        try:
            data["found"] = (
                directory_rows.read_file(upload.read()) if upload else directory_rows.read_text(text)
            )
        except ListError as error:
            self.add_error("file" if upload else "rows", str(error))
        return data
