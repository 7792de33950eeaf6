"""Every page, for the role that uses it: sound in every view, in the sense of `gate.look`."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page

from tests.browser.conftest import new_context
from tests.browser.gate import look
from tests.browser.pages import PAGES, ListedPage
from tests.browser.world import person

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def page_of(chromium: Browser, portal: str, world: None) -> Iterator[dict[str, Page]]:
    """A browser for each role of the list, signed in before any test begins its transaction.

    It brings axe along, which it need not be sent for each page then, nor compile anew.
    """
    pages = {}
    for role in {listed.role for listed in PAGES}:
        context = new_context(chromium, portal, person(role) if role else None)
        context.add_init_script(AXE_SCRIPT)
        pages[role] = context.new_page()
    yield pages
    for page in pages.values():
        page.context.close()


@pytest.mark.parametrize("listed", PAGES, ids=lambda listed: listed.name)
def test_a_page_is_sound_in_every_view(listed: ListedPage, portal: str, page_of: dict[str, Page]) -> None:
    faults = look(
        page_of[listed.role],
        portal + listed.address,
        status=listed.status,
        axe=not listed.not_ours,
        settled=listed.settled,
    )

    assert not faults, "\n".join([listed.address, *faults])


@pytest.mark.parametrize("name", ["400", "403_csrf", "413", "429", "500", "503"])
def test_an_error_page_without_an_address_is_sound(name: str, portal: str, page_of: dict[str, Page]) -> None:
    page, status, address = page_of[""], int(name[:3]), f"{portal}/galat/"
    body = render_to_string(f"{name}.html")
    page.route(address, lambda route: route.fulfill(status=status, content_type="text/html", body=body))

    faults = look(page, address, status=status)
    page.unroute(address)

    assert not faults, "\n".join(faults)
