#!/usr/bin/env python3
"""Recompute a frozen ranking from its bundle, with nothing but Python's standard library.

    python tools/verify_ranking.py FILE [HEAD]

FILE is the bundle (.zip) of a result, or only its standings (.jsonl). Checks that every hash follows from the
one before it, that components and weights are those of the recipe, that shares, points, totals (with the
jury's, where there is one) and ranks follow from the numbers in the file, and, if HEAD is given (from the
result page or the minutes), that it is the file's head. Of a bundle also: that recipe, inputs (with who takes
part) and components are those of the standings, and the chain of freezes. Exit status 0: genuine, 1: not
genuine, 2: the call or the file cannot be understood, or says something twice. The rules are in
docs/ranking.md; nothing of the portal is imported, so that nobody has to trust it.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
import zipfile
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from functools import partial
from typing import Any

FORMAT = "summitcomms-standings-1"
STANDINGS, RECIPE, INPUTS = "peringkat.jsonl", "resep.json", "masukan.csv"
COMPONENTS, CHAIN, BEFORE = "komponen.csv", "rantai.jsonl", "sebelumnya.jsonl"
CONTEXT = Context(prec=34, rounding=ROUND_HALF_EVEN)
SHARE, POINTS = Decimal("0.000001"), Decimal("0.01")
MILLION, Z = 1_000_000, Decimal("1.959964")
NO_POINTS, BELOW = "Belum memperoleh poin.", ("Belum ada unggahan", "Baru ")
"""What is said of an agency without points, and how it begins of one below the floor of the recipe."""
COLUMNS = {"posts": "unggahan", "active_days": "hari_aktif", "pillars": "pilar"}
COLUMNS |= {"interactions": "interaksi", "reach": "jangkauan"}
"""Where the inputs have the number of a tie rule."""
RAW = COLUMNS | {"consistency": "hari_aktif", "pillar_coverage": "pilar"}
"""Where the inputs have the raw number of a component; volume is counted day by day, tone is worked out."""
DIVISORS = {"per_follower": "pengikut", "per_capita": "penduduk"}
"""Where the inputs have what the numbers of a scale are divided by."""
POSITIVE, OBSERVATIONS = "tone_positif", "pengamatan"
UNREADABLE = (ValueError, ArithmeticError, LookupError, TypeError, AttributeError)
"""What a cell or a line raises that does not hold what it must."""

Line = dict[str, Any]


def canonical(value: object) -> str:
    """Keys sorted, no spaces, letters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def unique(pairs: Sequence[tuple[str, Any]]) -> Line:
    """What is named once each: of what is named twice, one reader takes the first and another the last."""
    if len(found := dict(pairs)) != len(pairs):
        raise ValueError(f"nama ganda: {[name for name, _value in pairs]}")
    return found


loaded = partial(json.loads, object_pairs_hook=unique)


def table(text: str) -> list[dict[str, str]]:
    """The rows of a table by the names of its columns."""
    columns, *rows = filter(None, csv.reader(text.splitlines()))
    return [unique(list(zip(columns, row, strict=True))) for row in rows]


def parse(text: str) -> tuple[Line, list[Line]]:
    """The facts of the round, and its standings, from the text of an export."""
    top, *lines = [loaded(line) for line in text.splitlines()]
    return top, lines


def recompute_head(top: Line, lines: Sequence[Line]) -> str:
    """The head that follows from the contents alone, whatever hashes the file claims."""
    head = sha256(f"{FORMAT}\n{canonical(top['round'])}")
    for line in lines:
        head = sha256(f"{head}\n{canonical(line['standing'])}")
    return head


