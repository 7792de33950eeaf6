"""A form whose fields say what an action refused, and a field for a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from summitcomms.lib.refusals import Refused


class RefusableForm(forms.Form):
    """A form that shows what an action refuses where it is mended; nothing that was typed is lost.

    A refusal belongs to the field named like its code, or as `of_refusal` says; any other to the whole form.
    """

    of_refusal: Mapping[str, str] = {}

    def refuse(self, refusal: Refused) -> None:
        field = self.of_refusal.get(refusal.code, refusal.code)
        self.add_error(field if field in self.fields else None, refusal.sentence)


class DayInput(forms.DateInput):
    """The browser's own calendar; it speaks ISO whatever the reader's language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day that begins and ends in every zone, which the first and the last of the calendar do not."""

    widget = DayInput
    default_error_messages = {"invalid": _("Tanggal tidak terbaca. Pilih dari kalender.")}

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day and not 1900 < day.year < 9999:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day
