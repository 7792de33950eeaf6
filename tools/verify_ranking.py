#!/usr/bin/env python3
"""Recompute a frozen ranking from its exported file, with nothing but Python's standard library.

    python tools/verify_ranking.py FILE [HEAD]

Checks that every hash follows from the one before it, that points, totals and ranks follow from the numbers
in the file, and, if HEAD is given (from the result page or the minutes), that it is the file's head. Prints
the head and a verdict. Exit status 0: genuine, 1: not genuine, 2: the call or the file cannot be understood.
The rules are in docs/ranking.md; nothing of the portal is imported, so that nobody has to trust it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

FORMAT = "summitcomms-standings-1"


def canonical(value: object) -> str:
    """Keys sorted, no spaces, letters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def recompute_head(top: dict[str, Any], lines: list[dict[str, Any]]) -> str:
    """The head that follows from the contents alone, whatever hashes the file claims."""
    head = sha256(f"{FORMAT}\n{canonical(top['round'])}")
    for line in lines:
        head = sha256(f"{head}\n{canonical(line['standing'])}")
    return head


def wrong_hashes(top: dict[str, Any], lines: list[dict[str, Any]]) -> Iterator[str]:
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


def wrong_points(standing: dict[str, Any]) -> Iterator[str]:
    """A sentence for each number that does not follow from the ones beside it."""
    total = Decimal(0)
    for part in standing["components"]:
        points = (Decimal(part["share"]) * int(part["weight"])).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
        if points != Decimal(part["points"]):
            yield f"{standing['agency']}: poin {part['code']} seharusnya {points}"
        total += points
    if total != Decimal(standing["total"]):
        yield f"{standing['agency']}: jumlah nilai seharusnya {total}"


def wrong_ranks(standings: list[dict[str, Any]]) -> Iterator[str]:
    """A sentence for each rank in one category that is not one more than the number of better agencies."""
    keys = {
        standing["agency"]: (Decimal(standing["total"]), [int(tie) for tie in standing["ties"]])
        for standing in standings
    }
    ranked = [keys[standing["agency"]] for standing in standings if standing["rank"]]
    for standing in standings:
        key = keys[standing["agency"]]
        expected = str(1 + sum(other > key for other in ranked)) if key[0] else ""
        if standing["rank"] != expected:
            yield f"{standing['agency']}: peringkat seharusnya {expected or 'tidak ada'}"


def find_problems(top: dict[str, Any], lines: list[dict[str, Any]]) -> list[str]:
    """All that is wrong inside the file, as Indonesian sentences; empty if it is consistent."""
    problems = list(wrong_hashes(top, lines))
    categories: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        problems += wrong_points(line["standing"])
        categories.setdefault(line["standing"]["category"], []).append(line["standing"])
    for standings in categories.values():
        problems += wrong_ranks(standings)
    return problems


def main(arguments: list[str]) -> int:
    """Check the file named on the command line and print the verdict; returns the exit status."""
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            top, *lines = [json.loads(line) for line in file]
        head = recompute_head(top, lines)
        problems = find_problems(top, lines)
    except (OSError, ValueError, ArithmeticError, KeyError, TypeError, RecursionError) as error:
        print(f"Berkas tidak dapat dibaca: {error!r}", file=sys.stderr)
        return 2
    if len(arguments) == 2 and arguments[1].strip().lower() != head:
        problems.append(f"sidik jari yang diumumkan berbeda: {arguments[1]}")
    print(f"Sidik jari hasil: {head}")
    print(f"Jumlah instansi: {len(lines)}")
    for problem in problems:
        print(f"- {problem}")
    print("TIDAK COCOK" if problems else "COCOK: peringkat ini utuh")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
