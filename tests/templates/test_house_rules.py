"""What holds for every template: no inline code, no unescaped attributes, only icons that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ICONS = set(
    re.findall(r'<symbol id="([a-z-]+)"', (ROOT / "static/img/icons.svg").read_text(encoding="utf-8"))
)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


@pytest.fixture(params=TEMPLATES, ids=_name)
def source(request: pytest.FixtureRequest) -> str:
    path: Path = request.param
    return path.read_text(encoding="utf-8")


def test_no_style_attribute_that_the_browser_would_refuse(source: str) -> None:
    assert not re.search(r"<[^>]*\sstyle\s*=", source)
    assert "<style" not in source


def test_no_inline_script_that_the_browser_would_refuse(source: str) -> None:
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", source)


def test_nothing_is_loaded_from_another_host(source: str) -> None:
    assert not re.search(
        r"""<(script|link|img|iframe|source|use)\b[^>]*(src|href)=["'](https?:)?//""", source
    )


def test_attributes_of_components_are_always_escaped(source: str) -> None:
    assert not re.search(r"\{\{\s*attrs\s*\}\}", source)


def test_every_icon_named_is_in_the_sprite(source: str) -> None:
    named = set(re.findall(r"""\{%\s*icon\s+["']([a-z-]+)["']""", source))
    named |= set(re.findall(r"""<c-[a-z-]+[^>]*\sicon="([a-z-]+)\"""", source))

    assert named <= ICONS
