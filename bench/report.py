"""The result: what was measured, on what, as a table for people and as JSON."""

import json
import os
import platform
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path

import psutil

from bench.gates import GATES, Kind

LIBRARIES = ("Django", "psycopg2-binary", "python-calamine", "pandas", "polars")


@dataclass(frozen=True, slots=True)
class Line:
    """One gate: the figure in the unit of its kind, the quartiles of the pairs, the control, the verdict."""

    gate: str
    verdict: str
    value: float | None = None
    spread: tuple[float, float] | None = None
    drift: float | None = None
    ours: float | None = None
    peer: float | None = None
    parts: dict[str, float] = field(default_factory=dict)
    note: str = ""


def machine(postgresql: str, commit: str) -> dict[str, object]:
    """Everything on which the figures depend besides the code."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "system": platform.platform(),
        "load": [round(each, 2) for each in os.getloadavg()],
        "python": platform.python_version(),
        "postgresql": postgresql,
        "libraries": {name: _version(name) for name in LIBRARIES},
        "commit": commit,
    }


def commit(root: Path) -> str:
    """The commit measured, with + where the tree differs from it."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"], cwd=root, capture_output=True, text=True, check=False
    )
    return described.stdout.strip() or "unknown"


def table(lines: Iterable[Line]) -> str:
    """The lines as a table in Markdown."""
    rows = [
        "| work | beside it | to reach | found | quartiles | ours | peer | control | |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    rows += [row(line) for line in lines]
    return "\n".join(rows)


def parts(lines: Iterable[Line]) -> str:
    """The breakdowns, where there are any."""
    return "\n".join(
        f"  {seconds * 1000:8.1f} ms  {label}" for line in lines for label, seconds in line.parts.items()
    )


def write(path: Path, *, size: str, lines: list[Line], on: dict[str, object]) -> None:
    """The whole result as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    found = {"size": size, "machine": on, "lines": [asdict(line) for line in lines]}
    path.write_text(json.dumps(found, indent=1))


def row(line: Line) -> str:
    """One line of the table."""
    gate = GATES[line.gate]
    cells = [gate.work, gate.peer or "–", _limit(line.gate)]
    if line.value is None:
        cells += ["–", "–", "–", "–", "–", f"{line.verdict}: {line.note}"]
    else:
        cells += [
            _unit(line.gate, line.value),
            "–" if line.spread is None else f"{_number(line.spread[0])}–{_number(line.spread[1])}",
            _seconds(line.ours),
            _seconds(line.peer),
            "–" if line.drift is None else f"± {line.drift:.0%}",
            line.verdict,
        ]
    return f"| {' | '.join(cells)} |"


def _limit(name: str) -> str:
    gate = GATES[name]
    sign = "≤" if gate.kind in (Kind.AT_MOST, Kind.EXACT) else "≥"
    return f"{sign} {_unit(name, gate.limit)}"


def _unit(name: str, value: float) -> str:
    match GATES[name].kind:
        case Kind.AT_MOST:
            return f"{_number(value)} ×"
        case Kind.FASTER:
            return f"{_number(value)} × faster"
        case Kind.RATE:
            return f"{value:,.0f}/s"
        case Kind.EXACT:
            return f"{value:,.0f}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _seconds(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value * 1000:,.1f} ms" if value < 1 else f"{value:,.2f} s"


def _processor() -> str:
    for row in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else ():
        if row.startswith("model name"):
            return row.partition(":")[2].strip()
    return platform.processor()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"
