"""Partners' pages behind both doors: the centre's administrators, and the partner's own people."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from agencies import audit
from agencies.actions import partner_links
from agencies.models import (
    AuditEvent,
    Partner,
    PartnerKey,
    PartnerUsage,
    User,
    WebhookDelivery,
    WebhookEndpoint,
)
from summitcomms.lib import clock
from tests import builders
from tests.letters import delivered

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], Client]
NEW = {"url": "https://mitra.co.id/kabar", "events": ["post.verified"]}


@pytest.fixture
def mitra() -> Partner:
    return builders.partner()[0]


@pytest.fixture
def endpoint(mitra: Partner) -> WebhookEndpoint:
    return builders.webhook(mitra)


def way_in(partner: Partner) -> str:
    """The address in the mail."""
    partner_links.send(by=audit.SYSTEM, partner=partner, at=timezone.now())
    found = re.search(r"/mitra/masuk/\S+", str(delivered()[-1].body))
    assert found
    return found[0]


@pytest.fixture
def own(mitra: Partner) -> Client:
    """A browser of the partner's people, inside."""
    client = Client()
    assert client.post(way_in(mitra)).status_code == 302
    return client


def landed(answer: Any) -> str:
    """The page that the redirects have led to."""
    assert (answer.status_code, len(answer.redirect_chain)) == (200, 1)
    return str(answer.request["PATH_INFO"])


@pytest.fixture(params=["centre", "own"])
def door(request: Any, as_user: AsUser, pusat_admin: User, mitra: Partner) -> tuple[Client, str]:
    """Either door: the browser, and where the partner's page is."""
    if request.param == "own":
        return request.getfixturevalue("own"), "/mitra/"
    return as_user(pusat_admin), "/partners/mitra-uji/"


def test_the_list_tells_who_there_is_and_what_is_ill(
    as_user: AsUser, pusat_admin: User, mitra: Partner, endpoint: WebhookEndpoint
) -> None:
    WebhookEndpoint.objects.update(failing_since=timezone.now())
    builders.webhook(mitra)

    page = as_user(pusat_admin).get("/partners/").content.decode()

    assert "Mitra mitra-uji" in page
    assert "1 bermasalah" in page


@pytest.mark.parametrize("rows", [1, 12])
def test_the_list_needs_as_many_queries_for_many_as_for_one(
    rows: int, as_user: AsUser, pusat_admin: User, django_assert_num_queries: Any
) -> None:
    client = as_user(pusat_admin)
    for n in range(rows):
        builders.webhook(builders.partner(f"mitra-{n}")[0])
    with django_assert_num_queries(6):
        assert client.get("/partners/").status_code == 200


def test_a_partner_is_registered_and_gets_its_first_key(as_user: AsUser, pusat_admin: User) -> None:
    client = as_user(pusat_admin)
    builders.agency("D-74", "Diskominfo Sultra")
    sent = {
        "code": "sistem-sultra",
        "name": "Sistem Sultra",
        "contact_email": "it@sultra.go.id",
        "agency": "D-74",
    }
    assert client.post("/partners/new/", sent).url == "/partners/sistem-sultra/"  # type: ignore[attr-defined]

    until = clock.campaign_day(timezone.now(), clock.WIB) + timedelta(days=30)
    key = {
        "scopes": ["posts:write"],
        "networks": "203.0.113.0/24\n2001:db8::1",
        "expires_at": until.isoformat(),
    }
    answer = client.post("/partners/sistem-sultra/keys/new/", key)

    made = PartnerKey.objects.get()
    shown = re.search(rf"{made.prefix}\.\w{{32}}", answer.content.decode())
    assert shown
    assert made.is_valid(shown[0])
    assert "no-store" in answer["Cache-Control"]
    assert made.networks == ["2001:db8::1/128", "203.0.113.0/24"]
    assert made.expiry_date == clock.day_edges(until, clock.WIB)[1]
    page = client.get("/partners/sistem-sultra/").content.decode()
    assert made.prefix in page
    assert shown[0] not in page


