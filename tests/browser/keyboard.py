"""Keys that lead to another page, pressed as fast as the pages can follow."""

from __future__ import annotations

from playwright.sync_api import Page


def press(page: Page, *keys: str) -> None:
    """Press keys of which the last one leads to another page, and wait for that page.

    For its scripts too: a page shows its words before it listens to keys, and a key pressed between is lost.
    """
    for key in keys[:-1]:
        page.keyboard.press(key)
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press(keys[-1])
