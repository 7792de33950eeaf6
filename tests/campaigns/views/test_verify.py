"""One post before a verifier, and the decision on it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from agencies.models import Membership
from agencies.platforms import Platform
from campaigns import verifying
from campaigns.actions import decisions, posts
from campaigns.actions.posts import Report
from campaigns.models import Post
from campaigns.states import PostState
from tests import builders
from tests.builders import NOW

QUEUE = "/posts/queue/"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock(campaign):
    """`clock.shift(seconds)` moves on."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def second_verifier(db):
    return builders.user("verifikator2@contoh.go.id", "verifier", full_name="Vito Verifikator")


@pytest.fixture
def post(sultra) -> Post:
    return builders.post(sultra)


def address(name: str, post: Post) -> str:
    return reverse(f"campaigns:post-{name}", args=[post.code])


def seen(post: Post, **fields: str) -> dict[str, str]:
    return {"seen": post.submitted_at.isoformat(), **fields}


# --- one post --------------------------------------------------------------------------------------------


def test_opening_a_post_claims_it_and_shows_all_that_is_known(as_user, verifier, officer_sultra, sultra):
    builders.account(sultra, handle="diskominfo_sultra")
    campaign = builders.campaign()
    earlier = builders.post(sultra, state=PostState.RETURNED, handle="akun")
    post = posts.submit(
        by=officer_sultra,
        campaign=campaign,
        agency=sultra,
        report=Report(builders.link(at=NOW - HOUR), "Halo #ASEAN2023"),
        at=NOW,
    )
    answer = as_user(verifier).get(address("verify", post))
    for words in (
        f'href="{post.url}"',
        'rel="noopener noreferrer"',
        "Halo #ASEAN2023",
        "Takarir memuat #ASEAN2023",
        "Dikembalikan atau ditolak: 1.",
        earlier.get_absolute_url(),
        "Dipegang Anda sampai",
        "Kembalikan",
    ):
        assertContains(answer, words)
    post.refresh_from_db()
    assert post.claimed_by == verifier
    assert post.claimed_until == NOW + decisions.CLAIM


def test_a_colleagues_post_is_shown_without_the_decision(as_user, verifier, second_verifier, post, clock):
    decisions.claim(by=second_verifier, post=post, at=NOW)
    client = as_user(verifier)
    answer = client.get(address("verify", post))
    assertContains(answer, "Vito Verifikator sedang memeriksa unggahan ini sampai 10.10 WIB")
    assertNotContains(answer, "Kembalikan</button>")
    refused = client.post(address("verify", post), seen(post))
    assertContains(refused, "Vito Verifikator", status_code=422)
    clock.shift(decisions.CLAIM)
    assertContains(client.get(address("verify", post)), "Dipegang Anda")


def test_a_post_of_the_own_agency_is_not_decided(as_user, verifier, post, sultra):
    Membership.objects.create(user=verifier, role="reader", agency=sultra, reason="Diperbantukan.")
    client = as_user(verifier)
    assertContains(client.get(address("verify", post)), verifying.OWN_AGENCY)
    assertContains(client.post(address("verify", post), seen(post)), verifying.OWN_AGENCY, status_code=422)
    assertNotContains(client.get(QUEUE), "Mulai memeriksa")


def test_a_post_that_does_not_wait_leads_to_its_detail(as_user, verifier, sultra):
    post = builders.post(sultra, state=PostState.VERIFIED)
    assertRedirects(as_user(verifier).get(address("verify", post)), address("detail", post))


# --- decisions -------------------------------------------------------------------------------------------


def test_accepting_leads_to_the_next_post_with_an_undo(as_user, verifier, post, sultra, clock):
    following = builders.post(sultra, submitted_at=NOW)
    client = as_user(verifier)
    client.get(address("verify", post))
    answer = client.post(f"{address('verify', post)}?urut=waktu", seen(post), follow=True)
    assertRedirects(answer, f"{address('verify', following)}?urut=waktu")
    assertContains(answer, f"{post.code} (Diskominfo Sulawesi Tenggara) diterima")
    assertContains(answer, address("undo", post))
    post.refresh_from_db()
    assert (post.state, post.decided_by) == (PostState.VERIFIED, verifier)
    clock.shift(decisions.UNDO + timedelta(seconds=1))
    assertNotContains(client.get(QUEUE), address("undo", post))


def test_after_the_last_post_comes_the_empty_queue(as_user, verifier, post):
    answer = as_user(verifier).post(address("verify", post), seen(post))
    assertRedirects(answer, QUEUE)


