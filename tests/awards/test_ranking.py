from decimal import ROUND_UP, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.ranking import Distance, distances, rank
from awards.scoring import Scored


def scored(agency: str, total: str, *ties: int, eligible: bool = True) -> Scored:
    return Scored(
        agency=agency,
        eligible=eligible,
        reason="" if eligible else "Belum ada unggahan terverifikasi.",
        total=Decimal(total),
        ties=ties,
        components=(),
        posts=1,
        active_days=1,
        measured=1,
    )


def ranks(*entries: Scored) -> list[tuple[str, int | None]]:
    return [(row.agency, row.rank) for row in rank(entries)]


def test_equal_totals_share_a_rank_and_the_next_is_skipped() -> None:
    assert ranks(scored("C", "80.00"), scored("B", "90.00"), scored("A", "90.00")) == [
        ("A", 1),
        ("B", 1),
        ("C", 3),
    ]


def test_the_tie_rule_decides_before_a_rank_is_shared() -> None:
    entries = [scored("A", "90.00", 5, 1), scored("B", "90.00", 5, 2), scored("C", "90.00", 9, 0)]

    assert ranks(*entries) == [("C", 1), ("B", 2), ("A", 3)]


def test_the_agency_code_orders_the_page_but_decides_no_rank() -> None:
    entries = [scored("D-74", "50.00", 7), scored("D-11", "50.00", 7), scored("D-51", "50.00", 7)]

    assert ranks(*entries) == [("D-11", 1), ("D-51", 1), ("D-74", 1)]


def test_zero_and_ineligible_agencies_stand_last_without_a_rank() -> None:
    entries = [
        scored("A", "0.00", eligible=False),
        scored("D", "0.00"),
        scored("B", "0.01"),
        scored("C", "70.00"),
    ]

    assert ranks(*entries) == [("C", 1), ("B", 2), ("A", None), ("D", None)]
    assert [row.position for row in rank(entries)] == [1, 2, 3, 4]


def test_whoever_has_no_rank_has_a_reason() -> None:
    rows = rank([scored("A", "0.00", eligible=False), scored("B", "0.00"), scored("C", "1.00")])

    assert [(row.agency, row.reason) for row in rows] == [
        ("C", ""),
        ("A", "Belum ada unggahan terverifikasi."),
        ("B", "Belum memperoleh poin."),
    ]


def test_nobody_is_ranked_among_nobody() -> None:
    assert rank([]) == []
    assert distances([]) == {}


def test_distances_reach_to_the_next_ranks_not_to_those_who_share() -> None:
    ranked = rank(
        [
            scored("A", "90.00"),
            scored("B", "72.50"),
            scored("C", "72.50"),
            scored("D", "10.25"),
            scored("E", "0.00", eligible=False),
        ]
    )

    assert distances(ranked) == {
        "A": Distance(above=None, below=Decimal("17.50"), sharing=0),
        "B": Distance(above=Decimal("17.50"), below=Decimal("62.25"), sharing=1),
        "C": Distance(above=Decimal("17.50"), below=Decimal("62.25"), sharing=1),
        "D": Distance(above=Decimal("62.25"), below=None, sharing=0),
    }


def test_a_distance_decided_by_the_tie_rule_is_zero_points() -> None:
    ranked = rank([scored("A", "50.00", 2), scored("B", "50.00", 1)])

    assert distances(ranked)["B"].above == Decimal("0.00")


def test_distances_do_not_depend_on_the_decimal_settings_of_the_caller() -> None:
    ranked = rank([scored("A", "90.01"), scored("B", "10.00")])

    with localcontext(prec=2, rounding=ROUND_UP):
        assert distances(ranked)["A"].below == Decimal("80.01")


entries_of_a_category = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 2), st.booleans()), max_size=15
).map(
    lambda rows: [
        scored(f"K-{index:03}", f"{total}.00", tie, eligible=eligible)
        for index, (total, tie, eligible) in enumerate(rows)
    ]
)


@given(entries_of_a_category, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(entries: list[Scored], random: object) -> None:
    shuffled = list(entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert rank(shuffled) == rank(entries)


@given(entries_of_a_category)
def test_a_rank_is_one_more_than_the_number_of_better_agencies(entries: list[Scored]) -> None:
    rows = rank(entries)
    keys = [(row.total, row.scored.ties) for row in rows if row.rank is not None]

    for row in rows:
        if row.rank is None:
            assert not row.scored.eligible or row.total == 0
        else:
            assert row.rank == 1 + sum(key > (row.total, row.scored.ties) for key in keys)


@given(entries_of_a_category)
def test_agencies_without_rank_do_not_shift_the_others(entries: list[Scored]) -> None:
    rows = [row for row in rank(entries) if row.rank is not None]

    assert rank([row.scored for row in rows]) == rows


def test_rows_cannot_be_changed() -> None:
    (row,) = rank([scored("A", "1.00")])

    with pytest.raises(AttributeError):
        row.rank = 2  # type: ignore[misc]
