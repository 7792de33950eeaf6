import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

TEMPLATES = Path(__file__).parents[3] / "templates"
PARTS = {"chart_table", "user_menu"}  # used by other components and by the frame, never by a page itself

pytestmark = pytest.mark.django_db


def test_the_style_guide_is_open_to_everyone(client: Client) -> None:
    response = client.get(reverse("reports:style-guide"))

    assert response.status_code == 200
    assert "contoh, bukan data kampanye" in response.content.decode()


def test_the_style_guide_takes_no_orders(client: Client) -> None:
    assert client.post(reverse("reports:style-guide")).status_code == 405


def test_every_component_is_shown_in_the_style_guide() -> None:
    components = {path.stem for path in (TEMPLATES / "cotton").glob("*.html")} - PARTS
    page = (TEMPLATES / "reports" / "gaya.html").read_text(encoding="utf-8")

    shown = {name.replace("-", "_") for name in re.findall(r"<c-([a-z-]+)", page)}

    assert components <= shown
