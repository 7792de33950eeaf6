"""The rules about times, in every verdict they can give."""

from datetime import timedelta

import pytest

from agencies.platforms import Platform
from campaigns import screening
from campaigns.screening import Rule, Verdict
from tests.campaigns.screening.good import GOOD, HOUR, NOW, found


@pytest.mark.parametrize("time", [GOOD.starts_at, GOOD.at, GOOD.at + screening.CLOCK_SKEW])
def test_a_time_in_the_window_passes(time):
    assert found(Rule.WINDOW, claimed_at=time, id_time=None).verdict is Verdict.PASS


@pytest.mark.parametrize("field", ["claimed_at", "id_time"])
def test_a_time_before_the_window_fails_with_the_window_in_words(field):
    finding = found(Rule.WINDOW, **{"id_time": None, field: GOOD.starts_at - timedelta(seconds=1)})
    assert finding.verdict is Verdict.FAIL
    assert "Sen 7 Agu 2023 00.00 WIB sampai Min 10 Sep 2023 23.59 WIB" in finding.sentence


def test_the_end_of_the_window_is_not_part_of_it():
    late = GOOD.ends_at + HOUR
    assert found(Rule.WINDOW, claimed_at=GOOD.ends_at, id_time=None, at=late).verdict is Verdict.FAIL
    inside = GOOD.ends_at - timedelta(seconds=1)
    assert found(Rule.WINDOW, claimed_at=inside, id_time=None, at=late).verdict is Verdict.PASS


@pytest.mark.parametrize("field", ["claimed_at", "id_time"])
def test_the_future_is_refused(field):
    ahead = NOW + screening.CLOCK_SKEW + timedelta(seconds=1)
    finding = found(Rule.WINDOW, **{"id_time": None, field: ahead})
    assert finding.verdict is Verdict.FAIL
    assert "belum tiba" in finding.sentence


def test_a_future_id_is_refused_whatever_is_claimed():
    finding = found(Rule.WINDOW, claimed_at=NOW - HOUR, id_time=NOW + HOUR)
    assert finding.verdict is Verdict.FAIL
    assert "Waktu pada tautan" in finding.sentence


def test_an_id_outside_the_window_alone_does_not_refuse_a_claim_inside_it():
    finding = found(Rule.WINDOW, claimed_at=NOW - HOUR, id_time=GOOD.starts_at - HOUR)
    assert finding.verdict is Verdict.WARN


def test_a_platform_whose_ids_carry_no_time_needs_a_claimed_one():
    finding = found(Rule.WINDOW, platform=Platform.YOUTUBE, id_time=None)
    assert finding.verdict is Verdict.FAIL
    assert "YouTube" in finding.sentence
    assert "Isi waktu terbitnya" in finding.sentence


@pytest.mark.parametrize(
    ("apart", "verdict"),
    [
        (timedelta(), Verdict.PASS),
        (screening.TOLERANCE, Verdict.PASS),
        (-screening.TOLERANCE, Verdict.PASS),
        (screening.TOLERANCE + timedelta(seconds=1), Verdict.WARN),
        (-screening.TOLERANCE - timedelta(seconds=1), Verdict.WARN),
    ],
)
def test_times_ten_minutes_apart_still_agree(apart, verdict):
    assert found(Rule.TIMES, claimed_at=GOOD.id_time + apart).verdict is verdict


def test_without_a_time_in_the_id_there_is_nothing_to_compare():
    assert found(Rule.TIMES, id_time=None, claimed_at=NOW - HOUR).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("others", "verdict"), [(0, Verdict.PASS), (19, Verdict.PASS), (20, Verdict.WARN), (300, Verdict.WARN)]
)
def test_more_than_twenty_posts_within_fifteen_minutes_are_a_burst(others, verdict):
    finding = found(Rule.BURST, burst=others)
    assert finding.verdict is verdict
    assert "15 menit" in finding.sentence


def test_a_burst_says_how_many_others_there_are():
    assert found(Rule.BURST, burst=37).sentence.startswith("37 unggahan lain")


def test_a_post_without_a_time_belongs_to_no_burst_yet():
    assert found(Rule.BURST, opaque=True, id_time=None).verdict is Verdict.UNKNOWN
