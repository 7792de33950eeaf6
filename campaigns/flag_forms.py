"""What verifiers and agencies type about doubts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.actions.flags import LONGEST_GROUNDS

UPHOLD, DISMISS, OBJECT, GRANT, DENY = "uphold", "dismiss", "object", "grant", "deny"


class FlagForm(forms.Form):
    """A verb, which the buttons send, and the words that go with it."""

    verb = forms.ChoiceField(
        choices=[(verb, verb) for verb in (UPHOLD, DISMISS, OBJECT, GRANT, DENY)],
        error_messages={"required": _("Pilih salah satu putusan.")},
    )
    text = forms.CharField(
        label=_("Catatan untuk instansi"),
        required=False,
        max_length=LONGEST_GROUNDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
