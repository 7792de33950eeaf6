import io
import re
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from PIL import Image

from agencies.actions import certificates
from agencies.models import Agency, Certificate, User
from summitcomms.lib.certificates import SIZE
from tests.agencies.actions.test_certificates import issue
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(sultra: Agency) -> Certificate:
    return issue(sultra)


@pytest.fixture
def revoked(certificate: Certificate, committee: User) -> Certificate:
    return certificates.revoke(code=certificate.code, reason="Hasil dikoreksi.", by=committee, at=NOW)


def check(client: Client, code: str, *, status: int = 200) -> str:
    response = client.get(reverse("agencies:certificate-check", args=[code]))
    assert response.status_code == status
    return response.content.decode()


def test_anyone_can_confirm_a_genuine_certificate(client: Client, certificate: Certificate) -> None:
    text = check(client, certificate.code)

    assert "Sertifikat ini asli" in text
    for words in (
        certificate.recipient,
        "Piagam Penghargaan",
        "Peringkat 1 · Kategori Pemerintah Provinsi",
        "KTT ke-43 ASEAN, Jakarta",
        "Sel 29 Agu 2023 10.00 WIB",
        reverse("agencies:certificate-image", args=[certificate.code]),
    ):
        assert words in text
    assert "peragaan" not in text


@pytest.mark.parametrize(
    "typed",
    [str.lower, lambda code: f" {code[:4]} {code[4:8]} {code[8:]} ", lambda code: f"{code[:4]}-{code[4:]}"],
    ids=["small letters", "spaces", "hyphen"],
)
def test_a_code_is_read_as_people_type_it(
    typed: Callable[[str], str], client: Client, certificate: Certificate
) -> None:
    response = client.get(
        reverse("agencies:certificate-form"), {"kode": typed(certificate.code)}, follow=True
    )

    assert response.redirect_chain == [(certificate.get_absolute_url(), 302)]
    assert "Sertifikat ini asli" in response.content.decode()
    assert "Sertifikat ini asli" in check(client, typed(certificate.code))


def test_a_revoked_certificate_says_when_and_why(client: Client, revoked: Certificate) -> None:
    text = check(client, revoked.code)

    assert "Sertifikat ini dicabut" in text
    assert "Tidak berlaku sejak Sel 29 Agu 2023 10.00 WIB" in text
    assert "Hasil dikoreksi." in text
    assert "Sertifikat ini asli" not in text


def test_an_unknown_code_is_a_404_that_lets_one_try_again(client: Client, certificate: Certificate) -> None:
    text = check(client, "TIDAKADA2345", status=404)

    assert "Tidak ada sertifikat dengan kode “TIDAKADA2345”" in text
    assert 'name="kode" value="TIDAKADA2345"' in text


@pytest.mark.parametrize("code", ["%00A", "A%00", "%00"])
@pytest.mark.parametrize("address", ["/verifikasi/{}/", "/certificates/{}.png"])
def test_a_code_that_no_database_can_hold_is_unknown(address: str, code: str, client: Client) -> None:
    assert client.get(address.format(code)).status_code == 404


def test_what_is_typed_is_shown_escaped(client: Client) -> None:
    text = check(client, "<script>", status=404)

    assert "&lt;SCRIPT&gt;" in text
    assert "<SCRIPT>" not in text


def test_a_demo_certificate_is_marked(client: Client, sultra: Agency) -> None:
    assert "tidak membuktikan penghargaan apa pun" in check(client, issue(sultra, is_demo=True).code)


@pytest.mark.parametrize("typed", ["", "   ", "../../etc", "a/b"])
def test_the_form_stays_when_nothing_like_a_code_was_typed(typed: str, client: Client) -> None:
    response = client.get(reverse("agencies:certificate-form"), {"kode": typed})

    assert response.status_code == 200
    assert "Kode sertifikat" in response.content.decode()


