"""The rules about the link, in every verdict they can give."""

from dataclasses import replace

from agencies.platforms import Platform
from campaigns import screening
from campaigns.screening import Filed, Rule, Verdict
from tests.campaigns.screening.good import GOOD, HOUR, NOW, found


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


def test_what_only_the_officer_says_speaks_against_a_report_and_never_for_it() -> None:
    said = {"handle": "", "said_handle": "akun_kami"}
    own = found(Rule.ACCOUNT, **said)
    assert (own.verdict, "Menurut pelapor: akun_kami" in own.sentence) == (Verdict.UNKNOWN, True)
    other = found(Rule.ACCOUNT, **said, owner="Diskominfo Mimika", is_own=False)
    assert (other.verdict, "akun_kami adalah akun" in other.sentence) == (Verdict.FAIL, True)
