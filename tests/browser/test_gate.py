"""The gate sees what it is there to see: one bad page for each rule, and one good page."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, Route

from tests.browser.gate import look

ADDRESS = "/halaman-uji/"
GOOD = """<!doctype html><html lang="id"><head><title>Baik</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"></head>
<body><main><h1>Halaman baik</h1><p>Isi.</p>{}</main></body></html>"""


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    with open_context().new_page() as page:
        yield page


@pytest.fixture
def faults_of(page: Page, portal: str) -> Callable[..., list[str]]:
    """`faults_of(html)`: what the gate says of this page, served under an address of the portal."""
    page.route("**/tidak-ada.png", lambda route: route.fulfill(status=404))

    def look_at(html: str, *, answered: int = 200) -> list[str]:
        def answer(route: Route) -> None:
            route.fulfill(status=answered, content_type="text/html; charset=utf-8", body=html)

        page.route(f"**{ADDRESS}", answer)
        return look(page, f"{portal}{ADDRESS}")

    return look_at


def test_a_good_page_has_no_faults(faults_of: Callable[..., list[str]]) -> None:
    assert faults_of(GOOD.format("")) == []


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "axe image-alt"),
        ('<p><font color="#999999">Terlalu pucat</font></p>', "axe color-contrast"),
        ('<p><input id="tanpa-label"></p>', "axe label"),
        (
            "<ul>" + '<li style="height:8px;width:9px;overflow:hidden"><a href="/">·</a></li>' * 3 + "</ul>",
            "axe target-size",
        ),
        ('<table width="900"><tr><td>Lebar</td></tr></table>', "scrolls sideways"),
        ('<img alt="" src="http://elsewhere.invalid/pixel.gif">', "request to another host"),
        ('<script>console.error("rusak")</script>', "console error: rusak"),
        ('<script>console.warn("usang")</script>', "console warning: usang"),
        ('<script>throw new Error("patah")</script>', "uncaught error: patah"),
        ("<h1>Judul kedua</h1>", "2 headings"),
        ('<img alt="" src="/tidak-ada.png">', "console error: Failed to load resource"),
    ],
    ids=lambda value: value if "<" not in value else "",
)
def test_a_bad_page_is_caught(bad: str, fault: str, faults_of: Callable[..., list[str]]) -> None:
    assert any(found.startswith(fault) for found in faults_of(GOOD.format(bad)))


def test_a_page_that_says_not_what_it_is_is_caught(faults_of: Callable[..., list[str]]) -> None:
    faults = faults_of(GOOD.format("").replace("<h1>Halaman baik</h1>", "").replace("Baik", " · "))

    assert "no title" in faults
    assert "0 headings of the first level, not one" in faults


def test_the_wrong_status_is_caught(faults_of: Callable[..., list[str]]) -> None:
    assert faults_of(GOOD.format(""), answered=404) == ["status 404, not 200"]


def test_colours_are_looked_at_in_the_dark_too(faults_of: Callable[..., list[str]]) -> None:
    style = "<style>@media (prefers-color-scheme: dark) { p { color: #777; background: #666 } }</style>"

    faults = faults_of(GOOD.format(style))

    assert [fault for fault in faults if "[390-dark]" in fault] == faults
    assert faults[0].startswith("axe color-contrast")


def test_targets_are_measured_on_the_wider_telephone_too(faults_of: Callable[..., list[str]]) -> None:
    style = "li { height: 3rem } @media (width: 390px) { li { height: 8px; width: 9px; overflow: hidden } }"

    faults = faults_of(
        GOOD.format(f"<style>{style}</style><ul>" + '<li><a href="/">Beranda</a></li>' * 3 + "</ul>")
    )

    assert [fault for fault in faults if "[390-light]" in fault] == faults
    assert faults[0].startswith("axe target-size")


def test_every_width_is_looked_at(faults_of: Callable[..., list[str]]) -> None:
    styles = "".join(
        f"<style>@media (width: {width}px) {{ p {{ width: {width + 1}px }} }}</style>"
        for width in (320, 390, 1280)
    )

    faults = faults_of(GOOD.format(styles))

    assert [fault.rpartition(" ")[2] for fault in faults] == [
        "[320-light]",
        "[390-light]",
        "[390-dark]",
        "[1280-light]",
    ]


def test_the_style_sheet_treats_all_telephones_alike() -> None:
    """So that axe's verdict at 320 pixels speaks for 390 as well, but for the size of targets."""
    sheet = (settings.BASE_DIR / "static" / "css" / "app.css").read_text(encoding="utf-8")
    edges = [float(edge) * 16 for edge in re.findall(r"\((?:min|max)-width: *([\d.]+)rem", sheet)]
    assert edges
    assert not [edge for edge in edges if 320 <= edge < 390]
