"""The shape of the house: imports point one way, and rules stay pure."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from summitcomms.navigation import MENU

ROOT = Path(__file__).resolve().parent.parent

# Each floor may import itself and the floors before it. Apps in one floor never import each other.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("summitcomms.lib",),
    ("summitcomms.jobs",),
    ("agencies",),
    ("campaigns",),
    ("awards",),
    ("reports",),
    ("summitcomms",),
)
OURS = tuple(name for floor in FLOORS for name in floor)

PURE = (
    "agencies/account_states.py",
    "agencies/directory_rows.py",
    "agencies/directory_search.py",
    "agencies/devices.py",
    "agencies/handles.py",
    "agencies/hooks/messages.py",
    "agencies/hooks/retries.py",
    "agencies/hooks/targets.py",
    "agencies/hooks/words.py",
    "agencies/invitations.py",
    "agencies/invitees.py",
    "agencies/lookalikes.py",
    "agencies/profiles.py",
    "agencies/addresses.py",
    "agencies/notices.py",
    "agencies/platforms.py",
    "agencies/retention.py",
    "agencies/roles.py",
    "agencies/sites.py",
    "awards/levers.py",
    "awards/offers.py",
    "awards/jurying.py",
    "awards/proof.py",
    "awards/ranking.py",
    "awards/reasons.py",
    "awards/recipes.py",
    "awards/scoring.py",
    "awards/sentences.py",
    "awards/sensitivity.py",
    "awards/special.py",
    "awards/states.py",
    "awards/tone_rows.py",
    "awards/wording.py",
    "campaigns/doubts.py",
    "campaigns/flags.py",
    "campaigns/hashtags.py",
    "campaigns/imports",
    "campaigns/captions.py",
    "campaigns/kits.py",
    "campaigns/likeness.py",
    "campaigns/outliers.py",
    "campaigns/pasting",
    "campaigns/pillars.py",
    "campaigns/post_tables.py",
    "campaigns/link_ids.py",
    "campaigns/links",
    "campaigns/readings.py",
    "campaigns/screening",
    "campaigns/states.py",
    "reports/demo/baseline.py",
    "reports/demo/captions.py",
    "reports/demo/cast.py",
    "reports/demo/kits.py",
    "reports/demo/metrics.py",
    "reports/demo/plan.py",
    "reports/demo/posts.py",
    "reports/demo/running.py",
    "reports/demo/story.py",
    "summitcomms/lib",
    "tools/verify_ranking.py",
)
# What a rule may not know: the ORM, the settings, the network; and the clock, which is a parameter.
FORBIDDEN = (
    "django.db",
    "django.conf",
    "django.utils.timezone",
    "rest_framework",
    "celery",
    "requests",
    "socket",
)
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("timezone", "now"),
    ("time", "time"),
}


def sources(*places: str) -> Iterator[Path]:
    for place in places:
        path = ROOT / place
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """(line, absolute module) of every import in the file, those hidden inside functions included."""
    package = module_name(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            yield node.lineno, module
            # `from campaigns import links` names a module too
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def floor_of(module: str) -> int | None:
    """Index of the floor a module lives on; the longest name wins, so that lib is not the whole portal."""
    matches = [name for name in OURS if module == name or module.startswith(f"{name}.")]
    if not matches:
        return None
    home = max(matches, key=len)
    return next(index for index, floor in enumerate(FLOORS) if home in floor)


def house() -> list[Path]:
    return [
        path
        for path in sources("summitcomms", "agencies", "campaigns", "awards", "reports")
        if "migrations" not in path.parts
    ]


def upward_imports(path: Path) -> list[str]:
    own = floor_of(module_name(path))
    assert own is not None, f"{path} stands on no floor"
    return [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for line, module in imported(path)
        for other in [floor_of(module)]
        if other is not None and other > own
    ]


@pytest.mark.parametrize("path", house(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    # `summitcomms/__init__.py` is the one door through which Celery finds the application.
    if path == ROOT / "summitcomms" / "__init__.py":
        return

    assert not upward_imports(path)


def test_an_upward_import_would_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = tmp_path / "campaigns" / "bad.py"
    bad.parent.mkdir()
    bad.write_text("def late():\n    from awards.actions import rounds\n    return rounds\n")
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)

    assert upward_imports(bad) == [
        "campaigns/bad.py:2 imports awards.actions",
        "campaigns/bad.py:2 imports awards.actions.rounds",
    ]


def upward_templates() -> list[str]:
    """The tags that templates load, and the templates they draw in, from a floor above their folder's."""
    libraries = {path.stem: module_name(path) for path in ROOT.glob("*/templatetags/*.py")}
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        own = floor_of(path.relative_to(ROOT / "templates").parts[0])
        for tag, words in re.findall(r"{%\s*(load|include|extends)\s+(.+?)\s*%}", path.read_text("utf-8")):
            for name in words.split() if tag == "load" else [words.strip("\"'").split("/")[0]]:
                other = floor_of(libraries.get(name, name))
                if own is not None and other is not None and other > own:
                    found.append(f"{path.relative_to(ROOT)} {tag} {name}")
    return found


