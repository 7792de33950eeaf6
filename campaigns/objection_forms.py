"""What agencies and verifiers type about objections."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.actions.appeals import LONGEST
from campaigns.models import Outcome


class GroundsForm(forms.Form):
    """Why the rejection of a post was wrong."""

    grounds = forms.CharField(
        label=_("Alasan banding"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Jelaskan apa yang keliru dalam putusan itu. Banding hanya dapat diajukan satu kali."),
        error_messages={"required": _("Tulis alasan banding Anda.")},
    )


class OutcomeForm(forms.Form):
    """A verifier's decision on an objection; the buttons send the outcome."""

    outcome = forms.ChoiceField(
        choices=Outcome.choices, error_messages={"required": _("Pilih salah satu putusan.")}
    )
    note = forms.CharField(
        label=_("Catatan untuk instansi"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Wajib bila tidak dikabulkan."),
    )

    def chosen(self) -> Outcome:
        """For a valid form only."""
        return Outcome(self.cleaned_data["outcome"])
