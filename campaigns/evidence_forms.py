"""The screenshot that goes with a report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from summitcomms.lib.images import Clean
from summitcomms.lib.pictures import PictureField
from summitcomms.lib.refusals import Refused


class EvidenceForm(forms.Form):
    """One picture, alone or beside the fields of a report, where it need not be given."""

    picture = PictureField(
        label=_("Tangkapan layar unggahan"),
        error_messages={"required": _("Pilih gambar tangkapan layarnya."), "empty": _("Berkas ini kosong.")},
    )

    def __init__(self, *args: Any, is_required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picture"].required = is_required

    def chosen(self) -> Clean | None:
        """For a valid form only."""
        picture: Clean | None = self.cleaned_data["picture"]
        return picture

    def refuse(self, refusal: Refused) -> None:
        """Put the sentence of a refusal at the picture."""
        self.add_error("picture", refusal.sentence)
