from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.api.batches import BatchView
from agencies.api.reads import Sparse
from agencies.api.schema import RefusedRowSerializer
from campaigns import doubts, figures
from campaigns.api.reading_rows import MAX_REASON, MAX_REF
from campaigns.figures import KnownFigure
from campaigns.models import (
    AgencyTally,
    Campaign,
    FocusArea,
    KpiDefinition,
    KpiTarget,
    Material,
    Meeting,
    MetricReading,
    Pillar,
    Post,
    PostCounters,
    PostFlag,
    TallyRun,
)
from campaigns.readings import LARGEST, METRICS


class PillarSerializer(serializers.ModelSerializer[Pillar]):
    class Meta:
        model = Pillar
        fields: tuple[str, ...] = ("code", "name", "narrative")
        read_only_fields = fields


class CampaignPillarSerializer(Sparse, PillarSerializer):
    """A pillar, and which campaign speaks under it."""

    campaign = serializers.CharField(source="campaign.code", read_only=True)

    class Meta(PillarSerializer.Meta):
        fields = ("campaign", *PillarSerializer.Meta.fields)
        read_only_fields = fields


class CampaignSerializer(Sparse, serializers.ModelSerializer[Campaign]):
    """A campaign: its window [starts_at, ends_at), its hashtag and pillars."""

    hashtag = serializers.CharField(read_only=True, help_text="Without the number sign.")
    predecessor = serializers.SlugRelatedField[Campaign](
        slug_field="code", read_only=True, allow_null=True, help_text="Code of the campaign before."
    )
    pillars = PillarSerializer(many=True, read_only=True)

    class Meta:
        model = Campaign
        fields: tuple[str, ...] = (
            "code",
            "name",
            "short_name",
            "theme",
            "state",
            "predecessor",
            "starts_at",
            "ends_at",
            "summit_on",
            "summit_ends_on",
            "timezone",
            "hashtag",
            "counted_grades",
            "is_sandbox",
            "is_demo",
            "shifted_days",
            "pillars",
        )
        read_only_fields = fields


class FigureSerializer(serializers.Serializer[KnownFigure]):
    """A key figure: what it means, in which version of that meaning, from whom, and for which moment."""

    code = serializers.CharField(source="definition.code")
    name = serializers.CharField(source="definition.name")
    meaning = serializers.CharField(source="definition.meaning")
    version = serializers.IntegerField(source="definition.version")
    unit = serializers.ChoiceField(choices=KpiDefinition.Unit.choices, source="definition.unit")
    value = serializers.FloatField(help_text="A count, or a share between 0 and 1.")
    as_of = serializers.DateTimeField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field, not the attribute of fields


class CampaignDetailSerializer(CampaignSerializer):
    """A campaign with its key figures."""

    figures = serializers.SerializerMethodField()

    class Meta(CampaignSerializer.Meta):
        fields = (*CampaignSerializer.Meta.fields, "figures")
        read_only_fields = fields

    @extend_schema_field(FigureSerializer(many=True))
    def get_figures(self, campaign: Campaign) -> list[dict[str, Any]]:
        return _figures(campaign, self.context["at"])


class TargetSerializer(serializers.ModelSerializer[KpiTarget]):
    """What a campaign set out to reach, and where that is written down."""

    value = serializers.FloatField(read_only=True)
    source = serializers.CharField(read_only=True)  # type: ignore[assignment]  # likewise

    class Meta:
        model = KpiTarget
        fields = ("code", "value", "source")
        read_only_fields = fields


class FiguresSerializer(Sparse):
    """The key figures of a campaign."""

    figures = serializers.SerializerMethodField()
    targets = TargetSerializer(many=True)

    @extend_schema_field(FigureSerializer(many=True))
    def get_figures(self, campaign: Campaign) -> list[dict[str, Any]]:
        return _figures(campaign, self.context["at"])


def _figures(campaign: Campaign, at: datetime) -> list[dict[str, Any]]:
    """What is known at `at`, in the order of the definitions."""
    known = figures.known([campaign], KpiDefinition.objects.all(), at)[campaign.pk]
    ordered = sorted(known.values(), key=lambda one: (one.definition.position, one.definition.code))
    return [dict(FigureSerializer(figure).data) for figure in ordered]


