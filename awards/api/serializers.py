from rest_framework import serializers

from agencies.models import Agency
from awards.api.documents import Document, ResultState
from awards.models import Standing


class StandingsQuery(serializers.Serializer[None]):
    """Which standings: one category of one campaign."""

    campaign = serializers.SlugField(max_length=40, help_text="Code of the campaign, e.g. ktt-43.")
    category = serializers.SlugField(max_length=40, help_text="Code of the category, e.g. kementerian.")


class ComponentSerializer(serializers.Serializer[dict[str, str]]):
    """One component of a score: raw ÷ reference on the recipe's scale gives normalised; × weight, points."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field, not the attribute of fields
    raw = serializers.IntegerField()
    reference = serializers.IntegerField()
    normalised = serializers.FloatField(help_text="Between 0 and 1.")
    weight = serializers.IntegerField()
    points = serializers.FloatField()


class StandingAgencySerializer(serializers.ModelSerializer[Agency]):
    class Meta:
        model = Agency
        fields = ("code", "short_name")
        read_only_fields = fields


class StandingSerializer(serializers.ModelSerializer[Standing]):
    """One agency's place. Equal scores share a rank (1, 1, 3); without a rank, `reason` says why."""

    agency = StandingAgencySerializer(read_only=True)
    total = serializers.FloatField(read_only=True, help_text="Points out of 100, exact to two decimals.")
    automatic = serializers.FloatField(
        read_only=True, allow_null=True, help_text="Points before the jury; null where there is none."
    )
    jury = serializers.FloatField(read_only=True, allow_null=True, help_text="Points of the jury.")
    post = serializers.CharField(
        source="post.code", read_only=True, allow_null=True, default=None, help_text="What competes, by code."
    )
    components = ComponentSerializer(many=True, read_only=True)

    class Meta:
        model = Standing
        fields = (
            "position",
            "rank",
            "agency",
            "post",
            "total",
            "automatic",
            "jury",
            "reason",
            "components",
            "hash",
        )
        read_only_fields = fields


class RecipeSerializer(serializers.Serializer[None]):
    """The recipe the ranking was made with; its rules in words are on the methodology page."""

    code = serializers.CharField()
    version = serializers.IntegerField()
    data = serializers.JSONField()  # type: ignore[assignment]  # likewise


class StandingsSerializer(serializers.Serializer[Document]):
    """The result of one category as the public may see it, whole in one document."""

    campaign = serializers.CharField()
    category = serializers.CharField()
    round = serializers.UUIDField()
    version = serializers.IntegerField(help_text="Grows when a published result is corrected.")
    state = serializers.ChoiceField(
        choices=[state.value for state in ResultState],
        help_text="waiting: nothing counted yet · provisional: may change with the next tally · "
        "being_decided: judged or frozen, ranks are not shown until published · final: sealed and published.",
    )
    cutoff = serializers.DateTimeField(allow_null=True, help_text="What was measured until then is counted.")
    head = serializers.CharField(allow_null=True, help_text="End of the hash chain once sealed.")
    recipe = RecipeSerializer()
    standings = StandingSerializer(many=True)
