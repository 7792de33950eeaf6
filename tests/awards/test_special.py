from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from awards import reasons
from awards.ranking import rank
from awards.recipes import Component, Normalise, Recipe, RecipeComponent
from awards.scoring import AgencyInput, Scored
from awards.special import Entry, contents, improvement
from tests.awards.test_scoring import agency, categories, recipes, run

DAYS = Recipe("1", (RecipeComponent(Component.CONSISTENCY, 100, Normalise.SHARE),), min_active_days=2)


def by_agency(scores: list[Scored]) -> dict[str, Scored]:
    return {entry.agency: entry for entry in scores}


def test_contents_are_compared_by_the_logarithm_of_their_interactions() -> None:
    scores = contents([Entry("K-001", "PST1", 9_999), Entry("K-002", "PST2", 99), Entry("K-003", "PST3", 0)])

    assert [(entry.post, str(entry.total), entry.eligible) for entry in scores] == [
        ("PST1", "100.00", True),
        ("PST2", "50.00", True),
        ("PST3", "0.00", True),
    ]
    assert [row.rank for row in rank(scores)] == [1, 2, None]


def test_an_entry_that_may_not_compete_sets_no_scale() -> None:
    scores = contents(
        [
            Entry("K-001", "PST1", 99),
            Entry("K-002", "PST2", 10**6, excluded="panitia"),
            Entry("K-003", "PST3", 10**6, barred=reasons.POST_NOT_COUNTED),
        ]
    )

    assert [(str(entry.total), entry.reason) for entry in scores] == [
        ("100.00", ""),
        ("0.00", "Tidak ikut dinilai: panitia."),
        ("0.00", reasons.POST_NOT_COUNTED),
    ]


def test_contents_with_equal_interactions_share_a_rank() -> None:
    rows = rank(contents([Entry("K-002", "PST2", 7), Entry("K-001", "PST1", 7), Entry("K-003", "PST3", 3)]))

    assert [(row.agency, row.rank) for row in rows] == [("K-001", 1), ("K-002", 1), ("K-003", 3)]


def test_no_entries_no_scores() -> None:
    assert contents([]) == []


@given(st.lists(st.integers(0, 10**9), max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_entries_changes_nothing(interactions: list[int], random: Any) -> None:
    entries = [Entry(f"K-{number:03}", f"PST{number}", found) for number, found in enumerate(interactions)]
    shuffled = list(entries)
    random.shuffle(shuffled)

    assert by_agency(contents(shuffled)) == by_agency(contents(entries))


def test_improvement_is_the_difference_of_two_totals_of_one_recipe() -> None:
    now = run(DAYS, agency("A", 1, 1, 1, 1), agency("B", 1, 1, 1, 1, 1, 1, 1, 1))
    before = by_agency(run(DAYS, agency("A", 1, 1), agency("B", 1, 1, 1, 1, 1, 1, 1)))

    scores = improvement(now, before)

    assert [(entry.agency, str(entry.total), entry.eligible) for entry in scores] == [
        ("A", "25.00", True),
        ("B", "12.50", True),
    ]
    part = scores[0].components[0]
    assert (part.code, part.raw, part.reference, part.weight) == (Component.IMPROVEMENT, 5000, 2500, 100)
    assert (str(part.normalised), str(part.points)) == ("0.250000", "25.00")


def test_who_has_nothing_to_be_compared_with_is_told_so() -> None:
    then = by_agency(run(DAYS, agency("SAME", 1, 1), agency("FELL", 1, 1, 1), agency("SHORT", 1)))

    scores = improvement(
        run(
            DAYS,
            agency("SAME", 1, 1),
            agency("FELL", 1, 1),
            agency("SHORT", 1, 1),
            agency("NEW", 1, 1),
            agency("OUT", 1, 1, excluded="panitia"),
        ),
        then,
    )

    assert {entry.agency: entry.reason for entry in scores} == {
        "SAME": reasons.NOT_IMPROVED,
        "FELL": reasons.NOT_IMPROVED,
        "SHORT": reasons.NO_PREDECESSOR,
        "NEW": reasons.NO_PREDECESSOR,
        "OUT": "Tidak ikut dinilai: panitia.",
    }
    assert {str(entry.total) for entry in scores} == {"0.00"}
    assert not any(entry.eligible for entry in scores)


@given(recipes, categories, categories, st.randoms(use_true_random=False))
def test_improvement_keeps_to_the_rules_of_every_score(
    recipe: Recipe, now: list[AgencyInput], before: list[AgencyInput], random: Any
) -> None:
    then = by_agency(run(recipe, *before))
    scores = improvement(run(recipe, *now), then)
    shuffled = list(now)
    random.shuffle(shuffled)

    assert by_agency(improvement(run(recipe, *shuffled), then)) == by_agency(scores)
    for entry in scores:
        (part,) = entry.components
        assert entry.total == part.points == part.normalised * part.weight
        assert (entry.total > 0) == entry.eligible
        assert 0 <= entry.total <= Decimal(100)