class FocusAreaSerializer(serializers.ModelSerializer[FocusArea]):
    class Meta:
        model = FocusArea
        fields = ("position", "name")
        read_only_fields = fields


class MeetingSerializer(serializers.ModelSerializer[Meeting]):
    class Meta:
        model = Meeting
        fields = ("name", "starts_at", "place")
        read_only_fields = fields


class AgendaSerializer(Sparse):
    """What a campaign speaks of."""

    pillars = PillarSerializer(many=True)
    focus_areas = FocusAreaSerializer(many=True)
    meetings = MeetingSerializer(many=True)


class MaterialSerializer(Sparse, serializers.ModelSerializer[Material]):
    """What the centre gives agencies to publish: ready words, and where the pictures are."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    campaign = serializers.CharField(source="campaign.code", read_only=True)
    pillar = serializers.CharField(source="pillar.code", read_only=True, allow_null=True, default=None)
    published_at = serializers.DateTimeField(read_only=True)

    class Meta:
        model = Material
        fields = ("id", "campaign", "pillar", "kind", "title", "caption", "link", "is_public", "published_at")
        read_only_fields = fields


_NEWEST = {name: serializers.IntegerField(allow_null=True) for name in METRICS}
CountersSerializer = type(
    "CountersSerializer",
    (serializers.Serializer,),
    {"__doc__": "The newest counts of a post.", "taken_at": serializers.DateTimeField(allow_null=True)}
    | _NEWEST,
)


class DoubtSerializer(serializers.ModelSerializer[PostFlag]):
    """A doubt about a post: what a rule saw, what a verifier made of it, and until when to object."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    code = serializers.CharField(read_only=True, help_text="The rule, e.g. burst.")
    sentence = serializers.SerializerMethodField(help_text="What it saw, in Indonesian.")
    effect = serializers.CharField(
        read_only=True, help_text="While it is in force: post (it does not count) or numbers (they do not)."
    )
    outcome = serializers.CharField(read_only=True, help_text="upheld or dismissed; empty while it is open.")
    ruling = serializers.CharField(read_only=True, help_text="On the objection: granted or denied; or empty.")
    is_in_force = serializers.BooleanField(read_only=True)

    class Meta:
        model = PostFlag
        fields: tuple[str, ...] = (
            "id",
            "code",
            "sentence",
            "effect",
            "is_in_force",
            "raised_at",
            "outcome",
            "note",
            "object_until",
            "objected_at",
            "ruling",
        )
        read_only_fields = fields

    def get_sentence(self, flag: PostFlag) -> str:
        return doubts.sentence(flag.code, flag.facts, self.context["zone"])


class PostSerializer(Sparse, serializers.ModelSerializer[Post]):
    """A post under its code. Who reported and who decided are people, and nobody's business here."""

    campaign = serializers.CharField(source="campaign.code", read_only=True)
    agency = serializers.CharField(source="agency.code", read_only=True)
    pillar = serializers.CharField(source="pillar.code", read_only=True, allow_null=True, default=None)
    material = serializers.UUIDField(
        source="material.public_id", read_only=True, allow_null=True, default=None
    )
    account = serializers.UUIDField(
        source="account.public_id", read_only=True, allow_null=True, default=None, help_text="Its `id`."
    )
    reason = serializers.SerializerMethodField(help_text="Why it came back, in words; own agency alone.")
    counters = serializers.SerializerMethodField(help_text="Own agency alone; null for others.")
    doubts = serializers.SerializerMethodField(help_text="Own agency alone; empty for others.")

    class Meta:
        model = Post
        fields = (
            "code",
            "campaign",
            "agency",
            "account",
            "pillar",
            "material",
            "platform",
            "native_id",
            "url",
            "handle",
            "state",
            "published_at",
            "submitted_at",
            "decided_at",
            "mend_by",
            "reason",
            "counters",
            "doubts",
        )
        read_only_fields = fields

    def get_reason(self, post: Post) -> str:
        if not self._is_own(post) or not post.reason_code:
            return ""
        return " ".join(filter(None, (str(post.get_reason_code_display()), post.reason_note)))

    @extend_schema_field(CountersSerializer(allow_null=True))
    def get_counters(self, post: Post) -> dict[str, Any] | None:
        counters: PostCounters | None = getattr(post, "counters", None)
        if not self._is_own(post) or counters is None:
            return None
        return dict(CountersSerializer(counters).data)

    @extend_schema_field(DoubtSerializer(many=True))
    def get_doubts(self, post: Post) -> list[dict[str, Any]]:
        if not self._is_own(post):
            return []
        context = {"zone": post.agency.timezone}
        return [dict(DoubtSerializer(flag, context=context).data) for flag in post.flags.all()]

    def _is_own(self, post: Post) -> bool:
        return bool(post.agency_id == self.context["own_agency"])


