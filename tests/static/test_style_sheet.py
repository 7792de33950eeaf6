"""What the style sheet promises and no browser checks: contrast, size, no foreign address."""

import re
from pathlib import Path

import brotli
import pytest

STATIC = Path(__file__).parents[2] / "static"
CSS = (STATIC / "css" / "app.css").read_text(encoding="utf-8")

TEXT_PAIRS = [
    *(("ink", "paper"), ("ink", "wash"), ("ink-soft", "paper"), ("ink-soft", "wash"), ("link", "paper")),
    *(("link", "wash"), ("link", "info-wash"), ("on-brand", "brand"), ("on-brand", "brand-hover")),
    *(("on-mast", "mast"), ("on-mast-soft", "mast"), ("on-danger", "danger"), ("danger-ink", "paper")),
    *(("info-ink", "info-wash"), ("success-ink", "success-wash"), ("warning-ink", "warning-wash")),
    *(("danger-ink", "danger-wash"), ("neutral-ink", "neutral-wash"), ("ink", "info-wash")),
    *(("ink", "success-wash"), ("ink", "warning-wash"), ("ink", "danger-wash"), ("ink", "neutral-wash")),
    *(("ink-soft", "info-wash"), ("link", "danger-wash"), ("link", "warning-wash"), ("link", "success-wash")),
    *(("on-step-low", "step-1"), ("on-step-low", "step-2"), ("on-step-low", "step-3")),
    *(("on-step-high", "step-4"), ("on-step-high", "step-5")),
]
SHAPE_PAIRS = [
    *(
        ("line-strong", "paper"),
        ("focus", "paper"),
        ("focus", "wash"),
        ("accent", "mast"),
        ("brand", "paper"),
    ),
    *(("danger", "paper"), ("brand", "neutral-wash"), ("tone-positive", "paper"), ("tone-negative", "paper")),
]


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block))


def _scheme(name: str) -> dict[str, str]:
    tokens = CSS[CSS.index("@layer tokens {") : CSS.index("@layer base {")]
    light, dark = tokens.split("@media screen and (prefers-color-scheme: dark)")
    return _tokens(light) | (_tokens(dark) if name == "dark" else {})


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """The WCAG contrast ratio of two colours, 1 to 21."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_ratio_is_the_one_of_the_guideline() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read_in_both_schemes(scheme: str, ink: str, ground: str) -> None:
    tokens = _scheme(scheme)

    assert contrast(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_borders_focus_and_shapes_can_be_seen_in_both_schemes(scheme: str, shape: str, ground: str) -> None:
    tokens = _scheme(scheme)

    assert contrast(tokens[shape], tokens[ground]) >= 3


def test_the_style_sheet_stays_within_ten_kilobytes() -> None:
    assert len(brotli.compress(CSS.encode())) <= 10_000


def test_our_scripts_and_htmx_stay_within_twenty_kilobytes() -> None:
    import django_htmx

    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    scripts = [*(STATIC / "js").glob("*.js"), htmx]

    assert len(scripts) > 5
    assert sum(len(brotli.compress(script.read_bytes())) for script in scripts) <= 20_000


def test_the_style_sheet_asks_nobody_else_for_anything() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert "http" not in CSS


def test_every_colour_used_is_a_token_that_exists() -> None:
    used = set(re.findall(r"var\(--([a-z0-9-]+)", CSS))
    defined = set(re.findall(r"--([a-z0-9-]+):", CSS))

    assert used <= defined
