import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage

from agencies import audit
from agencies.actions import account_evidence
from agencies.actions.account_evidence import MOST_PROOFS
from agencies.models import AccountProof, Agency, AuditEvent, FollowerReading, Partner, SocialAccount, User
from agencies.platforms import Platform
from summitcomms.lib import images
from summitcomms.lib.images import Clean
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW


def add(by: User, account: SocialAccount, filed: Clean | None = None) -> AccountProof:
    return account_evidence.add_proof(
        by=by, account=account, kind="letter", picture=filed or images.clean(builders.picture()), at=NOW
    )


def note(by: audit.Actor, account: SocialAccount, followers: int, **changes: object) -> FollowerReading:
    told = {"at": NOW, "is_sure": False} | changes
    return account_evidence.note_followers(by=by, account=account, followers=followers, **told)  # type: ignore[arg-type]


def code_of(act: object, *args: object, **changes: object) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **changes)  # type: ignore[operator]
    return refused.value.code


def test_a_proof_is_painted_anew_and_kept_under_a_random_name(officer_sultra: User, sultra: Agency) -> None:
    account = builders.account(sultra)

    proof = add(officer_sultra, account)

    assert (proof.account, proof.added_by, proof.added_at) == (account, officer_sultra, NOW)
    assert re.fullmatch(r"akun/[0-9a-f]{32}\.jpg", proof.image.name or "")
    with proof.image.open() as file:
        assert file.read(3) == b"\xff\xd8\xff"
    event = AuditEvent.objects.get(action="account.proof")
    assert (event.target_id, event.after["proof"]) == (str(account.public_id), str(proof.public_id))


def test_the_same_picture_is_filed_once_and_not_without_end(officer_sultra: User, sultra: Agency) -> None:
    account = builders.account(sultra)
    add(officer_sultra, account)

    assert code_of(add, officer_sultra, account) == "already_filed"
    for number in range(1, MOST_PROOFS):
        account.proofs.create(
            kind="letter", image="akun/a.jpg", sha256=f"{number:064}", added_by=officer_sultra, added_at=NOW
        )
    assert code_of(add, officer_sultra, account, images.clean(builders.picture("red"))) == "too_many"
    assert len(default_storage.listdir("akun")[1]) == 1


def test_a_file_does_not_outlive_its_row(
    officer_sultra: User, sultra: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("the trail is full")

    monkeypatch.setattr(audit, "record", fail)

    with pytest.raises(RuntimeError):
        add(officer_sultra, builders.account(sultra))

    assert not AccountProof.objects.exists()
    assert default_storage.listdir("akun")[1] == []


@pytest.mark.parametrize("person", ["officer_mimika", "committee", "outsider"])
def test_strangers_add_no_evidence(request: pytest.FixtureRequest, sultra: Agency, person: str) -> None:
    account, by = builders.account(sultra), request.getfixturevalue(person)

    with pytest.raises(PermissionDenied):
        add(by, account)
    with pytest.raises(PermissionDenied):
        note(by, account, 10)


def test_an_archived_account_takes_nothing_in(officer_sultra: User, sultra: Agency) -> None:
    account = builders.account(sultra)
    SocialAccount.objects.update(state="archived")

    assert code_of(add, officer_sultra, account) == "state"
    assert code_of(note, officer_sultra, account, 10) == "state"


def test_a_count_says_who_says_so(
    officer_sultra: User,
    coordinator_sultra: User,
    verifier: User,
    partner: tuple[Partner, str],
    sultra: Agency,
) -> None:
    account = builders.account(sultra)

    speakers: list[audit.Actor] = [officer_sultra, coordinator_sultra, verifier, partner[0]]

    sources = [note(by, account, 1000 + number).source for number, by in enumerate(speakers)]

    assert sources == ["agency", "agency", "centre", "partner"]
    event = AuditEvent.objects.filter(action="account.followers").latest("at")
    assert (event.before, event.after) == ({"followers": 1002}, {"followers": 1003, "source": "partner"})


def test_the_portal_itself_counts_nobody(sultra: Agency) -> None:
    with pytest.raises(PermissionDenied):
        note(audit.SYSTEM, builders.account(sultra), 10)


def test_a_website_has_no_followers(officer_sultra: User, sultra: Agency) -> None:
    site = builders.account(sultra, Platform.WEBSITE, "sultraprov.go.id")

    assert code_of(note, officer_sultra, site, 10) == "no_followers"


@pytest.mark.parametrize("followers", [5_001, 199])
def test_an_outlier_is_asked_again_and_kept_when_it_is_sure(
    officer_sultra: User, sultra: Agency, followers: int
) -> None:
    account = builders.account(sultra)
    note(officer_sultra, account, 1_000)

    with pytest.raises(Refused, match=r"Sebelumnya tercatat 1\.000 pengikut") as refused:
        note(officer_sultra, account, followers)

    assert refused.value.code == "outlier"
    assert note(officer_sultra, account, followers, is_sure=True).followers == followers
    assert FollowerReading.objects.count() == 2


def test_a_form_sent_twice_is_one_reading(officer_sultra: User, verifier: User, sultra: Agency) -> None:
    account = builders.account(sultra)
    first = note(officer_sultra, account, 1_000)

    assert note(officer_sultra, account, 1_000, at=NOW + timedelta(minutes=9)) == first
    assert note(verifier, account, 1_000) != first
    assert note(officer_sultra, account, 1_000, at=NOW + timedelta(days=1)) != first
    assert FollowerReading.objects.count() == 3
