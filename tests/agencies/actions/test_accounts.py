from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from agencies.actions import accounts
from agencies.models import AccountRename, Agency, AuditEvent, Membership, SocialAccount, User
from agencies.platforms import Platform
from summitcomms.jobs.models import Job
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW
from tests.races import race

LATER = NOW + timedelta(days=40)


def propose(by: User, agency: Agency, handle: str = "kominfo_sultra", platform: str = "instagram") -> Any:
    return accounts.propose(by=by, agency=agency, platform=platform, handle=handle)


def verify(
    by: User, account: SocialAccount, note: str = "Diperiksa lewat telepon.", seen: str = ""
) -> SocialAccount:
    return accounts.verify(by=by, account=account, seen=seen or account.handle, note=note, at=NOW)


def refusal(act: Callable[..., object], *args: Any, **asked: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        act(*args, **asked)
    return refused.value


# --- propose -----------------------------------------------------------------------------------------------


def test_an_officer_proposes_the_account_of_the_own_agency(officer_sultra: User, sultra: Agency) -> None:
    account = propose(officer_sultra, sultra, "https://www.instagram.com/Kominfo_Sultra?igsh=1")

    assert (account.handle, account.folded, account.state) == ("kominfo_sultra", "kominfo_sultra", "proposed")
    assert (account.agency, account.proposed_by, account.confirmed_at) == (sultra, officer_sultra, None)
    event = AuditEvent.objects.get(action="account.propose")
    assert event.target_id == str(account.public_id)
    assert event.after == {
        "agency": "D-74",
        "platform": "instagram",
        "handle": "kominfo_sultra",
        "state": "proposed",
    }


def test_a_coordinator_proposes_for_the_province_and_the_centre_for_anybody(
    coordinator_sultra: User, verifier: User, pusat_admin: User, mimika: Agency
) -> None:
    kendari = builders.agency("D-74.71")

    assert propose(coordinator_sultra, kendari, "kendari").agency == kendari
    assert propose(verifier, kendari, "kendari_resmi").agency == kendari
    assert propose(pusat_admin, mimika, "mimika").agency == mimika


@pytest.mark.parametrize("person", ["officer_mimika", "committee", "analyst", "pusat_editor", "outsider"])
def test_nobody_else_proposes(request: pytest.FixtureRequest, sultra: Agency, person: str) -> None:
    with pytest.raises(PermissionDenied):
        propose(request.getfixturevalue(person), sultra)

    assert not SocialAccount.objects.exists()


def test_a_coordinator_proposes_for_no_other_province(coordinator_sultra: User, mimika: Agency) -> None:
    with pytest.raises(PermissionDenied):
        propose(coordinator_sultra, mimika)


def test_a_reader_proposes_nothing(sultra: Agency) -> None:
    with pytest.raises(PermissionDenied):
        propose(builders.user(role="reader", agency=sultra), sultra)


@pytest.mark.parametrize(
    ("handle", "code"), [("dua kata", "bad_handle"), ("https://x.com/kominfo", "other_platform")]
)
def test_what_is_no_handle_of_the_platform_is_refused(
    officer_sultra: User, sultra: Agency, handle: str, code: str
) -> None:
    assert refusal(propose, officer_sultra, sultra, handle).code == code


def test_a_handle_that_fits_no_column_is_refused(officer_sultra: User, sultra: Agency) -> None:
    host = f"{'a' * 60}.{'b' * 60}.go.id"

    assert refusal(propose, officer_sultra, sultra, host, "website").code == "bad_handle"


def test_an_agency_out_of_service_registers_nothing(verifier: User, sultra: Agency) -> None:
    Agency.objects.update(is_active=False)
    sultra.refresh_from_db()

    assert refusal(propose, verifier, sultra).code == "agency_inactive"


def test_the_same_proposal_twice_is_told_with_its_state(officer_sultra: User, sultra: Agency) -> None:
    propose(officer_sultra, sultra)

    again = refusal(propose, officer_sultra, sultra, "@KOMINFO_sultra")

    assert again.code == "already_yours"
    assert "Diskominfo Sulawesi Tenggara, keadaan: Diusulkan" in again.sentence
    assert SocialAccount.objects.count() == 1


def test_whose_the_handle_is_the_centre_learns_and_other_agencies_do_not(
    officer_mimika: User, verifier: User, mimika: Agency, sultra: Agency
) -> None:
    builders.account(sultra, handle="kominfo_sultra")

    to_agency = refusal(propose, officer_mimika, mimika)
    to_centre = refusal(propose, verifier, mimika)

    assert to_agency.code == to_centre.code == "taken"
    assert "Sulawesi Tenggara" not in to_agency.sentence
    assert "surat pimpinan" in to_agency.sentence
    assert "atas nama Diskominfo Sulawesi Tenggara" in to_centre.sentence


def test_the_same_name_on_another_platform_is_free(
    officer_mimika: User, mimika: Agency, sultra: Agency
) -> None:
    builders.account(sultra, handle="kominfo_sultra")

    assert propose(officer_mimika, mimika, platform="tiktok").state == "proposed"


def test_an_archived_account_comes_back_as_a_proposal(
    officer_sultra: User, lead_sultra: User, verifier: User, sultra: Agency
) -> None:
    account = verify(verifier, propose(officer_sultra, sultra))
    accounts.archive(by=lead_sultra, account=account, reason="Tidak dipakai lagi.", at=NOW)

    back = propose(officer_sultra, sultra)

    assert back.pk == account.pk
    assert (back.state, back.reason, back.decided_by, back.confirmed_at) == ("proposed", "", None, None)
    assert AuditEvent.objects.filter(action="account.propose").latest("at").before["state"] == "archived"


def test_what_another_agency_archived_is_entered_anew(
    officer_mimika: User, mimika: Agency, sultra: Agency
) -> None:
    old = builders.account(sultra, handle="kominfo_sultra")
    SocialAccount.objects.update(state="archived")

    assert propose(officer_mimika, mimika).pk != old.pk


# --- verify and refuse -------------------------------------------------------------------------------------


def test_the_centre_verifies_and_the_proposer_hears_of_it(
    officer_sultra: User, verifier: User, sultra: Agency
) -> None:
    account = verify(verifier, propose(officer_sultra, sultra))

    assert (account.state, account.decided_by, account.confirmed_at) == ("verified", verifier, NOW)
    event = AuditEvent.objects.get(action="account.verify")
    assert (event.before["state"], event.after["state"]) == ("proposed", "verified")
    assert event.reason == "Diperiksa lewat telepon."
    told = Job.objects.get(kind="mail.send").payload
    assert told["to"] == str(officer_sultra.public_id)
    assert told["context"]["outcome"] == "verified"
    assert told["context"]["url"].endswith(account.get_absolute_url())


def test_without_proof_the_verifier_says_how_it_is_known(
    officer_sultra: User, verifier: User, sultra: Agency
) -> None:
    account = propose(officer_sultra, sultra)

    assert refusal(verify, verifier, account, note=" ").code == "proof_missing"
    account.proofs.create(kind="letter", image="akun/a.jpg", sha256="0" * 64, added_by=verifier, added_at=NOW)
    assert verify(verifier, account, note="").state == "verified"


def test_nobody_decides_on_accounts_of_the_own_agency(verifier: User, sultra: Agency) -> None:
    account = propose(verifier, sultra)
    Membership.objects.create(user=verifier, role="reader", agency=sultra, reason="Diperbantukan.")
    verifier = User.objects.get(pk=verifier.pk)

    with pytest.raises(PermissionDenied, match="Anda bertugas di instansi ini"):
        verify(verifier, account)
    with pytest.raises(PermissionDenied):
        accounts.refuse(by=verifier, account=account, seen=account.handle, reason="Bukan", at=NOW)
    with pytest.raises(PermissionDenied):
        accounts.archive(by=verifier, account=account, reason="Bukan", at=NOW)


@pytest.mark.parametrize("person", ["lead_sultra", "coordinator_sultra", "committee", "outsider"])
def test_only_the_centre_verifies(
    request: pytest.FixtureRequest, officer_sultra: User, sultra: Agency, person: str
) -> None:
    account = propose(officer_sultra, sultra)

    with pytest.raises(PermissionDenied):
        verify(request.getfixturevalue(person), account)
    with pytest.raises(PermissionDenied):
        accounts.refuse(
            by=request.getfixturevalue(person), account=account, seen=account.handle, reason="x", at=NOW
        )


def test_nobody_decides_on_accounts_that_they_keep_as_coordinator(
    coordinator_sultra: User, verifier: User, mimika: Agency
) -> None:
    kendari = builders.agency("D-74.71")
    Membership.objects.create(user=coordinator_sultra, role="verifier", reason="Diperbantukan.")
    both = User.objects.get(pk=coordinator_sultra.pk)
    account = propose(both, kendari)

    for verb in (
        lambda: verify(both, account),
        lambda: accounts.refuse(by=both, account=account, seen=account.handle, reason="Bukan", at=NOW),
        lambda: accounts.archive(by=both, account=account, reason="Bukan", at=NOW),
    ):
        with pytest.raises(PermissionDenied, match="Anda ikut mengurus akun instansi ini"):
            verb()

    assert verify(verifier, account).state == "verified"
    assert accounts.may_decide(both, mimika)


def test_the_second_verifier_is_told_who_was_first(
    officer_sultra: User, verifier: User, pusat_admin: User, sultra: Agency
) -> None:
    account = propose(officer_sultra, sultra)
    verify(verifier, account)

    again = refusal(verify, pusat_admin, account)
    against = refusal(
        accounts.refuse, by=pusat_admin, account=account, seen=account.handle, reason="Bukan", at=NOW
    )

    assert again.code == against.code == "state"
    assert "“Terverifikasi” oleh Vina Verifikator, Sel 29 Agu 2023 10.00 WIB" in again.sentence


def test_a_name_changed_meanwhile_is_not_verified_unseen(
    officer_sultra: User, verifier: User, sultra: Agency
) -> None:
    account = propose(officer_sultra, sultra)
    accounts.rename(by=officer_sultra, account=account, handle="kominfosultra", at=NOW)

    assert refusal(verify, verifier, account, seen="kominfo_sultra").code == "changed_meanwhile"
    assert verify(verifier, account, seen="KominfoSultra").state == "verified"


def test_a_refused_proposal_is_archived_with_the_reason(
    officer_sultra: User, verifier: User, sultra: Agency
) -> None:
    account = propose(officer_sultra, sultra)

    assert (
        refusal(accounts.refuse, by=verifier, account=account, seen=account.handle, reason=" ", at=NOW).code
        == "reason_missing"
    )
    refused = accounts.refuse(
        by=verifier, account=account, seen=account.handle, reason="Akun pribadi.", at=NOW
    )

    assert (refused.state, refused.reason, refused.decided_by) == ("archived", "Akun pribadi.", verifier)
    assert AuditEvent.objects.get(action="account.refuse").reason == "Akun pribadi."
    context = Job.objects.get(kind="mail.send").payload["context"]
    assert (context["outcome"], context["reason"]) == ("archived", "Akun pribadi.")


def test_what_nobody_proposed_is_decided_without_a_mail(verifier: User, sultra: Agency) -> None:
    account = builders.account(sultra, handle="kominfo_sultra")
    SocialAccount.objects.update(state="proposed")

    verify(verifier, account)

    assert not Job.objects.exists()


# --- rename ------------------------------------------------------------------------------------------------


def test_an_agency_renames_and_the_centre_looks_again(officer_sultra: User, sultra: Agency) -> None:
    account = builders.account(sultra, handle="kominfo_sultra")

    renamed = accounts.rename(by=officer_sultra, account=account, handle="@kominfosultra", at=LATER)

    assert (renamed.handle, renamed.state, renamed.proposed_by) == (
        "kominfosultra",
        "proposed",
        officer_sultra,
    )
    assert renamed.is_renamed
    former = AccountRename.objects.get()
    assert (former.handle, former.until, former.renamed_by) == ("kominfo_sultra", LATER, officer_sultra)
    event = AuditEvent.objects.get(action="account.rename")
    assert (event.before["handle"], event.after["handle"]) == ("kominfo_sultra", "kominfosultra")


def test_the_centre_renames_and_it_stays_verified(verifier: User, sultra: Agency) -> None:
    account = builders.account(sultra, handle="kominfo_sultra")

    renamed = accounts.rename(by=verifier, account=account, handle="kominfosultra", at=LATER)

    assert (renamed.state, renamed.confirmed_at, renamed.decided_by) == ("verified", LATER, verifier)
    assert AccountRename.objects.get().handle == "kominfo_sultra"


def test_a_corrected_proposal_leaves_no_former_name(officer_sultra: User, sultra: Agency) -> None:
    account = propose(officer_sultra, sultra, "kominfo_sultr")

    accounts.rename(by=officer_sultra, account=account, handle="kominfo_sultra", at=NOW)

    assert not AccountRename.objects.exists()
    assert SocialAccount.objects.get().handle == "kominfo_sultra"


def test_other_capitals_are_the_same_name(officer_sultra: User, sultra: Agency) -> None:
    account = builders.account(sultra, Platform.X, "kominfosultra")

    renamed = accounts.rename(by=officer_sultra, account=account, handle="KominfoSultra", at=NOW)

    assert (renamed.handle, renamed.state) == ("KominfoSultra", "verified")
    assert not AccountRename.objects.exists()


def test_a_refused_new_name_is_taken_back(officer_sultra: User, verifier: User, sultra: Agency) -> None:
    account = builders.account(sultra, handle="kominfo_sultra")
    accounts.rename(by=officer_sultra, account=account, handle="kominf0_sultra", at=NOW)

    back = accounts.refuse(
        by=verifier, account=account, seen="kominf0_sultra", reason="Bukan akun dinas.", at=LATER
    )

    assert (back.handle, back.state, back.reason) == ("kominfo_sultra", "verified", "")
    assert SocialAccount.objects.known_as("instagram", "kominf0_sultra").first() is None
    context = Job.objects.get(kind="mail.send").payload["context"]
    assert (context["account"], context["outcome"]) == ("Instagram kominf0_sultra", "archived")


def test_a_refused_new_name_is_archived_when_the_former_is_gone(
    officer_sultra: User, verifier: User, sultra: Agency, mimika: Agency
) -> None:
    account = builders.account(sultra, handle="kominfo_sultra")
    accounts.rename(by=officer_sultra, account=account, handle="kominf0_sultra", at=NOW)
    builders.account(mimika, handle="kominfo_sultra")

    refused = accounts.refuse(by=verifier, account=account, seen="kominf0_sultra", reason="Bukan.", at=LATER)

    assert refused.state == "archived"


def test_a_name_that_is_taken_archived_or_the_same_is_refused(
    officer_sultra: User, lead_sultra: User, sultra: Agency, mimika: Agency
) -> None:
    account = builders.account(sultra, handle="kominfo_sultra")
    builders.account(mimika, handle="kominfo_mimika")

    def rename(handle: str) -> str:
        return refusal(accounts.rename, by=officer_sultra, account=account, handle=handle, at=NOW).code

    assert rename("kominfo_sultra") == "unchanged"
    assert rename("kominfo_mimika") == "taken"
    assert rename("https://x.com/kominfo") == "other_platform"
    accounts.archive(by=lead_sultra, account=account, reason="Ditutup.", at=NOW)
    assert rename("kominfosultra") == "state"
    assert not AccountRename.objects.exists()


def test_another_agency_renames_nothing(officer_mimika: User, sultra: Agency) -> None:
    with pytest.raises(PermissionDenied):
        accounts.rename(by=officer_mimika, account=builders.account(sultra), handle="lain", at=NOW)


# --- archive and confirm -----------------------------------------------------------------------------------


def test_the_lead_and_the_centre_archive_with_a_reason(
    lead_sultra: User, verifier: User, sultra: Agency
) -> None:
    own, other = builders.account(sultra), builders.account(sultra, Platform.X)

    archived = accounts.archive(by=lead_sultra, account=own, reason=" Akun ditutup. ", at=NOW)
    accounts.archive(by=verifier, account=other, reason="Diretas.", at=NOW)

    assert (archived.state, archived.reason, archived.decided_by) == (
        "archived",
        "Akun ditutup.",
        lead_sultra,
    )
    assert not SocialAccount.objects.current().exists()
    assert set(AuditEvent.objects.values_list("action", "reason")) == {
        ("account.archive", "Akun ditutup."),
        ("account.archive", "Diretas."),
    }


@pytest.mark.parametrize("person", ["officer_sultra", "coordinator_sultra", "officer_mimika", "committee"])
def test_nobody_else_archives(request: pytest.FixtureRequest, sultra: Agency, person: str) -> None:
    with pytest.raises(PermissionDenied):
        accounts.archive(
            by=request.getfixturevalue(person), account=builders.account(sultra), reason="x", at=NOW
        )


def test_an_archived_account_is_archived_once(lead_sultra: User, verifier: User, sultra: Agency) -> None:
    account = builders.account(sultra)

    assert (
        refusal(accounts.archive, by=lead_sultra, account=account, reason="", at=NOW).code == "reason_missing"
    )
    accounts.archive(by=lead_sultra, account=account, reason="Ditutup.", at=NOW)
    again = refusal(accounts.archive, by=verifier, account=account, reason="Ditutup.", at=NOW)

    assert again.code == "state"
    assert "oleh Lina Penanggung Jawab" in again.sentence


def test_a_state_nobody_decided_on_is_told_without_a_name(verifier: User, sultra: Agency) -> None:
    account = builders.account(sultra)

    assert "Muat ulang" in refusal(verify, verifier, account).sentence


def test_the_agency_confirms_and_a_repeat_changes_nothing(officer_sultra: User, sultra: Agency) -> None:
    account = builders.account(sultra)

    assert accounts.confirm(by=officer_sultra, account=account, at=LATER).confirmed_at == LATER
    accounts.confirm(by=officer_sultra, account=account, at=LATER + timedelta(hours=2))

    assert SocialAccount.objects.get().confirmed_at == LATER
    assert AuditEvent.objects.filter(action="account.confirm").count() == 1


def test_only_the_agency_confirms_and_only_what_is_verified(
    officer_sultra: User, officer_mimika: User, verifier: User, sultra: Agency
) -> None:
    account = builders.account(sultra)
    for stranger in (officer_mimika, verifier):
        with pytest.raises(PermissionDenied):
            accounts.confirm(by=stranger, account=account, at=LATER)

    SocialAccount.objects.update(state="proposed")
    assert refusal(accounts.confirm, by=officer_sultra, account=account, at=LATER).code == "state"


# --- two at once -------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_proposals_at_once_one_wins_and_the_other_is_told() -> None:
    agencies = [builders.agency("D-74"), builders.agency("D-94.04")]
    officers = [builders.user(role="officer", agency=agency) for agency in agencies]

    outcomes = race(
        lambda: propose(officers[0], agencies[0], "kominfo"),
        lambda: propose(officers[1], agencies[1], "Kominfo"),
    )

    assert outcomes == ["done", "taken"]
    assert SocialAccount.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_archived_account_comes_back_once() -> None:
    agency = builders.agency("D-74")
    officers = [builders.user(role="officer", agency=agency) for _ in range(2)]
    builders.account(agency, handle="kominfo")
    SocialAccount.objects.update(state="archived")

    outcomes = race(*(lambda by=by: propose(by, agency, "kominfo") for by in officers))

    assert outcomes == ["already_yours", "done"]
    assert SocialAccount.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_verifiers_at_once_one_decides() -> None:
    agency = builders.agency("D-74")
    verifiers = [builders.user(role="verifier") for _ in range(2)]
    account = propose(verifiers[0], agency, "kominfo")

    outcomes = race(
        lambda: verify(verifiers[0], account),
        lambda: accounts.refuse(by=verifiers[1], account=account, seen="kominfo", reason="Bukan.", at=NOW),
    )

    assert outcomes == ["done", "state"]
    assert AuditEvent.objects.filter(action__in=("account.verify", "account.refuse")).count() == 1
