"""What officers and verifiers type about posts; a refusal becomes an error of the field it is about."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency, User
from agencies.models.agency import AgencyQuerySet
from agencies.roles import Permission
from campaigns.actions.posts import LONGEST_CAPTION, LONGEST_HANDLE, NotAccepted, Report
from campaigns.links import LinkError, canonicalise, find
from campaigns.models import Campaign, Pillar, Post
from campaigns.screening import Rule
from campaigns.states import REASON_CHOICES, ReturnReason
from summitcomms.lib import clock
from summitcomms.lib.refusals import Refused

FIELD_OF_RULE = {
    Rule.LINK: "url",
    Rule.FILED: "url",
    Rule.ACCOUNT: "url",
    Rule.HASHTAG: "caption",
    Rule.WINDOW: "published_at",
    Rule.TIMES: "published_at",
}
"""The field in which what a rule refuses is mended."""


class ReportForm(forms.Form):
    """One post: link, caption and what cannot be read from them. Times are in the officer's own zone."""

    url = forms.CharField(
        label=gettext_lazy("Tautan unggahan"),
        help_text=gettext_lazy("Di aplikasi: Bagikan, lalu Salin tautan. Tempelkan di sini apa adanya."),
        error_messages={"required": gettext_lazy("Tautan masih kosong. Tempelkan tautan unggahan Anda.")},
    )
    caption = forms.CharField(
        label=gettext_lazy("Takarir"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        validators=[MaxLengthValidator(LONGEST_CAPTION)],
    )
    published_at = forms.DateTimeField(
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text=(
            gettext_lazy(
                "Kosongkan untuk Instagram, X, TikTok, dan Threads: waktunya terbaca dari tautan. "
                "Isi untuk Facebook, YouTube, dan situs web."
            )
        ),
        error_messages={
            "invalid": gettext_lazy(
                "Tanggal atau jam tidak terbaca. Pilih dari kalender, misalnya 29/08/2023 10.00."
            )
        },
    )
    pillar = forms.ModelChoiceField(
        queryset=Pillar.objects.none(),
        label=gettext_lazy("Pilar"),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("Belum ditentukan"),
    )
    handle = forms.CharField(
        label=gettext_lazy("Nama akun"),
        help_text=gettext_lazy(
            "Isi bila tautannya tidak menyebut akun, seperti kebanyakan tautan Instagram: nama akun instansi "
            "yang mengunggah."
        ),
        required=False,
        max_length=LONGEST_HANDLE,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, user: User, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.around_link = ""
        self.fields["caption"].help_text = _(
            "Salin seluruh teks unggahan, termasuk #%(hashtag)s, agar tagarnya langsung diperiksa."
        ) % {"hashtag": campaign.hashtag}
        self.fields["published_at"].label = _("Waktu terbit (%(zone)s)") % {
            "zone": clock.zone_label(user.zone)
        }
        pillars = self.fields["pillar"]
        assert isinstance(pillars, forms.ModelChoiceField)  # noqa: S101 says the class to the type checker
        pillars.queryset = campaign.pillars.all()

    def clean_url(self) -> str:
        """The link; of a pasted message the one link in it, its other words kept for an empty caption."""
        text: str = self.cleaned_data["url"]
        try:
            canonicalise(text)
        except LinkError:
            found = list(dict.fromkeys(find(text)))
            if len(found) > 1:
                raise forms.ValidationError(
                    _("Ada %(count)s tautan di sini. Kirim satu tautan untuk setiap laporan.")
                    % {"count": len(found)}
                ) from None
            if found:
                self.around_link = " ".join(text.replace(found[0], " ").split())
                return found[0]
        return text

    def clean_caption(self) -> str:
        """What was typed, else the words around the link."""
        return self.cleaned_data["caption"] or self.fields["caption"].clean(self.around_link)

    def report(self) -> Report:
        """What the action takes; for a valid form only."""
        data = self.cleaned_data
        return Report(
            url=data["url"],
            caption=data["caption"],
            published_at=data["published_at"],
            pillar=data["pillar"],
            handle=data["handle"],
        )

    def refuse(self, refusal: Refused) -> None:
        """Put the sentence of a refusal where it is mended; nothing that was typed is lost."""
        if not isinstance(refusal, NotAccepted):
            self.add_error(refusal.code if refusal.code in ("caption", "pillar") else None, refusal.sentence)
            return
        for finding in refusal.screening.refused:
            self.add_error(FIELD_OF_RULE[finding.rule], finding.sentence)


def reporting_agencies(user: User) -> AgencyQuerySet:
    """The agencies for which `user` may report now."""
    return Agency.objects.active().within_reach_of(user, Permission.SUBMIT_POSTS)


class AgencyForm(forms.Form):
    """Whose posts these are: asked only of somebody with several of `reporting_agencies`."""

    agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(),
        label=gettext_lazy("Instansi"),
        to_field_name="code",
        empty_label=gettext_lazy("Pilih instansi"),
        error_messages={"required": gettext_lazy("Pilih instansi yang mengunggah.")},
    )
    only_agency: Agency | None = None

    def offer_agencies(self, user: User) -> None:
        """For the constructor, once the fields are there; `user` has at least one agency."""
        agencies = reporting_agencies(user)
        first, *others = agencies[:2]
        if not others:
            self.only_agency = first
            del self.fields["agency"]
            return
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 says the class to the type checker
        field.queryset = agencies

    def reporting_agency(self) -> Agency:
        """For a valid form only."""
        chosen: Agency = self.only_agency or self.cleaned_data["agency"]
        return chosen


class ClaimForm(forms.Form):
    """The wish to dispute a post that another agency has filed; nothing is disputed by accident."""

    claim = forms.BooleanField(
        label=gettext_lazy("Unggahan ini milik instansi kami; ajukan sengketa"),
        help_text=gettext_lazy("Daftar akun atau verifikator memutus instansi mana yang mengunggahnya."),
        required=False,
    )


class SubmitForm(ReportForm, AgencyForm, ClaimForm):
    """A new report by somebody with at least one of `reporting_agencies`."""

    def __init__(self, *args: Any, user: User, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, user=user, campaign=campaign, **kwargs)
        self.offer_agencies(user)


def typed(post: Post) -> dict[str, Any]:
    """The initial values of a `ReportForm`: what the officer gave, not what was read from the link."""
    return {
        "url": post.url,
        "caption": post.caption,
        "published_at": None if post.published_at == post.id_time else post.published_at,
        "pillar": post.pillar.code if post.pillar else None,
        "handle": post.account.handle if post.account and not post.handle else "",
    }


class SeenForm(forms.Form):
    """The version of the post that a verifier's page showed, so that no later one is decided unseen."""

    seen = forms.DateTimeField(widget=forms.HiddenInput)

    def version(self) -> datetime:
        """For a valid form only."""
        seen: datetime = self.cleaned_data["seen"]
        return seen


class ReasonForm(SeenForm):
    """Why a post goes back to its agency or is refused."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Alasan"),
        choices=REASON_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Pilih alasannya.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Catatan untuk instansi"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Wajib bila alasannya “lainnya”."),
    )

    def return_reason(self) -> ReturnReason:
        """For a valid form only."""
        return ReturnReason(self.cleaned_data["reason"])
