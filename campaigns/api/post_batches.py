"""The road on which the systems of agencies report posts."""

from datetime import datetime
from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.actions import systems
from agencies.api.batches import Batch, BatchView, as_json
from agencies.api.schema import RefusedRowSerializer, batch_parameters, batch_problems, batch_request
from agencies.models import Agency, PartnerKey
from campaigns.actions import mass_reports
from campaigns.actions.mass_reports import Outcome, Result
from campaigns.api.campaigns import named
from campaigns.api.post_rows import PostRows
from summitcomms.lib.refusals import Refusal

MAX_ROWS = 1_000
"""Each row is screened, and the sender waits for it."""
PATIENCE = 10
"""Seconds for which a batch waits for another one, or for an import, of the same agency."""


class PostRowSerializer(serializers.Serializer[None]):
    """A post that the agency has published."""

    url = serializers.CharField(max_length=2_000, help_text="Any form of its link.")
    caption = serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=10_000)
    published_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="RFC 3339 with the zone; some links tell it themselves."
    )
    pillar = serializers.CharField(
        required=False, allow_null=True, help_text="Code of a pillar; guessed from the caption without."
    )


class PostBatchSerializer(serializers.Serializer[None]):
    """Posts of the agency whose system this is, for one campaign."""

    campaign = serializers.SlugField(max_length=40)
    rows = serializers.ListField(child=PostRowSerializer(), min_length=1, max_length=MAX_ROWS)
    atomic = serializers.BooleanField(required=False)


class ReportedPostSerializer(serializers.Serializer[None]):
    """What became of a row that was taken."""

    index = serializers.IntegerField(help_text="Place of the row in the batch, from 0.")
    result = serializers.ChoiceField(
        choices=[Result.ACCEPTED.value, Result.ALREADY_SENT.value, Result.DISPUTED.value],
        help_text="disputed: another agency has reported this link; the registry or a person decides.",
    )
    post = serializers.CharField(allow_null=True, help_text="Code of the post; null while disputed.")


class PostBatchResultSerializer(serializers.Serializer[None]):
    """What became of a batch of posts: posts + refused are all its rows."""

    receipt = serializers.CharField(allow_null=True, help_text="Quote it; null if nothing was new.")
    posts = ReportedPostSerializer(many=True)
    refused = RefusedRowSerializer(many=True)


class PostBatch(BatchView):
    """Report up to 1,000 posts, as an officer of the agency would; only for an agency's own system.

    A repeat is harmless: a link that the agency has reported is `already_sent`.
    """

    write_scope = PartnerKey.ScopeCode.POSTS_WRITE
    max_rows = MAX_ROWS

    @extend_schema(
        operation_id="posts_batch",
        tags=["posts"],
        parameters=batch_parameters(has_campaign=True),
        request=batch_request(PostBatchSerializer, PostRowSerializer),
        responses={200: PostBatchResultSerializer} | batch_problems(),
    )
    def post(self, request: Request) -> Response:
        return self.respond(request)

    def take(self, batch: Batch, *, at: datetime) -> dict[str, Any]:
        campaign = named(batch.campaign)
        partner = self.call.key.partner
        account = systems.account_of(partner)
        agency = cast(Agency, partner.agency)  # without one there is no account
        entries, refused = PostRows(campaign, agency, at).read(batch.rows)
        sent = mass_reports.send(
            by=account,
            campaign=campaign,
            entries=list(entries.values()),
            at=at,
            progress=lambda *done, **more: None,
            patience=PATIENCE,
        )
        taken = []
        for index, outcome in zip(entries, sent.outcomes, strict=True):
            if outcome.refusal and outcome.result is Result.REFUSED:
                refused.append(Refusal(index, outcome.refusal.code, outcome.refusal.sentence))
            else:
                taken.append(_taken(index, outcome))
        receipt = next((receipt.code for receipt in sent.receipts), None)
        return {"receipt": receipt, "posts": taken, "refused": as_json(refused)}


def _taken(index: int, outcome: Outcome) -> dict[str, Any]:
    code = outcome.post.code if outcome.post and outcome.result is not Result.DISPUTED else None
    return {"index": index, "result": outcome.result.value, "post": code}
