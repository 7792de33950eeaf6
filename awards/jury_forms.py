"""What jurors and those who name them type."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from awards import jurying
from awards.actions.jury import REASON_LENGTHS
from awards.jurying import Criterion
from awards.models import Category


class PointsForm(forms.Form):
    """The rubric: whole points for each criterion, and a note that only the juror reads."""

    note = forms.CharField(
        label=_("Catatan untuk Anda sendiri"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for criterion in Criterion:
            self.fields[criterion.value] = forms.IntegerField(
                label=criterion.label,
                help_text=criterion.question,
                min_value=jurying.LEAST,
                max_value=jurying.MOST,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
        self.order_fields([*map(str, Criterion), "note"])

    def points(self) -> dict[str, object]:
        """By criterion; for a valid form only."""
        return {criterion.value: self.cleaned_data[criterion.value] for criterion in Criterion}


class ConflictForm(forms.Form):
    """Why a juror must not judge an agency."""

    reason = forms.CharField(
        label=_("Alasan benturan kepentingan"),
        min_length=REASON_LENGTHS.start,
        max_length=REASON_LENGTHS.stop - 1,
        help_text=_("Dimuat di berita acara. Pernyataan ini tidak dapat ditarik kembali."),
    )


class DismissalForm(forms.Form):
    """Why the committee lets a juror go."""

    reason = forms.CharField(
        label=_("Alasan juri dilepas"),
        min_length=REASON_LENGTHS.start,
        max_length=REASON_LENGTHS.stop - 1,
        help_text=_(
            "Dikirim kepada juri dan dimuat di berita acara. Nilainya tetap tercatat, tanpa dihitung."
        ),
    )


class JurorForm(forms.Form):
    """Who is asked to judge, by the address with which that person signs in."""

    email = forms.EmailField(
        label=_("Surel juri"),
        help_text=_(
            "Juri harus sudah memiliki akun aktif di portal ini, dengan peran apa pun atau tanpa peran."
        ),
    )

    def clean_email(self) -> str:
        """Nobody is invited from here: who has no account is named after being invited."""
        email: str = self.cleaned_data["email"]
        self.juror = User.objects.filter(email__iexact=email, is_active=True).first()
        if self.juror is None:
            raise forms.ValidationError(gettext("Tidak ada akun aktif dengan surel ini."))
        return email


class NominationForm(forms.Form):
    """In which category a post competes, and why."""

    note = forms.CharField(
        label=_("Mengapa konten ini"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dibaca juri. Untuk klarifikasi tanpa materi pusat: hoaks apa yang diklarifikasi."),
    )

    def __init__(self, *args: object, categories: list[Category], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.categories = categories
        self.fields["category"] = forms.ChoiceField(
            label=_("Kategori"),
            choices=[(one.code, one.label) for one in categories],
            initial=categories[0].code if len(categories) == 1 else None,
            widget=forms.RadioSelect,
            error_messages={"required": _("Pilih kategori.")},
        )
        self.order_fields(["category", "note"])

    def clean_category(self) -> Category:
        return next(one for one in self.categories if one.code == self.cleaned_data["category"])
