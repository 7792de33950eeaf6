from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards import jurying
from awards.jurying import Criterion, Judged, Panel, fold
from awards.ranking import Ranked, rank
from awards.recipes import Component, Normalise, Recipe, RecipeComponent, TieKey
from awards.scoring import AgencyInput, score

DAYS = [date(2023, 9, day) for day in range(1, 6)]
RECIPE = Recipe(
    version="uji",
    components=(RecipeComponent(Component.VOLUME, 100, Normalise.MAX),),
    ties=(TieKey.INTERACTIONS,),
)


def automatic(**posts: tuple[int, int] | int) -> list[Ranked]:
    """The automatic ranking of agencies by their posts, or (posts, interactions); `K1` stands for K-1."""
    inputs = []
    for name, given_ in posts.items():
        count, interactions = given_ if isinstance(given_, tuple) else (given_, 0)
        inputs.append(AgencyInput(f"K-{name[1:]}", {DAYS[0]: count}, interactions=interactions))
    return rank(score(RECIPE, inputs, campaign_days=5, pillars=0))


def panel(percent: int = 40, **points: list[int]) -> Panel:
    """Each juror gives the same points for all criteria."""
    sheets = {f"K-{name[1:]}": [(value,) * 5 for value in values] for name, values in points.items()}
    return Panel(percent, sheets)


def placed(rows: list[Ranked]) -> list[tuple[str, int | None, str]]:
    return [(row.agency, row.rank, str(row.total)) for row in rows]


def test_the_total_is_both_scores_by_their_weights_each_rounded_half_to_even() -> None:
    assert jurying.total(Decimal("87.33"), Decimal("90.50"), 40) == Decimal("88.60")  # 52.40 + 36.20
    assert jurying.total(Decimal("0.05"), Decimal("0.15"), 50) == Decimal("0.10")  # 0.02 + 0.08
    assert jurying.total(Decimal("80.00"), None, 25) == Decimal("60.00")


def test_the_mean_counts_every_criterion_of_every_juror_alike() -> None:
    assert jurying.mean([(80, 70, 90, 60, 75), (81, 70, 90, 60, 75)]) == Decimal("75.10")
    assert jurying.mean([(1, 1, 1, 1, 1), (1, 1, 1, 1, 2), (1, 1, 1, 1, 1)]) == Decimal("1.07")


def test_finalists_stand_before_the_others_whatever_the_others_have() -> None:
    rows = fold(automatic(K1=10, K2=9, K3=1), panel(K2=[50, 50], K3=[100, 100]))

    assert placed(rows) == [("K-2", 1, "74.00"), ("K-3", 2, "46.00"), ("K-1", 3, "60.00")]
    assert [row.position for row in rows] == [1, 2, 3]


def test_a_sheet_of_one_juror_makes_no_finalist() -> None:
    rows = fold(automatic(K1=10, K2=9), panel(K1=[10, 10], K2=[100]))

    assert placed(rows) == [("K-1", 1, "64.00"), ("K-2", 2, "54.00")]
    assert isinstance(rows[1], Judged)
    assert (rows[1].jury, rows[1].sheets, rows[1].automatic) == (None, (), Decimal("90.00"))


def test_the_others_keep_their_automatic_order_where_the_jury_decides_all() -> None:
    rows = fold(automatic(K1=10, K2=9, K3=8, K4=8), panel(100, K2=[1, 1]))

    assert placed(rows) == [("K-2", 1, "1.00"), ("K-1", 2, "0.00"), ("K-3", 3, "0.00"), ("K-4", 3, "0.00")]


def test_equal_finalists_are_parted_by_the_tie_rule_and_share_a_rank_otherwise() -> None:
    rows = fold(automatic(K1=(10, 5), K2=(10, 7), K3=(10, 5)), panel(K1=[60, 60], K2=[60, 60], K3=[60, 60]))

    assert placed(rows) == [("K-2", 1, "84.00"), ("K-1", 2, "84.00"), ("K-3", 2, "84.00")]


