"""Posts and material as partners read them."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters

from agencies.api.pagination import newest_first
from agencies.api.reads import MomentFilter, Read, ReadByCode, ReadList, ReadOne
from agencies.api.schema import described
from agencies.models import Partner, PartnerKey
from agencies.platforms import CHOICES as PLATFORMS
from campaigns.api.campaigns import VISIBLE
from campaigns.api.filters import InCampaign
from campaigns.api.serializers import MaterialSerializer, PostSerializer
from campaigns.models import Campaign, Material, Post
from campaigns.states import PostState


def visible_to(partner: Partner) -> QuerySet[Post]:
    """Those that can be measured; for the system of an agency, its own, and the sandbox."""
    posts = Post.objects.filter(campaign__in=VISIBLE)
    measurable = Q(state__in=(PostState.SUBMITTED, PostState.VERIFIED))
    if partner.agency_id:
        # As values: of a subquery the planner cannot know that it names a few posts among a million.
        sandbox = list(Campaign.objects.filter(is_sandbox=True).values_list("pk", flat=True))
        return posts.filter(Q(agency=partner.agency_id) | (measurable & Q(campaign__in=sandbox)))
    return posts.filter(measurable)


class PostFilter(InCampaign):
    agency = filters.CharFilter(field_name="agency__code", max_length=40)
    platform = filters.ChoiceFilter(choices=PLATFORMS)
    state = filters.ChoiceFilter(choices=[(state.value, state.value) for state in PostState])
    submitted_since = MomentFilter(field_name="submitted_at", lookup_expr="gte")
    decided_since = MomentFilter(field_name="decided_at", lookup_expr="gte")


class _Posts(Read):
    scope = PartnerKey.ScopeCode.POSTS_READ
    queryset = Post.objects.none()
    serializer_class = PostSerializer

    def get_queryset(self) -> QuerySet[Post]:
        partner = self.call.key.partner
        posts = visible_to(partner).select_related(
            "campaign", "agency", "pillar", "material", "account", "counters"
        )
        return posts.prefetch_related("flags") if partner.agency_id else posts

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "own_agency": self.call.key.partner.agency_id}


@described("posts_list")
class PostList(_Posts, ReadList):
    """Posts that wait for verification or are verified; an agency's own system sees all of its agency.

    To follow what is new, ask with `submitted_since` or `decided_since`.
    """

    filterset_class = PostFilter
    orderings = ReadList.orderings | newest_first("submitted_at", then="code")


@described("posts_read")
class PostDetail(_Posts, ReadByCode):
    """One post by its code."""


class MaterialFilter(InCampaign):
    pillar = filters.CharFilter(field_name="pillar__code", max_length=40)
    kind = filters.ChoiceFilter(choices=Material.Kind.choices)


class _Materials(Read):
    scope = PartnerKey.ScopeCode.POSTS_READ
    queryset = Material.objects.none()
    serializer_class = MaterialSerializer

    def get_queryset(self) -> QuerySet[Material]:
        out = Material.objects.published(timezone.now()).filter(campaign__in=VISIBLE)
        found = out if self.call.key.partner.agency_id else out.filter(is_public=True)
        return found.select_related("campaign", "pillar")


@described("materials_list")
class MaterialList(_Materials, ReadList):
    """What the centre gives agencies to publish; what is not public, for systems of agencies alone."""

    filterset_class = MaterialFilter
    orderings = newest_first("published_at")


@described("materials_read")
class MaterialDetail(_Materials, ReadOne):
    """One material by its id."""
