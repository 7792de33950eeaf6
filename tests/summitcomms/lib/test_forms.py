from datetime import date

import pytest
from django import forms

from summitcomms.lib.forms import DayField, DayInput, RefusableForm
from summitcomms.lib.refusals import Refused


class Letter(RefusableForm):
    of_refusal = {"too_far": "town", "unread": "stamp"}
    street = forms.CharField()
    town = forms.CharField()


@pytest.mark.parametrize(
    ("code", "place"),
    [("street", "street"), ("too_far", "town"), ("unread", "__all__"), ("closed", "__all__")],
    ids=["named like its code", "named by the form", "a field that is not shown", "no field at all"],
)
def test_a_refusal_stands_where_it_is_mended(code: str, place: str) -> None:
    form = Letter({"street": "Jalan Merdeka 1", "town": "Kendari"})
    assert form.is_valid()

    form.refuse(Refused(code, "Tulis alamat lain."))

    assert form.errors == {place: ["Tulis alamat lain."]}
    assert form["street"].value() == "Jalan Merdeka 1"


@pytest.mark.parametrize(
    ("typed", "day"),
    [("2023-09-05", date(2023, 9, 5)), ("", None), ("1901-01-01", date(1901, 1, 1))],
)
def test_a_day_is_read(typed: str, day: date | None) -> None:
    assert DayField(required=False).clean(typed) == day


@pytest.mark.parametrize("typed", ["0001-01-01", "1900-12-31", "9999-12-31", "2023-02-30", "kapan"])
def test_a_day_that_no_zone_has_is_not_read(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="Pilih dari kalender"):
        DayField().clean(typed)


def test_a_day_comes_from_the_calendar_of_the_browser() -> None:
    shown = DayInput({"max": "2099-12-31"}).render("day", date(2023, 9, 5))

    assert shown == '<input type="date" name="day" value="2023-09-05" max="2099-12-31">'
