"""What is typed about people who come and go: a role ends, a person is looked for or forgotten."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Membership

LONGEST_NAME = 150
NOBODY, BY_INVITATION = "", "undang"


class SuccessorForm(forms.Form):
    """Who of the colleagues takes the role over, if anybody."""

    successor = forms.ChoiceField(label=_("Pengganti"), required=False)

    def __init__(self, *args: Any, colleagues: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(one.public_id): one for one in colleagues}
        field = self.fields["successor"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 says the class to the type checker
        field.choices = [
            (NOBODY, gettext("Tanpa pengganti")),
            *((key, f"{one.user}, {one.role_rules.name}") for key, one in self.colleagues.items()),
            *self.further_choices(),
        ]

    def further_choices(self) -> list[tuple[str, str]]:
        """What may be chosen besides a colleague."""
        return []

    def chosen(self) -> Membership | None:
        """The colleague who takes over; for a valid form only."""
        return self.colleagues.get(self.cleaned_data["successor"])


class EndForm(SuccessorForm):
    """How a role ends: without a successor, handed to a colleague, or by inviting somebody."""

    email = forms.EmailField(
        label=_("Surel pengganti"),
        required=False,
        help_text=_("Diisi hanya bila mengundang orang baru."),
        error_messages={"invalid": _("Surel ini tidak lengkap.")},
    )
    full_name = forms.CharField(label=_("Nama pengganti"), max_length=LONGEST_NAME, required=False)

    def further_choices(self) -> list[tuple[str, str]]:
        return [(BY_INVITATION, gettext("Undang orang baru melalui surel"))]

    @property
    def invites(self) -> bool:
        return bool(self.cleaned_data["successor"] == BY_INVITATION)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("successor") == BY_INVITATION and not data.get("email") and "email" not in self.errors:
            self.add_error("email", gettext("Isi surel orang yang diundang sebagai pengganti."))
        return data


class PersonSearchForm(forms.Form):
    """Looks for people of the whole portal."""

    class State(models.TextChoices):
        EVERYBODY = "", _("Semua")
        SERVING = "bertugas", _("Bertugas")
        LEFT = "tanpa-peran", _("Tidak lagi bertugas")
        INACTIVE = "nonaktif", _("Dinonaktifkan")
        ASKED = "minta-dilupakan", _("Meminta dilupakan")
        FORGOTTEN = "disamarkan", _("Disamarkan")

    q = forms.CharField(label=_("Nama atau surel"), max_length=200, required=False)
    keadaan = forms.ChoiceField(label=_("Keadaan"), choices=State.choices, required=False)


class DeactivateForm(forms.Form):
    """Why somebody is taken out of service."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=200,
        help_text=_("Tersimpan dalam catatan audit dan tidak dapat diubah. Jangan menulis nama orang."),
        error_messages={"required": _("Tulis alasannya; alasan ini tersimpan dalam catatan audit.")},
    )


class PseudonymiseForm(forms.Form):
    """That whoever presses the button has read that nothing leads back."""

    understood = forms.BooleanField(
        label=_("Saya mengerti bahwa penyamaran tidak dapat dibatalkan."),
        error_messages={"required": _("Nyatakan bahwa Anda mengerti akibatnya.")},
    )