def wrong_hashes(top: Line, lines: Sequence[Line]) -> Iterator[str]:
    """A sentence for each line whose claimed hash does not follow from the one claimed before it."""
    if top["format"] != FORMAT:
        yield f"baris 1: format {top['format']!r} tidak dikenal"
    if top["hash"] != sha256(f"{FORMAT}\n{canonical(top['round'])}"):
        yield "baris 1: fakta putaran tidak cocok dengan sidik jarinya"
    previous = top["hash"]
    for number, line in enumerate(lines, start=2):
        if line["hash"] != sha256(f"{previous}\n{canonical(line['standing'])}"):
            yield f"baris {number}: isi atau urutannya tidak cocok dengan sidik jarinya"
        previous = line["hash"]


def scale_of(recipe: Line, standing: Line, part: Line) -> str:
    """On which scale a component was measured: that of the recipe, or of what the category compares."""
    if part["code"] == "improvement":
        return "increase"
    if "post" in standing:
        return "log"
    return next(one["normalise"] for one in recipe["components"] if one["code"] == part["code"])


def share_of(scale: str, part: Line, others: Sequence[int]) -> Decimal:
    """The share that follows from raw number and reference; `others` are the scored raw numbers, sorted."""
    raw, reference = int(part["raw"]), int(part["reference"])
    if scale == "increase":
        return Decimal(raw - reference) / 10_000
    if not raw:
        return Decimal(0)
    if scale == "log":
        return Decimal(raw + 1).ln() / Decimal(reference + 1).ln()
    if scale == "percentile":
        return Decimal(bisect_right(others, raw)) / reference
    if "divisor" not in part:
        return Decimal(raw) / reference
    divisor, among = int(part["divisor"]), int(part["reference_divisor"])
    return Decimal(raw * among) / (divisor * reference) if divisor else Decimal(0)


def wrong_reference(scale: str, part: Line, others: Sequence[int], column: Sequence[Line]) -> str:
    """What is wrong with the reference of a number, or of tone with the number; empty where nothing is.

    `column` holds the component of all that are scored in the category. How many days or pillars were
    possible is not in the file: it must be the same for everybody, and not less than anybody reached.
    """
    reference = int(part["reference"])
    if scale == "percentile" and reference != len(others):
        return f"banyaknya yang memiliki angka seharusnya {len(others)}"
    if "divisor" in part:
        best = best_rate(column)
        if (reference, int(part["reference_divisor"])) != best:
            return f"acuan seharusnya {best[0]} per {best[1]}"
    if "observed" in part and int(part["raw"]) != (bound := lower_bound(part)):
        return f"batas bawah seharusnya {bound}"
    if scale == "share":
        possible = max(int(one["reference"]) for one in column or [part])
        possible = MILLION if part["code"] == "tone" else possible
        if reference != possible or possible < max(others, default=0):
            return f"acuan seharusnya {max(possible, *others, 0)}"
    return ""


def best_rate(column: Sequence[Line]) -> tuple[int, int]:
    """The highest rate as number and divisor; of equal ones that of the greater numbers."""
    pairs = [(int(part["raw"]), int(part["divisor"])) for part in column]
    rates = [(Fraction(raw, divisor), raw, divisor) for raw, divisor in pairs if raw and divisor]
    return max(rates, default=(0, 0, 0))[1:]


def lower_bound(part: Line) -> int:
    """The lower end of the Wilson interval of a share of positive tone, in millionths."""
    n, positive, z2 = Decimal(part["n"]), Decimal(part["observed"]) / MILLION, Z * Z
    if not n:
        return 0
    spread = Z * (positive * (1 - positive) / n + z2 / (4 * n * n)).sqrt()
    return int(((positive + z2 / (2 * n) - spread) / (1 + z2 / n)).quantize(SHARE) * MILLION)


def is_scored(standing: Line) -> bool:
    """Whether the agency takes part; one without points does, but gets no rank."""
    return standing["reason"] in ("", NO_POINTS)


