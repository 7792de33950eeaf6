from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import transaction

from agencies import audit
from agencies.actions import partner_links, partners, webhooks
from agencies.models import Agency, AuditEvent, Partner, PartnerKey, PartnerLink, User, WebhookEvent
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.api import Caller
from tests.builders import NOW

pytestmark = pytest.mark.django_db
READ = "campaigns:read"
LATER = NOW + timedelta(days=30)


def refusal(call: object, **arguments: object) -> str:
    assert callable(call)
    before = (Partner.objects.count(), PartnerKey.objects.count(), AuditEvent.objects.count())
    with pytest.raises(Refused) as refused:
        call(**arguments)
    assert (Partner.objects.count(), PartnerKey.objects.count(), AuditEvent.objects.count()) == before
    return refused.value.code


def test_a_partner_is_registered_with_its_audit_row(pusat_admin: User) -> None:
    made = partners.create(
        code=" Pemantau-1 ", name=" Pemantau  Satu ", contact_email="a@b.id", by=pusat_admin
    )

    assert (made.code, made.name, made.is_active) == ("pemantau-1", "Pemantau Satu", True)
    event = AuditEvent.objects.get(action="partner.created")
    assert (event.actor_id, event.target_id) == (pusat_admin.actor_id, "pemantau-1")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"code": "dua kata"}, "code_invalid"),
        ({"code": ""}, "code_invalid"),
        ({"code": "x" * 41}, "code_invalid"),
        ({"name": "  "}, "name_missing"),
        ({"name": "x" * 121}, "name_missing"),
        ({"contact_email": "tidak ada"}, "contact_invalid"),
    ],
)
def test_a_partner_needs_code_name_and_contact(wrong: dict[str, str], code: str) -> None:
    sound = {"code": "pemantau", "name": "Pemantau", "contact_email": "a@b.id"}

    assert refusal(partners.create, **(sound | wrong), by=audit.SYSTEM) == code


def test_a_code_is_given_once(partner: tuple[Partner, str]) -> None:
    again = {"code": "mitra-uji", "name": "Lain", "contact_email": "a@b.id"}

    assert refusal(partners.create, **again, by=audit.SYSTEM) == "partner_exists"


def stored(partner: Partner) -> tuple[str, str, bool]:
    partner.refresh_from_db()
    return partner.name, partner.contact_email, partner.is_active


def test_name_and_contact_are_changed_with_what_stood_there(
    partner: tuple[Partner, str], pusat_admin: User
) -> None:
    told: dict[str, Any] = {"by": pusat_admin, "partner": partner[0], "at": NOW}

    for _ in range(2):  # the second time nothing differs any more
        partners.change(name=" Ukur  Media ", contact_email=" b@contoh.id ", **told)

    assert stored(partner[0]) == ("Ukur Media", "b@contoh.id", True)
    event = AuditEvent.objects.get(action="partner.change")
    assert (event.before["name"], event.after["name"]) == ("Mitra mitra-uji", "Ukur Media")
    assert "contact_email" in event.after
    assert "b@contoh.id" not in str(event.after), "the record names no person"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": " "}, "name_missing"),
        ({"name": "x" * 121}, "name_missing"),
        ({"contact_email": "bukan surel"}, "contact_invalid"),
    ],
)
def test_a_change_leaves_a_name_and_a_contact(
    partner: tuple[Partner, str], wrong: dict[str, str], code: str
) -> None:
    sound = {"name": "Ukur Media", "contact_email": "b@contoh.id"}
    before = stored(partner[0])

    refused = refusal(partners.change, **(sound | wrong), partner=partner[0], by=audit.SYSTEM, at=NOW)

    assert (refused, stored(partner[0])) == (code, before)


@pytest.mark.parametrize(("contact", "is_open"), [("baru@contoh.id", False), ("mitra-uji@contoh.id", True)])
def test_who_is_a_partners_contact_no_more_has_no_way_in(
    partner: tuple[Partner, str], contact: str, is_open: bool
) -> None:
    partner_links.send(by=audit.SYSTEM, partner=partner[0], at=NOW)

    partners.change(name="Nama baru", contact_email=contact, partner=partner[0], by=audit.SYSTEM, at=NOW)

    assert (partner_links.open_link(partner[0], at=NOW) is not None) is is_open
    assert AuditEvent.objects.filter(action="partner_link.revoked").count() == (not is_open)


