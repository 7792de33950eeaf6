"""How much a page weighs when it is opened for the first time, on a slow link.

In production the files carry their hash and lie compressed beside the originals, and the proxy compresses the
pages; here they come plain, so each body is compressed before it is weighed.
"""

from collections.abc import Iterator

import brotli
import pytest
from playwright.sync_api import Browser, Page, Response

from tests.browser.conftest import new_context
from tests.browser.world import person

pytestmark = pytest.mark.django_db

KB = 1024
PAGE_QUALITY, FILE_QUALITY = 4, 11
"""Brotli's levels: what a proxy spends on every page, and what is spent once on a file."""


@pytest.fixture(scope="module")
def pages(chromium: Browser, portal: str, world: None) -> Iterator[dict[str, Page]]:
    """A cold browser for each role, signed in before any test begins its transaction."""
    made = {
        role: new_context(chromium, portal, person(role)).new_page()
        for role in ("officer_sultra", "verifier")
    }
    yield made
    for page in made.values():
        page.context.close()


@pytest.mark.parametrize(
    ("role", "address", "most"),
    [("officer_sultra", "/posts/submit/", 40 * KB), ("verifier", "/control-room/", 90 * KB)],
    ids=["submit", "control room"],
)
def test_a_page_is_light_when_it_is_opened_cold(
    role: str, address: str, most: int, portal: str, pages: dict[str, Page]
) -> None:
    page, answers = pages[role], list[Response]()
    page.on("response", lambda answer: answers.append(answer))
    page.goto(portal + address, wait_until="networkidle")

    weights = {answer.url.removeprefix(portal): _weight(answer) for answer in answers}

    assert sum(weights.values()) <= most, weights
    assert sum(weight for name, weight in weights.items() if name.endswith(".css")) <= 10 * KB, weights
    assert sum(weight for name, weight in weights.items() if name.endswith(".js")) <= 20 * KB, weights
    assert {name.rpartition(".")[2] for name in weights} >= {"css", "js", "svg", address}


def _weight(answer: Response) -> int:
    """Bytes of the body as it would travel; headers are not counted."""
    quality = FILE_QUALITY if "/static/" in answer.url else PAGE_QUALITY
    return len(brotli.compress(answer.body(), quality=quality))
