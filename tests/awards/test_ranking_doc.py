"""Reads `docs/ranking.md` and works its examples out again: words, tables and code say the same."""

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import pytest

from awards import bundle, proof
from awards.jurying import Judged, Panel, fold
from awards.ranking import Ranked, rank
from awards.recipes import Component, Normalise, Recipe, RecipeComponent
from awards.scoring import AgencyInput, Scored, Tone, score
from awards.special import Entry, contents, improvement
from tools import verify_ranking

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


def _days(cell: str) -> dict[date, int]:
    return {FIRST_DAY + timedelta(days=day): int(count) for day, count in enumerate(cell.split())}


def _input(row: dict[str, str]) -> AgencyInput:
    return AgencyInput(
        agency=row["agency"],
        posts_by_day=_days(row["posts by day"]),
        interactions=int(row["interactions"]),
        reach=int(row["reach"]),
        pillars=int(row["pillars"]),
        excluded=row["excluded"],
        followers=int(row.get("followers", 0)),
        population=int(row.get("population", 0)),
        tone=Tone(Decimal(row["positive"]), int(row["n"])) if "n" in row else None,
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


SECTIONS = dict(section.split("\n", 1) for section in DOC.split("\n### ")[1:])
EXAMPLES = [
    _example(f"{title.removeprefix('Example ')}\n{text}")
    for title, text in SECTIONS.items()
    if title.startswith("Example ")
]
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=[example.title for example in EXAMPLES])


def test_the_document_has_six_examples_of_recipes() -> None:
    assert [example.title[:2] for example in EXAMPLES] == ["1:", "2:", "3:", "4:", "5:", "6:"]


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
def test_the_script_gives_the_same_from_the_inputs_of_the_document_alone(example: Example) -> None:
    lines: list[dict[str, Any]] = [{"standing": proof.standing("kategori", row)} for row in example.ranked()]
    recipe: Any = example.recipe.to_data()
    inputs = {row["agency"]: _as_in_the_bundle(row) for row in example.tables[0]}

    with localcontext(verify_ranking.CONTEXT):
        standings = [line["standing"] for line in lines]
        assert list(verify_ranking.wrong_inputs(recipe, lines, inputs)) == []
        assert list(verify_ranking.wrong_shares(recipe, standings)) == []
        assert [problem for one in standings for problem in verify_ranking.wrong_points(one)] == []
        assert list(verify_ranking.wrong_ranks(standings)) == []


def _as_in_the_bundle(row: dict[str, str]) -> dict[str, str]:
    """A row of the document as `masukan.csv` has it."""
    days = row["posts by day"].split()
    values = [
        row["agency"],
        str(sum(map(int, days))),
        str(sum(day != "0" for day in days)),
        *(row[name] for name in ("interactions", "reach", "pillars")),
        " ".join(f"{FIRST_DAY + timedelta(days=n)}:{day}" for n, day in enumerate(days)),
        *(row.get(name, "") for name in ("followers", "population", "positive", "n")),
    ]
    return dict(zip(bundle.INPUT_COLUMNS, values, strict=True))


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


def test_the_most_improved_of_the_document_are_those_of_the_code() -> None:
    (rows,) = _tables(SECTIONS["Most improved"])
    recipe = Recipe("1", (RecipeComponent(Component.CONSISTENCY, 100, Normalise.SHARE),), min_posts=2)

    def scores(column: str, days: int) -> dict[str, Scored]:
        inputs = [AgencyInput(row["agency"], _days(row[column])) for row in rows]
        return {entry.agency: entry for entry in score(recipe, inputs, campaign_days=days, pillars=0)}

    before, now = scores("posts by day then", 4), scores("posts by day now", 5)
    ranked = {row.agency: row for row in rank(improvement(now.values(), before))}

    assert [
        row
        | {
            "before": str(before[row["agency"]].total),
            "now": str(now[row["agency"]].total),
            "rise": str(ranked[row["agency"]].total),
            "rank": str(ranked[row["agency"]].rank or "–"),
            "sentence": ranked[row["agency"]].reason,
        }
        for row in rows
    ] == rows


def test_the_best_contents_of_the_document_are_those_of_the_code() -> None:
    (rows,) = _tables(SECTIONS["Best content"])
    entries = [Entry(row["agency"], "PST", int(row["interactions"])) for row in rows]
    ranked = {row.agency: row for row in rank(contents(entries))}

    assert [
        row | {"score": str(ranked[row["agency"]].total), "rank": str(ranked[row["agency"]].rank or "–")}
        for row in rows
    ] == rows


def test_the_verdict_of_the_jury_in_the_document_is_that_of_the_code() -> None:
    (rows,) = _tables(SECTIONS["Jury"])
    automatic = [
        Scored(
            agency=row["agency"],
            eligible=row["automatic"] != "0.00",
            reason="",
            total=Decimal(row["automatic"]),
            ties=(),
            components=(),
            posts=1,
            active_days=1,
            measured=1,
        )
        for row in rows
    ]
    sheets = {
        row["agency"]: [tuple(map(int, sheet.split())) for sheet in row["points"].split("/") if sheet.strip()]
        for row in rows
    }

    found = fold(rank(automatic), Panel(40, sheets))

    assert [
        {
            "agency": row.agency,
            "automatic": str(row.automatic),
            "jury": str(row.jury or "–"),
            "total": str(row.total),
            "rank": str(row.rank or "–"),
        }
        for row in found
        if isinstance(row, Judged)
    ] == [{name: text for name, text in row.items() if name != "points"} for row in rows]


@pytest.mark.parametrize(("positive", "n", "bound"), [("1", 3, 438503), ("0.9", 1000, 879848)])
def test_the_lower_bounds_of_tone_in_the_document_are_those_of_the_code(
    positive: str, n: int, bound: int
) -> None:
    assert Tone(Decimal(positive), n).lower_bound == bound
    assert f"0.{bound}" in DOC