def test_everything_is_closed_to_a_suspended_partner_and_all_but_its_page_opens_again(
    partner: tuple[Partner, str], pusat_admin: User
) -> None:
    mitra, text = partner
    partner_links.send(by=audit.SYSTEM, partner=mitra, at=NOW)
    builders.webhook(mitra)

    def doors() -> tuple[int, bool, int]:
        """The answer of the API, whether its own page opens, how many messages an event makes for it."""
        with transaction.atomic():
            told = webhooks.emit(event=WebhookEvent.POST_VERIFIED, news=[webhooks.News({})], at=NOW)
            transaction.set_rollback(True)
        mine = PartnerLink.objects.get(partner=mitra)
        return Caller(text).get("/api/v1/agencies/").status_code, mine.is_open(NOW), told

    assert doors() == (200, True, 1)
    partners.suspend(by=pusat_admin, partner=mitra, reason=" Kontrak berakhir. ", at=NOW)
    assert doors() == (401, False, 0)
    partners.reactivate(by=pusat_admin, partner=mitra)

    assert doors() == (200, False, 1)
    assert AuditEvent.objects.filter(action="partner_link.revoked").count() == 1
    suspended, again = AuditEvent.objects.filter(
        action__in=["partner.suspended", "partner.reactivated"]
    ).order_by("pk")
    assert (suspended.reason, suspended.after) == ("Kontrak berakhir.", {"is_active": False})
    assert (again.actor_id, again.after) == (pusat_admin.actor_id, {"is_active": True})


def test_a_suspension_needs_a_reason_and_happens_once(partner: tuple[Partner, str]) -> None:
    told: dict[str, Any] = {"partner": partner[0], "by": audit.SYSTEM}
    assert refusal(partners.suspend, reason=" ", at=NOW, **told) == "reason_missing"
    assert refusal(partners.reactivate, **told) == "already_active"

    partners.suspend(reason="Kontrak berakhir.", at=NOW, **told)

    assert refusal(partners.suspend, reason="Sekali lagi.", at=NOW, **told) == "already_suspended"


def test_a_key_is_given_out_once_and_kept_as_a_hash(pusat_admin: User) -> None:
    builders.partner()
    key, text = partners.issue_key(
        partner_code="mitra-uji", scopes=["readings:write", READ], expires_at=LATER, by=pusat_admin, at=NOW
    )

    assert text.startswith(f"{key.prefix}.")
    assert key.scopes == [READ, "readings:write"]
    assert key.expiry_date == LATER
    event = AuditEvent.objects.get(action="partner_key.issued")
    assert event.target_id == key.prefix
    assert text.partition(".")[2] not in str(AuditEvent.objects.values())


def test_an_older_key_stays_valid_beside_the_new_one(partner: tuple[Partner, str]) -> None:
    _, text = partners.issue_key(partner_code="mitra-uji", scopes=[READ], by=audit.SYSTEM, at=NOW)

    assert Caller(partner[1]).get("/api/v1/agencies/").status_code == 200
    assert Caller(text).get("/api/v1/agencies/").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"partner_code": "tidak-ada"}, "partner_unknown"),
        ({"scopes": []}, "scopes_missing"),
        ({"scopes": ["posts:delete"]}, "scope_unknown"),
        ({"expires_at": NOW}, "expired"),
    ],
)
def test_a_key_is_refused_with_a_reason(
    partner: tuple[Partner, str], wrong: dict[str, object], code: str
) -> None:
    sound = {"partner_code": "mitra-uji", "scopes": [READ], "expires_at": LATER}

    assert refusal(partners.issue_key, **(sound | wrong), by=audit.SYSTEM, at=NOW) == code


