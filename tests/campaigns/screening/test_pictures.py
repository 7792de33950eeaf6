"""The rule about screenshots, in every verdict it can give."""

from agencies.platforms import Platform
from campaigns.screening import Alike, Rule, Verdict
from tests.campaigns.screening.good import GOOD, found


def test_a_screenshot_like_no_other_passes():
    assert found(Rule.IMAGE).verdict is Verdict.PASS


def test_without_a_screenshot_that_is_required_the_report_says_what_to_do():
    finding = found(Rule.IMAGE, pictures=())
    assert finding.verdict is Verdict.UNKNOWN
    assert "Tambahkan tangkapan layar" in finding.sentence
    assert finding.weight == 20


def test_without_a_screenshot_that_nobody_asked_for_nothing_is_missing():
    assert found(Rule.IMAGE, pictures=(), picture_required=False).verdict is Verdict.PASS


def test_a_screenshot_of_one_colour_cannot_be_compared():
    finding = found(Rule.IMAGE, pictures=(0,))
    assert finding.verdict is Verdict.UNKNOWN
    assert "satu warna" in finding.sentence


def test_a_screenshot_of_another_report_is_pointed_out_with_it():
    same = Alike("AB23CD45EF", "Diskominfo Mimika", is_own=False, platform=Platform.X)
    finding = found(Rule.IMAGE, pictures=(0, *GOOD.pictures), same_picture=same)
    assert finding.verdict is Verdict.WARN
    assert "AB23CD45EF" in finding.sentence
    assert "Diskominfo Mimika" in finding.sentence
