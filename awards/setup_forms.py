"""What people type to say who competes in a round."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from agencies.naming import AgencyNames
from awards.actions.categories import PLACES
from awards.actions.exclusions import LEAST_REASON, MOST_REASON
from awards.models import Category
from awards.offers import Offer, range_words


class OfferForm(forms.Form):
    """Categories to add to a draft."""

    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Kategori yang ditambahkan"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Centang paling sedikit satu kategori.")},
    )

    def __init__(self, *args: Any, offers: Collection[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["categories"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 said above, for the type checker
        field.choices = [(offer.code, _described(offer)) for offer in offers]


class CategoryForm(forms.Form):
    """How many receive an award, and what the jury weighs."""

    places = forms.IntegerField(
        label=gettext_lazy("Jumlah penerima"), min_value=PLACES.start, max_value=PLACES.stop - 1
    )
    jury_percent = forms.IntegerField(label=gettext_lazy("Bobot juri (persen)"), min_value=0, max_value=100)


class ExclusionForm(forms.Form):
    """An agency to leave out, by its code or name, and why."""

    agency = forms.CharField(
        label=gettext_lazy("Instansi"),
        max_length=200,
        help_text=gettext_lazy("Kode atau nama instansi, misalnya K-007."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        min_length=LEAST_REASON,
        max_length=MOST_REASON,
        help_text=gettext_lazy("Dibaca oleh umum di halaman instansi dan di halaman peringkat."),
    )

    def clean_agency(self) -> Agency:
        agency = AgencyNames().find(self.cleaned_data["agency"])
        if agency is None:
            raise forms.ValidationError(
                _("Tidak ada satu instansi aktif dengan kode atau nama “%(text)s”.")
                % {"text": self.cleaned_data["agency"]}
            )
        return agency


def _described(offer: Offer) -> str:
    """The name of an offer with what sets it apart."""
    words = range_words(offer.population_from, offer.population_to)
    if offer.basis == Category.Basis.IMPROVEMENT:
        words = str(Category.Basis.IMPROVEMENT.label)
    return f"{offer.title} · {words}" if words else str(offer.title)
