"""The one box of the submit page, and the drafts that come out of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agencies.models import User
from campaigns import pasting
from campaigns.actions.posts import Report
from campaigns.forms import AgencyForm, ClaimForm, ReportForm
from campaigns.models import Campaign, Pillar
from summitcomms.lib import texts
from summitcomms.lib.numbers import thousands

LONGEST_PASTE = 200 * 1024
"""Bytes of one paste: more than fifty of the longest captions people write."""
PREFIX = "d"


class PasteField(forms.CharField):
    """Any text at all, made plain; only its length is limited."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        return texts.plain(super().to_python(value) or "")

    def validate(self, value: Any) -> None:
        super().validate(value.strip())
        size = len(value.encode())
        if size > LONGEST_PASTE:
            raise forms.ValidationError(
                _(
                    "Teks ini %(size)s KB, sedangkan sekali tempel paling banyak %(most)s KB. Bagi menjadi "
                    "beberapa kiriman."
                )
                % {"size": thousands(size // 1024), "most": LONGEST_PASTE // 1024}
            )


class PasteForm(AgencyForm):
    """Links, a chat message, or rows of a spreadsheet."""

    text = PasteField(
        label=pgettext_lazy("several", "Tautan unggahan"),
        help_text=gettext_lazy(
            "1 sampai 50 tautan: satu tautan, daftar, seluruh pesan WhatsApp, atau baris dari lembar kerja, "
            "dengan takarirnya."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Tautan masih kosong. Tempelkan tautan unggahan Anda.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_agencies(user)

    def clean_text(self) -> str:
        """Raises ValidationError when there is no link in it."""
        text: str = self.cleaned_data["text"]
        pasted = pasting.read(text)
        if not pasted.drafts:
            raise forms.ValidationError([problem.sentence for problem in pasted.problems])
        self.pasted = pasted
        return text


class DraftForm(ReportForm, ClaimForm):
    """One draft of several; the pillars are given, so that fifty forms ask for them once."""

    keep = forms.BooleanField(
        label=gettext_lazy("Kirim dengan tautan pendek; tautan lengkapnya menyusul"), required=False
    )

    def __init__(
        self, *args: Any, user: User, campaign: Campaign, pillars: Sequence[Pillar], **kwargs: Any
    ) -> None:
        super().__init__(*args, user=user, campaign=campaign, **kwargs)
        by_code = {pillar.code: pillar for pillar in pillars}
        self.fields["pillar"] = forms.TypedChoiceField(
            label=self.fields["pillar"].label,
            required=False,
            choices=[("", _("Belum ditentukan")), *((pillar.code, pillar.name) for pillar in pillars)],
            coerce=by_code.__getitem__,
            empty_value=None,
        )
        self.fields["url"].widget.attrs |= {"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}
        self.fields["caption"].widget.attrs["rows"] = 3

    def known_report(self) -> Report:
        """What can be read of the form, valid or not."""
        data = self.cleaned_data
        return Report(
            url=data.get("url") or self.data.get(self.add_prefix("url"), ""),
            caption=data.get("caption", ""),
            published_at=data.get("published_at"),
            pillar=data.get("pillar"),
            handle=data.get("handle", ""),
        )

    def typed(self) -> dict[str, str]:
        """What stands in the fields, as sent."""
        return {name: self.data.get(self.add_prefix(name), "") for name in self.fields}


class Drafts(forms.BaseFormSet):
    """All drafts of a page; each can be left out."""

    form = DraftForm
    renderer = None
    extra = min_num = 0
    max_num = absolute_max = pasting.MOST
    can_delete = True
    can_delete_extra = True
    can_order = validate_min = validate_max = False

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Jangan kirim yang ini")


def drafts(data: Mapping[str, Any], *, user: User, campaign: Campaign, pillars: Sequence[Pillar]) -> Drafts:
    """The bound drafts of a page."""
    form_kwargs = {"user": user, "campaign": campaign, "pillars": pillars}
    return Drafts(data, prefix=PREFIX, form_kwargs=form_kwargs)


def drafts_data(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The data of bound `Drafts` whose forms hold these values."""
    data = {f"{PREFIX}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    count = len({name.split("-")[1] for name in data})
    return data | {f"{PREFIX}-TOTAL_FORMS": str(count), f"{PREFIX}-INITIAL_FORMS": "0"}
