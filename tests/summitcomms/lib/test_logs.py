import pytest

from summitcomms.lib.logs import without_secrets


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("GET /undangan/Zx9_-secret/", "GET /undangan/***/"),
        ("GET /akun/login/?next=%2Fundangan%2FZx9_-secret%2F", "GET /akun/login/?next=%2Fundangan%2F***%2F"),
        ("GET /akun/login/?next=/undangan/Zx9_-secret/", "GET /akun/login/?next=/undangan/***/"),
        ("POST /undangan/Zx9_-secret/join/", "POST /undangan/***/join/"),
        ("GET /akun/password/reset/key/3-abc-0123/", "GET /akun/password/reset/key/***/"),
        ("POST /mitra/masuk/Zx9_-secret/", "POST /mitra/masuk/***/"),
        ("GET /peringkat/?kampanye=ktt-43", "GET /peringkat/?kampanye=ktt-43"),
    ],
)
def test_a_secret_in_an_address_is_blanked(written: str, kept: str) -> None:
    assert without_secrets(None, "info", {"event": "request_started", "request": written})["request"] == kept


def test_what_is_not_text_is_left_alone() -> None:
    assert without_secrets(None, "info", {"event": "x", "code": 200}) == {"event": "x", "code": 200}
