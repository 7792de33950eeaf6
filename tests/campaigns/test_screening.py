"""Every rule of the screening, in every verdict it can give."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.platforms import Platform
from campaigns import screening
from campaigns.screening import Facts, Filed, Finding, Rule, Verdict

NOW = datetime(2023, 8, 29, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
GOOD = Facts(
    platform=Platform.X,
    opaque=False,
    soft=False,
    handle="diskominfo_sultra",
    owner="Diskominfo Sulawesi Tenggara",
    is_own=True,
    filed=None,
    caption="Menyambut KTT ASEAN di Jakarta #ASEAN2023",
    hashtag="ASEAN2023",
    starts_at=datetime(2023, 8, 6, 17, tzinfo=UTC),
    ends_at=datetime(2023, 9, 10, 17, tzinfo=UTC),
    zone="Asia/Jakarta",
    claimed_at=None,
    id_time=NOW - HOUR,
    at=NOW,
)


def found(rule: Rule, **changes: Any) -> Finding:
    """What `rule` says of the good post with these changes."""
    result = screening.screen(replace(GOOD, **changes))
    return next(finding for finding in result.findings if finding.rule is rule)


def test_a_good_post_passes_every_rule_and_carries_no_risk():
    result = screening.screen(GOOD)
    assert [finding.verdict for finding in result.findings] == [Verdict.PASS] * len(screening.RULES)
    assert not result.refuses
    assert result.risk == 0


def test_findings_come_in_the_listed_order_one_for_each_rule():
    assert [finding.rule for finding in screening.screen(GOOD).findings] == list(Rule)


def test_a_short_link_needs_its_full_address_and_is_not_refused():
    result = screening.screen(
        replace(GOOD, opaque=True, handle="", owner="", is_own=False, id_time=None, claimed_at=None)
    )
    verdicts = {finding.rule: finding.verdict for finding in result.findings}
    assert verdicts[Rule.LINK] is Verdict.UNKNOWN
    assert verdicts[Rule.FILED] is Verdict.UNKNOWN
    assert verdicts[Rule.WINDOW] is Verdict.UNKNOWN
    assert not result.refuses
    assert "salin alamat lengkap" in result.findings[0].sentence


def test_a_soft_key_is_pointed_out():
    finding = found(Rule.LINK, soft=True, platform=Platform.FACEBOOK)
    assert finding.verdict is Verdict.WARN
    assert "Facebook" in finding.sentence


def test_a_post_already_filed_fails_and_says_by_whom_and_when():
    filed = Filed("AB23CD45EF", "Diskominfo Mimika", "Marten Petugas", NOW - HOUR)
    finding = found(Rule.FILED, filed=filed)
    assert finding.verdict is Verdict.FAIL
    for part in ("Marten Petugas", "Diskominfo Mimika", "Sel 29 Agu 2023 09.00 WIB", "AB23CD45EF"):
        assert part in finding.sentence


def test_an_account_of_another_agency_fails_and_says_whose_it_is():
    finding = found(Rule.ACCOUNT, owner="Diskominfo Mimika", is_own=False)
    assert finding.verdict is Verdict.FAIL
    assert "Diskominfo Mimika" in finding.sentence


def test_an_account_nobody_registered_is_a_warning():
    assert found(Rule.ACCOUNT, owner="", is_own=False).verdict is Verdict.WARN


def test_a_link_without_an_account_leaves_it_open():
    assert found(Rule.ACCOUNT, handle="", owner="", is_own=False).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("caption", ["", "  \n "])
def test_without_a_caption_the_hashtag_is_left_to_the_verifier(caption):
    assert found(Rule.HASHTAG, caption=caption).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "caption",
    ["#ASEAN2023", "Halo #asean2023!", "(#Asean2023)", "#KTTASEAN #ASEAN2023", "＃ASEAN2023 di Jakarta"],
)
def test_the_live_hashtag_passes_however_it_is_cased(caption):
    assert found(Rule.HASHTAG, caption=caption).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("caption", "why"),
    [
        ("Menyambut KTT ASEAN", "belum memuat #ASEAN2023"),
        ("Salam #ASEAN dan #KTT43", "belum memuat #ASEAN2023"),
        ("Salam #𝗔𝗦𝗘𝗔𝗡𝟮𝟬𝟮𝟯", "huruf hias"),
        ("Salam #ASEAN-2023", "“#ASEAN-2023” sehingga terputus"),
        ("Salam #ASEAN 2023 semua", "“#ASEAN 2023” sehingga terputus"),
        ("Salam # asean2023", "“# asean2023” sehingga terputus"),
        ("Salam #ASEAN_2023", "“#ASEAN_2023” sehingga terputus"),
        ("Salam ASEAN2023 untuk semua", "bukan tagar yang berdiri sendiri"),
        ("Salam#ASEAN2023", "bukan tagar yang berdiri sendiri"),
        ("Salam #ASEAN2023Indonesia", "bukan tagar yang berdiri sendiri"),
    ],
)
def test_a_hashtag_that_will_not_be_found_fails_and_says_why(caption, why):
    finding = found(Rule.HASHTAG, caption=caption)
    assert finding.verdict is Verdict.FAIL
    assert why in finding.sentence


def test_a_hashtag_the_platform_ignores_fails():
    many = " ".join(f"#tagar{n}" for n in range(30))
    finding = found(Rule.HASHTAG, caption=f"{many} #ASEAN2023", platform=Platform.INSTAGRAM)
    assert finding.verdict is Verdict.FAIL
    assert "terlalu banyak tagar" in finding.sentence


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
)
def test_any_facts_get_one_answer_per_rule_and_a_risk_in_range(**changes):
    result = screening.screen(replace(GOOD, **changes))
    assert [finding.rule for finding in result.findings] == list(Rule)
    assert all(finding.sentence.endswith(".") for finding in result.findings)
    assert 0 <= result.risk <= 100
    assert result.refuses is bool(result.refused)
