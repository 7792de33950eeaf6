"""What all charts share: the result, the colours, and the writing of coordinates.

Colours come from CSS classes, so that they follow light and dark; presentation attributes beside them serve
readers without our style sheet (a PDF). No `style` attribute and no script: the content security policy
refuses both. Widths are percentages wherever text is drawn, so letters keep their size on a phone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Number = int | float | Decimal
Show = Callable[[Number], str]

INK, SOFT, LINE, WASH, PAPER = "#14242b", "#4a5b63", "#d3dcdf", "#f2f6f6", "#ffffff"
BRAND, BAR, ALERT = "#0b4a5a", "#2b7a8c", "#9b1c1c"


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its text alternative: one header per column, one row of ready-made words per item."""

    svg: SafeString
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __html__(self) -> str:
        return self.svg

    def __str__(self) -> str:
        return self.svg


def join(parts: Iterable[SafeString]) -> SafeString:
    """Put drawn parts one after the other."""
    return format_html_join("", "{}", ((part,) for part in parts))


def coordinate(value: float) -> str:
    """Write a coordinate with two places at most, the point as decimal mark whatever the locale."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def picture(words: str, body: SafeString, *, css: str, height: int) -> SafeString:
    """Wrap a drawing that is as wide as its place; for screen readers it is one image with these words."""
    return format_html(
        '<svg class="chart {}" role="img" width="100%" height="{}" aria-label="{}">{}</svg>',
        css,
        str(height),
        words,
        body,
    )
