"""What is typed about material: a piece of it, when it comes out, why it is taken back, a search."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import User
from campaigns.actions.materials import Content
from campaigns.models import Campaign, Material, Pillar
from campaigns.models.material import MaterialQuerySet
from summitcomms.lib import clock
from summitcomms.lib.forms import RefusableForm

LONGEST_TITLE: int = Material._meta.get_field("title").max_length or 0
LONGEST_CAPTION: int = Material._meta.get_field("caption").max_length or 0
LONGEST_LINK: int = Material._meta.get_field("link").max_length or 0
LONGEST_REASON: int = Material._meta.get_field("withdrawn_reason").max_length or 0


class LinkField(forms.URLField):
    """An address that a browser opens as a page."""

    default_validators = [URLValidator(schemes=["http", "https"])]


class MaterialForm(RefusableForm):
    """One piece; `seen` is the version of a draft that is changed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Jenis"), choices=Material.Kind.choices)
    title = forms.CharField(
        label=gettext_lazy("Judul"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("Untuk mengenali materi ini dalam daftar; tidak ikut disalin."),
        error_messages={"required": gettext_lazy("Judul masih kosong.")},
    )
    caption = forms.CharField(
        label=gettext_lazy("Takarir siap pakai"),
        max_length=LONGEST_CAPTION,
        widget=forms.Textarea(attrs={"rows": 9}),
        error_messages={"required": gettext_lazy("Takarir masih kosong. Tulis kata-kata yang siap dipakai.")},
    )
    pillar = forms.ModelChoiceField(
        queryset=Pillar.objects.none(),
        label=gettext_lazy("Pilar"),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("Tanpa pilar"),
        help_text=gettext_lazy("Unggahan yang memakai materi ini masuk ke pilar yang sama."),
    )
    link = LinkField(
        label=gettext_lazy("Tautan berkas"),
        required=False,
        max_length=LONGEST_LINK,
        assume_scheme="https",
        help_text=gettext_lazy("Alamat folder atau berkas gambar dan videonya, yang dapat dibuka siapa pun."),
        error_messages={"invalid": gettext_lazy("Alamat ini tidak dapat dibuka. Salin alamat lengkapnya.")},
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("Untuk umum"),
        required=False,
        help_text=gettext_lazy("Juga tampil di halaman publik, tanpa masuk."),
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["caption"].help_text = _(
            "Teks yang disalin petugas apa adanya, lengkap dengan #%(hashtag)s."
        ) % {"hashtag": campaign.hashtag}
        pillars = self.fields["pillar"]
        assert isinstance(pillars, forms.ModelChoiceField)  # noqa: S101 says the class to the type checker
        pillars.queryset = campaign.pillars.all()

    def content(self) -> Content:
        """What the action takes; for a valid form only."""
        return Content(**{name: value for name, value in self.cleaned_data.items() if name != "seen"})


def written(material: Material) -> dict[str, Any]:
    """The initial values of a `MaterialForm`."""
    return {
        "seen": material.version,
        "kind": material.kind,
        "title": material.title,
        "caption": material.caption,
        "pillar": material.pillar.code if material.pillar else None,
        "link": material.link,
        "is_public": material.is_public,
    }


class PublishForm(RefusableForm):
    """When the draft comes out, in the editor's own zone; empty is now."""

    seen = forms.CharField(widget=forms.HiddenInput)
    embargo = forms.DateTimeField(
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text=gettext_lazy("Kosongkan untuk menerbitkan sekarang."),
        error_messages={"invalid": gettext_lazy("Tanggal atau jam tidak terbaca. Pilih dari kalender.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["embargo"].label = _("Terbit pada (%(zone)s)") % {"zone": clock.zone_label(user.zone)}


class WithdrawForm(RefusableForm):
    """Why material is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Dibaca instansi yang membuka materi ini."),
        error_messages={"required": gettext_lazy("Tulis alasannya: instansi yang memakainya perlu tahu.")},
    )


class MaterialFilterForm(forms.Form):
    """Every field may be empty; one that cannot be read narrows nothing."""

    use_required_attribute = False

    pilar = forms.ChoiceField(label=gettext_lazy("Pilar"), required=False)
    jenis = forms.ChoiceField(
        label=gettext_lazy("Jenis"),
        choices=[("", gettext_lazy("Semua jenis")), *Material.Kind.choices],
        required=False,
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pillar = self.fields["pilar"]
        assert isinstance(pillar, forms.ChoiceField)  # noqa: S101 says the class to the type checker
        offered = campaign.pillars.values_list("code", "name")
        pillar.choices = [("", _("Semua pilar")), *offered]

    @property
    def is_used(self) -> bool:
        """Whether anything is asked for."""
        return any(self.data.get(name) for name in self.fields)

    def narrow(self, found: MaterialQuerySet) -> MaterialQuerySet:
        """The material that everything readable in the form leaves."""
        self.is_valid()
        asked = self.cleaned_data
        if code := asked.get("pilar"):
            found = found.filter(pillar__code=code)
        if kind := asked.get("jenis"):
            found = found.filter(kind=kind)
        return found