class TallySerializer(Sparse, serializers.ModelSerializer[TallyRun]):
    """One full recount of a campaign as of `cutoff`."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    campaign = serializers.CharField(source="campaign.code", read_only=True)
    posts = serializers.IntegerField(read_only=True, help_text="Verified posts that were counted.")

    class Meta:
        model = TallyRun
        fields = ("id", "campaign", "cutoff", "started_at", "finished_at", "posts")
        read_only_fields = fields


class AgencyTallySerializer(Sparse, serializers.ModelSerializer[AgencyTally]):
    """What one agency has reached: sums over its verified posts, the newest counts of each."""

    agency = serializers.CharField(source="agency.code", read_only=True)

    class Meta:
        model = AgencyTally
        fields = (
            "agency",
            "posts",
            "active_days",
            "pillars",
            "measured_posts",
            "views",
            "reach",
            "likes",
            "comments",
            "shares",
            "saves",
            "interactions",
        )
        read_only_fields = fields


class ReadingSerializer(Sparse, serializers.ModelSerializer[MetricReading]):
    """What was measured of a post at one moment; the highest revision that is not void holds."""

    source = serializers.CharField(source="source.code", read_only=True)  # type: ignore[assignment]  # likewise
    is_void = serializers.BooleanField(read_only=True)

    class Meta:
        model = MetricReading
        fields = ("source", "taken_at", "revision", "reason", "batch", "received_at", "is_void", *METRICS)
        read_only_fields = fields


# The serializers below describe what `reading_rows` reads and `ingest` answers; rows never pass through them,
# because a serializer per row costs more than all the rest (10,000 rows a batch).
class ReadingRowSerializer(serializers.Serializer[None]):
    """What was measured of one post at one moment. Metrics are lifetime counts; null means not measured."""

    post = serializers.CharField(
        max_length=MAX_REF,
        help_text="Code of the post, any form of its link, or `platform:native_id`, always as a string.",
    )
    taken_at = serializers.DateTimeField(help_text="RFC 3339 with the zone, e.g. 2023-08-29T09:00:00+07:00.")
    reason = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=MAX_REASON,
        help_text="Makes the row a correction of what you sent before for this post and moment.",
    )

    def get_fields(self) -> dict[str, serializers.Field]:
        metrics = {
            name: serializers.IntegerField(min_value=0, max_value=LARGEST, required=False, allow_null=True)
            for name in METRICS
        }
        return super().get_fields() | metrics


class ReadingBatchSerializer(serializers.Serializer[None]):
    """Readings of one campaign from the partner's own source."""

    campaign = serializers.SlugField(max_length=40)
    rows = serializers.ListField(child=ReadingRowSerializer(), min_length=1, max_length=BatchView.max_rows)
    atomic = serializers.BooleanField(required=False)


class BatchResultSerializer(serializers.Serializer[None]):
    """What became of a batch; stored + unchanged + refused are all its rows."""

    batch = serializers.UUIDField(help_text="Quote it when you ask about these readings.")
    stored = serializers.IntegerField()
    unchanged = serializers.IntegerField(help_text="Known already, with the same values.")
    refused = RefusedRowSerializer(many=True)
