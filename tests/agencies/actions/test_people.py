import pytest
from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email
from django.test import Client

from agencies import audit
from agencies.actions import people
from agencies.models import AuditEvent, User
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.letters import delivered

pytestmark = pytest.mark.django_db


def test_a_new_person_has_no_password_and_is_audited(pusat_admin: User) -> None:
    person = people.save(
        by=pusat_admin, user=User(email="Baru@CONTOH.go.id", full_name="Bayu Baru"), at=builders.NOW
    )

    assert not person.has_usable_password()
    assert person.email == "Baru@contoh.go.id"
    event = AuditEvent.objects.get(action="user.add")
    assert (event.actor_id, event.target_id) == (pusat_admin.actor_id, str(person.public_id))
    assert event.after["full_name"] == audit.WITHHELD
    assert "password" not in event.after


def test_a_changed_person_keeps_the_password(pusat_admin: User, officer_sultra: User) -> None:
    officer_sultra.full_name = "Sari Dewi"

    people.save(by=pusat_admin, user=officer_sultra, at=builders.NOW)

    officer_sultra.refresh_from_db()
    assert officer_sultra.check_password(builders.PASSWORD)
    event = AuditEvent.objects.get(action="user.change")
    assert (event.before, event.after) == ({"full_name": audit.WITHHELD}, {"full_name": audit.WITHHELD})


def test_nothing_sent_to_a_former_address_opens_the_account(pusat_admin: User, officer_sultra: User) -> None:
    former = officer_sultra.email
    EmailAddress.objects.create(user=officer_sultra, email=former, verified=True, primary=True)
    session = builders.session(officer_sultra)
    officer_sultra.email = "sari@sultra.go.id"

    people.save(by=pusat_admin, user=officer_sultra, at=builders.NOW)

    assert filter_users_by_email(former) == []
    assert filter_users_by_email("sari@sultra.go.id") == [officer_sultra]
    address = EmailAddress.objects.get(user=officer_sultra)
    assert (address.email, address.verified, address.primary) == ("sari@sultra.go.id", False, True)
    assert not Client().session.exists(session)


def test_a_new_name_or_other_capitals_leave_addresses_and_sessions(
    pusat_admin: User, officer_sultra: User
) -> None:
    EmailAddress.objects.create(user=officer_sultra, email=officer_sultra.email, verified=True, primary=True)
    session = builders.session(officer_sultra)
    officer_sultra.email, officer_sultra.full_name = "Petugas@sultra.go.id", "Sari Dewi"

    people.save(by=pusat_admin, user=officer_sultra, at=builders.NOW)

    assert EmailAddress.objects.get(user=officer_sultra).verified
    assert Client().session.exists(session)


def test_the_former_and_the_new_address_are_told_in_the_persons_language(
    pusat_admin: User, officer_sultra: User
) -> None:
    former = officer_sultra.email
    officer_sultra.email, officer_sultra.language = "sari@sultra.go.id", "en"

    people.save(by=pusat_admin, user=officer_sultra, at=builders.NOW)

    letters = delivered(at=builders.NOW)
    assert sorted(letter.to[0] for letter in letters) == sorted([former, "sari@sultra.go.id"])
    assert len({letter.subject for letter in letters}) == 1
    for letter in letters:
        assert "Ayu Administrator" in letter.body
        assert "Anda" not in letter.body
    to_former = next(letter for letter in letters if letter.to == [former])
    assert "sari@sultra.go.id" not in to_former.body


def test_nobody_is_told_of_the_address_of_an_account_out_of_service(
    pusat_admin: User, officer_sultra: User
) -> None:
    User.objects.filter(pk=officer_sultra.pk).update(is_active=False)
    officer_sultra.refresh_from_db()
    officer_sultra.email = "sari@sultra.go.id"

    people.save(by=pusat_admin, user=officer_sultra, at=builders.NOW)

    assert delivered(at=builders.NOW) == []


def test_who_was_taken_out_of_service_meanwhile_does_not_come_back_with_a_new_name(
    pusat_admin: User, officer_sultra: User
) -> None:
    User.objects.filter(pk=officer_sultra.pk).update(is_active=False)
    officer_sultra.full_name = "Sari Dewi"

    people.save(by=pusat_admin, user=officer_sultra, fields=["full_name"], at=builders.NOW)

    stored = User.objects.get(pk=officer_sultra.pk)
    assert (stored.full_name, stored.is_active) == ("Sari Dewi", False)


def test_a_person_forgotten_meanwhile_stays_forgotten(pusat_admin: User) -> None:
    typed = builders.user(full_name="Gita")
    User.objects.filter(pk=typed.pk).update(is_active=False, pseudonymised_at=builders.NOW)

    with pytest.raises(Refused) as refused:
        people.save(by=pusat_admin, user=typed, at=builders.NOW)

    assert refused.value.code == "pseudonymised"


def test_a_forgotten_name_is_not_written_again(pusat_admin: User) -> None:
    gone = builders.user(is_active=False, pseudonymised_at=builders.NOW)
    gone.full_name = "Gita Lagi"

    with pytest.raises(Refused) as refused:
        people.save(by=pusat_admin, user=gone, at=builders.NOW)

    assert refused.value.code == "pseudonymised"
    assert User.objects.get(pk=gone.pk).full_name != "Gita Lagi"


def test_create_administrator_makes_the_person_and_the_role_once() -> None:
    for _ in range(2):
        person = people.create_administrator(
            by=audit.SYSTEM, email="pertama@contoh.go.id", full_name="Putu Pertama", at=builders.NOW
        )

    assert person.memberships.get().role == "administrator"
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "user.add",
        "membership.grant",
    ]


def test_create_administrator_knows_a_person_in_any_case_of_letters(pusat_editor: User) -> None:
    person = people.create_administrator(
        by=audit.SYSTEM, email="EDITOR@contoh.go.id", full_name="Lain", at=builders.NOW
    )

    assert person == pusat_editor
    assert person.full_name == "Eko Penyunting"


def test_create_administrator_refuses_an_inactive_person() -> None:
    builders.user("lama@contoh.go.id", is_active=False)

    with pytest.raises(Refused) as refused:
        people.create_administrator(
            by=audit.SYSTEM, email="lama@contoh.go.id", full_name="Lama", at=builders.NOW
        )

    assert refused.value.code == "person_inactive"


def test_create_administrator_refuses_an_officer_and_keeps_nothing(officer_sultra: User) -> None:
    with pytest.raises(Refused) as refused:
        people.create_administrator(
            by=audit.SYSTEM, email=officer_sultra.email, full_name="Sari", at=builders.NOW
        )

    assert refused.value.code == "reason_missing"
    assert officer_sultra.memberships.count() == 1
