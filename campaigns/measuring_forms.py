"""What is asked of whoever types, corrects or voids the numbers of a post."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import User
from campaigns.imports.values import count
from campaigns.reading_forms import MomentField
from campaigns.readings import INTERACTIONS, LABELS, METRICS
from summitcomms.lib import numbers
from summitcomms.lib.images import Clean
from summitcomms.lib.pictures import PictureField

FIRST = ("views", "reach", *INTERACTIONS)
"""The metrics that every phone shows; the others are behind a fold."""
MORE = tuple(name for name in METRICS if name not in FIRST)
_LONGEST_REASON = 200


class CountField(forms.CharField):
    """A count as people write it: 12.345, 1,2 rb, 3,4 jt, 1.2K; blank for what was not measured."""

    def __init__(self, metric: str) -> None:
        super().__init__(
            label=_(LABELS[metric]).capitalize(),
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 30}),
        )

    def clean(self, value: Any) -> int | None:
        try:
            return count(super().clean(value))
        except numbers.NumberError as error:
            raise forms.ValidationError(str(error), code="number") from error


class CountsForm(forms.Form):
    """The numbers of a post, at least one of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for metric in METRICS:
            self.fields[metric] = CountField(metric)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not any(name in self.errors or data.get(name) is not None for name in METRICS):
            raise forms.ValidationError(_("Isi sedikitnya satu angka."), code="empty")
        return data

    def counts(self) -> dict[str, int | None]:
        """For a valid form only; every metric, None for what was left blank."""
        return {name: self.cleaned_data[name] for name in METRICS}

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in FIRST]

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in MORE]

    @property
    def is_more_open(self) -> bool:
        """Whether a field behind the fold holds something or is wrong."""
        return any(field.value() or field.errors for field in self.more)


class ReadingForm(CountsForm):
    """Numbers read from the phone now or a while ago, best beside the screenshot that shows them."""

    picture = PictureField(
        label=gettext_lazy("Tangkapan layar angkanya"),
        required=False,
        help_text=gettext_lazy("Dengan tangkapan layar, angka Anda lebih dipercaya. JPEG, PNG, atau WebP."),
        error_messages={"empty": gettext_lazy("Berkas ini kosong.")},
    )

    def __init__(self, *args: Any, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taken_at"] = MomentField(
            at=at,
            zone=user.zone,
            label=_("Waktu ukur"),
            initial=at,
            help_text=_("Kapan angka ini terlihat di aplikasi."),
            error_messages={"required": _("Tuliskan kapan angka ini terlihat.")},
        )

    def picture_sent(self) -> Clean | None:
        """The picture, also while other fields are wrong; None where none was sent, or none that is one."""
        picture: Clean | None = self.cleaned_data.get("picture")
        return picture


class ReasonForm(forms.Form):
    """Why a number is mended, for the record and for everybody who sees the number."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=_LONGEST_REASON,
        error_messages={"required": gettext_lazy("Tuliskan alasannya; alasan tercatat bersama angkanya.")},
    )


class VoidForm(ReasonForm):
    """Why numbers are declared void; with `revision` that one alone, without one the whole measurement."""

    revision = forms.IntegerField(
        label=gettext_lazy("Revisi"),
        required=False,
        min_value=0,
        max_value=32_767,
        error_messages={
            "invalid": gettext_lazy("Revisi yang dibatalkan tidak terbaca. Muat ulang halaman ini."),
        },
    )


class CorrectionForm(CountsForm, ReasonForm):
    """Other numbers for a moment that was measured, and why. A blank says: not measured then."""

    field_order = (*METRICS, "reason")

    def __init__(self, *args: Any, values: Mapping[str, int], **kwargs: Any) -> None:
        shown = {name: numbers.thousands(value) for name, value in values.items()}
        super().__init__(*args, initial=shown, **kwargs)
        self.order_fields(self.field_order)
