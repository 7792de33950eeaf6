from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.api.batches import BatchView
from agencies.api.schema import RefusedRowSerializer
from campaigns import figures
from campaigns.api.reading_rows import MAX_REASON, MAX_REF
from campaigns.figures import KnownFigure
from campaigns.models import Campaign, KpiDefinition, Pillar
from campaigns.readings import LARGEST, METRICS


class PillarSerializer(serializers.ModelSerializer[Pillar]):
    class Meta:
        model = Pillar
        fields = ("code", "name", "narrative")
        read_only_fields = fields


class CampaignSerializer(serializers.ModelSerializer[Campaign]):
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
        at: datetime = self.context["at"]
        known = figures.known([campaign], KpiDefinition.objects.all(), at)[campaign.pk]
        ordered = sorted(known.values(), key=lambda one: (one.definition.position, one.definition.code))
        return [dict(FigureSerializer(figure).data) for figure in ordered]


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
