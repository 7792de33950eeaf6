"""What all rules make of a report, and how it is stored and read."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from agencies.platforms import Platform
from campaigns import screening
from campaigns.screening import Alike, Finding, Moment, Rule, Verdict
from tests.campaigns.screening.good import GOOD, HOUR, NOW

OTHER = Alike("AB23CD45EF", "Diskominfo Mimika", is_own=False, platform=Platform.X)


def test_a_good_post_passes_every_rule_and_carries_no_risk():
    result = screening.screen(GOOD)
    assert [finding.verdict for finding in result.findings] == [Verdict.PASS] * len(screening.RULES)
    assert not result.refuses
    assert result.risk == 0


def test_findings_come_in_the_listed_order_one_for_each_rule():
    assert [finding.rule for finding in screening.screen(GOOD).findings] == list(Rule)


def test_a_refused_post_names_what_refuses_it_and_has_full_risk():
    result = screening.screen(replace(GOOD, caption="tanpa tagar", owner="Diskominfo Mimika", is_own=False))
    assert [finding.rule for finding in result.refused] == [Rule.ACCOUNT, Rule.HASHTAG]
    assert result.risk == 100


def test_risk_adds_up_what_is_doubtful():
    result = screening.screen(replace(GOOD, owner="", is_own=False, claimed_at=NOW - 2 * HOUR))
    assert result.risk == (
        screening.WEIGHTS[Rule.ACCOUNT, Verdict.WARN] + screening.WEIGHTS[Rule.TIMES, Verdict.WARN]
    )


def test_verdicts_and_rules_have_words_for_people():
    assert {verdict.label for verdict in Verdict} == {
        "sesuai",
        "perlu dicermati",
        "tidak sesuai",
        "belum pasti",
    }
    assert len({rule.label for rule in Rule}) == len(Rule)
    assert [verdict.kind for verdict in Verdict] == ["success", "warning", "danger", "neutral"]


def test_doubts_are_what_does_not_plainly_pass():
    result = screening.screen(replace(GOOD, soft=True, handle=""))
    assert [finding.rule for finding in result.doubts] == [Rule.LINK, Rule.ACCOUNT]


@pytest.mark.parametrize(
    ("risk", "label", "kind"),
    [
        (0, "rendah", "neutral"),
        (19, "rendah", "neutral"),
        (20, "sedang", "warning"),
        (49, "sedang", "warning"),
        (50, "tinggi", "danger"),
        (100, "tinggi", "danger"),
    ],
)
def test_a_risk_has_a_level_for_people(risk, label, kind):
    level = screening.level(risk)
    assert (level.label, level.kind) == (label, kind)


def test_what_is_stored_reads_back_the_same():
    result = screening.screen(replace(GOOD, soft=True, handle=""))
    assert screening.load(result.as_json()) == result


@given(
    caption=st.text(max_size=80),
    claimed_at=st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    platform=st.sampled_from(Platform),
    opaque=st.booleans(),
    soft=st.booleans(),
    handle=st.sampled_from(["", "akun"]),
    pictures=st.lists(st.integers(-(2**63), 2**63 - 1), max_size=3).map(tuple),
    picture_required=st.booleans(),
    same_picture=st.none() | st.just(OTHER),
    same_caption=st.none() | st.just(OTHER) | st.just(replace(OTHER, is_own=True)),
    burst=st.integers(0, 100),
)
def test_any_facts_get_one_answer_per_rule_and_a_risk_in_range(**changes):
    result = screening.screen(replace(GOOD, **changes))
    assert [finding.rule for finding in result.findings] == list(Rule)
    assert all(finding.sentence.endswith(".") for finding in result.findings)
    assert 0 <= result.risk <= 100
    assert result.refuses is bool(result.refused)
    assert screening.load(json.loads(json.dumps(result.as_json()))) == result


def test_a_stored_finding_is_said_in_the_language_of_its_reader():
    finding = screening.load(screening.screen(GOOD).as_json()).findings[0]
    with translation.override("id"):
        assert finding.sentence == "Tautan menunjuk satu unggahan di X."
    stored = Finding(Rule.WINDOW, Verdict.PASS, "%(time)s", {"time": Moment(NOW, GOOD.zone)})
    with translation.override("id"):
        assert stored.sentence == "Sel 29 Agu 2023 10.00 WIB"
    with translation.override("en"):
        assert stored.sentence == "Tue 29 Aug 2023 10:00 WIB"


def test_what_is_stored_are_words_of_the_source_and_plain_values():
    with translation.override("en"):
        rows = {row["rule"]: row for row in screening.screen(GOOD).as_json()}
    assert rows["link"]["sentence"] == "Tautan menunjuk satu unggahan di %(platform)s."
    assert rows["link"]["values"] == {"platform": {"platform": "x"}}
    assert rows["window"]["values"]["time"] == {"at": "2023-08-29T02:00:00+00:00", "zone": "Asia/Jakarta"}
    assert rows["filed"]["values"] == {}
    json.dumps(list(rows.values()))


def test_rows_from_before_values_were_kept_read_as_they_were_written():
    row = {"rule": "hashtag", "verdict": "pass", "sentence": "Takarir 100 % memuat #ASEAN2023."}
    (finding,) = screening.load([row]).findings
    assert finding.sentence == "Takarir 100 % memuat #ASEAN2023."
    assert screening.load([row]).verdict(Rule.HASHTAG) is Verdict.PASS
    assert screening.load([row]).verdict(Rule.BURST) is Verdict.UNKNOWN


def test_choices_name_every_rule_in_order():
    assert [(value, str(label)) for value, label in screening.CHOICES] == [
        (rule.value, rule.label) for rule in Rule
    ]
