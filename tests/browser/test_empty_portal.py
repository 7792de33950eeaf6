"""Before there is a campaign every page says so in a sentence, and is as sound as later."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext

from agencies.models import User
from tests.browser.gate import look

pytestmark = pytest.mark.django_db(transaction=True)


def test_visitors_find_sound_pages(portal: str, open_context: Callable[..., BrowserContext]) -> None:
    page = open_context().new_page()

    for route in ("reports:front", "awards:standing-list", "reports:methodology"):
        assert look(page, portal + reverse(route)) == [], route


def test_officers_find_sound_pages(
    portal: str, open_context: Callable[..., BrowserContext], officer_sultra: User
) -> None:
    page = open_context(officer_sultra).new_page()

    for route in ("reports:home", "campaigns:agenda", "campaigns:post-submit", "campaigns:post-list"):
        assert look(page, portal + reverse(route)) == [], route


def test_the_centre_finds_sound_pages(
    portal: str, open_context: Callable[..., BrowserContext], verifier: User
) -> None:
    page = open_context(verifier).new_page()

    for route in ("reports:control-room", "campaigns:post-queue", "awards:round-list"):
        assert look(page, portal + reverse(route)) == [], route


def test_somebody_without_a_role_finds_a_sound_page(
    portal: str, open_context: Callable[..., BrowserContext], outsider: User
) -> None:
    assert look(open_context(outsider).new_page(), portal + reverse("reports:home")) == []
