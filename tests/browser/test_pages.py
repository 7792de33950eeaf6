"""Every page, for the role that uses it: sound in every view, in the sense of `gate.look`."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import new_context
from tests.browser.gate import look
from tests.browser.pages import PAGES, ListedPage
from tests.browser.world import person

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def page_of(chromium: Browser, portal: str, world: None) -> Iterator[dict[str, Page]]:
    """A browser for each role of the list, signed in before any test begins its transaction."""
    pages = {
        role: new_context(chromium, portal, person(role) if role else None).new_page()
        for role in {listed.role for listed in PAGES}
    }
    yield pages
    for page in pages.values():
        page.context.close()


@pytest.mark.parametrize("listed", PAGES, ids=lambda listed: listed.name)
def test_a_page_is_sound_in_every_view(listed: ListedPage, portal: str, page_of: dict[str, Page]) -> None:
    faults = look(
        page_of[listed.role], portal + listed.address, status=listed.status, axe=not listed.not_ours
    )

    assert faults == []
