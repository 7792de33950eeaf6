"""The command: `python -m bench --size M [--only ingest …]`, inside the embedded servers of var/bench."""

import argparse
import os
import statistics
import sys
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path

import django
from django.conf import settings

from bench import database
from bench.gates import GATES, Kind
from bench.measure import ROUNDS, compare
from bench.report import Line
from bench.sizes import SIZES, Size
from bench.works import Missing, Work

ROOT = Path(__file__).resolve().parent.parent
SUBJECTS = ("exact", "text", "ingest", "growth", "files", "http", "board", "tally", "loop", "memory")


def main() -> int:
    """Measure, print, keep; 1 where rows or ranks differ or a number without noise is off, else 0."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--size", choices=SIZES, default="S")
    parser.add_argument("--only", nargs="+", choices=SUBJECTS, default=SUBJECTS, help="subjects")
    parser.add_argument(
        "--gates", nargs="+", choices=GATES, default=list(GATES), help="lines of the subjects"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="pairs; fewer than 7 are for a first look")
    chosen = parser.parse_args()
    size = SIZES[chosen.size]
    try:
        url = database.prepare(os.environ["DATABASE_URL"], size)
    except database.Refused as refused:
        sys.stderr.write(f"bench: {refused}\n")
        return 2
    database.use(url)
    os.environ["DATABASE_STATEMENT_TIMEOUT"] = "0"
    django.setup()
    settings.DEBUG = False  # or every statement would be kept in memory
    return _measure(size, chosen.only, chosen.gates, chosen.rounds)


def _measure(size: Size, subjects: Iterable[str], gates: Collection[str], rounds: int) -> int:
    from django.db import connection

    from bench import generator, report

    _say(f"Size {size.name}: {size.posts:,} posts × {size.readings_per_post} readings")
    generator.fill(size)
    lines: list[Line] = []
    for subject in subjects:
        for work in _works(subject, size):
            if work.gate in gates and size.name in GATES[work.gate].sizes:
                lines.append(_line(work, size, rounds))
                _say(report.row(lines[-1]))
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone()
    on = report.machine(version, report.commit(ROOT))
    _say(
        "",
        *(f"{name}: {value}" for name, value in on.items()),
        "",
        report.table(lines),
        "",
        report.parts(lines),
    )
    path = ROOT / "var" / "bench" / f"result-{size.name}-{datetime.now(UTC):%Y%m%dT%H%M%S}.json"
    report.write(path, size=size.name, lines=lines, on=on)
    _say("", f"Kept as {path.relative_to(ROOT)}")
    failed = [line for line in lines if line.verdict in ("differs", "failed", "broken")]
    return 1 if failed else 0


def _works(subject: str, size: Size) -> Iterable[Work | Missing]:
    from importlib import import_module

    return import_module(f"bench.works.{subject}").works(size)


def _line(work: Work | Missing, size: Size, rounds: int) -> Line:
    """What a work comes to; one that breaks down takes no other with it."""
    if isinstance(work, Missing):
        return Line(work.gate, "not run", note=work.reason)
    try:
        return _found(work, size, rounds)
    except Exception as fault:  # noqa: BLE001 whatever it is, hours of measuring are not lost to it
        return Line(work.gate, "broken", note=f"{type(fault).__name__}: {fault}"[:200])


def _found(work: Work, size: Size, rounds: int) -> Line:
    """Correctness first: what differs is not timed."""
    gate = GATES[work.gate]
    try:
        work.check()
    except AssertionError as difference:
        return Line(work.gate, "differs", note=str(difference)[:200])
    if work.value:
        value = work.value()
        missed = "failed" if gate.kind is Kind.EXACT else "missed"
        return Line(work.gate, "met" if gate.is_met(value) else missed, value)
    found = compare(work.ours, work.peer, rounds=min(work.rounds, rounds))
    value, spread = found.ratio, found.spread
    if gate.kind is Kind.FASTER:
        value, spread = 1 / value, (1 / spread[1], 1 / spread[0])
    verdict = "met" if gate.is_met(value) else "missed"
    if size.name not in gate.promised:
        verdict = f"no promise at {size.name}"
    elif found.is_noisy and work.rounds > 1:
        verdict = "too noisy"
    return Line(
        work.gate,
        verdict,
        value,
        spread,
        found.drift,
        statistics.median(found.ours),
        statistics.median(found.peer),
        work.parts(),
    )


def _say(*texts: str) -> None:
    sys.stdout.write("\n".join(texts) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