def test_who_is_not_scored_is_no_finalist_whatever_the_jury_gave() -> None:
    rows = fold(automatic(K1=10, K2=0), panel(K1=[10, 10], K2=[90, 90]))

    assert placed(rows) == [("K-1", 1, "64.00"), ("K-2", None, "0.00")]
    assert rows[1].reason == "Belum ada unggahan terverifikasi."


def test_finalists_are_the_first_ranks_with_all_who_share_the_last_one_by_code() -> None:
    ranked = automatic(K9=9, K8=8, K7=7, K6=6, K1=5, K2=5, K3=4)

    assert jurying.finalists(ranked, 1) == ["K-1", "K-2", "K-6", "K-7", "K-8", "K-9"]
    assert jurying.finalists(ranked, 3) == ["K-1", "K-2", "K-3", "K-6", "K-7", "K-8", "K-9"]
    assert [jurying.last_rank(places) for places in (1, 2, 3)] == [5, 6, 9]


def test_whoever_lacks_a_second_juror_is_named() -> None:
    assert jurying.unjudged(["K-1", "K-2", "K-3"], panel(K1=[5, 6], K2=[5])) == ["K-2", "K-3"]


def test_sheets_come_in_an_order_that_tells_nobody_whose_they_are() -> None:
    assert panel(K1=[90, 20, 55]).of("K-1") == ((20,) * 5, (55,) * 5, (90,) * 5)


@given(st.lists(st.integers(1, 100), min_size=2, max_size=6), st.randoms())
def test_the_order_of_the_jurors_changes_nothing(values: list[int], chance: object) -> None:
    shuffled = list(values)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    ranked = automatic(K1=10, K2=9, K3=8)

    assert fold(ranked, panel(K2=values)) == fold(ranked, panel(K2=shuffled))


def test_points_are_whole_from_1_to_100_for_every_criterion() -> None:
    points: dict[str, object] = {criterion.value: 70 + index for index, criterion in enumerate(Criterion)}

    assert jurying.sheet(points) == (70, 71, 72, 73, 74)
    for wrong in (0, 101, -1, 70.5, "70", True, None):
        with pytest.raises(ValueError, match="ethics"):
            jurying.sheet(points | {"ethics": wrong})
    with pytest.raises(ValueError, match="creativity"):
        jurying.sheet({key: value for key, value in points.items() if key != "creativity"})
    with pytest.raises(ValueError, match="unknown criteria: luck"):
        jurying.sheet(points | {"luck": 5})


def test_every_criterion_has_a_name_and_a_question() -> None:
    assert [criterion.label for criterion in Criterion] == [
        "Kreativitas",
        "Pengemasan",
        "Nilai berita",
        "Estetika",
        "Etika",
    ]
    assert all(criterion.question.endswith("?") for criterion in Criterion)


def test_the_total_is_explained_with_both_parts() -> None:
    first, second = fold(automatic(K1=10, K2=5), panel(K1=[80, 81]))
    assert isinstance(first, Judged)
    assert isinstance(second, Judged)

    assert jurying.explain(first) == [
        "Nilai otomatis: 100,00 × 60 % = 60,00 poin.",
        "Nilai juri: rata-rata 80,50 dari 2 juri × 40 % = 32,20 poin.",
        "Nilai akhir: 92,20 poin.",
    ]
    assert jurying.explain(second)[1:] == [
        "Bukan finalis, sehingga tanpa nilai juri.",
        "Nilai akhir: 30,00 poin.",
    ]


def test_a_panel_that_judged_nobody_changes_no_rank() -> None:
    ranked = automatic(K1=10, K2=9, K3=9, K4=0)

    rows = fold(ranked, panel())

    assert [(row.agency, row.rank, row.position) for row in rows] == [
        (row.agency, row.rank, row.position) for row in ranked
    ]
    assert replace(rows[0], position=9).position == 9
