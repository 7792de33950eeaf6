"""Error pages must come out when everything else is down: no database, no request, no context."""

import pytest
from django.template.loader import get_template


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "413", "429", "500", "503"])
def test_an_error_page_needs_nothing_and_shows_a_way_on(name: str) -> None:
    shown = get_template(f"{name}.html").render()

    assert "Galat " + name[:3] in shown
    assert '<html lang="id">' in shown
    assert 'href="/"' in shown
    assert "css/app" in shown
