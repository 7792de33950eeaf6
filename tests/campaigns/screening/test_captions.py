"""The rules about the caption, in every verdict they can give."""

from dataclasses import replace

import pytest

from agencies.platforms import Platform
from campaigns.screening import Alike, Rule, Verdict
from tests.campaigns.screening.good import found


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


OTHER = Alike("AB23CD45EF", "Diskominfo Mimika", is_own=False, platform=Platform.X)


def test_the_same_caption_as_another_agency_is_pointed_out_with_its_report():
    finding = found(Rule.CAPTION, same_caption=OTHER)
    assert finding.verdict is Verdict.WARN
    assert "AB23CD45EF" in finding.sentence
    assert "Diskominfo Mimika" in finding.sentence


def test_words_of_the_centres_material_may_be_everybodys():
    finding = found(Rule.CAPTION, same_caption=OTHER, material="Kenali KTT ASEAN")
    assert finding.verdict is Verdict.PASS
    assert "Kenali KTT ASEAN" in finding.sentence
    assert "AB23CD45EF" in finding.sentence


@pytest.mark.parametrize(
    ("platform", "verdict"), [(Platform.X, Verdict.WARN), (Platform.INSTAGRAM, Verdict.PASS)]
)
def test_the_own_caption_once_more_is_ordinary_on_another_platform_only(platform, verdict):
    finding = found(Rule.CAPTION, same_caption=replace(OTHER, is_own=True, platform=platform))
    assert finding.verdict is verdict
    assert "AB23CD45EF" in finding.sentence
    assert platform.label in finding.sentence


@pytest.mark.parametrize("caption", ["", "#ASEAN2023", "Selamat pagi! #ASEAN2023 https://contoh.go.id/a"])
def test_a_caption_with_little_in_it_is_compared_with_none(caption):
    finding = found(Rule.CAPTION, caption=caption)
    assert finding.verdict is Verdict.UNKNOWN
    assert finding.weight == 0


def test_a_caption_of_its_own_passes():
    assert found(Rule.CAPTION).verdict is Verdict.PASS
