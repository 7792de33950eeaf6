"""The form field for a list that people send as a file."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from summitcomms.lib import tables

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")


class TableField(forms.FileField):
    """A CSV or XLSX file, refused by name and size before anything is read.

    At most `most_bytes`; without it, what `tables` reads. `endings` are those of the names that are taken.

    Errors: `ending`, `too_large` (with the place `size`, in MB), beside those of a file field.
    """

    default_error_messages = {
        "empty": _("Berkas ini kosong."),
        "ending": _("Berkas harus CSV atau XLSX. Simpan ulang dari aplikasi Anda."),
        "too_large": _("Berkas lebih besar dari %(size)s MB. Bagi menjadi beberapa berkas."),
    }

    def __init__(
        self, *, most_bytes: int | None = None, endings: tuple[str, ...] = ENDINGS, **kwargs: Any
    ) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ",".join(endings)}))
        super().__init__(**kwargs)
        self.most_bytes, self.endings = most_bytes, endings

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:
        upload: UploadedFile | None = super().clean(data, initial)
        if upload and not (upload.name or "").lower().endswith(self.endings):
            raise forms.ValidationError(self.error_messages["ending"], "ending")
        most = self.most_bytes or tables.MAX_BYTES
        if upload and (upload.size or 0) > most:
            raise forms.ValidationError(
                self.error_messages["too_large"], "too_large", {"size": most // 2**20}
            )
        return upload