@pytest.mark.parametrize(
    ("address", "wrong", "sentence"),
    [
        ("/partners/new/", {"code": "mitra-uji", "name": "A", "contact_email": "a@b.id"}, "sudah terdaftar"),
        (
            "/partners/new/",
            {"code": "a", "name": "A", "contact_email": "a@b.id", "agency": "X-9"},
            "tidak dikenal",
        ),
        ("/partners/mitra-uji/keys/new/", {"scopes": ["posts:write"]}, "bukan sistem milik instansi"),
        (
            "/partners/mitra-uji/keys/new/",
            {"scopes": ["posts:read"], "networks": "kantor"},
            "bukan alamat IP",
        ),
        (
            "/partners/mitra-uji/keys/new/",
            {"scopes": ["posts:read"], "expires_at": "2020-01-01"},
            "sudah lewat",
        ),
        (
            "/partners/mitra-uji/keys/new/",
            {"scopes": ["posts:read"], "expires_at": "2100-01-01"},
            "sebelum tahun 2100",
        ),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    as_user: AsUser, pusat_admin: User, mitra: Partner, address: str, wrong: dict[str, Any], sentence: str
) -> None:
    answer = as_user(pusat_admin).post(address, wrong)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_key_is_replaced_and_revoked_with_a_reason(
    as_user: AsUser, pusat_admin: User, mitra: Partner
) -> None:
    client, old = as_user(pusat_admin), PartnerKey.objects.get()
    page = f"/partners/mitra-uji/keys/{old.prefix}/"

    answer = client.post(f"{page}rotate/", {"rotate-overlap": "3"})
    new = PartnerKey.objects.exclude(pk=old.pk).get()
    assert f"{new.prefix}." in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert new.prefix in client.get(page).content.decode()
    assert client.post(f"{page}rotate/", {"rotate-overlap": "3"}).status_code == 422

    assert client.post(f"{page}revoke/", {"revoke-reason": " "}).status_code == 422
    assert client.post(f"{page}revoke/", {"revoke-reason": "Kunci bocor"}).status_code == 302
    assert PartnerKey.objects.get(pk=old.pk).revoked
    assert AuditEvent.objects.get(action="partner_key.revoked").reason == "Kunci bocor"
    assert client.post(f"{page}revoke/", {"revoke-reason": "Kunci bocor"}).status_code == 422


def test_name_and_contact_of_a_partner_are_changed(
    as_user: AsUser, pusat_admin: User, mitra: Partner
) -> None:
    client = as_user(pusat_admin)
    assert 'value="Mitra mitra-uji"' in client.get("/partners/mitra-uji/edit/").content.decode()

    answer = client.post(
        "/partners/mitra-uji/edit/", {"name": "Ukur", "contact_email": "b@contoh.id"}, follow=True
    )
    wrong = client.post("/partners/mitra-uji/edit/", {"name": "", "contact_email": "bukan"})

    assert landed(answer) == "/partners/mitra-uji/"
    assert "b@contoh.id" in answer.content.decode()
    assert wrong.status_code == 422
    assert 'value="bukan"' in wrong.content.decode()


def test_a_partner_is_suspended_with_a_reason_and_its_keys_are_seen_before_they_open_again(
    as_user: AsUser, pusat_admin: User, mitra: Partner
) -> None:
    client, page, key = as_user(pusat_admin), "/partners/mitra-uji/", PartnerKey.objects.get()
    gone = PartnerKey.objects.create_key(name="uji", partner=mitra, scopes=["posts:read"], revoked=True)[0]
    assert client.post(f"{page}suspend/", {"reason": ""}).status_code == 422
    assert key.prefix not in client.get(f"{page}edit/").content.decode()

    answer = client.post(f"{page}suspend/", {"reason": "Kontrak berakhir"}, follow=True)
    assert landed(answer) == page
    assert "Ditangguhkan" in answer.content.decode()
    shown = answer.content.decode()
    assert f"{page}edit/#keadaan" in shown
    for refused in ("Terbitkan kunci", "Daftarkan tujuan", "Kirim tautan", "Berlaku</span>"):
        assert refused not in shown
    second = client.post(f"{page}suspend/", {"reason": "Saya juga"})
    assert second.status_code == 422
    for words in ("sudah ditangguhkan", f"oleh {pusat_admin}. Alasan: Kontrak berakhir"):
        assert words in second.content.decode()
    shown = client.get(f"{page}edit/").content.decode()
    assert (key.prefix in shown, gone.prefix in shown) == (True, False)
    assert all(scope in shown for scope in key.scopes)

    assert "aktif kembali" in client.post(f"{page}reactivate/", follow=True).content.decode()
    assert "sudah aktif" in client.post(f"{page}reactivate/", follow=True).content.decode()


def test_from_the_page_of_a_partner_the_record_is_one_step_away_and_back(
    as_user: AsUser, pusat_admin: User, mitra: Partner
) -> None:
    client = as_user(pusat_admin)
    client.post("/partners/mitra-uji/suspend/", {"reason": "Kontrak berakhir"})
    page = client.get("/partners/mitra-uji/").content.decode()

    for query, words in (("sasaran=mitra-uji", "Kontrak berakhir"), ("pelaku=mitra-uji", "mitra-uji")):
        assert f"/audit/?{query}" in page
        assert words in client.get(f"/audit/?{query}").content.decode()
    assert 'href="/partners/mitra-uji/"' in client.get("/audit/?sasaran=mitra-uji").content.decode()


def test_the_addresses_of_a_key_are_changed(as_user: AsUser, pusat_admin: User, mitra: Partner) -> None:
    client, key = as_user(pusat_admin), PartnerKey.objects.get()
    page = f"/partners/mitra-uji/keys/{key.prefix}/"

    answer = client.post(f"{page}networks/", {"networks": "203.0.113.0/24, 2001:db8::1"}, follow=True)
    wrong = client.post(f"{page}networks/", {"networks": "kantor"})

    assert landed(answer) == page
    key.refresh_from_db()
    assert key.networks == ["2001:db8::1/128", "203.0.113.0/24"]
    assert wrong.status_code == 422
    assert "bukan alamat IP" in wrong.content.decode()


def test_a_key_of_another_partner_is_not_found(as_user: AsUser, pusat_admin: User, mitra: Partner) -> None:
    builders.partner("mitra-lain")
    key = PartnerKey.objects.get(partner=mitra)

    for verb in ("", "networks/", "rotate/", "revoke/"):
        address = f"/partners/mitra-lain/keys/{key.prefix}/{verb}"
        client = as_user(pusat_admin)
        assert (client.post(address) if verb else client.get(address)).status_code == 404


def test_an_address_that_can_name_no_key_is_not_found(
    as_user: AsUser, pusat_admin: User, mitra: Partner
) -> None:
    client = as_user(pusat_admin)

    assert client.get("/partners/mitra-uji/keys/%00/").status_code == 404
    for verb in ("networks", "rotate", "revoke"):
        assert client.post(f"/partners/mitra-uji/keys/a%00b/{verb}/").status_code == 404


def test_usage_and_errors_of_a_month_are_shown_to_both(mitra: Partner, door: tuple[Client, str]) -> None:
    key, today = PartnerKey.objects.get(), clock.campaign_day(timezone.now(), clock.WIB)
    for days, calls in ((0, 7), (29, 1_200), (30, 50_000)):
        PartnerUsage.objects.create(
            key=key,
            day=today - timedelta(days=days),
            calls=calls,
            refused=2,
            rows=10,
            last_at=timezone.now(),
            last_error="scope_missing",
        )
    client, page = door

    shown = client.get(page)

    assert shown.context["usage"].calls == 1_207
    text = shown.content.decode()
    assert "1.207" in text
    assert "scope_missing" in text
    assert len(shown.context["usage"].errors) == 2


def test_the_page_needs_as_many_queries_for_many_rows_as_for_one(
    own: Client, mitra: Partner, django_assert_num_queries: Any
) -> None:
    for rows in (1, 8):
        for _ in range(rows):
            builders.webhook(mitra)
            PartnerKey.objects.create_key(name="uji", partner=mitra, scopes=["posts:read"])
        with django_assert_num_queries(7):
            assert own.get("/mitra/").status_code == 200


def test_the_mailed_link_opens_by_a_button_only(mitra: Partner, client: Client) -> None:
    address = way_in(mitra)

    assert client.get(address).status_code == 200  # a program that looks into mails
    assert client.get("/mitra/").status_code == 403

    assert client.post(address).url == "/mitra/"  # type: ignore[attr-defined]
    page = client.get("/mitra/")
    assert "Mitra mitra-uji" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_a_person_who_enters_is_signed_out(mitra: Partner, as_user: AsUser, verifier: User) -> None:
    client = as_user(verifier)
    client.post(way_in(mitra))

    assert "_auth_user_id" not in client.session
    assert client.get("/mitra/").status_code == 200


def test_a_made_up_link_opens_nothing(client: Client, mitra: Partner) -> None:
    way_in(mitra)
    for method in (client.get, client.post):
        assert method("/mitra/masuk/tebakan/").status_code == 404


def test_leaving_closes_the_page(own: Client) -> None:
    assert own.post("/mitra/keluar/").status_code == 302
    assert own.get("/mitra/").status_code == 403


def test_the_partners_people_see_nothing_of_the_centre(own: Client, mitra: Partner) -> None:
    page = own.get("/mitra/").content.decode()

    assert "Terbitkan kunci" not in page
    assert "/partners/" not in page
    assert own.get("/partners/mitra-uji/").status_code == 302  # to sign in


def test_an_administrator_sends_and_revokes_the_link(
    as_user: AsUser, pusat_admin: User, mitra: Partner, own: Client
) -> None:
    client = as_user(pusat_admin)

    client.post("/partners/mitra-uji/link/send/")
    assert own.get("/mitra/").status_code == 403  # the former link is closed, and its session with it
    assert mitra.links.count() == 2
    client.post("/partners/mitra-uji/link/revoke/")
    answer = client.post("/partners/mitra-uji/link/revoke/", follow=True)

    assert "Tidak ada tautan yang masih berlaku." in answer.content.decode()
    assert not mitra.links.filter(revoked_at=None).exists()


def test_an_endpoint_is_registered_and_its_secret_shown_once(
    door: tuple[Client, str], mitra: Partner, pusat_admin: User
) -> None:
    client, page = door

    answer = client.post(f"{page}webhooks/new/", NEW)

    made = WebhookEndpoint.objects.get()
    assert made.secret in answer.content.decode().replace("&#x2B;", "+")
    assert "no-store" in answer["Cache-Control"]
    shown = client.get(f"{page}webhooks/{made.public_id}/").content.decode()
    assert made.secret not in shown
    assert made.url in shown
    actor = AuditEvent.objects.get(action="webhook.registered").actor_id
    assert actor == ("mitra-uji" if page == "/mitra/" else pusat_admin.actor_id)


def test_an_address_inside_the_house_is_refused_at_its_field(
    door: tuple[Client, str], mitra: Partner
) -> None:
    client, page = door
    for url, sentence in (("https://10.0.0.1/", "jaringan internal"), ("http://mitra.co.id/", "https://")):
        answer = client.post(f"{page}webhooks/new/", NEW | {"url": url})

        assert answer.status_code == 422
        assert sentence in answer.content.decode()


def test_everything_about_an_endpoint_has_its_button(
    door: tuple[Client, str], endpoint: WebhookEndpoint
) -> None:
    client, page = door
    place = f"{page}webhooks/{endpoint.public_id}/"

    for verb in ("ping", "pause", "resume"):
        assert landed(client.post(f"{place}{verb}/", follow=True)) == place
    shown = client.post(f"{place}rotate/").content.decode()
    assert client.post(place, {"events": ["tally.finished"]}).status_code == 302
    endpoint.refresh_from_db()
    assert endpoint.events == ["tally.finished"]
    assert endpoint.secret in shown.replace("&#x2B;", "+")
    assert client.post(place, {"events": []}).status_code == 422
    assert client.post(f"{place}pause/").status_code == 302
    assert "Dijeda" in client.get(place).content.decode()
    assert "Tujuan ini sudah dijeda." in client.post(f"{place}pause/", follow=True).content.decode()
    assert client.post(f"{place}pulang/").status_code == 404
    assert landed(client.post(f"{place}remove/", follow=True)) == page
    assert client.get(place).status_code == 404


def test_a_delivery_shows_what_became_of_it_and_is_sent_again(
    door: tuple[Client, str], endpoint: WebhookEndpoint
) -> None:
    client, page = door
    told = builders.delivery(
        endpoint, state="failed", due_at=None, attempts=10, last_status=302, last_error="redirected"
    )
    place = f"{page}webhooks/{endpoint.public_id}/"

    shown = client.get(place).content.decode()
    assert "pengalihan tidak diikuti" in shown
    assert str(told.message_id) in shown

    answer = client.post(f"{place}deliveries/{told.public_id}/replay/", follow=True)

    assert landed(answer) == place
    told.refresh_from_db()
    assert told.state == WebhookDelivery.State.WAITING


def test_what_is_another_partners_is_not_found(door: tuple[Client, str]) -> None:
    client, page = door
    foreign = builders.webhook(builders.partner("mitra-lain")[0])
    told = builders.delivery(foreign)
    mine = builders.webhook(Partner.objects.get(code="mitra-uji"))
    place = f"{page}webhooks/{foreign.public_id}/"

    assert client.get(place).status_code == 404
    assert client.post(place, {"events": ["tally.finished"]}).status_code == 404
    for verb in ("ping", "pause", "rotate", "remove", f"deliveries/{told.public_id}/replay"):
        assert client.post(f"{place}{verb}/").status_code == 404
    for delivery in (told.public_id, uuid4()):
        assert (
            client.post(f"{page}webhooks/{mine.public_id}/deliveries/{delivery}/replay/").status_code == 404
        )


def test_deliveries_need_as_many_queries_for_many_as_for_one(
    own: Client, endpoint: WebhookEndpoint, django_assert_num_queries: Any
) -> None:
    for rows in (1, 19):
        for _ in range(rows):
            builders.delivery(endpoint)
        with django_assert_num_queries(6):
            assert own.get(f"/mitra/webhooks/{endpoint.public_id}/").status_code == 200
