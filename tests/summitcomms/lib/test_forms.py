import pytest
from django import forms

from summitcomms.lib.forms import RefusableForm
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
