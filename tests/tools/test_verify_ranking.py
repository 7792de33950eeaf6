"""Runs the script as anyone would: a file, a bare Python, and nothing of the portal."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest

from awards import proof
from awards.proof import Plain
from awards.ranking import rank
from awards.recipes import DEFAULT, Component, Normalise, Recipe, RecipeComponent
from awards.scoring import AgencyInput, Tone, score

SCRIPT = Path(__file__).parents[2] / "tools" / "verify_ranking.py"


@pytest.fixture
def rows() -> list[dict[str, Plain]]:
    """A category of four: two share rank 1, one is third, one is not scored."""
    days = {date(2023, 9, 5): 2, date(2023, 9, 6): 2}
    inputs = [
        AgencyInput("K-007", days, interactions=900, reach=70, pillars=2, measured=4),
        AgencyInput("K-010", days, interactions=900, reach=70, pillars=2, measured=4),
        AgencyInput("K-011", days, interactions=7, reach=0, pillars=1, measured=4),
        AgencyInput("K-012", {}),
    ]
    return [
        proof.standing("kementerian", row) for row in rank(score(DEFAULT, inputs, campaign_days=3, pillars=3))
    ]


def written(rows: list[dict[str, Plain]], path: Path, *, facts: dict[str, Plain] | None = None) -> str:
    """Write an export whose hashes are those of `rows`, and return the head."""
    recipe = cast(Plain, DEFAULT.to_data())
    facts = facts or {
        "campaign": "ktt-43",
        "cutoff": "2023-09-07T17:00:00Z",
        "recipe": recipe,
        "previous": "",
    }
    hashes = proof.chain(proof.genesis(facts), rows)
    path.write_text(proof.export(facts, rows, hashes), encoding="utf-8")
    return hashes[-1]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    # -I: no site of the project, no environment, so an import of the portal would fail.
    return subprocess.run(
        [sys.executable, "-I", "-X", "utf8", str(SCRIPT), *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd="/",
    )


def test_a_genuine_file_is_confirmed_with_its_head(rows: list[dict[str, Plain]], tmp_path: Path) -> None:
    head = written(rows, tmp_path / "peringkat.jsonl")

    result = run(tmp_path / "peringkat.jsonl")

    assert result.returncode == 0, result.stderr
    assert f"Sidik jari hasil: {head}" in result.stdout
    assert result.stdout.splitlines()[-1] == "COCOK: peringkat ini utuh"


def test_the_published_head_can_be_compared(rows: list[dict[str, Plain]], tmp_path: Path) -> None:
    head = written(rows, tmp_path / "peringkat.jsonl")

    assert run(tmp_path / "peringkat.jsonl", head.upper()).returncode == 0
    other = run(tmp_path / "peringkat.jsonl", "0" * 64)
    assert other.returncode == 1
    assert "sidik jari yang diumumkan berbeda" in other.stdout


def test_a_changed_line_is_named_once(rows: list[dict[str, Plain]], tmp_path: Path) -> None:
    path = tmp_path / "peringkat.jsonl"
    head = written(rows, path)
    path.write_text(path.read_text().replace('"agency":"K-011"', '"agency":"K-099"'))

    result = run(path)

    assert result.returncode == 1
    assert head not in result.stdout
    assert [line for line in result.stdout.splitlines() if line.startswith("-")] == [
        "- baris 4: isi atau urutannya tidak cocok dengan sidik jarinya"
    ]
    assert result.stdout.splitlines()[-1] == "TIDAK COCOK"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda lines: [*lines[:2], lines[3], lines[2], lines[4]], "baris 3: isi atau urutannya"),
        (lambda lines: [*lines[:2], *lines[3:]], "baris 3: isi atau urutannya"),
        (lambda lines: [lines[0].replace("ktt-43", "ktt-42"), *lines[1:]], "baris 1: fakta putaran"),
        (lambda lines: [lines[0].replace("standings-1", "standings-2"), *lines[1:]], "baris 1: format"),
    ],
    ids=["moved", "removed", "other round", "other format"],
)
def test_a_file_that_was_rearranged_is_refused(
    change: Callable[[list[str]], list[str]], sentence: str, rows: list[dict[str, Plain]], tmp_path: Path
) -> None:
    path = tmp_path / "peringkat.jsonl"
    written(rows, path)
    path.write_text("\n".join(change(path.read_text().splitlines())) + "\n")

    result = run(path)

    assert result.returncode == 1
    assert f"- {sentence}" in result.stdout


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("rank", "2", "K-010: peringkat seharusnya 1"),
        ("rank", "", "K-010: peringkat seharusnya 1"),
        ("total", "99.99", "K-010: jumlah nilai seharusnya"),
    ],
)
def test_a_wrong_result_with_right_hashes_is_refused(
    field: str, value: str, sentence: str, rows: list[dict[str, Plain]], tmp_path: Path
) -> None:
    path = tmp_path / "peringkat.jsonl"
    written([rows[0], {**rows[1], field: value}, *rows[2:]], path)

    result = run(path)

    assert result.returncode == 1
    assert f"- {sentence}" in result.stdout


def test_a_rank_for_an_agency_without_points_is_refused(rows: list[dict[str, Plain]], tmp_path: Path) -> None:
    written([*rows[:3], {**rows[3], "rank": "4"}], tmp_path / "peringkat.jsonl")

    result = run(tmp_path / "peringkat.jsonl")

    assert "- K-012: peringkat seharusnya tidak ada" in result.stdout


def test_wrong_points_of_a_component_are_named(rows: list[dict[str, Plain]], tmp_path: Path) -> None:
    changed = json.loads(json.dumps(rows))
    changed[0]["components"][0]["points"] = "31.00"
    written(changed, tmp_path / "peringkat.jsonl")

    result = run(tmp_path / "peringkat.jsonl")

    assert "- K-007: poin volume seharusnya 30.00" in result.stdout


@pytest.mark.parametrize("content", ["", "tidak ada apa pun", '{"hash": 1}', "[]\n[]", "1"])
def test_a_file_of_another_kind_is_not_judged(content: str, tmp_path: Path) -> None:
    (tmp_path / "lain.txt").write_text(content)

    result = run(tmp_path / "lain.txt")

    assert result.returncode == 2
    assert "Berkas tidak dapat dibaca" in result.stderr


def test_a_recipe_without_the_components_of_the_standings_is_not_judged(
    rows: list[dict[str, Plain]], tmp_path: Path
) -> None:
    written(rows, tmp_path / "peringkat.jsonl", facts={"recipe": {"components": []}, "previous": ""})

    result = run(tmp_path / "peringkat.jsonl")

    assert (result.returncode, result.stderr.count("\n")) == (2, 1)


def test_without_a_file_the_usage_is_shown() -> None:
    result = run()

    assert result.returncode == 2
    assert "verify_ranking.py FILE [HEAD]" in result.stderr


ALL_SCALES = Recipe(
    "2",
    (
        RecipeComponent(Component.CONSISTENCY, 20, Normalise.SHARE),
        RecipeComponent(Component.INTERACTIONS, 30, Normalise.PER_FOLLOWER),
        RecipeComponent(Component.REACH, 20, Normalise.PERCENTILE),
        RecipeComponent(Component.TONE, 30, Normalise.SHARE),
    ),
)


@pytest.mark.parametrize(
    ("code", "changes", "sentence"),
    [
        ("consistency", {"reference": "4", "share": "0.500000"}, "acuan seharusnya 5"),
        ("interactions", {"reference_divisor": "90"}, "acuan seharusnya 900 per 100"),
        ("interactions", {"reference": "70", "reference_divisor": "7"}, "acuan seharusnya 900 per 100"),
        ("reach", {"reference": "3"}, "banyaknya yang memiliki angka seharusnya 2"),
        ("tone", {"reference": "900000"}, "acuan seharusnya 1000000"),
        ("tone", {"raw": "438504"}, "batas bawah seharusnya 438503"),
        ("tone", {"n": "4"}, "batas bawah seharusnya 510109"),
    ],
)
def test_a_changed_reference_of_any_scale_is_found(
    code: str, changes: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    days = {date(2023, 9, 5): 2, date(2023, 9, 6): 2}
    inputs = [
        AgencyInput("K-007", days, interactions=900, reach=70, followers=100, tone=Tone(Decimal(1), 3)),
        AgencyInput("K-010", days, interactions=900, reach=0, followers=200, tone=Tone(Decimal("0.9"), 1000)),
        AgencyInput("K-011", days, interactions=0, reach=9),
    ]
    rows = [
        proof.standing("kementerian", row)
        for row in rank(score(ALL_SCALES, inputs, campaign_days=5, pillars=3))
    ]
    facts = {"recipe": cast(Plain, ALL_SCALES.to_data()), "previous": ""}
    written(rows, tmp_path / "utuh.jsonl", facts=facts)
    assert run(tmp_path / "utuh.jsonl").returncode == 0

    first = next(row for row in rows if row["agency"] == "K-007")
    part = next(one for one in cast(list[dict[str, str]], first["components"]) if one["code"] == code)
    part.update(changes)
    written(rows, tmp_path / "diubah.jsonl", facts=facts)

    assert f"K-007: {code}, {sentence}" in run(tmp_path / "diubah.jsonl").stdout


def weigh_more(standing: dict[str, Any]) -> None:
    """Another weight than everybody has, with points and total that follow from it."""
    part = standing["components"][0]
    more = Decimal(part["share"]) * 10
    part["weight"] = str(int(part["weight"]) + 10)
    part["points"] = str(Decimal(part["points"]) + more.quantize(Decimal("0.01")))
    standing["total"] = str(Decimal(standing["total"]) + more.quantize(Decimal("0.01")))


def count_twice(standing: dict[str, Any]) -> None:
    standing["components"].append(standing["components"][0])
    standing["total"] = str(Decimal(standing["total"]) + Decimal(standing["components"][0]["points"]))


@pytest.mark.parametrize("change", [weigh_more, count_twice])
def test_a_standing_that_is_not_weighed_by_the_recipe_is_named(
    change: Callable[[dict[str, Any]], None], rows: list[dict[str, Plain]], tmp_path: Path
) -> None:
    for row in rows[1:2]:
        change(row)
        row["rank"] = row["position"] = "1"
    rows[0]["rank"] = rows[0]["position"] = "2"
    written(rows, tmp_path / "diubah.jsonl")

    result = run(tmp_path / "diubah.jsonl")

    assert [line for line in result.stdout.splitlines() if line.startswith("-")] == [
        "- K-010: komponen atau bobotnya bukan yang ditetapkan"
    ]


def test_what_is_said_twice_is_not_judged(rows: list[dict[str, Plain]], tmp_path: Path) -> None:
    path = tmp_path / "ganda.jsonl"
    written(rows, path)
    path.write_text(path.read_text().replace('"total":', '"total":"99.99","total":', 1))
    assert "nama ganda" in run(path).stderr

    written([*rows, rows[-1]], path)
    assert "nama ganda: ['K-007', 'K-010', 'K-011', 'K-012', 'K-012']" in run(path).stderr

    with zipfile.ZipFile(tmp_path / "paket.zip", "w") as bundle:
        bundle.writestr("peringkat.jsonl", path.read_text())
        with pytest.warns(UserWarning, match="Duplicate"):
            bundle.writestr("peringkat.jsonl", path.read_text())
    assert "nama ganda: ['peringkat.jsonl', 'peringkat.jsonl']" in run(tmp_path / "paket.zip").stderr


def test_a_category_in_which_nobody_is_scored_is_read(tmp_path: Path) -> None:
    silent = [AgencyInput("K-007", {}), AgencyInput("K-010", {})]
    rows = [
        proof.standing("kementerian", row)
        for row in rank(score(ALL_SCALES, silent, campaign_days=5, pillars=3))
    ]
    written(
        rows, tmp_path / "kosong.jsonl", facts={"recipe": cast(Plain, ALL_SCALES.to_data()), "previous": ""}
    )

    assert run(tmp_path / "kosong.jsonl").returncode == 0
