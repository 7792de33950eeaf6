from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from summitcomms.lib import clock, tags

BIMTEK = datetime(2023, 8, 29, 2, 0, tzinfo=UTC)


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "value", "text"),
    [
        ("{{ value|thousands }}", 58000, "58.000"),
        ("{{ value|decimal:2 }}", Decimal("87.5"), "87,50"),
        ("{{ value|decimal }}", 3, "3,00"),
        ("{{ value|percent:2 }}", Decimal("0.875"), "87,50 %"),
        ("{{ value|percent }}", 0, "0 %"),
    ],
)
def test_numbers_are_written_the_indonesian_way(source: str, value: object, text: str) -> None:
    assert render(source, value=value) == text


@pytest.mark.parametrize("name", ["thousands", "decimal", "percent", "day"])
def test_a_missing_figure_is_a_dash_and_never_a_zero(name: str) -> None:
    assert render("{{ value|" + name + " }}", value=None) == "–"


def test_missing_moments_are_a_dash() -> None:
    source = "{{ at|when:zone }} {{ at|age:now }} {% moment at zone %}"

    assert render(source, at=None, zone=clock.WIT, now=BIMTEK) == "– – –"


def test_times_name_their_zone() -> None:
    source = "{{ at|when:zone }} · {{ at|day:zone }} · {{ zone|zone_label }}"

    assert render(source, at=BIMTEK, zone=clock.WIT) == "Sel 29 Agu 2023 11.00 WIT · Sel 29 Agu 2023 · WIT"


def test_a_plain_date_needs_no_zone() -> None:
    assert render("{{ value|day }}", value=date(2023, 9, 5)) == "Sel 5 Sep 2023"


def test_ages_are_measured_from_the_now_of_the_request() -> None:
    context = {"at": BIMTEK, "now": BIMTEK + timedelta(minutes=3)}

    assert render("{{ at|age:now }}", **context) == "3 menit lalu"


@pytest.mark.parametrize(
    ("form", "text"),
    [("full", "Sel 29 Agu 2023 09.00 WIB"), ("date", "Sel 29 Agu 2023"), ("time", "09.00 WIB")],
)
def test_a_moment_is_readable_for_people_and_machines(form: str, text: str) -> None:
    shown = render("{% moment at zone form %}", at=BIMTEK, zone=clock.WIB, form=form)

    assert shown == f'<time datetime="2023-08-29T02:00+00:00">{text}</time>'


@pytest.mark.parametrize(
    ("state", "kind"),
    [("verified", "success"), ("returned", "warning"), ("withdrawn", "neutral"), ("?", "neutral")],
)
def test_a_state_has_a_colour(state: str, kind: str) -> None:
    assert tags.status_kind(state) == kind


def test_another_page_keeps_the_filters() -> None:
    request = RequestFactory().get("/posts/", {"q": "ekonomi & digital", "page": "2"})

    assert tags.page_url(request, 3) == "?q=ekonomi+%26+digital&page=3"


def test_shared_text_survives_in_an_address() -> None:
    assert render("{{ text|url_text }}", text="Peringkat 1:\n#ASEAN2023 & 90 %") == (
        "Peringkat%201%3A%0A%23ASEAN2023%20%26%2090%20%25"
    )


def test_attributes_are_escaped_and_empty_ones_left_out() -> None:
    shown = tags.attributes({"id": 'x" onclick="alert(1)', "hidden": True, "name": None, "disabled": False})

    assert shown == ' id="x&quot; onclick=&quot;alert(1)" hidden'


def test_a_field_takes_further_attributes_and_keeps_its_description() -> None:
    class Form(forms.Form):
        link = forms.CharField(help_text="Tempel tautan.")

    shown = tags.control(Form()["link"], {"inputmode": "url", "placeholder": '"<b>'})

    assert 'inputmode="url"' in shown
    assert 'aria-describedby="id_link_helptext"' in shown
    assert 'placeholder="&quot;&lt;b&gt;"' in shown


def test_an_icon_is_decoration_from_the_sprite() -> None:
    shown = render('{% icon "send" %}')

    assert 'aria-hidden="true"' in shown
    assert 'icons.svg#send"' in shown