def wrong_shares(recipe: Line, standings: Sequence[Line]) -> Iterator[str]:
    """A sentence for each share, and each highest number, that does not follow from the raw numbers."""
    columns: dict[str, list[Line]] = {}
    for standing in filter(is_scored, standings):
        for part in standing["components"]:
            columns.setdefault(part["code"], []).append(part)
    raws = {code: sorted(int(one["raw"]) for one in few if int(one["raw"])) for code, few in columns.items()}
    for standing in standings:
        for part in standing["components"]:
            scale, others = scale_of(recipe, standing, part), raws.get(part["code"], [])
            name = f"{standing['agency']}: {part['code']}"
            if scale in ("max", "log") and int(part["reference"]) != max(others, default=0):
                yield f"{name}, angka tertinggi seharusnya {max(others, default=0)}"
                continue
            if sentence := wrong_reference(scale, part, others, columns.get(part["code"], [])):
                yield f"{name}, {sentence}"
                continue
            share = share_of(scale, part, others) if is_scored(standing) else Decimal(0)
            if share.quantize(SHARE) != Decimal(part["share"]):
                yield f"{name}, bagian seharusnya {share.quantize(SHARE)}"


def wrong_weights(recipe: Line, standings: Sequence[Line]) -> Iterator[str]:
    """A sentence for each standing that is not weighed as its category is; no agency stands there twice."""
    first = next(iter(unique([(one["agency"], one) for one in standings]).values()))
    weights = [(part["code"], str(part["weight"])) for part in recipe["components"]]
    if "post" in first or first["components"][0]["code"] == "improvement":
        weights = [("interactions" if "post" in first else "improvement", "100")]
    for one in standings:
        found = [(part["code"], part["weight"]) for part in one["components"]], one.get("jury_percent")
        if found != (weights, first.get("jury_percent")) or ("post" in one) != ("post" in first):
            yield f"{one['agency']}: komponen atau bobotnya bukan yang ditetapkan"


def wrong_points(standing: Line) -> Iterator[str]:
    """A sentence for each number that does not follow from the ones beside it."""
    agency, total = standing["agency"], Decimal(0)
    for part in standing["components"]:
        points = (Decimal(part["share"]) * int(part["weight"])).quantize(POINTS)
        if points != Decimal(part["points"]):
            yield f"{agency}: poin {part['code']} seharusnya {points}"
        total += points
    if "jury_percent" in standing:
        if total != Decimal(standing["automatic"]):
            yield f"{agency}: nilai otomatis seharusnya {total}"
        sheets = standing["jury_points"]
        mean = jury_mean(sheets) if sheets else None
        if standing["jury"] != ("" if mean is None else str(mean)):
            yield f"{agency}: nilai juri seharusnya {'tidak ada' if mean is None else mean}"
        percent = int(standing["jury_percent"])
        total = (total * (100 - percent) / 100).quantize(POINTS)
        total += ((mean or Decimal(0)) * percent / 100).quantize(POINTS)
    if total != Decimal(standing["total"]):
        yield f"{agency}: jumlah nilai seharusnya {total}"


def jury_mean(sheets: Sequence[Sequence[str]]) -> Decimal:
    """The mean of all points that all jurors gave, every criterion of the same weight."""
    points = [int(value) for sheet in sheets for value in sheet]
    return (Decimal(sum(points)) / len(points)).quantize(POINTS)


def key_of(standing: Line) -> tuple[bool, Decimal, list[int]]:
    """What decides the rank: whether the jury judged, the total (of others the automatic one), the ties."""
    is_finalist = bool(standing.get("jury_points"))
    decisive = "total" if is_finalist or "automatic" not in standing else "automatic"
    return is_finalist, Decimal(standing[decisive]), [int(tie) for tie in standing["ties"]]


def wrong_ranks(standings: Sequence[Line]) -> Iterator[str]:
    """A sentence for each rank or position in one category that does not follow from totals and ties."""
    ranked = [key_of(standing) for standing in standings if standing["rank"]]
    for standing in standings:
        key = key_of(standing)
        expected = str(1 + sum(other > key for other in ranked)) if key[1] and is_scored(standing) else ""
        if standing["rank"] != expected:
            yield f"{standing['agency']}: peringkat seharusnya {expected or 'tidak ada'}"
    shown = sorted(standings, key=lambda one: (one["rank"] == "", int(one["rank"] or 0), one["agency"]))
    for position, standing in enumerate(shown, start=1):
        if standing["position"] != str(position):
            yield f"{standing['agency']}: urutan tampil seharusnya {position}"


