"""The pages on which agencies object and verifiers decide; what may not be done is told where it is tried."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from agencies.models import Agency, Membership, User
from agencies.platforms import Platform
from campaigns.actions import appeals, decisions, disputes, reports
from campaigns.actions.posts import Report
from campaigns.evidence_files import keep_with_dispute
from campaigns.models import Appeal, Dispute, Outcome, Post
from campaigns.states import APPEAL_WITHIN, PostState, ReturnReason
from summitcomms.lib.images import clean
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], Client]
APPEALS, DISPUTES = "/appeals/", "/disputes/"
GRANT = {"outcome": "granted", "note": ""}
DENY = {"outcome": "denied", "note": "Bukan milik instansi."}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def second_verifier(db: None) -> User:
    return builders.user("verifikator2@contoh.go.id", "verifier", full_name="Vito Verifikator")


@pytest.fixture
def rejected(sultra: Agency, officer_sultra: User, verifier: User) -> Post:
    post = builders.post(sultra, submitted_by=officer_sultra)
    return decisions.reject(
        by=verifier,
        post=post,
        seen=post.submitted_at,
        reason=ReturnReason.HASHTAG_MISSING,
        at=NOW - timedelta(hours=2),
    )


@pytest.fixture
def appeal(rejected: Post, officer_sultra: User) -> Appeal:
    return appeals.file(
        by=officer_sultra, post=rejected, grounds="Tagarnya ada.", at=NOW - timedelta(hours=1)
    )


@pytest.fixture
def dispute(sultra: Agency, mimika: Agency, officer_mimika: User) -> Dispute:
    held = builders.post(sultra)
    found = reports.report(
        by=officer_mimika,
        campaign=held.campaign,
        agency=mimika,
        report=Report(held.url, "Takarir Mimika #ASEAN2023", held.published_at),
        at=NOW,
    )
    assert isinstance(found, Dispute)
    return found


def file_page(post: Post) -> str:
    return reverse("campaigns:post-appeal", args=[post.code])


def appeal_page(appeal: Appeal) -> str:
    return f"{APPEALS}{appeal.public_id}/"


def dispute_page(dispute: Dispute) -> str:
    return f"{DISPUTES}{dispute.public_id}/"


def test_the_page_of_a_rejected_post_takes_the_appeal(
    as_user: AsUser, officer_sultra: User, rejected: Post
) -> None:
    client = as_user(officer_sultra)
    page = client.get(rejected.get_absolute_url())
    assertContains(page, file_page(rejected))
    assertContains(page, "Paling lambat")
    response = client.post(file_page(rejected), {"grounds": "Tagarnya ada."}, follow=True)
    assertContains(response, "Verifikator lain memutusnya")
    assertContains(response, "menunggu putusan verifikator lain")
    assertContains(response, "mengajukan banding")
    assert Appeal.objects.get().filed_by == officer_sultra


def test_an_appeal_has_a_page_of_its_own_too(as_user: AsUser, officer_sultra: User, rejected: Post) -> None:
    assertContains(as_user(officer_sultra).get(file_page(rejected)), "tagar tidak ada")


def test_an_appeal_without_grounds_comes_back(as_user: AsUser, officer_sultra: User, rejected: Post) -> None:
    response = as_user(officer_sultra).post(file_page(rejected), {"grounds": "  "})
    assertContains(response, "Tulis alasan banding Anda.", status_code=422)
    assert not Appeal.objects.exists()


def test_a_second_appeal_is_refused(as_user: AsUser, officer_sultra: User, appeal: Appeal) -> None:
    client = as_user(officer_sultra)
    response = client.post(file_page(appeal.post), {"grounds": "Sekali lagi."})
    assertContains(response, "hanya dapat diajukan satu kali", status_code=422)
    assertRedirects(client.get(file_page(appeal.post)), appeal.post.get_absolute_url())


def test_a_post_that_is_not_rejected_offers_no_appeal(
    as_user: AsUser, officer_sultra: User, sultra: Agency
) -> None:
    post = builders.post(sultra)
    assertNotContains(as_user(officer_sultra).get(post.get_absolute_url()), "Ajukan banding")


def test_others_are_shown_no_form(as_user: AsUser, verifier: User, rejected: Post) -> None:
    assertNotContains(as_user(verifier).get(rejected.get_absolute_url()), "Ajukan banding")


def test_too_late_an_appeal_says_so_on_the_post(
    as_user: AsUser, officer_sultra: User, rejected: Post
) -> None:
    Post.objects.filter(pk=rejected.pk).update(decided_at=NOW - timedelta(days=8))
    assertContains(as_user(officer_sultra).get(rejected.get_absolute_url()), "dalam 7 hari")


def test_another_agency_finds_no_post_to_appeal(
    as_user: AsUser, officer_mimika: User, rejected: Post
) -> None:
    assert as_user(officer_mimika).get(file_page(rejected)).status_code == 404


def test_the_list_shows_what_waits_with_its_age_and_what_is_decided(
    as_user: AsUser, second_verifier: User, appeal: Appeal, dispute: Dispute
) -> None:
    client = as_user(second_verifier)
    waiting = client.get(APPEALS)
    assertContains(waiting, appeal.post.code)
    assertContains(waiting, "1 jam lalu")
    assert [(tab.label, tab.count, tab.current) for tab in waiting.context["tabs"]] == [
        ("Banding", 1, True),
        ("Sengketa", 1, False),
    ]
    assertNotContains(client.get(f"{APPEALS}?keadaan=diputus"), appeal.post.code)
    appeals.decide(by=second_verifier, appeal=appeal, outcome=Outcome.DENIED, note="Tidak.", at=NOW)
    assertContains(client.get(f"{APPEALS}?keadaan=diputus"), "tidak dikabulkan")
    assertContains(client.get(APPEALS), "Tidak ada banding yang menunggu putusan.")


def test_an_appeal_is_granted(as_user: AsUser, second_verifier: User, appeal: Appeal) -> None:
    client = as_user(second_verifier)
    assertContains(client.get(appeal_page(appeal)), "Tagarnya ada.")
    response = client.post(appeal_page(appeal), GRANT, follow=True)
    assert response.redirect_chain == [(APPEALS, 302)]
    assertContains(response, "kembali menunggu verifikasi")
    assert Post.objects.get(pk=appeal.post_id).state == PostState.SUBMITTED
    history = client.get(appeal.post.get_absolute_url())
    assertContains(history, "mengabulkan banding; unggahan kembali menunggu verifikasi")


def test_an_appeal_is_denied_with_a_note(
    as_user: AsUser, second_verifier: User, officer_sultra: User, appeal: Appeal
) -> None:
    as_user(second_verifier).post(appeal_page(appeal), DENY)
    page = as_user(officer_sultra).get(appeal.post.get_absolute_url())
    assertContains(page, "tidak mengabulkan banding")
    assertContains(page, "Bukan milik instansi.")
    assertNotContains(page, "Ajukan banding")


@pytest.mark.parametrize("sent", [{}, {"outcome": "maybe"}, {"outcome": "denied", "note": " "}])
def test_half_a_decision_on_an_appeal_is_none(
    as_user: AsUser, second_verifier: User, appeal: Appeal, sent: dict[str, str]
) -> None:
    response = as_user(second_verifier).post(appeal_page(appeal), sent)
    assertContains(response, "Putusan belum disimpan", status_code=422)
    appeal.refresh_from_db()
    assert appeal.outcome == ""


def test_who_rejected_reads_the_appeal_and_does_not_decide(
    as_user: AsUser, verifier: User, appeal: Appeal
) -> None:
    client = as_user(verifier)
    page = client.get(appeal_page(appeal))
    assertContains(page, appeals.OWN_DECISION)
    assertNotContains(page, 'value="granted"')
    assertContains(client.post(appeal_page(appeal), GRANT), appeals.OWN_DECISION, status_code=422)


def test_whoever_comes_second_is_told_who_was_first(
    as_user: AsUser, second_verifier: User, appeal: Appeal
) -> None:
    client = as_user(builders.user(role="verifier"))
    appeals.decide(by=second_verifier, appeal=appeal, outcome=Outcome.DENIED, note="Tidak.", at=NOW)
    response = client.post(appeal_page(appeal), GRANT)
    assertContains(response, "sudah ditolak oleh Vito Verifikator", status_code=422)


def test_both_agencies_and_the_verifiers_see_a_dispute(
    as_user: AsUser, dispute: Dispute, officer_sultra: User, officer_mimika: User, verifier: User
) -> None:
    for user in (officer_sultra, officer_mimika, verifier):
        client = as_user(user)
        assertContains(client.get(DISPUTES), "Diskominfo Kabupaten Mimika")
        assertContains(client.get(dispute_page(dispute)), "Takarir Mimika")


def test_a_third_agency_does_not(as_user: AsUser, dispute: Dispute) -> None:
    third = builders.user(role="officer", agency=builders.agency("K-007"))
    client = as_user(third)
    assertContains(client.get(DISPUTES), "Tidak ada sengketa yang menunggu putusan.")
    assert client.get(dispute_page(dispute)).status_code == 404


def test_the_post_itself_stays_with_its_agency(
    as_user: AsUser, dispute: Dispute, officer_sultra: User, officer_mimika: User
) -> None:
    link = dispute.post.get_absolute_url()
    assertContains(as_user(officer_sultra).get(dispute_page(dispute)), link)
    assertNotContains(as_user(officer_mimika).get(dispute_page(dispute)), link)


def test_the_page_says_what_the_registry_knows(
    as_user: AsUser, verifier: User, dispute: Dispute, mimika: Agency
) -> None:
    client = as_user(verifier)
    assertContains(client.get(dispute_page(dispute)), "akun, tidak terdaftar")
    builders.account(mimika, Platform.X, "akun", state="proposed")
    assertContains(client.get(dispute_page(dispute)), "akun: Diskominfo Kabupaten Mimika")


@pytest.mark.parametrize(("sent", "winner"), [(GRANT, "Kabupaten Mimika"), (DENY, "Sulawesi Tenggara")])
def test_a_verifier_decides_whose_post_it_is(
    as_user: AsUser, verifier: User, dispute: Dispute, sent: dict[str, str], winner: str
) -> None:
    Post.objects.update(url=builders.link(at=NOW - timedelta(hours=1)))
    Dispute.objects.update(url=Post.objects.get().url)
    response = as_user(verifier).post(dispute_page(dispute), sent, follow=True)
    assertContains(response, f"Sengketa diputus: unggahan itu milik Diskominfo {winner}.")
    page = as_user(verifier).get(dispute_page(dispute))
    assertContains(page, "Diputus oleh Vina Verifikator")
    assertNotContains(page, "Milik siapa unggahan ini?")


def test_the_winner_sees_the_dispute_on_its_post(
    as_user: AsUser, verifier: User, officer_mimika: User, dispute: Dispute, mimika: Agency
) -> None:
    disputes.decide(by=verifier, dispute=dispute, outcome=Outcome.GRANTED, note="", at=NOW)
    won = Post.objects.get(agency=mimika)
    page = as_user(officer_mimika).get(won.get_absolute_url())
    assertContains(page, dispute_page(dispute))
    assertContains(page, "mencatat laporan ini setelah sengketa dimenangkan")


def test_a_dispute_about_a_link_given_back_says_so(as_user: AsUser, verifier: User, dispute: Dispute) -> None:
    Post.objects.filter(pk=dispute.post_id).update(state=PostState.WITHDRAWN)
    assertContains(as_user(verifier).get(dispute_page(dispute)), "tidak lagi memegang tautan ini")


def test_an_agency_decides_nothing(as_user: AsUser, officer_mimika: User, dispute: Dispute) -> None:
    client = as_user(officer_mimika)
    assertNotContains(client.get(dispute_page(dispute)), 'value="granted"')
    assert client.post(dispute_page(dispute), GRANT).status_code == 403


def test_a_verifier_of_one_of_the_agencies_is_told_why_not(
    as_user: AsUser, verifier: User, dispute: Dispute, mimika: Agency
) -> None:
    Membership.objects.create(user=verifier, role="reader", agency=mimika, reason="Diperbantukan.")
    client = as_user(verifier)
    assertContains(client.get(dispute_page(dispute)), disputes.OWN_AGENCY)
    assertContains(client.post(dispute_page(dispute), GRANT), disputes.OWN_AGENCY, status_code=422)


def test_a_denied_dispute_needs_a_note(as_user: AsUser, verifier: User, dispute: Dispute) -> None:
    response = as_user(verifier).post(dispute_page(dispute), {"outcome": "denied", "note": ""})
    assertContains(response, "Tulis catatan", status_code=422)


@pytest.mark.parametrize("rows", [1, 20])
def test_the_lists_ask_the_same_for_one_and_for_twenty(
    rows: int, as_user: AsUser, verifier: User, sultra: Agency, mimika: Agency, django_assert_num_queries
) -> None:
    for _ in range(rows):
        post = builders.post(sultra, state=PostState.REJECTED)
        filed = {"filed_by": post.submitted_by, "filed_at": NOW}
        Appeal.objects.create(post=post, grounds="Keliru.", **filed)
        builders.dispute(post, mimika, **filed)
    client = as_user(verifier)
    for address in (APPEALS, DISPUTES):
        client.get(address)
        with django_assert_num_queries(LIST_QUERIES):
            client.get(address)


LIST_QUERIES = 9


def test_a_deadline_stands_on_the_post_in_the_list_and_at_home(
    as_user: AsUser, officer_sultra: User, sultra: Agency
) -> None:
    post = builders.post(
        sultra,
        state=PostState.RETURNED,
        reason_code="link_dead",
        mend_by=NOW + timedelta(hours=26),
    )
    client = as_user(officer_sultra)
    for address in (post.get_absolute_url(), reverse("campaigns:post-list"), reverse("reports:home")):
        assertContains(client.get(address), "1 hari lagi")


def test_a_post_rejected_by_the_clock_says_so(as_user: AsUser, officer_sultra: User, sultra: Agency) -> None:
    post = builders.post(
        sultra, state=PostState.REJECTED, reason_code="link_dead", decided_by_rule="deadline"
    )
    assertContains(as_user(officer_sultra).get(post.get_absolute_url()), "Tidak diperbaiki sampai batasnya.")


def test_the_screenshot_of_a_dispute_is_for_verifiers_and_for_whom_it_was_filed(
    as_user: AsUser,
    sultra: Agency,
    officer_sultra: User,
    officer_mimika: User,
    verifier: User,
    mimika: Agency,
) -> None:
    held = builders.post(sultra, submitted_by=officer_sultra)
    dispute = builders.dispute(held, mimika, filed_by=officer_mimika)
    keep_with_dispute(dispute, clean(builders.picture()), by=officer_mimika, at=NOW)
    for user, sees in ((verifier, True), (officer_mimika, True), (officer_sultra, False)):
        client = as_user(user)
        page = client.get(dispute_page(dispute))
        assert (f"{dispute_page(dispute)}evidence/thumbnail/" in page.content.decode()) is sees
        for name in ("", "thumbnail/"):
            answer = client.get(f"{dispute_page(dispute)}evidence/{name}")
            assert answer.status_code == (200 if sees else 404)
            assert not sees or answer.getvalue()  # read, so that it is closed


def test_a_dispute_without_a_screenshot_has_none_to_show(
    as_user: AsUser, verifier: User, dispute: Dispute
) -> None:
    assert as_user(verifier).get(f"{dispute_page(dispute)}evidence/").status_code == 404


def test_a_verifier_whose_page_showed_another_holder_is_told(
    as_user: AsUser, verifier: User, dispute: Dispute
) -> None:
    client = as_user(verifier)
    assertContains(client.get(dispute_page(dispute)), f'name="against" value="{dispute.post.code}"')
    answer = client.post(dispute_page(dispute), DENY | {"against": "LAIN"})
    assertContains(answer, "kini dipegang laporan lain", status_code=422)
    dispute.refresh_from_db()
    assert dispute.outcome == ""


def test_the_next_step_of_a_rejected_post_is_the_appeal_while_it_is_open(
    as_user: AsUser, officer_sultra: User, rejected: Post
) -> None:
    client = as_user(officer_sultra)
    for page in ("/posts/", rejected.get_absolute_url()):
        assertContains(client.get(page), "ajukan banding paling lambat")
    builders.post(rejected.agency, native_id=rejected.native_id)
    assertNotContains(client.get("/posts/"), "ajukan banding paling lambat")


def test_the_next_step_waits_with_the_appeal_and_ends_with_its_time(
    as_user: AsUser, officer_sultra: User, rejected: Post
) -> None:
    client = as_user(officer_sultra)
    Post.objects.filter(pk=rejected.pk).update(decided_at=NOW - APPEAL_WITHIN - timedelta(seconds=1))
    assertContains(client.get("/posts/"), "Tidak ada; unggahan ini tidak dihitung.")
    Post.objects.filter(pk=rejected.pk).update(decided_at=NOW)
    appeals.file(by=officer_sultra, post=rejected, grounds="Tagarnya ada.", at=NOW)
    assertContains(client.get("/posts/"), "banding menunggu putusan verifikator lain")
