"""Partners' systems are told of a frozen round, without a rank, and of a published one."""

import pytest

from agencies.actions import webhooks
from agencies.hooks.messages import rfc3339
from agencies.models import Agency, User, WebhookDelivery
from awards.actions import rounds
from campaigns.models import Campaign
from tests import builders
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def test_freezing_and_publishing_are_told(
    campaign: Campaign, setneg: Agency, committee: User, second_committee: User
) -> None:
    builders.webhook(builders.partner()[0], events=list(webhooks.NEEDED))
    award_round = results.frozen_round(campaign, {setneg: [5, 5]}, by=committee)
    rounds.publish(round_id=award_round.public_id, by=second_committee, at=NOW)

    frozen, published = WebhookDelivery.objects.order_by("pk")
    award_round.refresh_from_db()
    ranking = award_round.frozen_ranking
    assert ranking
    assert (frozen.event, published.event) == ("round.frozen", "award.published")
    assert frozen.payload["data"] == {
        "round": str(award_round.public_id),
        "campaign": "ktt-43",
        "name": award_round.name,
        "version": 1,
    }
    assert published.payload["data"] == frozen.payload["data"] | {
        "cutoff": rfc3339(ranking.tally.cutoff),
        "head": ranking.head,
    }