def test_templates_lean_on_no_floor_above() -> None:
    assert not upward_templates()


DOORS = {entry.route for entry in MENU} | {"reports:front", "reports:methodology"}
"""Pages that the frame of every page leads to: any page may name them too."""


def upward_routes() -> list[str]:
    """The routes that templates name of a floor above their folder's."""
    return [
        f"{path.relative_to(ROOT)} {route}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for own in [floor_of(path.relative_to(ROOT / "templates").parts[0])]
        for route in re.findall(r"{%\s*url\s+[\"']([\w-]+:[\w-]+)", path.read_text("utf-8"))
        for other in [floor_of(route.split(":")[0])]
        if own is not None and other is not None and other > own and route not in DOORS
    ]


def test_templates_name_no_route_of_a_floor_above() -> None:
    assert not upward_routes()


def test_a_route_of_a_floor_above_would_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "templates" / "campaigns"
    folder.mkdir(parents=True)
    (folder / "bad.html").write_text("""{% url 'reports:home' %}{% url "awards:tone-import" as there %}""")
    (folder / "good.html").write_text("{% url 'campaigns:post-list' %}{% url 'agencies:agency-list' %}")
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)

    assert upward_routes() == ["templates/campaigns/bad.html awards:tone-import"]


def test_a_template_that_leans_on_a_floor_above_would_be_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in {
        "awards/templatetags/judging.py": "",
        "templates/campaigns/bad.html": '{% load static judging %}{% include "reports/_part.html" %}',
        "templates/awards/good.html": "{% load judging %}{% include 'campaigns/_part.html' %}",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)

    assert upward_templates() == [
        "templates/campaigns/bad.html load judging",
        "templates/campaigns/bad.html include reports",
    ]


def impurities(path: Path, imports: Iterable[tuple[int, str]]) -> list[str]:
    """What a pure module may not do: import the outside or an impure module of ours, or read the clock."""
    found = [
        f"{path.name}:{line} imports {module}"
        for line, module in imports
        if module.startswith(FORBIDDEN) or (floor_of(module) is not None and not is_pure(module))
    ]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if (name, node.func.attr) in CLOCKS:
                found.append(f"{path.name}:{node.lineno} reads the clock")
    return found


def is_pure(module: str) -> bool:
    """Whether a module of ours is listed as pure, or is a bare package that holds no code."""
    names = {place.removesuffix(".py").replace("/", ".") for place in PURE}
    return module in {"agencies", "campaigns", "awards", "reports", "reports.demo", "summitcomms"} or any(
        module == name or module.startswith(f"{name}.") for name in names
    )


@pytest.mark.parametrize("path", list(sources(*PURE)), ids=lambda path: str(path.relative_to(ROOT)))
def test_rules_are_pure(path: Path) -> None:
    assert not impurities(path, imported(path))


@pytest.mark.parametrize(
    ("line", "module"),
    [(1, "django.db.models"), (2, "django.conf"), (3, "campaigns.models"), (4, "campaigns.counters")],
)
def test_an_impure_import_would_be_found(tmp_path: Path, line: int, module: str) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("")

    assert impurities(bad, [(line, module)]) == [f"bad.py:{line} imports {module}"]


def test_a_rule_that_reads_the_clock_would_be_found(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("import datetime\n\nnow = datetime.datetime.now()\n")

    assert impurities(bad, []) == ["bad.py:3 reads the clock"]


def test_migrations_import_no_live_code() -> None:
    live = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for app in ("agencies", "campaigns", "awards", "summitcomms/jobs")
        for path in sources(f"{app}/migrations")
        for line, module in imported(path)
        if floor_of(module) is not None
    ]

    assert not live


def test_no_file_is_too_long_to_read() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in house()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }

    assert not long
