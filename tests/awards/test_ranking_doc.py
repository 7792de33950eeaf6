"""Reads `docs/ranking.md` and works its examples out again: words, tables and code say the same."""

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from awards.ranking import Ranked, rank
from awards.recipes import Component, Normalise, Recipe
from awards.scoring import AgencyInput, score

DOC = (Path(__file__).parents[2] / "docs" / "ranking.md").read_text(encoding="utf-8")
FIRST_DAY = date(2023, 8, 29)

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Example:
    title: str
    recipe: Recipe
    days: int
    pillars: int
    tables: list[Rows]

    def ranked(self) -> list[Ranked]:
        inputs = [_input(row) for row in self.tables[0]]
        return rank(score(self.recipe, inputs, campaign_days=self.days, pillars=self.pillars))


def _input(row: dict[str, str]) -> AgencyInput:
    posts = enumerate(map(int, row["posts by day"].split()))
    return AgencyInput(
        agency=row["agency"],
        posts_by_day={FIRST_DAY + timedelta(days=day): count for day, count in posts},
        interactions=int(row["interactions"]),
        reach=int(row["reach"]),
        pillars=int(row["pillars"]),
        excluded=row["excluded"],
    )


def _tables(text: str) -> list[Rows]:
    """Every Markdown table of `text` as a list of rows by column name."""
    tables = []
    for block in re.findall(r"(?:^\|.*\|$\n?)+", text, re.MULTILINE):
        lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in block.splitlines()]
        tables.append([dict(zip(lines[0], cells, strict=True)) for cells in lines[2:]])
    return tables


def _example(section: str) -> Example:
    facts = re.search(r"^Days: (\d+)\. Pillars: (\d+)\.$", section, re.MULTILINE)
    recipe = re.search(r"```json\n(.*?)```", section, re.DOTALL)
    assert facts is not None
    assert recipe is not None
    return Example(
        title=section.splitlines()[0],
        recipe=Recipe.from_data(json.loads(recipe.group(1))),
        days=int(facts.group(1)),
        pillars=int(facts.group(2)),
        tables=_tables(section),
    )


EXAMPLES = [_example(section) for section in DOC.split("\n### Example ")[1:]]
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=[example.title for example in EXAMPLES])


def test_the_document_has_five_examples() -> None:
    assert [example.title[:2] for example in EXAMPLES] == ["1:", "2:", "3:", "4:", "5:"]


@each_example
def test_the_code_gives_the_ranks_and_points_of_the_document(example: Example) -> None:
    shown = [
        {
            "position": str(row.position),
            "rank": "–" if row.rank is None else str(row.rank),
            "agency": row.agency,
            **{part.code.value: str(part.points) for part in row.scored.components},
            "total": str(row.total),
        }
        for row in example.ranked()
        if row.scored.eligible
    ]

    assert shown == example.tables[1]


@each_example
def test_agencies_that_are_not_scored_get_the_sentence_of_the_document(example: Example) -> None:
    shown = [
        {"agency": row.agency, "sentence": row.scored.reason}
        for row in example.ranked()
        if not row.scored.eligible
    ]

    assert shown == (example.tables[2] if len(example.tables) > 2 else [])


def test_the_document_lists_every_component_and_scale() -> None:
    components, scales = _tables(DOC)[:2]

    assert [(row["component"], row["Indonesian"]) for row in components] == [
        (f"`{code}`", code.label) for code in Component
    ]
    assert [row["scale"] for row in scales] == [f"`{scale}`" for scale in Normalise]
