"""A hash chain over frozen standings, so that a result cannot be changed without changing its head.

Every standing is one line of canonical JSON: keys sorted, no spaces, UTF-8, text and whole numbers only. The
first hash (the genesis) covers the facts of the round; each next one is SHA-256 of the hash before it, a line
break, and the line. The last hash is the head. `tools/verify_ranking.py` does the same, with nothing but
Python, from the file that `export` writes. In words: `docs/ranking.md`.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from awards.jurying import Judged
from awards.ranking import Ranked
from summitcomms.lib.permits import Allowed, Denied, Permit

Plain = str | int | None | Sequence["Plain"] | Mapping[str, "Plain"]
"""What a line may hold. No fractions: two languages may write the same binary fraction differently."""

FORMAT = "summitcomms-standings-1"
"""Names the rules of the chain inside the genesis; other rules get another name."""


def canonical(value: Mapping[str, Plain]) -> str:
    """The one way to write `value` as a line; raises `TypeError` for anything that is not `Plain`."""
    _check_plain(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def genesis(facts: Mapping[str, Plain]) -> str:
    """The hash all start from: the facts of the round (campaign, version, cutoff, recipe, head before)."""
    return _sha256(f"{FORMAT}\n{canonical(facts)}")


def chain(start: str, rows: Sequence[Mapping[str, Plain]]) -> list[str]:
    """The hash of each row, in order; `start` is the genesis. The head is the last, or `start` if none."""
    hashes = []
    previous = start
    for row in rows:
        previous = _sha256(f"{previous}\n{canonical(row)}")
        hashes.append(previous)
    return hashes


def verify(start: str, rows: Sequence[Mapping[str, Plain]], hashes: Sequence[str]) -> Permit:
    """Whether `hashes` are those of `rows`; a refusal names the first row (from 1) that does not fit."""
    for number, (expected, found) in enumerate(zip(chain(start, rows), hashes, strict=False), start=1):
        if expected != found:
            return Denied(
                _("Baris %(number)s tidak cocok dengan sidik jarinya: isi atau urutannya telah berubah.")
                % {"number": number}
            )
    if len(rows) != len(hashes):
        return Denied(
            _("Ada %(rows)s baris, tetapi %(hashes)s sidik jari.")
            % {"rows": len(rows), "hashes": len(hashes)}
        )
    return Allowed()


def standing(category: str, row: Ranked) -> dict[str, Plain]:
    """One standing as it is frozen: numbers as text, points with two places, an absent rank as empty text.

    What only some standings have (a post, a jury) is named only there: a line without it stays as it was.
    """
    line: dict[str, Plain] = {
        "category": category,
        "position": str(row.position),
        "rank": "" if row.rank is None else str(row.rank),
        "agency": row.agency,
        "total": str(row.total),
        "reason": row.reason,
        "ties": [str(number) for number in row.scored.ties],
        "components": [
            {
                "code": part.code.value,
                "raw": str(part.raw),
                "reference": str(part.reference),
                "share": str(part.normalised),
                "weight": str(part.weight),
                "points": str(part.points),
            }
            | {name: str(number) for name, number in part.more.items()}
            for part in row.scored.components
        ],
    }
    if row.scored.post:
        line["post"] = row.scored.post
    return line | (_jury(row) if isinstance(row, Judged) else {})


def _jury(row: Judged) -> dict[str, Plain]:
    """Both scores of a category with a jury, and of a finalist what each juror gave, in no juror's order."""
    return {
        "automatic": str(row.automatic),
        "jury": "" if row.jury is None else str(row.jury),
        "jury_percent": str(row.percent),
        "jury_points": [[str(points) for points in sheet] for sheet in row.sheets],
    }


def export(facts: Mapping[str, Plain], rows: Sequence[Mapping[str, Plain]], hashes: Sequence[str]) -> str:
    """The file for `tools/verify_ranking.py`: one JSON object per line, the round first, then each standing.

    The stored hashes are written as they are, right or wrong: judging them is the reader's work.
    """
    lines = [canonical({"format": FORMAT, "round": facts, "hash": genesis(facts)})]
    lines += [canonical({"standing": row, "hash": found}) for row, found in zip(rows, hashes, strict=True)]
    return "\n".join(lines) + "\n"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _check_plain(value: object, *where: str | int) -> None:
    """Refuse floats, decimals, booleans and dates, naming the place: they must be text before hashing."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if not isinstance(key, str):
                raise TypeError(f"{_place(where)}: key {key!r} is not text")
            # Nearly everything is text: looked at here, it costs no call.
            if type(part) is not str:
                _check_plain(part, *where, key)
    elif isinstance(value, list | tuple):
        for index, part in enumerate(value):
            if type(part) is not str:
                _check_plain(part, *where, index)
    elif not (value is None or isinstance(value, str | int)) or isinstance(value, bool):
        raise TypeError(f"{_place(where)}: {type(value).__name__} has no canonical form")


def _place(where: Sequence[str | int]) -> str:
    return "line" + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in where)
