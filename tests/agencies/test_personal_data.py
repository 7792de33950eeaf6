import json
import zipfile
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from pytest_django import DjangoAssertNumQueries

from agencies import audit, personal_data
from agencies.actions import invitations
from agencies.actions.invitations import Offer
from agencies.models import Agency, User
from campaigns.models import Campaign
from tests import builders
from tests.builders import NOW, TOTP_SECRET

pytestmark = pytest.mark.django_db


def taken(user: User) -> dict[str, Any]:
    with personal_data.archive(user) as target, zipfile.ZipFile(target) as packed:
        assert packed.testzip() is None
        return {name: json.loads(packed.read(name)) for name in packed.namelist()}


def test_the_archive_holds_every_part(officer_sultra: User) -> None:
    assert set(taken(officer_sultra)) == {
        "profil.json",
        "peran.json",
        "sesi.json",
        "cara-masuk.json",
        "undangan.json",
        "akun-media-sosial.json",
        "catatan-audit.json",
        "unggahan.json",
        "tangkapan-layar.json",
        "banding.json",
        "sengketa.json",
        "tanda-kejanggalan.json",
        "putusan.json",
    }


def test_it_says_who_the_person_is_and_was(officer_sultra: User, lead_sultra: User, sultra: Agency) -> None:
    EmailAddress.objects.create(user=officer_sultra, email=officer_sultra.email, verified=True, primary=True)
    UserSession.objects.create(user=officer_sultra, session_key="k", ip="192.0.2.7", user_agent="Peramban")
    builders.account(sultra, proposed_by=officer_sultra)

    known = taken(officer_sultra)

    [profile] = known["profil.json"]
    assert (profile["nama_lengkap"], profile["surel"]) == ("Sari Petugas", "petugas@sultra.go.id")
    assert profile["surel_tercatat"] == [{"surel": "petugas@sultra.go.id", "terbukti": True, "utama": True}]
    assert [(one["peran"], one["instansi"]) for one in known["peran.json"]] == [
        ("Pengelola media sosial", "D-74")
    ]
    assert known["sesi.json"][0]["alamat"] == "192.0.2.7"
    assert known["akun-media-sosial.json"][0]["diusulkan_oleh_saya"] is True


def test_no_secret_leaves_with_it(verifier: User) -> None:
    known = taken(verifier)

    assert [one["jenis"] for one in known["cara-masuk.json"]] == list(
        Authenticator.objects.filter(user=verifier).order_by("pk").values_list("type", flat=True)
    )
    everything = json.dumps(known)
    assert TOTP_SECRET not in everything
    assert verifier.password not in everything


def test_nobody_else_leaves_with_it(officer_sultra: User, lead_sultra: User, sultra: Agency) -> None:
    invitations.invite(by=lead_sultra, offer=Offer("baru@contoh.id", "reader", sultra, "Bayu Baru"), at=NOW)
    audit.record(by=lead_sultra, action="user.change", target=officer_sultra)

    known = taken(lead_sultra)

    [sent] = known["undangan.json"]
    assert (sent["arah"], sent["surel"], sent["nama_lengkap"]) == ("dikirim", None, None)
    everything = json.dumps(known)
    assert "baru@contoh.id" not in everything
    assert "Sari Petugas" not in everything


def test_an_invitation_that_was_received_is_shown_whole(lead_sultra: User, sultra: Agency) -> None:
    person = builders.user("baru@contoh.id", full_name="Bayu Baru")
    invitations.invite(by=lead_sultra, offer=Offer("baru@contoh.id", "reader", sultra, "Bayu Baru"), at=NOW)

    [received] = taken(person)["undangan.json"]

    assert (received["arah"], received["surel"]) == ("diterima", "baru@contoh.id")


def test_the_trail_is_by_and_about_the_person(
    officer_sultra: User, pusat_admin: User, sultra: Agency
) -> None:
    token = audit.origin.set(audit.Origin(address="192.0.2.9"))
    audit.record(by=officer_sultra, action="own", target=sultra)
    audit.record(by=pusat_admin, action="about", target=officer_sultra)
    audit.record(by=pusat_admin, action="other", target=sultra)
    audit.origin.reset(token)

    events = taken(officer_sultra)["catatan-audit.json"]

    assert [(one["tindakan"], one["oleh_saya"], one["alamat"]) for one in events] == [
        ("own", True, "192.0.2.9"),
        ("about", False, None),
    ]


def test_posts_and_decisions_come_from_the_floor_above(
    officer_sultra: User, verifier: User, sultra: Agency, campaign: Campaign
) -> None:
    post = builders.post(
        sultra,
        campaign,
        submitted_by=officer_sultra,
        state="verified",
        decision="verified",
        decided_at=NOW,
        decided_by_kind="person",
        decided_by=verifier,
        decided_by_rule="",
    )

    assert [one["kode"] for one in taken(officer_sultra)["unggahan.json"]] == [post.code]
    assert [one["kode"] for one in taken(verifier)["putusan.json"]] == [post.code]


def test_screenshots_that_a_person_filed_are_named(
    officer_sultra: User, verifier: User, sultra: Agency
) -> None:
    post = builders.post(sultra, submitted_by=verifier)
    post.evidence.create(image="bukti/a.jpg", sha256="a" * 64, dhash=1, added_by=officer_sultra, added_at=NOW)

    [named] = taken(officer_sultra)["tangkapan-layar.json"]
    assert (named["unggahan"], named["sidik_jari"]) == (post.code, "a" * 64)
    assert taken(verifier)["tangkapan-layar.json"] == []


@pytest.mark.parametrize("rows", [1, 20])
def test_the_archive_takes_the_same_queries_for_one_and_twenty(
    officer_sultra: User,
    sultra: Agency,
    campaign: Campaign,
    rows: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(rows):
        builders.post(sultra, campaign, submitted_by=officer_sultra)
        audit.record(by=officer_sultra, action="own", target=sultra)

    with django_assert_max_num_queries(15):
        taken(officer_sultra)


def test_a_part_is_declared_once() -> None:
    with pytest.raises(ValueError, match="profil"):
        personal_data.part("profil")(lambda user: [])
