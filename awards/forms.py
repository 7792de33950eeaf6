"""What people type to decide a round."""

from django import forms

from awards.actions.rounds import REASON_LENGTHS


class SupersedeForm(forms.Form):
    """Why a published result gets a new version; everyone reads it."""

    reason = forms.CharField(
        label="Alasan versi baru",
        min_length=REASON_LENGTHS.start,
        max_length=REASON_LENGTHS.stop - 1,
        help_text="Dibaca oleh umum di halaman peringkat dan pada sertifikat yang dicabut.",
    )
