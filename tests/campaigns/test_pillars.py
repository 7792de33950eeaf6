"""Which pillar a caption speaks of."""

import pytest

from campaigns.pillars import Topic, guess

TOPICS = (
    Topic("matters", "ASEAN Matters", "ASEAN relevan bagi rakyatnya dan dunia, tangguh menghadapi tantangan"),
    Topic("growth", "Epicentrum of Growth", "Pertumbuhan ekonomi, ketahanan energi, kesehatan, keuangan."),
    Topic("aoip", "ASEAN Outlook on the Indo-Pacific (AOIP)", "Kerja sama inklusif di samudra, maritim."),
)


@pytest.mark.parametrize(
    ("caption", "code"),
    [
        ("Karena asean matters bagi kita", "matters"),
        ("Halo #EpicentrumOfGrowth #ASEAN2023", "growth"),
        ("Forum AOIP di Jakarta", "aoip"),
        ("ASEAN Outlook on the Indo-Pacific", "aoip"),
        ("Ekonomi tumbuh, ketahanan energi dan kesehatan rakyat", "growth"),
        ("ASEAN Matters: Epicentrum of Growth", None),
        ("Ekonomi dan energi", None),
        ("Menyambut KTT #ASEAN2023", None),
        ("", None),
    ],
)
def test_a_pillar_is_guessed_only_when_it_is_clear(caption, code):
    assert guess(caption, TOPICS) == code


def test_without_pillars_there_is_no_guess():
    assert guess("ASEAN Matters", ()) is None


def test_a_pillar_alone_needs_its_words_all_the_same():
    assert guess("Ekonomi", TOPICS[1:2]) is None
    assert guess("Epicentrum of growth", TOPICS[1:2]) == "growth"
