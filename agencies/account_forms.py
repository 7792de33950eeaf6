"""What is typed about accounts: a new one, another name, a proof, a follower count, a decision, a search."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import access, profiles
from agencies.actions.accounts import LONGEST_REASON
from agencies.handles import HandleError, fold
from agencies.models import AccountProof, Agency, User
from agencies.models.account import SocialAccountQuerySet
from agencies.naming import AgencyNames
from agencies.platforms import CHOICES as PLATFORMS
from agencies.platforms import Platform
from agencies.profiles import Profile
from agencies.roles import Permission
from summitcomms.lib import numbers
from summitcomms.lib.pictures import PictureField
from summitcomms.lib.refusals import Refused

MOST_FOLLOWERS = 10**10
FIELD_OF_REFUSAL = {"agency_inactive": "agency", "platform_missing": "platform"}
"""The field in which a refusal of a proposal is mended; all others are about the handle."""


class ProfileForm(forms.Form):
    """The address or handle of an account, as pasted; `of_platform` where only one is meant."""

    profile = forms.CharField(
        label=_("Alamat profil atau nama akun"),
        max_length=profiles.LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "autocapitalize": "none"}),
        help_text=_(
            "Tempelkan tautan profilnya, boleh beserta pesan WhatsApp-nya, atau tuliskan namanya seperti "
            "@kominfo."
        ),
        error_messages={"required": _("Alamat atau nama akun masih kosong.")},
    )

    def __init__(self, *args: Any, of_platform: Platform | str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of_platform = of_platform
        self.found: Profile | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "profile" in data:
            try:
                self.found = profiles.read(data["profile"], self.of_platform or data.get("platform", ""))
            except HandleError as error:
                self.refuse(Refused(error.code, error.message))
        return data

    def account(self) -> Profile:
        """What was read; for a valid form only."""
        if self.found is None:
            raise ValueError("the form is not valid")
        return self.found

    def show_back(self) -> None:
        """Put what was read into the fields, for its writer to look at and send once more."""
        found, shown = self.account(), QueryDict(mutable=True)
        shown.update(self.data)
        shown[self.add_prefix("profile")] = found.handle
        shown[self.add_prefix("platform")] = found.platform.value
        self.data = shown

    def refuse(self, refusal: Refused) -> None:
        """Put the sentence where it is mended."""
        field = FIELD_OF_REFUSAL.get(refusal.code, "profile")
        self.add_error(field if field in self.fields else None, refusal.sentence)


class ProposalForm(ProfileForm):
    """A new account; which agency is asked only where there are several."""

    platform = forms.ChoiceField(
        label=_("Platform"), choices=[("", _("Baca dari alamatnya")), *PLATFORMS], required=False
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only_agency: Agency | None = None
        if access.can(by, Permission.VERIFY_ACCOUNTS):
            self.fields["agency"] = forms.CharField(
                label=gettext("Instansi"),
                max_length=200,
                help_text=gettext("Kode atau nama singkat, misalnya D-74."),
                error_messages={"required": gettext("Sebutkan instansi pemilik akun.")},
            )
        else:
            self._offer_agencies(by)
        self.order_fields(["agency", "profile", "platform"])

    def _offer_agencies(self, by: User) -> None:
        """A choice among the agencies within reach, or none when there is only one."""
        reach = Agency.objects.active().within_reach_of(by, Permission.MANAGE_ACCOUNTS)
        nearest = list(reach[:2])
        if len(nearest) == 1:
            self.only_agency = nearest[0]
            return
        self.fields["agency"] = forms.ModelChoiceField(
            queryset=reach,
            label=gettext("Instansi"),
            to_field_name="code",
            empty_label=gettext("Pilih instansi"),
            error_messages={"required": gettext("Pilih instansi pemilik akun.")},
        )

    def clean_agency(self) -> Agency:
        """The agency meant by what somebody of the centre typed."""
        typed = self.cleaned_data["agency"]
        if isinstance(typed, Agency):
            return typed
        agency = AgencyNames().find(typed)
        if agency is None:
            raise forms.ValidationError(
                gettext("Instansi “%(typed)s” tidak dikenal. Tuliskan kodenya, misalnya D-74.")
                % {"typed": typed}
            )
        return agency

    def owner(self) -> Agency:
        """Whose account it is to be; for a valid form only."""
        agency: Agency = self.only_agency or self.cleaned_data["agency"]
        return agency


class ReasonForm(forms.Form):
    """Why an account is archived."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Alasan masih kosong. Instansi membacanya.")},
    )


class RefusalForm(ReasonForm):
    """Why a proposal is refused; `seen` is the handle that was looked at."""

    seen = forms.CharField(max_length=100, widget=forms.HiddenInput)


class VerifyForm(forms.Form):
    """That a proposal was checked; without proof, how."""

    seen = forms.CharField(max_length=100, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Cara memeriksa pemiliknya"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Wajib bila belum ada bukti, misalnya nomor surat atau siapa yang ditelepon."),
    )


class ProofForm(forms.Form):
    """A picture that shows whose account it is."""

    kind = forms.ChoiceField(
        label=_("Jenis bukti"),
        choices=AccountProof.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih jenis buktinya.")},
    )
    image = PictureField(
        label=_("Gambar"),
        error_messages={"required": _("Pilih gambarnya."), "empty": _("Berkas ini kosong.")},
    )


class FollowersForm(forms.Form):
    """How many follow the account now."""

    followers = forms.CharField(
        label=_("Jumlah pengikut sekarang"),
        max_length=20,
        help_text=_("Seperti tertulis di profilnya, misalnya 58.000 atau 58 rb."),
        error_messages={"required": _("Jumlah pengikut masih kosong.")},
    )
    is_sure = forms.BooleanField(label=_("Angka ini sudah saya periksa"), required=False)

    def __init__(self, *args: Any, asks: bool = False, **kwargs: Any) -> None:
        """`asks`: the count was far from the one before, so its writer is asked whether it is right."""
        super().__init__(*args, **kwargs)
        self.asks = asks

    def clean_followers(self) -> int:
        try:
            count = numbers.parse(self.cleaned_data["followers"])
        except numbers.NumberError as error:
            raise forms.ValidationError(str(error)) from error
        if not 0 <= count <= MOST_FOLLOWERS:
            raise forms.ValidationError(gettext("Jumlah pengikut ini tidak mungkin. Periksa angkanya."))
        return count


class AccountFilterForm(forms.Form):
    """What narrows the list of accounts beside the tabs; every part may stay empty."""

    q = forms.CharField(label=_("Nama akun atau instansi"), max_length=100, required=False)
    platform = forms.ChoiceField(
        label=_("Platform"), choices=[("", _("Semua platform")), *PLATFORMS], required=False
    )

    def narrow(self, accounts: SocialAccountQuerySet) -> SocialAccountQuerySet:
        """The accounts that fit; a platform that is not on offer narrows nothing."""
        data = self.cleaned_data if self.is_valid() else {}
        if platform := data.get("platform"):
            accounts = accounts.filter(platform=platform)
        if typed := data.get("q", ""):
            agencies = Agency.objects.matching(typed)
            accounts = accounts.filter(Q(folded__contains=fold(typed)) | Q(agency__in=agencies))
        return accounts