def test_an_inactive_partner_gets_no_key(partner: tuple[Partner, str]) -> None:
    Partner.objects.update(is_active=False)

    arguments = {"partner_code": "mitra-uji", "scopes": [READ], "by": audit.SYSTEM, "at": NOW}
    assert refusal(partners.issue_key, **arguments) == "partner_inactive"


def test_a_revoked_key_opens_nothing_any_more(partner: tuple[Partner, str], pusat_admin: User) -> None:
    prefix = partner[1].partition(".")[0]

    partners.revoke_key(prefix=prefix, reason="Bocor.", by=pusat_admin)

    assert Caller(partner[1]).get("/api/v1/agencies/").status_code == 401
    event = AuditEvent.objects.get(action="partner_key.revoked")
    assert (event.target_id, event.reason) == (prefix, "Bocor.")


def test_a_revocation_needs_a_key_a_reason_and_happens_once(partner: tuple[Partner, str]) -> None:
    prefix = partner[1].partition(".")[0]
    revoke, by = partners.revoke_key, audit.SYSTEM

    assert refusal(revoke, prefix=prefix, reason=" ", by=by) == "reason_missing"
    assert refusal(revoke, prefix="tidakada", reason="Bocor.", by=by) == "key_unknown"
    revoke(prefix=prefix, reason="Bocor.", by=by)
    assert refusal(revoke, prefix=prefix, reason="Bocor.", by=by) == "already_revoked"


@pytest.mark.parametrize("role", ["verifier", "committee", "observer"])
def test_only_administrators_deal_with_partners(partner: tuple[Partner, str], role: str) -> None:
    person = builders.user(role=role)

    with pytest.raises(PermissionDenied):
        partners.create(code="x", name="X", contact_email="a@b.id", by=person)
    with pytest.raises(PermissionDenied):
        partners.issue_key(partner_code="mitra-uji", scopes=[READ], by=person, at=NOW)
    with pytest.raises(PermissionDenied):
        partners.revoke_key(prefix="x", reason="x", by=person)
    with pytest.raises(PermissionDenied):
        partners.change_networks(prefix="x", networks=[], by=person, at=NOW)
    with pytest.raises(PermissionDenied):
        partners.change(partner=partner[0], name="X", contact_email="a@b.id", by=person, at=NOW)
    with pytest.raises(PermissionDenied):
        partners.suspend(partner=partner[0], reason="x", by=person, at=NOW)
    with pytest.raises(PermissionDenied):
        partners.reactivate(partner=partner[0], by=person)


def test_a_partner_never_issues_itself_a_key(partner: tuple[Partner, str]) -> None:
    arguments = {"partner_code": "mitra-uji", "scopes": [READ], "by": partner[0], "at": NOW}

    assert refusal(partners.issue_key, **arguments) == "not_allowed"
    assert refusal(partners.reactivate, partner=partner[0], by=partner[0]) == "not_allowed"


