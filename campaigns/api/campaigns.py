"""Campaigns as partners read them: what they are, their agenda, and their key figures."""

from typing import Any

from django.core.validators import slug_re
from django.utils import timezone
from django_filters import rest_framework as filters

from agencies.api.problems import Problem
from agencies.api.reads import Read, ReadByCode, ReadList
from agencies.api.schema import described
from agencies.models import PartnerKey
from campaigns.api.filters import InCampaign
from campaigns.api.serializers import (
    AgendaSerializer,
    CampaignDetailSerializer,
    CampaignPillarSerializer,
    CampaignSerializer,
    FiguresSerializer,
)
from campaigns.models import Campaign, Pillar

VISIBLE = Campaign.objects.exclude(state=Campaign.State.DRAFT)
"""Drafts are nobody's business yet."""


class CampaignFilter(filters.FilterSet):
    state = filters.ChoiceFilter(
        choices=[choice for choice in Campaign.State.choices if choice[0] != Campaign.State.DRAFT]
    )
    # The usual filter takes what it cannot read for nothing said.
    is_sandbox = filters.TypedChoiceFilter(
        choices=[("true", "true"), ("false", "false")], coerce=lambda text: text == "true"
    )


class _Campaigns(Read):
    scope = PartnerKey.ScopeCode.CAMPAIGNS_READ
    queryset = VISIBLE.select_related("predecessor").prefetch_related("pillars")


@described("campaigns_list")
class CampaignList(_Campaigns, ReadList):
    """Campaigns with their pillars; drafts are nobody's business yet."""

    serializer_class = CampaignSerializer
    filterset_class = CampaignFilter
    orderings = ReadList.orderings | {
        "starts_at": ("starts_at", "code"),
        "-starts_at": ("-starts_at", "-code"),
    }


@described("campaigns_read")
class CampaignDetail(_Campaigns, ReadByCode):
    """One campaign with its key figures: those measured by others, and the newest tally of the portal."""

    serializer_class: Any = CampaignDetailSerializer

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "at": timezone.now()}


@described("campaigns_figures")
class CampaignFigures(CampaignDetail):
    """The key figures of a campaign, and what it set out to reach."""

    queryset = VISIBLE.prefetch_related("targets")
    serializer_class = FiguresSerializer


@described("campaigns_agenda")
class CampaignAgenda(CampaignDetail):
    """What a campaign speaks of: its pillars, focus areas, and the meetings that the President leads."""

    queryset = VISIBLE.prefetch_related("pillars", "focus_areas", "meetings")
    serializer_class = AgendaSerializer


@described("pillars_list")
class PillarList(ReadList):
    """The pillars of campaigns, in the order in which each campaign has them."""

    scope = PartnerKey.ScopeCode.CAMPAIGNS_READ
    queryset = Pillar.objects.filter(campaign__in=VISIBLE).select_related("campaign")
    serializer_class = CampaignPillarSerializer
    filterset_class = InCampaign
    orderings = {
        "campaign": ("campaign__code", "position", "code"),
        "-campaign": ("-campaign__code", "-position", "-code"),
    }


def named(code: str) -> Campaign:
    """The campaign that rows are meant for; `Problem` when there is none of this code."""
    campaign = VISIBLE.filter(code=code).first() if slug_re.match(code) else None
    if campaign is None:
        raise Problem(422, "campaign_unknown", "Tidak ada kampanye dengan kode ini. Periksa isi campaign.")
    return campaign