def find_problems(top: Line, lines: Sequence[Line]) -> list[str]:
    """All that is wrong inside the standings, as Indonesian sentences; empty if they are consistent."""
    problems = list(wrong_hashes(top, lines))
    categories: dict[str, list[Line]] = {}
    with localcontext(CONTEXT):
        for line in lines:
            problems += wrong_points(line["standing"])
            categories.setdefault(line["standing"]["category"], []).append(line["standing"])
        for standings in categories.values():
            problems += wrong_weights(top["round"]["recipe"], standings)
            problems += wrong_shares(top["round"]["recipe"], standings)
            problems += wrong_ranks(standings)
    return problems


def wrong_inputs(recipe: Line, lines: Sequence[Line], rows: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """A sentence for each raw number and each tie of a category of agencies that the inputs do not give."""
    for standing in (line["standing"] for line in lines):
        if "post" in standing or any(part["code"] == "improvement" for part in standing["components"]):
            continue
        try:
            yield from wrong_input(recipe, standing, rows[standing["agency"]])
        except UNREADABLE:
            yield f"{INPUTS}: {standing['agency']}, ada sel yang kosong atau tidak dapat dibaca"


def wrong_input(recipe: Line, standing: Line, row: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each raw number and each tie of one agency that its row of the inputs does not give."""
    caps = {one["code"]: one.get("cap_per_day") for one in recipe["components"]}
    agency, floor = standing["agency"], recipe.get("floor", {})
    days = [int(day.rpartition(":")[2]) for day in row["unggahan_per_hari"].split()]
    if [sum(days), sum(map(bool, days))] != [int(row["unggahan"]), int(row["hari_aktif"])]:
        yield f"{INPUTS}: {agency}, rincian harian tidak sesuai dengan jumlahnya"
    is_below = sum(days) < floor.get("min_posts", 1) or sum(map(bool, days)) < floor.get("min_active_days", 1)
    if (is_below and is_scored(standing)) or (not is_below and standing["reason"].startswith(BELOW)):
        yield f"{INPUTS}: {agency}, syarat dinilai {'tidak ' if is_below else ''}terpenuhi"
    for part in standing["components"]:
        scale = scale_of(recipe, standing, part)
        for name, number in counted(part["code"], scale, row, days, caps).items():
            if number != int(part[name]):
                what = part["code"] if name == "raw" else f"{part['code']} ({name})"
                yield f"{INPUTS}: {agency}, {what} menjadi {number}, bukan {part[name]}"
    if [row[COLUMNS[key]] for key in recipe.get("ties", [])] != standing["ties"]:
        yield f"{INPUTS}: {agency}, angka penentu nilai sama tidak sesuai"


def counted(
    code: str, scale: str, row: Mapping[str, str], days: Sequence[int], caps: Mapping[str, int | None]
) -> dict[str, int]:
    """The numbers of one component that the inputs of an agency give, under their names in the standings."""
    found = {}
    if scale in DIVISORS:
        found["divisor"] = int(row[DIVISORS[scale]])
    if code == "volume":
        return found | {"raw": sum(min(day, caps[code] or day) for day in days)}
    if code == "tone":
        found |= {"n": int(row[OBSERVATIONS]), "observed": int(Decimal(row[POSITIVE]) * MILLION)}
        return found | {"raw": lower_bound(found)}
    return found | {"raw": int(row[RAW[code]])}


def wrong_components(lines: Sequence[Line], rows: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """A sentence for each row of the table of components that is not in the standings, or lacks."""
    names = {"angka": "raw", "acuan": "reference", "bagian": "share", "bobot": "weight", "poin": "points"}
    known = {
        (one["category"], one["agency"], part["code"]): [part[name] for name in names.values()]
        for one in (line["standing"] for line in lines)
        for part in one["components"]
    }
    for row in rows:
        key = (row["kategori"], row["kode"], row["komponen"])
        if known.pop(key, None) != [row[name] for name in names]:
            yield f"{COMPONENTS}: {row['kode']}, {row['komponen']} tidak sesuai dengan peringkat"
    yield from (f"{COMPONENTS}: {agency}, {code} tidak ada" for _category, agency, code in known)


def wrong_chain(top: Line, head: str, freezes: Sequence[Line], before: str | None) -> Iterator[str]:
    """A sentence for each broken link of the chain of freezes; `before` is the export of the one before."""
    last = ""
    for number, freeze in enumerate(freezes, start=1):
        if freeze["previous"] != last:
            yield f"{CHAIN}: pembekuan ke-{number} tidak menyambung pada yang sebelumnya"
        last = freeze["head"]
    if last != head:
        yield f"{CHAIN}: pembekuan terakhir bukan hasil ini"
    if not freezes or freezes[-1]["previous"] != top["round"]["previous"]:
        yield f"{CHAIN}: sidik jari pembekuan sebelumnya berbeda dari yang tercatat pada hasil ini"
    if before is not None:
        if recompute_head(*parse(before)) != top["round"]["previous"]:
            yield f"{BEFORE}: isinya bukan pembekuan yang tercatat pada hasil ini"
        yield from (f"{BEFORE}: {problem}" for problem in find_problems(*parse(before)))


def check(files: Mapping[str, str]) -> tuple[str, int, list[str]]:
    """The head, the number of standings, and all problems of a bundle or of its standings alone."""
    top, lines = parse(files[STANDINGS])
    head, problems = recompute_head(top, lines), find_problems(top, lines)
    if set(files) == {STANDINGS}:
        return head, len(lines), problems
    missing = [name for name in (RECIPE, INPUTS, COMPONENTS, CHAIN) if name not in files]
    if missing:
        return head, len(lines), [*problems, *(f"{name} tidak ada dalam paket" for name in missing)]
    recipe = top["round"]["recipe"]
    if loaded(files[RECIPE]) != recipe:
        problems.append(f"{RECIPE}: bukan resep yang tercatat pada hasil ini")
    inputs = unique([(row["kode"], row) for row in table(files[INPUTS])])
    with localcontext(CONTEXT):
        problems += wrong_inputs(recipe, lines, inputs)
    problems += wrong_components(lines, table(files[COMPONENTS]))
    freezes = [loaded(line) for line in files[CHAIN].splitlines()]
    problems += wrong_chain(top, head, freezes, files.get(BEFORE))
    return head, len(lines), problems


def read(path: str) -> dict[str, str]:
    """The files of a bundle by their names; standings alone are the one file that a bundle must have."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as bundle:
            names = [name for name in bundle.namelist() if name.endswith((".jsonl", ".json", ".csv"))]
            return unique([(name, bundle.read(name).decode("utf-8")) for name in names])
    with open(path, encoding="utf-8") as file:
        return {STANDINGS: file.read()}


def main(arguments: list[str]) -> int:
    """Check the file named on the command line and print the verdict; returns the exit status."""
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        head, count, problems = check(read(arguments[0]))
    except (*UNREADABLE, OSError, RuntimeError, zipfile.BadZipFile) as error:
        print(f"Berkas tidak dapat dibaca: {error!r}", file=sys.stderr)
        return 2
    if len(arguments) == 2 and arguments[1].strip().lower() != head:
        problems.append(f"sidik jari yang diumumkan berbeda: {arguments[1]}")
    print(f"Sidik jari hasil: {head}\nJumlah baris peringkat: {count}")
    for problem in problems:
        print(f"- {problem}")
    print("TIDAK COCOK" if problems else "COCOK: peringkat ini utuh")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