def test_undo_sends_the_post_back_to_its_agency(as_user, verifier, post):
    client = as_user(verifier)
    client.post(address("verify", post), seen(post))
    assertContains(client.post(address("undo", post), follow=True), f"Verifikasi {post.code} diurungkan")
    post.refresh_from_db()
    assert post.state == PostState.RETURNED


def test_undo_comes_too_late_after_ten_seconds(as_user, verifier, post, clock):
    client = as_user(verifier)
    client.post(address("verify", post), seen(post))
    clock.shift(decisions.UNDO + timedelta(seconds=1))
    assertContains(client.post(address("undo", post), follow=True), "tetap terverifikasi")
    post.refresh_from_db()
    assert post.state == PostState.VERIFIED


def test_a_post_is_sent_back_with_reason_and_note(as_user, verifier, post):
    answer = as_user(verifier).post(
        address("return", post), seen(post, reason="link_dead", note="Halaman hilang."), follow=True
    )
    assertContains(answer, f"{post.code} perlu perbaikan: tautan tidak dapat dibuka.")
    post.refresh_from_db()
    assert (post.state, post.reason_code, post.reason_note) == ("returned", "link_dead", "Halaman hilang.")


def test_a_post_is_rejected_with_a_reason(as_user, verifier, post):
    assertContains(
        as_user(verifier).post(address("reject", post), seen(post, reason="duplicate"), follow=True),
        f"{post.code} ditolak: ganda.",
    )
    post.refresh_from_db()
    assert post.state == PostState.REJECTED


@pytest.mark.parametrize("name", ["return", "reject"])
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": "other", "note": " "}, "Tulis catatan untuk instansi"),
        ({"reason": "", "note": "Catatan saya"}, "Periksa isian di bawah"),
        ({"reason": "zzz", "note": "Catatan saya"}, "Periksa isian di bawah"),
        ({"reason": "link_dead", "note": "x" * 501}, "Periksa isian di bawah"),
    ],
)
def test_an_incomplete_decision_changes_nothing_and_keeps_the_note(
    as_user, verifier, post, name, fields, sentence
):
    answer = as_user(verifier).post(address(name, post), seen(post, **fields))
    assertContains(answer, sentence, status_code=422)
    assertContains(answer, fields["note"].strip(), status_code=422)
    post.refresh_from_db()
    assert post.state == PostState.SUBMITTED


@pytest.mark.parametrize("version", ["", "kemarin", "\0"])
def test_a_decision_without_the_version_it_saw_is_refused(as_user, verifier, post, version):
    answer = as_user(verifier).post(address("verify", post), {"seen": version})
    assertContains(answer, "tidak lengkap", status_code=422)
    post.refresh_from_db()
    assert post.state == PostState.SUBMITTED


def test_a_post_changed_meanwhile_is_shown_anew_and_not_decided(as_user, verifier, officer_sultra, post):
    client = as_user(verifier)
    client.get(address("verify", post))
    form = seen(post)
    url = builders.link(at=NOW - HOUR)
    posts.edit(by=officer_sultra, post=post, report=Report(url, "Takarir baru #ASEAN2023"), at=NOW)
    answer = client.post(address("verify", post), form)
    assertContains(answer, "Instansi mengubah laporan ini", status_code=422)
    assertContains(answer, "Takarir baru", status_code=422)
    post.refresh_from_db()
    assert post.state == PostState.SUBMITTED
    assert client.post(address("verify", post), seen(post)).status_code == 302


def test_a_second_decision_is_told_of_the_first(as_user, verifier, second_verifier, post):
    decisions.verify(by=second_verifier, post=post, seen=post.submitted_at, at=NOW)
    answer = as_user(verifier).post(address("reject", post), seen(post, reason="duplicate"))
    assertContains(answer, "sudah terverifikasi oleh Vito Verifikator", status_code=422)
    post.refresh_from_db()
    assert post.state == PostState.VERIFIED


def test_a_claim_is_let_go_for_others(as_user, verifier, post):
    client = as_user(verifier)
    client.get(address("verify", post))
    assertContains(client.post(address("release", post), follow=True), "dilepas untuk verifikator lain")
    post.refresh_from_db()
    assert post.claimed_by is None
    assertRedirects(client.post(address("release", post)), QUEUE)


@pytest.mark.parametrize("name", ["verify", "confirm", "claim", "return", "reject", "undo", "release"])
@pytest.mark.parametrize(
    ("who", "status"), [("officer_sultra", 403), ("officer_mimika", 404), ("committee", 403)]
)
def test_only_verifiers_reach_the_decision(as_user, request, post, name, who, status):
    client = as_user(request.getfixturevalue(who))
    assert client.post(address(name, post), seen(post, reason="duplicate")).status_code == status
    post.refresh_from_db()
    assert post.state == PostState.SUBMITTED