def test_the_image_is_a_png_of_the_certificate(client: Client, certificate: Certificate) -> None:
    response = client.get(reverse("agencies:certificate-image", args=[certificate.code]))

    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=3600"
    assert response["Content-Disposition"] == f'inline; filename="sertifikat-{certificate.code}.png"'
    with Image.open(io.BytesIO(response.content), formats=["PNG"]) as image:
        assert image.size == SIZE


def test_the_image_of_a_revoked_certificate_is_gone(client: Client, revoked: Certificate) -> None:
    response = client.get(reverse("agencies:certificate-image", args=[revoked.code]))

    assert response.status_code == 410
    assert "Sertifikat ini dicabut" in response.content.decode()


def test_the_image_of_an_unknown_code_is_not_found(client: Client) -> None:
    response = client.get(reverse("agencies:certificate-image", args=["TIDAKADA2345"]))

    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("route", ["certificate-form", "certificate-check", "certificate-image"])
def test_posting_is_refused(route: str, client: Client, certificate: Certificate) -> None:
    args = [] if route == "certificate-form" else [certificate.code]

    assert client.post(reverse(f"agencies:{route}", args=args)).status_code == 405


def test_the_document_is_a_pdf_of_one_page_with_the_same_bytes(
    client: Client, certificate: Certificate
) -> None:
    address = reverse("agencies:certificate-document", args=[certificate.code])

    first, second = client.get(address), client.get(address)

    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"] == f'inline; filename="sertifikat-{certificate.code}.pdf"'
    assert first.content.startswith(b"%PDF")
    assert first.content == second.content
    assert b"/Count 1" in first.content
    (box,) = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([0-9.]+)\s+([0-9.]+)", first.content)
    assert [round(float(side)) for side in box] == [842, 595]  # A4 landscape in points


def test_the_document_of_a_revoked_certificate_is_gone(client: Client, revoked: Certificate) -> None:
    response = client.get(reverse("agencies:certificate-document", args=[revoked.code]))

    assert response.status_code == 410
    assert "Hasil dikoreksi." in response.content.decode()


@pytest.mark.parametrize("who", ["committee", "pusat_admin"])
def test_a_certificate_is_revoked_with_a_reason(
    who: str, as_user: Callable[[User], Client], certificate: Certificate, request: pytest.FixtureRequest
) -> None:
    client = as_user(request.getfixturevalue(who))
    address = reverse("agencies:certificate-revoke", args=[certificate.code])

    assert address in check(client, certificate.code)
    assert client.post(address, {"reason": "x"}).status_code == 422
    text = client.post(address, {"reason": "Nama penerima keliru."}, follow=True).content.decode()

    assert "Sertifikat ini dicabut" in text
    assert "Nama penerima keliru." in text
    refused = client.post(address, {"reason": "Sekali lagi dicabut."})
    assert refused.status_code == 422
    assert "sudah dicabut" in refused.content.decode()
    assert "sudah dicabut" in client.get(address).content.decode()


def test_nobody_else_revokes(
    as_user: Callable[[User], Client], certificate: Certificate, verifier: User, officer_sultra: User
) -> None:
    address = reverse("agencies:certificate-revoke", args=[certificate.code])

    for user in (verifier, officer_sultra):
        client = as_user(user)
        assert client.get(address).status_code == 403
        assert client.post(address, {"reason": "Nama penerima keliru."}).status_code == 403
        assert address not in check(client, certificate.code)
    certificate.refresh_from_db()
    assert certificate.revoked_at is None


def test_an_unknown_certificate_is_not_revoked(as_user: Callable[[User], Client], committee: User) -> None:
    address = reverse("agencies:certificate-revoke", args=["TIDAKADA2345"])

    assert as_user(committee).get(address).status_code == 404


def test_the_action_itself_refuses_other_people(certificate: Certificate, officer_sultra: User) -> None:
    with pytest.raises(PermissionDenied):
        certificates.revoke(code=certificate.code, reason="Nama keliru.", by=officer_sultra, at=NOW)
