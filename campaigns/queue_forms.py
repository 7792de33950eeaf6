"""What verifiers choose and type in the queue. The form of one decision is `forms.ReasonForm`."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, AgencyKind
from agencies.platforms import CHOICES as PLATFORMS
from campaigns.actions.bulk import MOST, Chosen
from campaigns.queues import LONGEST, ORDERS
from campaigns.states import REASON_CHOICES, PostState, ReturnReason


class QueueForm(forms.Form):
    """What narrows and orders the queue; `queues.Choice` reads the answer."""

    instansi = forms.CharField(label=_("Instansi"), max_length=LONGEST, required=False)
    provinsi = forms.ChoiceField(label=_("Provinsi"), required=False)
    platform = forms.ChoiceField(
        label=_("Platform"), choices=[("", _("Semua platform")), *PLATFORMS], required=False
    )
    urut = forms.ChoiceField(
        label=_("Urutkan"), choices=[(value, label) for value, (label, _order) in ORDERS.items()]
    )

    def __init__(self, *args: Any, has_provinces: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_provinces:
            del self.fields["provinsi"]
            return
        field = self.fields["provinsi"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 says the class to the type checker
        provinces = Agency.objects.filter(kind=AgencyKind.PROVINCE).select_related("region").order_by("code")
        field.choices = [
            ("", _("Semua provinsi")),
            *((one.province_code, str(one.region)) for one in provinces),
        ]


class ChosenField(forms.Field):
    """Ticked posts, each as "CODE@version": the code, and the `submitted_at` that the page showed."""

    widget = forms.SelectMultiple

    def to_python(self, value: list[str] | None) -> tuple[Chosen, ...]:
        return tuple(_chosen(text) for text in (value or ())[: MOST + 1])


class BulkForm(forms.Form):
    """One decision on many posts."""

    posts = ChosenField(required=False)
    putusan = forms.ChoiceField(
        choices=[(state.value, state.value) for state in (PostState.VERIFIED, PostState.RETURNED)]
    )
    reason = forms.ChoiceField(
        label=_("Alasan"), choices=[("", _("Pilih alasan")), *REASON_CHOICES], required=False
    )
    note = forms.CharField(
        label=_("Catatan untuk instansi"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Wajib bila alasannya “lainnya”."),
    )

    def clean(self) -> dict[str, Any]:
        """What goes back needs a reason."""
        data = super().clean() or self.cleaned_data
        if (
            data.get("putusan") == PostState.RETURNED
            and not data.get("reason")
            and "reason" not in self.errors
        ):
            self.add_error("reason", ValidationError(_("Pilih alasan pengembalian."), code="required"))
        return data

    def return_reason(self) -> ReturnReason | None:
        """For a valid form only; none for posts that are accepted."""
        is_return = self.cleaned_data["putusan"] == PostState.RETURNED
        return ReturnReason(self.cleaned_data["reason"]) if is_return else None

    @property
    def note_to_keep(self) -> str:
        """For a valid form only: the note, where there is somebody to read it."""
        note: str = self.cleaned_data["note"]
        return note if self.return_reason() else ""


class UndoForm(forms.Form):
    """When the posts were decided that are to be taken back."""

    decided_at = forms.DateTimeField(widget=forms.HiddenInput)


def _chosen(text: str) -> Chosen:
    code, _at, version = text.partition("@")
    try:
        seen = datetime.fromisoformat(version)
    except ValueError as error:
        raise ValidationError(
            _("Pilihan ini tidak lengkap terkirim. Muat ulang halaman."), code="invalid"
        ) from error
    if seen.tzinfo is None or "\0" in code:
        raise ValidationError(_("Pilihan ini tidak lengkap terkirim. Muat ulang halaman."), code="invalid")
    return Chosen(code, seen)
