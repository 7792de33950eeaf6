"""What a step back must not lose."""

import importlib
from typing import Any

import pytest
from django.apps import apps
from django.db.migrations.exceptions import IrreversibleError

from agencies.models import User
from awards.actions import jury
from campaigns.models import Campaign
from tests import builders
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def test_dismissals_are_not_dropped_by_a_step_back(campaign: Campaign, committee: User) -> None:
    judging = results.judging_round(campaign, {})
    juror = builders.user()
    jury.name(round_id=judging.public_id, juror=juror, by=committee, at=NOW)
    first_back: Any = importlib.import_module(
        "awards.migrations.0006_jurors_are_dismissed"
    ).Migration.operations[-1]

    first_back.reverse_code(apps, None)  # nobody was dismissed: nothing is lost

    jury.dismiss(
        round_id=judging.public_id,
        juror_id=juror.public_id,
        reason="Alamat surelnya tertukar.",
        by=committee,
        at=NOW,
    )
    with pytest.raises(IrreversibleError, match="would count again"):
        first_back.reverse_code(apps, None)
