from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agencies.models import User
from campaigns.actions import measuring, sources
from campaigns.models import Campaign, Grade, MetricReading, Post
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW

BEFORE = NOW - timedelta(hours=1)


@pytest.fixture
def post(campaign: Campaign, officer_sultra: User) -> Post:
    agency = officer_sultra.active_memberships[0].agency
    return builders.post(agency, campaign, state="verified", submitted_by=officer_sultra)


def by_hand(by: User, post: Post, **metrics: int) -> Any:
    return measuring.by_hand(by=by, post=post, taken_at=BEFORE, metrics=metrics, picture=None, at=NOW)


@pytest.mark.parametrize("person", ["officer_mimika", "coordinator_sultra", "verifier", "outsider"])
def test_nobody_else_types_numbers_of_an_agency(request: Any, post: Post, person: str):
    with pytest.raises(Refused) as refused:
        by_hand(request.getfixturevalue(person), post, likes=5)

    assert refused.value.code == "not_allowed"
    assert not MetricReading.objects.exists()


def test_the_centre_may_type_numbers_of_any_agency(analyst: User, post: Post):
    assert by_hand(analyst, post, likes=5).stored == 1


def test_a_post_without_a_full_link_is_named_by_its_code(
    officer_sultra: User, campaign: Campaign, post: Post
):
    short = builders.post(
        post.agency, campaign, state="needs_link", native_id=None, submitted_by=officer_sultra
    )

    assert by_hand(officer_sultra, short, likes=5).stored == 1


@pytest.mark.parametrize("state", ["rejected", "withdrawn"])
def test_a_post_that_is_out_is_not_measured(officer_sultra: User, campaign: Campaign, post: Post, state: str):
    out = builders.post(post.agency, campaign, state=state, submitted_by=officer_sultra)

    with pytest.raises(Refused, match="tidak diukur"):
        by_hand(officer_sultra, out, likes=5)


@pytest.mark.parametrize("person", ["officer_mimika", "coordinator_sultra", "verifier"])
def test_nobody_else_mends_what_an_agency_typed(request: Any, officer_sultra: User, post: Post, person: str):
    by_hand(officer_sultra, post, likes=5)
    said: dict[str, Any] = {
        "by": request.getfixturevalue(person),
        "post": post,
        "source": sources.typed(Grade.DECLARED),
        "taken_at": BEFORE,
        "reason": "Iseng.",
        "at": NOW,
    }

    for attempt in (
        lambda: measuring.correct(**said, metrics={"likes": 6}),
        lambda: measuring.void(**said, revision=None),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "not_allowed"
    assert MetricReading.objects.get().likes == 5


def test_what_was_never_measured_is_neither_corrected_nor_voided(analyst: User, post: Post):
    with pytest.raises(Refused) as refused:
        measuring.correct(
            by=analyst,
            post=post,
            source=sources.typed(Grade.DECLARED),
            taken_at=BEFORE,
            metrics={"likes": 5},
            reason="Keliru.",
            at=NOW,
        )

    assert refused.value.code == "reading_unknown"


def test_a_correction_needs_more_than_blanks_as_its_reason(officer_sultra: User, post: Post):
    by_hand(officer_sultra, post, likes=5)

    with pytest.raises(Refused, match="memerlukan alasan"):
        measuring.correct(
            by=officer_sultra,
            post=post,
            source=sources.typed(Grade.DECLARED),
            taken_at=BEFORE,
            metrics={"likes": 6},
            reason=" ",
            at=NOW,
        )
