"""Hints for captions."""

import pytest

from agencies.platforms import Platform
from campaigns.captions import Tag, lint, lint_for_all, tags

THEME = "ASEAN Matters: Epicentrum of Growth"


def hints(caption: str, platform: Platform = Platform.X) -> list[tuple[str, str]]:
    found = lint(caption, platform=platform, hashtag="ASEAN2023", theme=THEME)
    return [(hint.code, hint.sentence) for hint in found]


@pytest.mark.parametrize(
    "caption",
    [
        "",
        "Menyambut KTT #ASEAN2023",
        "#asean2023 #KTT43",
        "ASEAN Matters: Epicentrum of Growth #ASEAN2023 #EpicentrumOfGrowth #ASEANMatters",
        "Episentrum pertumbuhan #ASEAN2023",
        "Pusat of Growth, ASEAN menteri #ASEAN2023",
        "#ASEANMatters2023 #ASEAN2023",
        "#ASEAN2023 https://asean2023.id/#ASEAN_2023",
    ],
)
def test_a_good_caption_needs_no_hint(caption):
    assert hints(caption) == []


@pytest.mark.parametrize(
    "written",
    ["#ASEAN_2023", "#Asean_2023", "#ASEAN2O23", "#ASEAN 2023", "#ASEAN-2023", "#ASAEN2023", "#ASEAN2024"],
)
def test_near_misses_of_the_campaign_tag_are_shown_with_the_right_one(written):
    found = hints(f"Halo {written} #ASEAN2023 {written}")
    assert found == [("tag_variant", f"“{written}” bukan tagar kampanye. Tulis tepat #ASEAN2023.")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Epicenter of Growth", "Epicentrum of Growth"),
        ("episentrum of growth", "Epicentrum of Growth"),
        ("Epicentrum of Grow", "Epicentrum of Growth"),
        ("ASEAN Matter", "ASEAN Matters"),
        ("#EpicenterOfGrowth", "Epicentrum of Growth"),
        ("#EpicentrumOfGrow", "Epicentrum of Growth"),
    ],
)
def test_a_misspelt_theme_is_shown_with_the_right_spelling(written, meant):
    caption = f"{written}! {written}. #ASEAN2023"
    assert hints(caption) == [("theme", f"“{written}”: ejaan resminya “{meant}”.")]


def test_a_theme_of_one_word_has_no_neighbours_to_be_known_by():
    assert lint("Tumbu #ASEAN2023", platform=Platform.X, hashtag="ASEAN2023", theme="Tumbuh") == ()


def test_too_many_tags_are_counted_and_the_dead_ones_named():
    caption = " ".join(f"#tagar{'a' * n}" for n in range(1, 36))
    many, dead = hints(caption, Platform.INSTAGRAM)
    assert many == ("tags_many", "Takarir memuat 35 tagar, sedangkan Instagram menerima paling banyak 30.")
    assert dead[1].count("berada setelah tagar ke-30") == 3
    assert dead[1].endswith(", ….")


def test_youtube_ignores_all_tags_when_there_are_too_many():
    caption = " ".join(f"#tagar{'a' * n}" for n in range(1, 62))
    assert [code for code, _sentence in hints(caption, Platform.YOUTUBE)] == ["tags_many", "tags_dead"]
    assert not any(tag.live for tag in tags(caption, Platform.YOUTUBE))


def test_each_tag_is_listed_once_with_the_reason_why_it_will_not_be_linked():
    assert tags("#ASEAN2023 #asean2023 #2023 #𝗔𝗦𝗘𝗔𝗡 #2023 x#y", Platform.X) == (
        Tag("#ASEAN2023", True),
        Tag("#𝗔𝗦𝗘𝗔𝗡", False, "ditulis dengan huruf hias, sehingga dibaca sebagai tagar lain"),
        Tag("#2023", False, "hanya angka, sehingga tidak menjadi tagar"),
    )
    assert hints("#2023 #ASEAN2023") == [
        ("tags_dead", "Tidak menjadi tagar di X: #2023 (hanya angka, sehingga tidak menjadi tagar).")
    ]


@pytest.mark.parametrize(
    ("caption", "codes"),
    [
        ("Kawasan yang damai adalah modal kita bersama. #ASEAN2023", []),
        ("Kawasan yang damai adalah modal kita bersama.", ["tag_missing"]),
        ("Kawasan yang damai adalah modal kita. #ASEAN 2023", ["tag_missing", "tag_variant"]),
        ("Selamat pagi #ASEAN2023", ["unrecognisable"]),
        ("", ["tag_missing", "unrecognisable"]),
        ("Epicenter of Growth adalah milik kita bersama #ASEAN2023", ["theme"]),
    ],
)
def test_words_for_many_are_checked_for_every_platform_and_each_hint_is_given_once(caption, codes):
    assert [hint.code for hint in lint_for_all(caption, hashtag="ASEAN2023", theme=THEME)] == codes


def test_words_for_many_are_held_to_the_strictest_platform():
    caption = f"Kawasan yang damai adalah modal kita #ASEAN2023 {' '.join(f'#tagar{n}a' for n in range(60))}"
    found = lint_for_all(caption, hashtag="ASEAN2023", theme=THEME)
    assert [hint.code for hint in found] == ["tags_many", "tags_dead", "tags_many", "tags_dead"]
    assert "Instagram" in found[0].sentence
    assert "YouTube" in found[2].sentence