@pytest.mark.parametrize("name", ["confirm", "claim", "return", "reject", "undo", "release"])
def test_decisions_are_not_links(as_user, verifier, post, name):
    assert as_user(verifier).get(address(name, post)).status_code == 405


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("head", {}),
        ("get", {"Sec-Purpose": "prefetch;prerender"}),
        ("get", {"Purpose": "prefetch"}),
    ],
)
def test_a_look_ahead_takes_no_post(as_user, verifier, post, method, headers):
    client = as_user(verifier)
    assert getattr(client, method)(address("verify", post), headers=headers).status_code == 200
    post.refresh_from_db()
    assert post.claimed_by is None
    client.get(address("verify", post))
    post.refresh_from_db()
    assert post.claimed_by == verifier


# --- samples, provinces, and holding a post --------------------------------------------------------------


@pytest.fixture
def sample(sultra) -> Post:
    return builders.post(sultra, state=PostState.VERIFIED, is_sampled=True)


def test_a_sample_is_confirmed_and_leads_to_the_next_one(as_user, verifier, sample, mimika):
    other = builders.post(mimika, state=PostState.VERIFIED, is_sampled=True)
    client = as_user(verifier)
    page = client.get(address("verify", sample))
    assertContains(page, "Benar, tetap terverifikasi")
    assertContains(page, "2 contoh belum diperiksa")
    assertNotContains(page, address("reject", sample))
    answer = client.post(f"{address('confirm', sample)}?tab=contoh", seen(sample), follow=True)
    assertRedirects(answer, f"{address('verify', other)}?tab=contoh")
    assertContains(answer, f"{sample.code} diperiksa ulang dan tetap terverifikasi")
    assertRedirects(client.get(address("verify", sample)), address("detail", sample))
    assertContains(client.get(address("detail", sample)), "memeriksa ulang dan membenarkan verifikasinya")


def test_a_sample_is_sent_back(as_user, verifier, sample):
    answer = as_user(verifier).post(
        f"{address('return', sample)}?tab=contoh", seen(sample, reason="content_mismatch"), follow=True
    )
    assertContains(answer, f"{sample.code} perlu perbaikan: isi tidak sesuai.")
    sample.refresh_from_db()
    assert sample.state == PostState.RETURNED


def test_a_province_opens_and_decides_only_what_it_may(as_user, coordinator_sultra, campaign, sultra, mimika):
    campaign.provinces_verify = True
    campaign.save()
    own, elsewhere = builders.post(sultra), builders.post(mimika)
    mine = builders.post(builders.agency("D-74.71", "Diskominfo Kota Kendari"))
    client = as_user(coordinator_sultra)
    assert client.get(address("verify", own)).status_code == 403
    assert client.get(address("verify", elsewhere)).status_code == 404
    assertContains(client.get(address("verify", mine)), "Dipegang Anda sampai")
    assertRedirects(client.post(address("verify", mine), seen(mine)), QUEUE)
    mine.refresh_from_db()
    assert mine.decided_by == coordinator_sultra


def test_a_post_is_held_on_while_its_page_is_worked_on(as_user, verifier, second_verifier, post, clock):
    client = as_user(verifier)
    client.get(address("verify", post))
    clock.shift(timedelta(minutes=9))
    assertContains(client.post(address("claim", post)), "Dipegang Anda sampai")
    post.refresh_from_db()
    assert post.claimed_until == NOW + timedelta(minutes=9) + decisions.CLAIM
    clock.shift(decisions.CLAIM)
    decisions.claim(by=second_verifier, post=post, at=NOW + timedelta(minutes=9) + decisions.CLAIM)
    assertContains(client.post(address("claim", post)), "Vito Verifikator sedang memeriksa", status_code=422)


def test_after_a_decision_the_next_post_is_held_at_once(as_user, verifier, post, sultra):
    following = builders.post(sultra)
    as_user(verifier).post(address("verify", post), seen(post))
    following.refresh_from_db()
    assert following.claimed_by == verifier


def test_a_page_needs_as_many_queries_with_a_long_past_as_with_none(
    as_user, verifier, sultra, django_assert_num_queries
):
    account = builders.account(sultra, Platform.X, "kominfo_anoa")
    fields: dict[str, Any] = {"account": account, "handle": "kominfo_anoa", "caption_key": "a" * 64}
    post, client = builders.post(sultra, **fields), as_user(verifier)
    for rows in (1, 19):
        for _ in range(rows):
            builders.post(sultra, state=PostState.VERIFIED, **fields)
            builders.post(sultra, **fields)
        with django_assert_num_queries(22):
            assert client.get(address("verify", post)).status_code == 200