def issue(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("issue_partner_key", *arguments, stdout=out, stderr=err)
    return out.getvalue().strip(), err.getvalue()


def test_the_command_prints_the_key_alone_and_says_the_rest_beside(partner: tuple[Partner, str]) -> None:
    text, said = issue("mitra-uji", "--scopes", READ, "--expires", "2999-01-01T00:00:00+07:00")

    assert Caller(text).get("/api/v1/agencies/").status_code == 200
    assert "tidak dapat ditampilkan lagi" in said
    assert text.partition(".")[2] not in said


def test_the_command_registers_a_new_partner_when_it_is_named() -> None:
    issue("pemantau", "--scopes", READ, "readings:write", "--name", "Pemantau", "--contact", "a@b.id")

    assert Partner.objects.get(code="pemantau").keys.get().scopes == [READ, "readings:write"]


def test_the_command_closes_a_key(partner: tuple[Partner, str]) -> None:
    key = partner[0].keys.get()
    out = StringIO()

    call_command("revoke_partner_key", key.prefix, "--reason", "Kunci bocor.", stdout=out)

    assert Caller(partner[1]).get("/api/v1/agencies/").status_code == 401
    assert key.prefix in out.getvalue()
    with pytest.raises(CommandError, match="sudah dicabut"):
        call_command("revoke_partner_key", key.prefix, "--reason", "Sekali lagi.")


@pytest.mark.parametrize(
    "arguments",
    [
        ["tidak-ada", "--scopes", READ],
        ["pemantau", "--scopes", READ, "--name", "Pemantau"],
        ["pemantau", "--scopes", READ, "--name", "P", "--contact", "a@b.id", "--expires", "2020-01-01"],
        ["pemantau", "--scopes", READ, "--name", "P", "--contact", "a@b.id", "--expires", "2999-01-01T00:00"],
        [
            "pemantau",
            "--scopes",
            READ,
            "--name",
            "P",
            "--contact",
            "a@b.id",
            "--expires",
            "2999-99-01T00:00Z",
        ],
        ["pemantau", "--scopes", "everything"],
    ],
)
def test_the_command_refuses_and_leaves_nothing_half_done(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        issue(*arguments)

    assert not Partner.objects.exists()


def test_a_key_is_for_the_addresses_it_was_issued_for(
    partner: tuple[Partner, str], pusat_admin: User
) -> None:
    key, _ = partners.issue_key(
        partner_code="mitra-uji",
        scopes=[READ],
        networks=["203.0.113.7/24", " 2001:db8::1", "203.0.113.0/24"],
        by=pusat_admin,
        at=NOW,
    )

    assert key.networks == ["2001:db8::1/128", "203.0.113.0/24"]
    issued = AuditEvent.objects.get(action="partner_key.issued")
    assert issued.after["networks"] == key.networks


@pytest.mark.parametrize("network", ["", "host.example", "203.0.113.300", "203.0.113.0/33", "10/8/8"])
def test_what_is_no_address_is_refused(partner: tuple[Partner, str], network: str) -> None:
    asked = {"partner_code": "mitra-uji", "scopes": [READ], "networks": [network]}

    assert refusal(partners.issue_key, **asked, by=audit.SYSTEM, at=NOW) == "network_invalid"


def test_the_addresses_of_a_key_are_changed_and_hold_from_the_next_call_on(
    partner: tuple[Partner, str], pusat_admin: User
) -> None:
    key = PartnerKey.objects.get()
    told: dict[str, Any] = {"prefix": key.prefix, "by": pusat_admin, "at": NOW}

    for _ in range(2):  # the second time nothing differs any more
        partners.change_networks(networks=["203.0.113.7/24"], **told)
    assert Caller(partner[1]).get("/api/v1/agencies/").status_code == 403
    event = AuditEvent.objects.get(action="partner_key.networks_changed")
    assert (event.before, event.after) == ({"networks": []}, {"networks": ["203.0.113.0/24"]})

    partners.change_networks(networks=[], **told)
    assert Caller(partner[1]).get("/api/v1/agencies/").status_code == 200


@pytest.mark.parametrize(
    ("state", "asked", "code"),
    [
        ({}, {"prefix": "nirgends"}, "key_unknown"),
        ({"revoked": True}, {}, "already_revoked"),
        ({"expiry_date": NOW}, {}, "expired"),
        ({}, {"networks": ["kantor"]}, "network_invalid"),
    ],
)
def test_the_addresses_of_a_key_are_not_always_changed(
    partner: tuple[Partner, str], state: dict[str, object], asked: dict[str, object], code: str
) -> None:
    PartnerKey.objects.update(**state)
    usual = {"prefix": PartnerKey.objects.get().prefix, "networks": ["203.0.113.7"]}

    assert refusal(partners.change_networks, **(usual | asked), by=audit.SYSTEM, at=NOW) == code
    assert PartnerKey.objects.get().networks == []


def test_only_the_system_of_an_agency_may_report_posts(partner: tuple[Partner, str], sultra: Agency) -> None:
    asked = {"scopes": ["posts:write"], "by": audit.SYSTEM, "at": NOW}

    assert refusal(partners.issue_key, partner_code="mitra-uji", **asked) == "scope_needs_agency"

    partners.create(
        code="sistem-sultra", name="Sistem", contact_email="a@b.id", agency=sultra, by=audit.SYSTEM
    )
    key, _ = partners.issue_key(partner_code="sistem-sultra", **asked)  # type: ignore[arg-type]
    assert key.scopes == ["posts:write"]


def rotate(prefix: str, **changes: object) -> tuple[PartnerKey, str]:
    usual = {"overlap": timedelta(days=7), "by": audit.SYSTEM, "at": NOW}
    return partners.rotate_key(prefix=prefix, **(usual | changes))  # type: ignore[arg-type]


def test_a_new_key_takes_the_place_of_an_old_one(partner: tuple[Partner, str]) -> None:
    old = PartnerKey.objects.get()
    PartnerKey.objects.update(networks=["203.0.113.0/24"])

    new, text = rotate(old.prefix, expires_at=LATER)

    old.refresh_from_db()
    assert (old.replaced_by, old.expiry_date, old.revoked) == (new, NOW + timedelta(days=7), False)
    assert (new.partner, new.scopes, new.networks) == (partner[0], old.scopes, ["203.0.113.0/24"])
    assert (new.expiry_date, text.partition(".")[0]) == (LATER, new.prefix)
    replaced = AuditEvent.objects.get(action="partner_key.replaced")
    assert (replaced.target_id, replaced.after["replaced_by"]) == (old.prefix, new.prefix)


def test_an_overlap_does_not_lengthen_the_life_of_a_key(partner: tuple[Partner, str]) -> None:
    PartnerKey.objects.update(expiry_date=NOW + timedelta(days=2))

    rotate(PartnerKey.objects.get().prefix)

    assert PartnerKey.objects.get(replaced_by__isnull=False).expiry_date == NOW + timedelta(days=2)


@pytest.mark.parametrize(
    ("state", "asked", "code"),
    [
        ({}, {"prefix": "nirgends"}, "key_unknown"),
        ({"revoked": True}, {}, "already_revoked"),
        ({"expiry_date": NOW}, {}, "expired"),
        ({}, {"expires_at": NOW}, "expired"),
        ({}, {"overlap": timedelta(seconds=-1)}, "overlap_invalid"),
        ({}, {"overlap": timedelta(days=31)}, "overlap_invalid"),
    ],
)
def test_a_key_is_not_always_replaced(
    partner: tuple[Partner, str], state: dict[str, object], asked: dict[str, object], code: str
) -> None:
    PartnerKey.objects.update(**state)

    assert refusal(rotate, **({"prefix": PartnerKey.objects.get().prefix} | asked)) == code


def test_a_key_is_replaced_once(partner: tuple[Partner, str]) -> None:
    prefix = PartnerKey.objects.get().prefix
    rotate(prefix)

    assert refusal(rotate, prefix=prefix) == "already_replaced"


def test_keys_of_an_inactive_partner_are_not_replaced(partner: tuple[Partner, str]) -> None:
    Partner.objects.update(is_active=False)

    assert refusal(rotate, prefix=PartnerKey.objects.get().prefix) == "partner_inactive"


def test_a_command_replaces_a_key_and_prints_the_new_one(partner: tuple[Partner, str]) -> None:
    out = StringIO()

    call_command(
        "rotate_partner_key",
        PartnerKey.objects.get().prefix,
        "--overlap-days=3",
        stdout=out,
        stderr=StringIO(),
    )

    assert Caller(out.getvalue().strip()).get("/api/v1/agencies/").status_code == 200
    with pytest.raises(CommandError, match="Tidak ada kunci"):
        call_command("rotate_partner_key", "nirgends")


def test_a_command_registers_the_system_of_an_agency(sultra: Agency) -> None:
    asked = ["--name=Sistem", "--contact=a@b.id", "--scopes=posts:write", "--networks=203.0.113.7"]
    call_command("issue_partner_key", "sistem", *asked, "--agency=D-74", stdout=StringIO(), stderr=StringIO())

    key = PartnerKey.objects.get()
    assert (key.partner.agency, key.networks) == (sultra, ["203.0.113.7/32"])
    with pytest.raises(CommandError, match="K-999"):
        call_command("issue_partner_key", "lain", *asked, "--agency=K-999")
