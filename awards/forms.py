"""What people type to decide a round."""

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.actions.rounds import REASON_LENGTHS
from awards.models import AwardRound, RecipeVersion
from campaigns.models import Campaign


class RoundForm(forms.ModelForm):
    """A new round for a campaign; the usual three categories come with it."""

    campaign = forms.ModelChoiceField(
        label=_("Kampanye"),
        queryset=Campaign.objects.filter(is_sandbox=False).newest_first(),
        to_field_name="code",
        empty_label=_("Pilih kampanye"),
        error_messages={"required": _("Pilih kampanye yang dinilai.")},
    )
    recipe = forms.ModelChoiceField(
        label=_("Resep penilaian"),
        queryset=RecipeVersion.objects.all(),
        empty_label=_("Pilih resep"),
        help_text=_(
            "Bobot, batas, dan syarat penilaian. Versi baru disusun pada halaman Resep, dengan dampaknya."
        ),
        error_messages={"required": _("Pilih resep penilaian.")},
    )

    class Meta:
        model = AwardRound
        fields = ("campaign", "name", "recipe")


class SupersedeForm(forms.Form):
    """Why a published result gets a new version; everyone reads it."""

    reason = forms.CharField(
        label=_("Alasan versi baru"),
        min_length=REASON_LENGTHS.start,
        max_length=REASON_LENGTHS.stop - 1,
        help_text=_("Dibaca oleh umum di halaman peringkat dan pada sertifikat yang dicabut."),
    )
