"""What people type to decide a round."""

from django import forms

from awards.actions.rounds import REASON_LENGTHS
from awards.models import AwardRound, RecipeVersion
from campaigns.models import Campaign


class RoundForm(forms.ModelForm):
    """A new round for a campaign; the usual three categories come with it."""

    campaign = forms.ModelChoiceField(
        label="Kampanye",
        queryset=Campaign.objects.newest_first(),
        to_field_name="code",
        empty_label="Pilih kampanye",
        error_messages={"required": "Pilih kampanye yang dinilai."},
    )
    recipe = forms.ModelChoiceField(
        label="Resep penilaian",
        queryset=RecipeVersion.objects.all(),
        empty_label="Pilih resep",
        help_text="Bobot, batas, dan syarat penilaian. Resep baru ditambahkan administrator pada data acuan.",
        error_messages={"required": "Pilih resep penilaian."},
    )

    class Meta:
        model = AwardRound
        fields = ("campaign", "name", "recipe")


class SupersedeForm(forms.Form):
    """Why a published result gets a new version; everyone reads it."""

    reason = forms.CharField(
        label="Alasan versi baru",
        min_length=REASON_LENGTHS.start,
        max_length=REASON_LENGTHS.stop - 1,
        help_text="Dibaca oleh umum di halaman peringkat dan pada sertifikat yang dicabut.",
    )
