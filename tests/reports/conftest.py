"""A contest with ranks in two categories, for the tests of the pages."""

import pytest

from agencies import audit
from agencies.models import Agency
from awards.actions import rankings
from awards.models import AwardRound
from campaigns.models import Campaign
from tests import builders
from tests.awards import results
from tests.builders import NOW


@pytest.fixture
def setneg(db: None) -> Agency:
    return builders.agency("K-007", "Kementerian Sekretariat Negara", slug="setneg")


@pytest.fixture
def kemlu(db: None) -> Agency:
    return builders.agency("K-011", "Kementerian Luar Negeri", slug="kemlu")


@pytest.fixture
def ranked(campaign: Campaign, setneg: Agency, kemlu: Agency, sultra: Agency) -> AwardRound:
    """An open round: Setneg before Kemlu, Sulawesi Tenggara alone among the provinces."""
    award_round = results.open_round(campaign)
    run = results.tally(campaign, {setneg: [5, 5, 5], kemlu: [2, 2], sultra: [2, 2]})
    rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)
    return award_round
