"""The pages of doubts: everybody concerned sees them, each may do what is theirs to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from agencies.models import Agency, Membership, User
from campaigns import counters, flagged
from campaigns.flags import Flag
from campaigns.models import Campaign, Grade, Post, PostFlag
from campaigns.states import PostState
from reports import attention
from tests import builders
from tests.builders import NOW

AsUser = Callable[[User], Client]
LIST = "/flags/"


@pytest.fixture(autouse=True)
def now(db: None) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def second_verifier(db: None) -> User:
    return builders.user("verifikator2@contoh.go.id", "verifier", full_name="Vito Verifikator")


@pytest.fixture
def post(sultra: Agency, officer_sultra: User, campaign: Campaign) -> Post:
    made = builders.post(sultra, campaign, state=PostState.VERIFIED, submitted_by=officer_sultra)
    counters.refresh([made.pk])
    return made


@pytest.fixture
def flag(post: Post) -> PostFlag:
    return builders.flag(post, Flag.RATIO)


@pytest.fixture
def upheld(post: Post, verifier: User) -> PostFlag:
    return builders.flag(post, Flag.BURST, outcome="upheld", decided_by=verifier)


@pytest.fixture
def objected(post: Post, verifier: User, officer_sultra: User) -> PostFlag:
    made: dict[str, Any] = {
        "grounds": "Angka itu tanpa iklan.",
        "objected_by": officer_sultra,
        "objected_at": NOW,
    }
    return builders.flag(post, Flag.DROP, outcome="upheld", decided_by=verifier, **made)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def said(client: Client, flag: PostFlag, verb: str = "", words: str = "") -> Any:
    return client.post(flag.get_absolute_url(), {"verb": verb, "text": words})


def test_the_list_is_parted_by_what_is_to_be_done(
    as_user: AsUser, verifier: User, flag: PostFlag, upheld: PostFlag, objected: PostFlag
) -> None:
    client = as_user(verifier)
    pages = {
        state: text(client.get(LIST, {"keadaan": state} if state else {}))
        for state in ("", "dapat-dibantah", "keberatan", "diputus", "lain")
    }
    names = {"ratio": flag, "burst": upheld, "drop": objected}
    seen = {
        state: [name for name, one in names.items() if one.get_absolute_url() in page]
        for state, page in pages.items()
    }
    assert seen == {
        "": ["ratio"],
        "dapat-dibantah": ["burst"],
        "keberatan": ["drop"],
        "diputus": ["burst"],
        "lain": ["ratio"],
    }
    assert "Suka (9) lebih banyak daripada tayangan (5)" in pages[""]


def test_the_agency_sees_its_own_doubts_only(
    as_user: AsUser, officer_sultra: User, officer_mimika: User, flag: PostFlag
) -> None:
    assert flag.get_absolute_url() in text(as_user(officer_sultra).get(LIST))
    other = as_user(officer_mimika)
    assert "Tidak ada tanda kejanggalan di sini." in text(other.get(LIST))
    assert other.get(flag.get_absolute_url()).status_code == 404


def test_the_list_asks_no_more_for_more_rows(
    as_user: AsUser, verifier: User, post: Post, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        builders.flag(post, Flag.DROP, about=str(number))
    client = as_user(verifier)
    with django_assert_max_num_queries(14):
        client.get(LIST)


def test_a_verifier_upholds_and_the_agency_sees_the_deadline(
    as_user: AsUser, verifier: User, officer_sultra: User, flag: PostFlag
) -> None:
    assert "Berlakukan" in text(as_user(verifier).get(flag.get_absolute_url()))
    missing = said(as_user(verifier), flag, "uphold")
    assert missing.status_code == 422
    assert "instansi perlu tahu" in text(missing)
    assert said(as_user(verifier), flag, "uphold", "Tidak wajar.").status_code == 302
    page = text(as_user(officer_sultra).get(flag.get_absolute_url()))
    assert "ajukan keberatan paling lambat" in page
    assert "Tidak wajar." in page


def test_a_verifier_dismisses(as_user: AsUser, verifier: User, flag: PostFlag) -> None:
    assert said(as_user(verifier), flag, "dismiss").status_code == 302
    page = text(as_user(verifier).get(flag.get_absolute_url()))
    assert "ditiadakan" in page
    assert "Tidak ada lagi yang perlu dilakukan." in page


def test_an_unknown_verb_does_nothing(as_user: AsUser, verifier: User, flag: PostFlag) -> None:
    for verb in ("", "lain"):
        assert said(as_user(verifier), flag, verb).status_code == 422
    flag.refresh_from_db()
    assert flag.outcome == ""


def test_a_verifier_of_the_same_agency_is_told_why_not(
    as_user: AsUser, verifier: User, sultra: Agency, flag: PostFlag
) -> None:
    Membership.objects.create(user=verifier, role="officer", agency=sultra)
    client = as_user(verifier)
    assert "instansi sendiri diputus oleh verifikator lain" in text(client.get(flag.get_absolute_url()))
    assert said(client, flag, "dismiss").status_code == 422


def test_the_agency_objects_once(as_user: AsUser, officer_sultra: User, upheld: PostFlag) -> None:
    client = as_user(officer_sultra)
    assert said(client, upheld, "object", "Semua unggahan tersendiri.").status_code == 302
    again = said(client, upheld, "object", "Lagi.")
    assert again.status_code == 422
    assert "satu kali" in text(again)
    assert "Verifikator lain memutus keberatan ini." in text(client.get(upheld.get_absolute_url()))


def test_a_late_objection_is_refused_with_the_deadline(
    as_user: AsUser, officer_sultra: User, upheld: PostFlag
) -> None:
    PostFlag.objects.update(object_until=NOW - timedelta(days=1))
    client = as_user(officer_sultra)
    assert "Batas keberatan sudah lewat" in text(client.get(upheld.get_absolute_url()))
    assert said(client, upheld, "object", "Keliru.").status_code == 422


@pytest.mark.parametrize(("verb", "ruling"), [("grant", "granted"), ("deny", "denied")])
def test_another_verifier_rules(
    as_user: AsUser, verifier: User, second_verifier: User, objected: PostFlag, verb: str, ruling: str
) -> None:
    assert "Anda yang memberlakukan tanda ini" in text(as_user(verifier).get(objected.get_absolute_url()))
    assert said(as_user(verifier), objected, verb, "Tetap.").status_code == 422
    client = as_user(second_verifier)
    assert "Angka itu tanpa iklan." in text(client.get(objected.get_absolute_url()))
    assert said(client, objected, verb, "Tetap.").status_code == 302
    objected.refresh_from_db()
    assert objected.ruling == ruling


def test_a_reader_sees_and_does_nothing(
    as_user: AsUser, sultra: Agency, flag: PostFlag, upheld: PostFlag
) -> None:
    client = as_user(builders.user(role="reader", agency=sultra))
    assert "Verifikator memeriksa tanda ini." in text(client.get(flag.get_absolute_url()))
    assert "Instansi dapat mengajukan keberatan" in text(client.get(upheld.get_absolute_url()))
    assert said(client, flag, "dismiss").status_code == 403
    assert said(client, upheld, "object", "Keliru.").status_code == 403


def test_the_page_of_a_post_says_that_a_doubt_holds_and_until_when_to_object(
    as_user: AsUser, officer_sultra: User, upheld: PostFlag
) -> None:
    address = upheld.post.get_absolute_url()
    page = text(as_user(officer_sultra).get(address))
    assert "selama berlaku, unggahan ini atau angkanya tidak dihitung" in page
    assert "Instansi dapat mengajukan keberatan paling lambat" in page

    PostFlag.objects.filter(pk=upheld.pk).update(outcome="dismissed", object_until=None)
    page = text(as_user(officer_sultra).get(address))
    assert "Tidak ada; unggahan ini dihitung." in page
    assert "mengajukan keberatan" not in page


def test_the_page_of_a_post_shows_its_doubts_and_no_number_that_is_held_out(
    as_user: AsUser, officer_sultra: User, objected: PostFlag
) -> None:
    builders.flag(objected.post, Flag.RATIO)
    page = text(as_user(officer_sultra).get(objected.post.get_absolute_url()))
    assert "berlaku, keberatan menunggu" in page
    assert "Suka (9) lebih banyak" in page
    assert "Angka unggahan tidak dihitung." in page


@pytest.mark.parametrize(
    ("codes", "left"),
    [
        ([], ["partner", "declared"]),
        ([Flag.BURST], ["partner", "declared"]),
        ([Flag.DECLARED_ONLY], ["partner"]),
        ([Flag.DECLARED_ONLY, Flag.DROP], []),
    ],
)
def test_the_grades_that_count_for_a_post(
    post: Post, verifier: User, codes: list[Flag], left: list[str]
) -> None:
    post.campaign.counted_grades = [Grade.PARTNER, Grade.DECLARED]
    for code in codes:
        builders.flag(post, code, outcome="upheld", decided_by=verifier)
    assert flagged.grades(post, flagged.of(post, "Asia/Jakarta")) == left


def test_what_is_held_out_is_counted_for_the_agency(
    post: Post, objected: PostFlag, upheld: PostFlag, sultra: Agency, mimika: Agency, verifier: User
) -> None:
    builders.flag(post, Flag.RATIO, outcome="upheld", decided_by=verifier)
    assert flagged.held_out(post.campaign, [sultra.pk]) == flagged.HeldOut(posts=1, numbers=1)
    assert flagged.held_out(post.campaign, [mimika.pk]) == flagged.HeldOut(posts=0, numbers=0)


def test_doubts_are_among_what_waits(
    post: Post, flag: PostFlag, upheld: PostFlag, objected: PostFlag, verifier: User, officer_sultra: User
) -> None:
    backlog = attention.backlog(post.campaign)
    labels = [task.label for task in attention.tasks(post.campaign, verifier, None, backlog, NOW)]
    assert labels == [
        "1 tanda kejanggalan menunggu putusan",
        "1 keberatan atas tanda kejanggalan menunggu putusan",
    ]
    [task] = attention.agency_tasks(officer_sultra, post.agency, NOW)
    assert task.label == "1 tanda kejanggalan berlaku atas unggahan Anda"
    assert "1 Sep 2023 11.00 WITA" in task.note
    assert task.url == f"{reverse('campaigns:flag-list')}?keadaan=dapat-dibantah"
