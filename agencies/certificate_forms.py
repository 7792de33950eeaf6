"""What is typed about certificates."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.actions.certificates import REASON_LENGTHS


class RevocationForm(forms.Form):
    """Why a certificate is not valid any more."""

    reason = forms.CharField(
        label=_("Alasan pencabutan"),
        min_length=REASON_LENGTHS.start,
        max_length=REASON_LENGTHS.stop - 1,
        help_text=_("Dibaca oleh umum pada halaman sertifikat ini."),
    )
