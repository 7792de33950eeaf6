"""What every page must hold in a real browser, looked at in one place.

`look` opens a page and returns its faults as sentences; a sound page has none. `test_gate.py` shows it pages
that break each rule, so that a gate that no longer sees anything fails too.
"""

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Error, Page, Request

WCAG_22_AA = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
"""What can differ between the colour schemes; everything else is asked in the light one."""
TARGETS = {"runOnly": {"type": "rule", "values": ["target-size"]}, "resultTypes": ["violations"]}
"""What can differ between two telephones: no rule of the style sheet lies between them, but on the wider one
a grid may have room for a further column."""
OWN_SCHEMES = {"data", "blob", "about"}
LOADED_WITH = "Failed to load resource"
"""How Chromium's console speaks of a request that was answered with 4xx; also of the page itself."""

Scheme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class View:
    """A window, in CSS pixels, and the reader's choice of colours."""

    width: int
    scheme: Scheme = "light"

    @property
    def height(self) -> int:
        return 800 if self.width > 700 else 844

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}"


ASKED_BY_AXE = {View(320): WCAG_22_AA, View(390): TARGETS, View(390, "dark"): COLOURS, View(1280): WCAG_22_AA}
VIEWS = tuple(ASKED_BY_AXE)


class Watch:
    """Notes what a page does while it is looked at: requests elsewhere, complaints, uncaught errors."""

    def __init__(self, page: Page, url: str) -> None:
        self.faults: list[str] = []
        self._url, self._host = url, urlsplit(url).netloc
        self._page = page
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", self._page_error)

    def close(self) -> None:
        self._page.remove_listener("request", self._request)
        self._page.remove_listener("console", self._console)
        self._page.remove_listener("pageerror", self._page_error)

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in OWN_SCHEMES and parts.netloc != self._host:
            self.faults.append(f"request to another host: {request.url[:120]}")

    def _console(self, message: ConsoleMessage) -> None:
        is_own_status = message.text.startswith(LOADED_WITH) and message.location["url"] == self._url
        if message.type in ("error", "warning") and not is_own_status:
            self.faults.append(f"console {message.type}: {message.text[:300]}")

    def _page_error(self, error: Error) -> None:
        self.faults.append(f"uncaught error: {error.message[:300]}")


def look(page: Page, url: str, *, status: int = 200, axe: bool = True, settled: str = "") -> list[str]:
    """Open `url` and return everything that is wrong with it in any view, each fault as a sentence.

    `axe` is off only for markup that is not ours; every other rule holds there too. `settled` selects what a
    script adds after the page is loaded.
    """
    _arrange(page, VIEWS[0])
    watch = Watch(page, url)
    try:
        answer = page.goto(url, wait_until="load")
        got = answer.status if answer else None
        found = [] if got == status else [f"status {got}, not {status}"]
        if urlsplit(page.url).path != urlsplit(url).path:
            found.append(f"leads to {page.url}")
        if settled:
            page.wait_for_selector(settled)
        found += look_around(page, axe=axe)
    finally:
        watch.close()
    return found + watch.faults


def look_around(page: Page, *, axe: bool = True) -> list[str]:
    """What is wrong with the page that is open already; it is resized, not loaded again."""
    found = _frame(page)
    for view in VIEWS:
        _arrange(page, view)
        faults = _sideways(page) + (_violations(page, view) if axe else [])
        found += [f"{fault} [{view}]" for fault in faults]
    return found


def _arrange(page: Page, view: View) -> None:
    page.set_viewport_size({"width": view.width, "height": view.height})
    page.emulate_media(color_scheme=view.scheme, reduced_motion="reduce")


def _frame(page: Page) -> list[str]:
    """A page says what it is: in its title, and in one heading."""
    title, headings = page.evaluate("[document.title, document.querySelectorAll('h1').length]")
    found = [] if title.strip(" ·") else ["no title"]
    return found if headings == 1 else [*found, f"{headings} headings of the first level, not one"]


def _sideways(page: Page) -> list[str]:
    wide, shown, culprits = page.evaluate(
        """() => {
            const [wide, shown] = [document.documentElement.scrollWidth, window.innerWidth];
            const beyond = (one) => one.getBoundingClientRect().right > shown + 1;
            const all = wide > shown ? [...document.body.querySelectorAll("*")] : [];
            const culprits = all.filter(beyond).slice(0, 3);
            return [wide, shown, culprits.map((one) => one.cloneNode(false).outerHTML.slice(0, 120))];
        }"""
    )
    if wide <= shown:
        return []
    return [f"scrolls sideways: {wide} px in a window of {shown} px, because of {', '.join(culprits)}"]


def _violations(page: Page, view: View) -> list[str]:
    """What axe finds against WCAG 2.2 AA. Where missing, it is evaluated: our policy refuses a script tag."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    results: dict[str, Any] = page.evaluate("(options) => axe.run(document, options)", ASKED_BY_AXE[view])
    return [
        f"axe {one['id']}: {one['help']}: "
        + "; ".join(
            f"{node['target']} {node['failureSummary'].splitlines()[-1].strip()}" for node in one["nodes"][:3]
        )
        for one in results["violations"]
    ]
