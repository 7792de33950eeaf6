from __future__ import annotations

import pytest

from campaigns.outliers import Doubt, doubts


@pytest.mark.parametrize(
    ("new", "before", "found"),
    [
        ({"likes": 12}, {"likes": 10}, []),
        ({"likes": 10}, {"likes": 10}, []),
        ({"likes": 9}, {"likes": 10}, [("drop", "likes")]),
        ({"likes": 0}, {"likes": 10}, [("drop", "likes")]),
        ({"likes": 99}, {"likes": 10}, []),
        ({"likes": 100}, {"likes": 10}, [("jump", "likes")]),
        ({"likes": 900}, {"likes": 9}, []),
        ({"likes": 5}, {"likes": 0}, []),
        ({"likes": 5}, {"likes": None}, []),
        ({"likes": None}, {"likes": 5}, []),
        ({"likes": 5}, {"views": 50}, []),
        ({"followers": 5}, {"followers": 10}, []),
        ({"followers": 100}, {"followers": 10}, [("jump", "followers")]),
        ({"likes": 5, "views": 5}, {}, []),
        ({"likes": 6, "views": 5}, {}, [("ratio", "likes")]),
        ({"likes": 6, "views": None}, {}, []),
        (
            {"views": 4, "likes": 600},
            {"views": 5, "likes": 60},
            [("drop", "views"), ("jump", "likes"), ("ratio", "likes")],
        ),
    ],
)
def test_what_is_odd(new: dict[str, int | None], before: dict[str, int | None], found: list[tuple[str, str]]):
    assert [(each.code, each.metric) for each in doubts(new, before)] == found


def test_a_doubt_says_both_numbers():
    assert doubts({"likes": 1200}, {"likes": 5800}) == [
        Doubt("drop", "likes", "Jumlah suka turun dari 5.800 menjadi 1.200, padahal biasanya bertambah.")
    ]
