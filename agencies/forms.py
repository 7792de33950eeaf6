"""What is typed about people: an invitation, a list of them, a new account, a profile."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import access, invitees
from agencies.actions.invitations import Offer
from agencies.invitations import OF_AN_AGENCY
from agencies.models import Agency, Region, User
from agencies.naming import AgencyNames
from agencies.notices import MUTABLE, NOTICES
from agencies.roles import ROLES, Permission
from summitcomms.lib import clock, numbers
from summitcomms.lib.refusals import Refused
from summitcomms.lib.table_files import TableField

MOST_BYTES = 2**20
LONGEST_NAME = 150
FIELD_OF_REFUSAL = {"reason_missing": "reason", "agency_missing": "agency", "agency_superfluous": "agency"}
"""The field in which a refusal is mended; all others are about the address."""


class InvitationForm(forms.Form):
    """One invitation; what is asked depends on where `by` may invite."""

    email = forms.EmailField(
        label=_("Surel dinas"),
        error_messages={"required": _("Surel masih kosong."), "invalid": _("Surel ini tidak lengkap.")},
    )
    full_name = forms.CharField(label=_("Nama lengkap"), max_length=LONGEST_NAME, required=False)
    role = forms.ChoiceField(
        label=_("Peran"), widget=forms.RadioSelect, error_messages={"required": _("Pilih peran.")}
    )
    reason = forms.CharField(
        label=_("Alasan merangkap pusat dan instansi"),
        max_length=200,
        required=False,
        help_text=_(
            "Wajib bila orang ini bertugas di pusat sekaligus di instansi, misalnya nomor surat tugas."
        ),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_administrator = bool(access.can(by, Permission.ADMINISTER))
        roles = ROLES if self.is_administrator else OF_AN_AGENCY
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 says the class to the type checker
        field.choices = [
            (code, f"{gettext(ROLES[code].name)}: {gettext(ROLES[code].description)}") for code in roles
        ]
        self.only_agency: Agency | None = None
        if self.is_administrator:
            self.fields["agency"] = forms.CharField(
                label=_("Instansi"),
                required=False,
                help_text=_("Kode atau nama singkat, misalnya D-74. Kosongkan untuk peran pusat."),
            )
        else:
            del self.fields["reason"]
            self._offer_agencies(by)
        self.order_fields(["agency", "role", "email", "full_name", "reason"])

    def offers(self, role: str) -> bool:
        """Whether this role is among those that may be given here."""
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 says the class to the type checker
        return field.valid_value(role)

    def _offer_agencies(self, by: User) -> None:
        """A choice among the agencies within reach, or none when there is only one."""
        reach = Agency.objects.active().within_reach_of(by, Permission.MANAGE_PEOPLE).select_related("parent")
        nearest = list(reach[:2])
        if len(nearest) == 1:
            self.only_agency = nearest[0]
            return
        self.fields["agency"] = forms.ModelChoiceField(
            queryset=reach,
            label=_("Instansi"),
            to_field_name="code",
            empty_label=gettext("Pilih instansi"),
            error_messages={"required": _("Pilih instansi yang akan dilayani.")},
        )

    def clean_agency(self) -> Agency | None:
        """The agency meant by what an administrator typed."""
        typed = self.cleaned_data["agency"]
        if not typed or isinstance(typed, Agency):
            return typed or None
        agency = AgencyNames().find(typed)
        if agency is None:
            raise forms.ValidationError(
                gettext("Instansi “%(typed)s” tidak dikenal. Tuliskan kodenya, misalnya D-74.")
                % {"typed": typed}
            )
        return agency

    def offer(self) -> Offer:
        """What the action takes; for a valid form only."""
        data = self.cleaned_data
        return Offer(
            email=data["email"],
            role=data["role"],
            agency=self.only_agency or data.get("agency"),
            full_name=data["full_name"],
            reason=data.get("reason", ""),
        )

    def refuse(self, refusal: Refused) -> None:
        """Put the sentence where it is mended."""
        field = FIELD_OF_REFUSAL.get(refusal.code, "email")
        self.add_error(field if field in self.fields else None, refusal.sentence)


class InvitationListForm(forms.Form):
    """Many invitations: pasted, or as a file."""

    rows = forms.CharField(
        label=_("Tempelkan daftar"),
        required=False,
        max_length=invitees.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("Satu orang per baris: surel, nama, peran, kode instansi. Salin saja dari lembar kerja."),
    )
    file = TableField(
        label=_("Atau pilih berkas"),
        required=False,
        most_bytes=MOST_BYTES,
        help_text=format_lazy(
            _("CSV atau XLSX, paling banyak {rows} baris."),
            rows=lazy(numbers.thousands, str)(invitees.MOST_ROWS),
        ),
    )

    def clean(self) -> dict[str, Any]:
        """`found` holds what was read; a list that cannot be read is told at the field it came from."""
        data = super().clean() or {}
        upload, text = data.get("file"), data.get("rows", "")
        if self.errors:
            return data
        if bool(upload) == bool(text.strip()):
            raise forms.ValidationError(gettext("Tempelkan daftar atau pilih satu berkas, salah satu saja."))
        try:
            data["found"] = invitees.read_file(upload.read()) if upload else invitees.read_text(text)
        except invitees.ListError as error:
            self.add_error("file" if upload else "rows", str(error))
        return data


class JoinForm(forms.Form):
    """What is asked of somebody new; a passkey or a password comes afterwards, and only if they like."""

    full_name = forms.CharField(
        label=_("Nama lengkap"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Nama lengkap masih kosong.")},
    )


class ProfileForm(forms.Form):
    """The choices of one person; `notices` holds the codes of the mail that is wanted."""

    full_name = forms.CharField(
        label=_("Nama lengkap"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Nama lengkap masih kosong.")},
    )
    timezone = forms.ChoiceField(label=_("Zona waktu"), required=False)
    language = forms.ChoiceField(label=_("Bahasa"), choices=User.Language.choices, widget=forms.RadioSelect)
    notices = forms.MultipleChoiceField(
        label=_("Surat yang Anda terima"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "full_name": person.full_name,
            "timezone": person.timezone,
            "language": person.language,
            "notices": [code for code in MUTABLE if code not in person.muted],
        }
        default = gettext("Seperti instansi (%(zone)s)") % {"zone": clock.zone_label(person.default_zone)}
        self.fields["timezone"].choices = [("", default), *Region.Zone.choices]  # type: ignore[attr-defined]
        self.fields["notices"].choices = [  # type: ignore[attr-defined]
            (code, f"{gettext(NOTICES[code].name)}: {gettext(NOTICES[code].description)}") for code in MUTABLE
        ]

    def muted(self) -> list[str]:
        """The codes of the mail that is not wanted; for a valid form only."""
        return [code for code in MUTABLE if code not in self.cleaned_data["notices"]]
