from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agencies.models import User

pytestmark = pytest.mark.django_db


def test_the_first_administrator_is_made_and_told_how_to_sign_in() -> None:
    out = StringIO()

    call_command("create_administrator", "pertama@contoh.go.id", "Putu Pertama", stdout=out)

    person = User.objects.get(email="pertama@contoh.go.id")
    assert person.is_staff
    assert "Putu Pertama <pertama@contoh.go.id> menjadi administrator" in out.getvalue()


@pytest.mark.parametrize(
    ("email", "name", "sentence"),
    [("bukan-surel", "Putu", "bukan alamat surel"), ("putu@contoh.go.id", " ", "Nama tidak boleh kosong")],
)
def test_a_wrong_value_is_named_and_nobody_is_made(email: str, name: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("create_administrator", email, name)

    assert not User.objects.exists()


def test_an_officer_is_refused_with_the_rule(officer_sultra: User) -> None:
    with pytest.raises(CommandError, match="memerlukan alasan"):
        call_command("create_administrator", officer_sultra.email, "Sari")
