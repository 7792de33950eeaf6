"""How a list of posts is narrowed: by words, platform and the days on which the posts were published."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import directory_search
from agencies.models import Agency
from agencies.platforms import CHOICES as PLATFORMS
from campaigns.links import LinkError, canonicalise
from campaigns.models.post import PostQuerySet
from summitcomms.lib import clock
from summitcomms.lib.codes import normalise_code
from summitcomms.lib.forms import DayField


class PostFilterForm(forms.Form):
    """Every field may be empty; one that cannot be read narrows nothing. Days are days in `zone`."""

    use_required_attribute = False

    q = forms.CharField(
        label=gettext_lazy("Cari kode, tautan, akun, atau takarir"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    platform = forms.ChoiceField(
        label=gettext_lazy("Platform"),
        choices=[("", gettext_lazy("Semua platform")), *PLATFORMS],
        required=False,
    )
    sejak = DayField(required=False)
    sampai = DayField(required=False)

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone = zone
        named = {"zone": clock.zone_label(zone)}
        self.fields["sejak"].label = _("Terbit sejak (%(zone)s)") % named
        self.fields["sampai"].label = _("Terbit sampai (%(zone)s)") % named

    @property
    def is_used(self) -> bool:
        """Whether anything is asked for."""
        return any(self.data.get(name) for name in self.fields)

    @property
    def is_narrowed(self) -> bool:
        """Whether more is asked for than words."""
        return any(self.data.get(name) for name in self.fields if name != "q")

    def narrow(self, found: PostQuerySet) -> PostQuerySet:
        """The posts that everything readable in the form leaves."""
        self.is_valid()
        asked = self.cleaned_data
        if words := asked.get("q"):
            found = _search(found, words)
        if platform := asked.get("platform"):
            found = found.filter(platform=platform)
        if first := asked.get("sejak"):
            found = found.filter(published_at__gte=self._edges(first)[0])
        if last := asked.get("sampai"):
            found = found.filter(published_at__lt=self._edges(last)[1])
        return found

    def _edges(self, day: Any) -> tuple[datetime, datetime]:
        return clock.day_edges(day, self._zone)


def _search(found: PostQuerySet, words: str) -> PostQuerySet:
    """Posts with this code, link in any form, account or agency, or with these words in the caption."""
    handle = words.strip().removeprefix("@")
    wanted = (
        Q(code=normalise_code(words))
        | Q(caption__icontains=words)
        | Q(url__icontains=words)
        | Q(handle__icontains=handle)
        | Q(account__folded__contains=handle.lower())
    )
    if directory_search.needles(words):
        wanted |= Q(agency__in=Agency.objects.matching(words))
    try:
        link = canonicalise(words)
    except LinkError:
        return found.filter(wanted)
    return found.filter(wanted | Q(platform=link.platform, native_id=link.native_id or ""))
