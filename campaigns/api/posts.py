"""Posts and material as partners read them."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters

from agencies.api.reads import MomentFilter, Read, ReadList, ReadOne
from agencies.api.schema import described
from agencies.models import Partner, PartnerKey
from agencies.platforms import CHOICES as PLATFORMS
from campaigns.api.campaigns import VISIBLE
from campaigns.api.serializers import MaterialSerializer, PostSerializer
from campaigns.models import Material, Post
from campaigns.states import PostState


def visible_to(partner: Partner) -> QuerySet[Post]:
    """The posts of its own agency; for a partner that is no agency's system, those that can be measured."""
    posts = Post.objects.filter(campaign__in=VISIBLE)
    if partner.agency_id:
        return posts.filter(agency=partner.agency_id)
    return posts.filter(state__in=(PostState.SUBMITTED, PostState.VERIFIED))


class PostFilter(filters.FilterSet):
    campaign = filters.CharFilter(field_name="campaign__code", max_length=40)
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
        posts = visible_to(self.call.key.partner)
        return posts.select_related("campaign", "agency", "pillar", "material", "account", "counters")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "is_own": bool(self.call.key.partner.agency_id)}


@described("posts_list")
class PostList(_Posts, ReadList):
    """Posts that wait for verification or are verified; an agency's own system sees all of its agency.

    To follow what is new, ask with `submitted_since` or `decided_since`.
    """

    filterset_class = PostFilter
    orderings = ReadList.orderings | {
        "submitted_at": ("submitted_at", "code"),
        "-submitted_at": ("-submitted_at", "-code"),
    }


@described("posts_read")
class PostDetail(_Posts, ReadOne):
    """One post by its code."""

    lookup_field = "code"


class MaterialFilter(filters.FilterSet):
    campaign = filters.CharFilter(field_name="campaign__code", max_length=40)
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
    orderings = {
        "-published_at": ("-published_at", "-public_id"),
        "published_at": ("published_at", "public_id"),
    }


@described("materials_read")
class MaterialDetail(_Materials, ReadOne):
    """One material by its id."""

    lookup_field = "public_id"
    lookup_url_kwarg = "id"
