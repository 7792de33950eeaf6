"""The database refuses by itself what forms and actions refuse before it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from campaigns.models import (
    AgencyTally,
    Appeal,
    Campaign,
    ColumnMapping,
    ComponentInput,
    Dispute,
    Evidence,
    FocusArea,
    KpiFigure,
    KpiTarget,
    Material,
    Meeting,
    MetricReading,
    Pillar,
    Post,
    PostFlag,
    ReadingSource,
    ReadingVoid,
    TallyRun,
    TopPost,
)
from campaigns.states import PostState
from tests import builders
from tests.awards import results
from tests.builders import NOW
from tests.constraints import again, names, refused

pytestmark = pytest.mark.django_db
SOMEBODY = "somebody"
"""Stands for a new person in values that are written later."""


def changed(**values: object) -> Callable[[], None]:
    """A submitted post, then these values."""

    def write() -> None:
        Post.objects.filter(pk=builders.post().pk).update(**values)

    return write


def _pillar_twice() -> None:
    builders.campaign()
    again(Pillar.objects.all()[0])


def _focus_twice() -> None:
    again(FocusArea.objects.create(campaign=builders.campaign(), name="Pangan", position=1))


def _meeting_twice() -> None:
    again(Meeting.objects.create(campaign=builders.campaign(), name="Pleno", starts_at=NOW, place="JCC"))


def _empty_window() -> None:
    builders.campaign()
    Campaign.objects.update(ends_at=datetime(2023, 8, 6, 17, tzinfo=UTC))


def _window_of(starts_at: datetime, ends_at: datetime) -> Callable[[], None]:
    def write() -> None:
        builders.campaign()
        Campaign.objects.update(starts_at=starts_at, ends_at=ends_at)

    return write


def _summit_ends_before_it_begins() -> None:
    builders.campaign()
    Campaign.objects.update(summit_ends_on=date(2023, 9, 4))


def _samples_more_than_all() -> None:
    builders.campaign()
    Campaign.objects.update(sampled_percent=101)


def _no_day_to_mend() -> None:
    builders.campaign()
    Campaign.objects.update(mending_days=0)


def _no_day_to_object() -> None:
    builders.campaign()
    Campaign.objects.update(objection_days=0)


def _evidence_twice() -> None:
    post = builders.post()
    again(
        Evidence.objects.create(
            post=post,
            image="bukti/a.jpg",
            thumbnail="bukti/b.jpg",
            sha256="0" * 64,
            dhash=0,
            added_by=post.submitted_by,
            added_at=NOW,
        )
    )


def _appeal(**values: object) -> Appeal:
    post = builders.post()
    usual = {
        "post": post,
        "grounds": "Tagar ada pada gambar.",
        "filed_by": post.submitted_by,
        "filed_at": NOW,
    }
    return Appeal.objects.create(**usual | values)


def _appeal_decided_at_no_time() -> None:
    _appeal(outcome="granted", decided_by=builders.user())


def _appeal_decided_by_nobody() -> None:
    _appeal(outcome="granted", decided_at=NOW)


def _appeal_decided_by_who_rejected() -> None:
    verifier = builders.user()
    _appeal(against=verifier, outcome="denied", decided_by=verifier, decided_at=NOW)


def _flag(**values: object) -> Callable[[], None]:
    """A doubt upheld by a verifier, with these values instead."""

    def write() -> None:
        flag = builders.flag(builders.post(), outcome="upheld", decided_by=builders.user())
        people = {name: builders.user() for name, value in values.items() if value == SOMEBODY}
        PostFlag.objects.filter(pk=flag.pk).update(**values | people)

    return write


def _flag_twice() -> None:
    again(builders.flag(builders.post()))


def _ruled_by_who_decided() -> None:
    verifier = builders.user()
    flag = builders.flag(builders.post(), outcome="upheld", decided_by=verifier)
    PostFlag.objects.filter(pk=flag.pk).update(
        grounds="Keliru.",
        objected_by=builders.user(),
        objected_at=NOW,
        ruling="denied",
        ruled_by=verifier,
        ruled_at=NOW,
    )


def _meaning_twice() -> None:
    """Also of the centre, whose agency is NULL."""
    said = {"header": ["Alamat"], "roles": {}, "said_by": builders.user(), "said_at": NOW}
    again(ColumnMapping.objects.create(fingerprint="f" * 64, agency=None, **said))


def _short_link_twice() -> None:
    again(builders.post(state=PostState.NEEDS_LINK, native_id=None), code="LAIN")


def _dispute(**values: object) -> Dispute:
    post = builders.post()
    usual = {"post": post, "agency": builders.agency(), "filed_by": builders.user(), "filed_at": NOW}
    return Dispute.objects.create(url=post.url, **usual | values)


def _dispute_twice() -> None:
    again(_dispute())


def _dispute_decided_without_an_outcome() -> None:
    _dispute(decided_at=NOW)


def _definition_twice() -> None:
    again(builders.kpi_definitions()["likes"])


def figure(**fields: object) -> KpiFigure:
    defaults = {
        "campaign": builders.campaign(),
        "definition": builders.kpi_definitions()["likes"],
        "value": 23_000,
        "as_of": NOW,
        "source": "Laporan",
    }
    return KpiFigure.objects.create(**defaults | fields)


def _target(value: int = 1_000) -> KpiTarget:
    return KpiTarget.objects.create(
        campaign=builders.campaign(), code="contents", value=value, source="Rencana uji"
    )


def _target_twice() -> None:
    again(_target())


def _target_of_nothing() -> None:
    _target(0)


def _top_post() -> TopPost:
    run = results.tally(builders.campaign(), {})
    return TopPost.objects.create(run=run, post=builders.post(), position=1, interactions=9, views=0)


def _two_at_a_position() -> None:
    again(_top_post(), post=builders.post())


def _top_post_twice() -> None:
    again(_top_post(), position=2)


def _component_input(value: str = "0.9") -> ComponentInput:
    return ComponentInput.objects.create(
        campaign=builders.campaign(),
        agency=builders.agency(),
        component="tone",
        value=Decimal(value),
        n=120,
        source="Mitra uji",
        as_of=NOW,
    )


def _component_input_twice() -> None:
    again(_component_input())


def _component_input_below_zero() -> None:
    _component_input("-0.1")


def _figure_twice() -> None:
    again(figure())


def _figure_below_zero() -> None:
    figure(value=-1)


def _post_twice() -> None:
    again(builders.post(), code="LAINLAIN")


def _partner_source_of_another_grade() -> None:
    partner, _ = builders.partner()
    ReadingSource.objects.filter(partner=partner).update(grade="export")


def reading(**fields: object) -> MetricReading:
    defaults = {"post": builders.post(), "source": builders.source(), "taken_at": NOW, "likes": 1}
    return MetricReading.objects.create(**defaults | fields)


def _reading_below_zero() -> None:
    reading(views=-1)


def _correction_without_a_reason() -> None:
    reading(revision=1)


def _first_reading_with_a_reason() -> None:
    reading(reason="salah ketik")


def _void_twice() -> None:
    seen = reading()
    again(
        ReadingVoid.objects.create(
            post=seen.post, source=seen.source, taken_at=NOW, revision=0, reason="salah", voided_by="Ayu"
        )
    )


def tally() -> TallyRun:
    return results.tally(builders.campaign(), {builders.agency("K-007"): [1]})


def _tally_twice() -> None:
    again(tally())


def _agency_counted_twice() -> None:
    tally()
    again(AgencyTally.objects.get())


def _material_with(**values: object) -> Callable[[], None]:
    """A piece that came out five days ago, then these values."""

    def write() -> None:
        Material.objects.filter(pk=builders.material().pk).update(**values)

    return write


def _draft_published_by_somebody() -> None:
    builders.material(published_at=None, published_by=builders.user())


_TAKEN_BACK = "material_is_withdrawn_after_it_was_out_and_with_a_reason"
DECIDED_BY_RULE = {"decided_by_kind": "rule", "decided_by_rule": "uji", "decided_at": NOW}
CASES: list[tuple[str, Callable[[], None]]] = [
    ("pillar_code_is_unique", _pillar_twice),
    ("focus_area_position_is_unique", _focus_twice),
    ("meeting_is_listed_once", _meeting_twice),
    ("campaign_window_is_not_empty", _empty_window),
    ("campaign_window_is_bounded", _window_of(NOW, NOW + timedelta(days=400, seconds=1))),
    (
        "campaign_window_is_bounded",
        _window_of(datetime(202, 1, 1, tzinfo=UTC), datetime(202, 2, 1, tzinfo=UTC)),
    ),
    (
        "campaign_window_is_bounded",
        _window_of(datetime(2100, 1, 1, tzinfo=UTC), datetime(2100, 2, 1, tzinfo=UTC)),
    ),
    ("campaign_summit_days_are_in_order", _summit_ends_before_it_begins),
    ("campaign_samples_at_most_all", _samples_more_than_all),
    ("campaign_gives_days_to_mend", _no_day_to_mend),
    ("campaign_gives_days_to_object", _no_day_to_object),
    (_TAKEN_BACK, _material_with(withdrawn_at=NOW)),
    (_TAKEN_BACK, _material_with(withdrawn_reason="Angka salah.")),
    (_TAKEN_BACK, _material_with(withdrawn_at=NOW - timedelta(days=6), withdrawn_reason="Angka salah.")),
    (_TAKEN_BACK, _material_with(withdrawn_at=NOW, withdrawn_reason="Angka salah.", published_at=None)),
    ("material_draft_was_published_by_nobody", _draft_published_by_somebody),
    ("evidence_is_filed_once_with_a_post", _evidence_twice),
    ("appeal_is_open_or_decided", _appeal_decided_at_no_time),
    ("appeal_is_open_or_decided", _appeal_decided_by_nobody),
    ("appeal_is_decided_by_another", _appeal_decided_by_who_rejected),
    ("one_meaning_per_agency", _meaning_twice),
    ("flag_is_raised_once_about_a_thing", _flag_twice),
    ("flag_is_open_or_decided", _flag(outcome="")),
    ("flag_is_open_or_decided", _flag(decided_by=None)),
    ("flag_is_open_or_decided", _flag(decided_at=None)),
    ("flag_is_open_or_decided", _flag(object_until=None)),
    ("flag_objection_is_complete_and_against_an_upheld_one", _flag(grounds="Keliru.")),
    ("flag_objection_is_complete_and_against_an_upheld_one", _flag(objected_by=SOMEBODY, objected_at=NOW)),
    (
        "flag_objection_is_complete_and_against_an_upheld_one",
        _flag(outcome="dismissed", grounds="Keliru.", objected_by=SOMEBODY, objected_at=NOW),
    ),
    (
        "flag_objection_is_complete_and_against_an_upheld_one",
        _flag(ruling="denied", ruled_by=SOMEBODY, ruled_at=NOW),
    ),
    ("flag_ruling_is_complete_and_by_another", _flag(ruled_by=SOMEBODY)),
    ("flag_ruling_is_complete_and_by_another", _flag(ruled_at=NOW)),
    ("flag_ruling_is_complete_and_by_another", _ruled_by_who_decided),
    ("post_waits_once_for_its_link", _short_link_twice),
    ("dispute_is_open_once_for_a_link", _dispute_twice),
    ("dispute_is_open_or_decided", _dispute_decided_without_an_outcome),
    ("kpi_definition_has_one_text_per_version", _definition_twice),
    ("kpi_figure_holds_once", _figure_twice),
    ("kpi_figure_is_not_negative", _figure_below_zero),
    ("kpi_target_is_set_once", _target_twice),
    ("kpi_target_is_positive", _target_of_nothing),
    ("component_input_holds_once", _component_input_twice),
    ("component_input_is_not_negative", _component_input_below_zero),
    ("tally_has_one_post_at_a_position", _two_at_a_position),
    ("tally_lists_a_top_post_once", _top_post_twice),
    ("post_is_filed_once_in_a_campaign", _post_twice),
    ("post_without_native_id_needs_its_link", changed(native_id=None)),
    ("post_decision_is_complete_or_empty", changed(decided_at=NOW)),
    (
        "post_decision_is_complete_or_empty",
        changed(state=PostState.VERIFIED, decision="verified", decided_by_kind="person", decided_at=NOW),
    ),
    (
        "post_decision_is_complete_or_empty",
        changed(state=PostState.VERIFIED, decision="verified", **DECIDED_BY_RULE | {"decided_by_rule": ""}),
    ),
    ("post_state_follows_its_decision", changed(decision="verified", **DECIDED_BY_RULE)),
    (
        "post_state_follows_its_decision",
        changed(state=PostState.VERIFIED, decision="rejected", **DECIDED_BY_RULE),
    ),
    ("post_state_follows_its_decision", changed(state=PostState.VERIFIED)),
    ("post_claim_is_complete_or_empty", changed(claimed_until=NOW)),
    ("post_is_mended_by_a_time_only_while_returned", changed(mend_by=NOW)),
    ("post_sample_is_of_a_rule", changed(is_sampled=True)),
    ("reading_source_of_a_partner_has_its_grade", _partner_source_of_another_grade),
    ("reading_is_not_negative", _reading_below_zero),
    ("reading_correction_has_a_reason", _correction_without_a_reason),
    ("reading_correction_has_a_reason", _first_reading_with_a_reason),
    ("reading_is_voided_once", _void_twice),
    ("tally_has_one_run_per_cutoff", _tally_twice),
    ("tally_counts_an_agency_once", _agency_counted_twice),
]


@pytest.mark.parametrize(("constraint", "write"), CASES)
def test_the_database_refuses(constraint: str, write: Callable[[], None]) -> None:
    refused(constraint, write)


def test_every_constraint_has_its_case() -> None:
    assert {name for name, _ in CASES} == names("campaigns")


@pytest.mark.parametrize("state", [PostState.REJECTED, PostState.WITHDRAWN])
def test_a_post_given_up_leaves_its_link_free(state: PostState) -> None:
    post = builders.post(state=state)

    again(
        post,
        code="LAINLAIN",
        state=PostState.SUBMITTED,
        decision="",
        decided_at=None,
        decided_by_kind="",
        decided_by_rule="",
    )

    assert Post.objects.filter(native_id=post.native_id).count() == 2


def test_the_same_link_may_be_filed_in_another_campaign() -> None:
    post = builders.post()

    again(post, code="LAINLAIN", campaign=builders.campaign("ktt-42"))

    assert Post.objects.filter(native_id=post.native_id).count() == 2
