from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.actions import invitations
from agencies.admin_site import ActionAdmin
from agencies.models import (
    Agency,
    AgencyAlias,
    AuditEvent,
    AuditSeal,
    Certificate,
    Membership,
    User,
)
from awards.models import Award, AwardRound, Ranking, Standing
from campaigns.models import MetricReading, Post, PostCounters, TallyRun
from tests import builders

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
REGISTERED = sorted(model._meta.label_lower for model in admin.site._registry)


@pytest.fixture
def portal(as_user: SignIn, pusat_admin: User) -> Client:
    return as_user(pusat_admin)


def errors(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(str(error) for row in response.context["errors"] for error in [row])


@pytest.mark.parametrize("page", ["admin:index", "admin:agencies_user_changelist", "admin:agencies_user_add"])
@pytest.mark.parametrize(
    "person",
    ["pusat_editor", "verifier", "committee", "analyst", "officer_sultra", "lead_sultra", "outsider"],
)
def test_everybody_but_administrators_is_refused(
    as_user: SignIn, request: pytest.FixtureRequest, person: str, page: str
) -> None:
    response = as_user(request.getfixturevalue(person)).get(reverse(page), follow=True)

    assert response.status_code == 403


def test_signed_out_readers_are_sent_to_the_portals_own_sign_in(client: Client) -> None:
    for page in ("admin:index", "admin:login"):
        response = client.get(reverse(page), follow=True)
        assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_an_administrator_without_a_second_factor_is_sent_to_its_set_up(
    portal: Client, pusat_admin: User
) -> None:
    Authenticator.objects.all().delete()

    assert portal.get(reverse("admin:index"))["Location"] == reverse("mfa_activate_totp")
    assert not admin.site.has_permission(portal.get(reverse("mfa_activate_totp")).wsgi_request)


def test_an_administrator_needs_no_second_sign_in(portal: Client) -> None:
    assert portal.get(reverse("admin:login"))["Location"] == reverse("admin:index")


def test_the_index_reads_in_indonesian(portal: Client) -> None:
    page = portal.get(reverse("admin:index")).content.decode()

    assert "Data acuan" in page
    for name in ("instansi", "pengguna", "keanggotaan", "kampanye"):
        assert name in page.casefold()


def test_libraries_bring_no_page_of_their_own() -> None:
    assert all(isinstance(page, ActionAdmin) for page in admin.site._registry.values())
    assert not admin.site.is_registered(Authenticator)  # it would show the secrets of second factors


@pytest.mark.parametrize("label", REGISTERED)
def test_every_list_opens(portal: Client, label: str) -> None:
    app, model = label.split(".")

    assert portal.get(reverse(f"admin:{app}_{model}_changelist"), {"q": "a"}).status_code == 200


@pytest.mark.parametrize("label", REGISTERED)
def test_nothing_is_deleted(portal: Client, label: str) -> None:
    app, model = label.split(".")
    page = portal.post(
        reverse(f"admin:{app}_{model}_changelist"), {"action": "delete_selected", "_selected_action": ["1"]}
    )

    assert page.status_code in {200, 302}
    assert "delete_selected" not in portal.get(reverse(f"admin:{app}_{model}_changelist")).content.decode()
    assert portal.get(reverse(f"admin:{app}_{model}_delete", args=["1"])).status_code in {302, 403}


@pytest.mark.parametrize(
    "model",
    [
        Post,
        PostCounters,
        MetricReading,
        TallyRun,
        AwardRound,
        Ranking,
        Standing,
        Award,
        Certificate,
        AuditEvent,
        AuditSeal,
    ],
)
def test_what_changes_by_actions_only_is_not_registered(model: Any) -> None:
    assert not admin.site.is_registered(model)


def test_a_change_page_opens_in_indonesian(portal: Client, officer_sultra: User) -> None:
    page = portal.get(reverse("admin:agencies_user_change", args=[officer_sultra.pk])).content.decode()

    assert "Nama lengkap" in page
    assert "Simpan" in page


def test_a_person_is_added_through_the_action(portal: Client) -> None:
    response = portal.post(
        reverse("admin:agencies_user_add"),
        {"email": "baru@contoh.go.id", "full_name": "Bayu Baru", "timezone": "", "is_active": "on"},
    )

    assert response.status_code == 302
    person = User.objects.get(email="baru@contoh.go.id")
    assert not person.has_usable_password()
    event = AuditEvent.objects.get(action="user.add")
    assert event.target_id == str(person.public_id)
    assert "Bayu" not in f"{event.target_label} {event.after}"


def test_an_address_in_other_letters_is_known_already(portal: Client, officer_sultra: User) -> None:
    response = portal.post(
        reverse("admin:agencies_user_add"),
        {"email": officer_sultra.email.upper(), "full_name": "Lain", "is_active": "on"},
    )

    assert response.status_code == 200
    assert not AuditEvent.objects.filter(action="user.add").exists()


def test_nobody_is_switched_off_past_the_page_that_ends_roles_and_sessions(
    portal: Client, officer_sultra: User
) -> None:
    response = portal.post(
        reverse("admin:agencies_user_change", args=[officer_sultra.pk]),
        {"email": officer_sultra.email, "full_name": "Nama lain", "timezone": ""},
    )

    assert response.status_code == 302
    officer_sultra.refresh_from_db()
    assert (officer_sultra.full_name, officer_sultra.is_active) == ("Nama lain", True)


def test_a_forgotten_person_is_not_named_again(portal: Client) -> None:
    gone = builders.user(is_active=False, pseudonymised_at=builders.NOW)

    response = portal.post(
        reverse("admin:agencies_user_change", args=[gone.pk]),
        {"email": gone.email, "full_name": "Nama lama", "timezone": ""},
    )

    assert "sudah disamarkan" in errors(response)
    assert not User.objects.filter(full_name="Nama lama").exists()


def test_a_role_is_given_through_the_action(portal: Client, outsider: User, sultra: Agency) -> None:
    response = portal.post(
        reverse("admin:agencies_membership_add"),
        {"user": outsider.pk, "role": "officer", "agency": sultra.pk, "reason": ""},
    )

    assert response.status_code == 302
    held = outsider.memberships.get()
    assert (held.role, held.agency) == ("officer", sultra)
    assert AuditEvent.objects.get(action="membership.grant").target_id == str(held.public_id)


@pytest.mark.parametrize(
    ("role", "with_agency", "sentence"),
    [
        ("verifier", False, "memerlukan alasan"),
        ("verifier", True, "tidak terikat instansi"),
        ("reader", False, "memerlukan instansi"),
        ("officer", True, "sudah dipegang"),
    ],
)
def test_a_refusal_of_the_action_is_told_above_the_form(
    portal: Client, officer_sultra: User, sultra: Agency, role: str, with_agency: bool, sentence: str
) -> None:
    response = portal.post(
        reverse("admin:agencies_membership_add"),
        {"user": officer_sultra.pk, "role": role, "agency": sultra.pk if with_agency else "", "reason": ""},
    )

    assert sentence in errors(response)
    assert "Batasan" not in errors(response)
    assert officer_sultra.memberships.count() == 1


def test_roles_are_never_changed(portal: Client, officer_sultra: User) -> None:
    held = officer_sultra.memberships.get()

    portal.post(
        reverse("admin:agencies_membership_change", args=[held.pk]),
        {"user": officer_sultra.pk, "role": "lead", "agency": held.agency_id, "reason": ""},
    )

    held.refresh_from_db()
    assert held.role == "officer"


def test_roles_are_ended_from_the_list(portal: Client, pusat_admin: User, officer_sultra: User) -> None:
    response = portal.post(
        reverse("admin:agencies_membership_changelist"),
        {
            "action": "end_selected",
            "_selected_action": list(Membership.objects.values_list("pk", flat=True)),
        },
        follow=True,
    )

    told = [str(message) for message in response.context["messages"]]
    assert any("administrator terakhir" in sentence for sentence in told)
    assert "1 keanggotaan diakhiri." in told
    assert list(Membership.objects.active()) == [pusat_admin.memberships.get()]
    assert AuditEvent.objects.filter(action="membership.end").count() == 1


def test_a_lead_who_is_ended_from_the_list_does_not_come_back_by_an_own_invitation(
    portal: Client, lead_sultra: User, sultra: Agency
) -> None:
    offer = invitations.Offer("pribadi@contoh.com", "lead", sultra)
    sent = invitations.invite(by=lead_sultra, offer=offer, at=timezone.now()).invitation
    held = lead_sultra.memberships.get()
    earlier = Membership.objects.create(
        user=lead_sultra, role="officer", agency=sultra, ended_at=builders.NOW
    )

    page = portal.post(
        reverse("admin:agencies_membership_changelist"),
        {"action": "end_selected", "_selected_action": [held.pk, earlier.pk]},
        follow=True,
    )

    assert [str(message) for message in page.context["messages"]] == ["1 keanggotaan diakhiri."]
    sent.refresh_from_db()
    assert sent.withdrawn_at is not None
    earlier.refresh_from_db()
    assert earlier.ended_at == builders.NOW


def test_accounts_are_looked_up_here_and_changed_in_the_registry(portal: Client, sultra: Agency) -> None:
    account = builders.account(sultra, handle="kominfo_sultra")
    page = reverse("admin:agencies_socialaccount_change", args=[account.pk])

    assert "kominfo_sultra" in portal.get(page).content.decode()
    assert portal.post(page, {"handle": "lain", "state": "archived"}).status_code == 403
    assert portal.get(reverse("admin:agencies_socialaccount_add")).status_code == 403
    account.refresh_from_db()
    assert (account.handle, account.state) == ("kominfo_sultra", "verified")


def test_an_agency_is_taken_out_of_service_and_keeps_its_name(portal: Client, sultra: Agency) -> None:
    portal.post(
        reverse("admin:agencies_agency_change", args=[sultra.pk]), {"short_name": "Lain", "code": "K-1"}
    )

    sultra.refresh_from_db()
    assert (sultra.short_name, sultra.code, sultra.is_active) == (
        "Diskominfo Sulawesi Tenggara",
        "D-74",
        False,
    )
    assert AuditEvent.objects.get().after == {"is_active": False}


def test_an_agency_is_found_by_a_new_alias_and_not_by_the_one_it_replaced(
    portal: Client, sultra: Agency, mimika: Agency
) -> None:
    portal.post(reverse("admin:agencies_agencyalias_add"), {"agency": sultra.pk, "text": "Infokom Anoa"})
    alias = AgencyAlias.objects.get()
    assert list(Agency.objects.matching("anoa")) == [sultra]

    portal.post(
        reverse("admin:agencies_agencyalias_change", args=[alias.pk]),
        {"agency": mimika.pk, "text": "Infokom Kamoro"},
    )

    assert list(Agency.objects.matching("anoa")) == []
    assert list(Agency.objects.matching("kamoro")) == [mimika]
    assert AuditEvent.objects.get(action="agencyalias.change").before["agency"] == "D-74"
