"""The verifier's queue: its parts, what comes next, and one decision on many posts."""

from datetime import timedelta
from itertools import chain
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from campaigns.actions import decisions
from campaigns.models import Post
from campaigns.states import PostState
from tests import builders
from tests.builders import NOW

QUEUE = "/posts/queue/"
NEXT = "/posts/queue/next/"
BULK = "/posts/queue/decide/"
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


def codes(answer) -> list[str]:
    return [row.post.code for row in answer.context["rows"]]


# --- queue -----------------------------------------------------------------------------------------------


def test_the_queue_puts_risk_first_then_age(as_user, verifier, sultra, mimika):
    old = builders.post(sultra, submitted_at=NOW - 3 * HOUR)
    risky = builders.post(mimika, risk=60, submitted_at=NOW - HOUR)
    new = builders.post(sultra, submitted_at=NOW - HOUR)
    builders.post(sultra, state=PostState.VERIFIED)
    answer = as_user(verifier).get(QUEUE)
    assert codes(answer) == [risky.code, old.code, new.code]
    assertContains(answer, "3 unggahan menunggu; yang paling lama dikirim 3 jam lalu")
    assertContains(answer, "tinggi 60")


def test_the_queue_is_ordered_by_time_or_agency_on_request(as_user, verifier, sultra, mimika):
    old = builders.post(sultra, submitted_at=NOW - 3 * HOUR)
    risky = builders.post(mimika, risk=60, submitted_at=NOW - HOUR)
    client = as_user(verifier)
    assert codes(client.get(QUEUE, {"urut": "waktu"})) == [old.code, risky.code]
    assert codes(client.get(QUEUE, {"urut": "instansi"})) == [risky.code, old.code]
    assert codes(client.get(QUEUE, {"urut": "\0"})) == [risky.code, old.code]


def test_the_queue_says_who_looks_at_what(as_user, verifier, second_verifier, post, sultra):
    decisions.claim(by=second_verifier, post=post, at=NOW)
    other = builders.post(sultra)
    answer = as_user(verifier).get(QUEUE)
    assert codes(answer) == [other.code, post.code]
    assertContains(answer, "Vito Verifikator")
    assertContains(answer, "10.10 WIB")


def test_an_empty_queue_says_so(as_user, verifier):
    assertContains(as_user(verifier).get(QUEUE), "Tidak ada unggahan yang menunggu verifikasi")


@pytest.mark.parametrize("who", ["officer_sultra", "coordinator_sultra", "committee", "outsider"])
def test_the_queue_is_for_verifiers(as_user, request, who):
    assert as_user(request.getfixturevalue(who)).get(QUEUE).status_code == 403


def test_the_queue_needs_as_many_queries_for_twenty_posts_as_for_one(
    as_user, verifier, second_verifier, sultra, mimika, django_assert_num_queries
):
    client, agencies = as_user(verifier), (sultra, mimika)
    for rows in (1, 19):
        for n in range(rows):
            builders.post(agencies[n % 2], claimed_by=second_verifier, claimed_until=NOW + HOUR)
        with django_assert_num_queries(15):
            assert client.get(QUEUE).status_code == 200


# --- parts of the queue ----------------------------------------------------------------------------------


def test_the_queue_is_narrowed_by_agency_province_and_platform(as_user, verifier, sultra, mimika):
    of_sultra, of_mimika = builders.post(sultra), builders.post(mimika, platform="tiktok")
    kendari = builders.post(builders.agency("D-74.71", "Diskominfo Kota Kendari"))
    client = as_user(verifier)
    for query, expected in (
        ({"instansi": "kota kendari"}, {kendari.code}),
        ({"provinsi": "74"}, {of_sultra.code, kendari.code}),
        ({"platform": "tiktok"}, {of_mimika.code}),
        ({"provinsi": "74", "platform": "tiktok"}, set()),
        (
            {"provinsi": "7x", "platform": "\0", "instansi": "\0"},
            {of_sultra.code, of_mimika.code, kendari.code},
        ),
    ):
        assert set(codes(client.get(QUEUE, query))) == expected
    nothing = client.get(QUEUE, {"instansi": "tidakada"})
    assertContains(nothing, "Tidak ada unggahan yang cocok")
    assertContains(nothing, "Hapus saringan")


def test_what_narrows_the_queue_goes_along_to_the_posts(as_user, verifier, sultra):
    builders.post(sultra)
    kept = "?urut=waktu&amp;instansi=tenggara"
    assertContains(as_user(verifier).get(QUEUE, {"urut": "waktu", "instansi": "tenggara"}), f"/verify/{kept}")


def test_samples_have_a_tab_of_their_own(as_user, verifier, sultra):
    waiting = builders.post(sultra)
    sample = builders.post(sultra, state=PostState.VERIFIED, is_sampled=True)
    builders.post(sultra, state=PostState.VERIFIED, is_sampled=True, sample_checked_at=NOW)
    client = as_user(verifier)
    assert codes(client.get(QUEUE)) == [waiting.code]
    answer = client.get(QUEUE, {"tab": "contoh"})
    assert codes(answer) == [sample.code]
    assertContains(answer, "1 unggahan terverifikasi oleh aturan menunggu diperiksa ulang")
    assert [tab["count"] for tab in answer.context["tabs"]][:2] == [1, 1]
    assert [tab["url"] for tab in answer.context["tabs"]][2:] == ["/appeals/", "/disputes/"]
    sample.delete()
    assertContains(client.get(QUEUE, {"tab": "contoh"}), "Tidak ada contoh yang menunggu")


def test_a_province_finds_its_regencies_once_the_campaign_lets_it(
    as_user, coordinator_sultra, campaign, sultra, mimika
):
    mine = builders.post(builders.agency("D-74.71", "Diskominfo Kota Kendari"))
    for agency in (sultra, mimika):
        builders.post(agency)
    client = as_user(coordinator_sultra)
    assert client.get(QUEUE).status_code == 403
    assertNotContains(client.get("/posts/"), QUEUE)
    campaign.provinces_verify = True
    campaign.save()
    answer = client.get(QUEUE)
    assert codes(answer) == [mine.code]
    assertNotContains(answer, 'name="provinsi"')
    assertContains(client.get("/posts/"), QUEUE)
    assertRedirects(client.get(NEXT), address("verify", mine))


# --- next and previous -----------------------------------------------------------------------------------


def test_next_and_previous_go_through_the_queue_and_around(as_user, verifier, sultra):
    first, second, third = (builders.post(sultra, submitted_at=NOW - n * HOUR) for n in (3, 2, 1))
    client = as_user(verifier)
    for query, expected in (
        ({}, first),
        ({"sesudah": first.code}, second),
        ({"sesudah": third.code}, first),
        ({"sebelum": third.code}, second),
        ({"sebelum": first.code}, third),
        ({"sesudah": "TIDAKADA"}, first),
        ({"sesudah": "\0"}, first),
    ):
        assertRedirects(client.get(NEXT, query), address("verify", expected))
        expected.refresh_from_db()
        assert expected.claimed_by == verifier


def test_next_passes_over_what_colleagues_hold(as_user, verifier, second_verifier, sultra):
    first, held, third = (builders.post(sultra, submitted_at=NOW - n * HOUR) for n in (3, 2, 1))
    decisions.claim(by=second_verifier, post=held, at=NOW)
    client = as_user(verifier)
    assertRedirects(client.get(NEXT, {"sesudah": first.code}), address("verify", third))
    assertRedirects(client.get(NEXT, {"sebelum": third.code}), address("verify", first))


def test_next_stays_within_what_was_chosen(as_user, verifier, sultra, mimika):
    risky = builders.post(sultra, risk=60, submitted_at=NOW - HOUR)
    here = builders.post(mimika, submitted_at=NOW - 3 * HOUR)
    wanted = builders.post(mimika, submitted_at=NOW - 2 * HOUR)
    query = {"urut": "waktu", "provinsi": "94"}
    answer = as_user(verifier).get(NEXT, query | {"sesudah": here.code})
    assertRedirects(answer, f"{address('verify', wanted)}?urut=waktu&provinsi=94")
    risky.refresh_from_db()
    assert risky.claimed_by is None


def test_with_nothing_left_next_leads_to_the_queue(as_user, verifier, second_verifier, sultra):
    decisions.claim(by=second_verifier, post=builders.post(sultra), at=NOW)
    answer = as_user(verifier).get(NEXT, follow=True)
    assertRedirects(answer, QUEUE)
    assertContains(answer, "Tidak ada unggahan lain yang dapat Anda periksa")
    assertNotContains(answer, "Mulai memeriksa")


def test_a_look_ahead_at_the_next_takes_nothing(as_user, verifier, sultra):
    post = builders.post(sultra)
    answer = as_user(verifier).get(NEXT, headers={"Sec-Purpose": "prefetch"})
    assertRedirects(answer, address("verify", post), fetch_redirect_response=False)
    post.refresh_from_db()
    assert post.claimed_by is None


@pytest.mark.django_db(transaction=True)
def test_two_who_empty_the_queue_at_once_never_get_the_same_post(verifier, second_verifier, sultra):
    posts = [builders.post(sultra, submitted_at=NOW - n * HOUR) for n in range(6)]
    people, start = (verifier, second_verifier), Barrier(2)
    taken: dict[int, list[str]] = {person.pk: [] for person in people}

    def work(person) -> None:
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        start.wait()
        answer = client.get(NEXT)
        while answer["Location"] != QUEUE:  # a decision hands out the next post
            taken[person.pk].append(code := answer["Location"].split("/")[2])
            post = Post.objects.get(code=code)
            answer = client.post(address("verify", post), seen(post))
        connection.close()

    threads = [Thread(target=work, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(chain(*taken.values())) == sorted(post.code for post in posts)
    assert set(Post.objects.values_list("state", flat=True)) == {PostState.VERIFIED}


# --- many at once ----------------------------------------------------------------------------------------


@pytest.fixture
def alike(sultra, mimika) -> list[Post]:
    """Three of a kind; two of other kinds beside them."""
    rows = [{"rule": "link", "verdict": verdict, "sentence": "Tautan."} for verdict in ("pass", "warn")]
    builders.post(sultra, screening=[rows[1]])
    builders.post(mimika, screening=[rows[0]])
    return [builders.post(sultra, screening=[rows[0]], submitted_at=NOW - n * HOUR) for n in (3, 2, 1)]


def ticked(*posts: Post) -> list[str]:
    return [f"{post.code}@{post.submitted_at.isoformat()}" for post in posts]


def test_posts_of_a_kind_are_offered_together(as_user, verifier, second_verifier, alike):
    client = as_user(verifier)
    answer = client.get(QUEUE)
    assertContains(answer, "Pilih 3 yang sejenis", count=3)
    page = client.get(QUEUE, {"sejenis": alike[1].code})
    assert codes(page) == [post.code for post in alike]
    for value in ticked(*alike):
        assertContains(page, f'value="{value}" checked')
    decisions.claim(by=second_verifier, post=alike[0], at=NOW)
    assertContains(client.get(QUEUE), "Pilih 2 yang sejenis")
    assert codes(client.get(QUEUE, {"sejenis": alike[1].code})) == [post.code for post in alike[1:]]
    assert client.get(QUEUE, {"sejenis": "TIDAKADA"}).status_code == 404


def test_those_ticked_are_accepted_and_can_be_taken_back_together(as_user, verifier, alike, clock):
    client = as_user(verifier)
    client.get(address("verify", alike[0]))
    answer = client.post(BULK, {"posts": ticked(*alike[:2]), "putusan": "verified"}, follow=True)
    assertRedirects(answer, QUEUE)
    assertContains(answer, "2 unggahan (Diskominfo Sulawesi Tenggara) diterima dan dihitung.")
    assertContains(answer, f'name="decided_at" value="{NOW.isoformat()}"')
    undone = client.post("/posts/queue/undo/", {"decided_at": NOW.isoformat()}, follow=True)
    assertContains(undone, "Verifikasi 2 unggahan diurungkan")
    assert set(
        Post.objects.filter(pk__in=[post.pk for post in alike[:2]]).values_list("state", flat=True)
    ) == {PostState.RETURNED}


@pytest.mark.parametrize("decided_at", ["", "kemarin", "\0", NOW.isoformat()])
def test_nothing_is_taken_back_where_nothing_was_decided(as_user, verifier, decided_at):
    answer = as_user(verifier).post("/posts/queue/undo/", {"decided_at": decided_at}, follow=True)
    assertContains(answer, "hanya dapat diurungkan dalam 10 detik")


def test_those_skipped_are_named_with_their_reasons(as_user, verifier, second_verifier, alike):
    decisions.claim(by=second_verifier, post=alike[0], at=NOW)
    fields = {"posts": ticked(*alike), "putusan": "returned", "reason": "duplicate"}
    answer = as_user(verifier).post(BULK, fields, follow=True)
    assertContains(answer, "2 unggahan dikembalikan: ganda.")
    assertContains(answer, f"1 unggahan dilewati. {alike[0].code}: Vito Verifikator sedang memeriksa")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"putusan": "returned"}, "Pilih alasan pengembalian"),
        ({"putusan": "returned", "reason": "other", "note": " "}, "Tulis catatan untuk instansi"),
        ({"putusan": "returned", "reason": "zzz"}, "zzz"),
        ({"putusan": "rejected"}, "rejected"),
        ({}, "Putusan belum disimpan"),
    ],
)
def test_an_incomplete_bulk_changes_nothing_and_keeps_what_was_ticked(
    as_user, verifier, alike, fields, sentence
):
    chosen = {"posts": ticked(*alike[:2])}
    answer = as_user(verifier).post(f"{BULK}?sejenis={alike[0].code}", chosen | fields)
    assertContains(answer, sentence, status_code=422)
    assert answer.content.decode().count("checked>") == 2
    assert set(Post.objects.values_list("state", flat=True)) == {PostState.SUBMITTED}


@pytest.mark.parametrize("posts", [[], ["\0@2023"], ["ABC"], ["ABC@kemarin"], ["ABC@2023-08-29T03:00:00"]])
def test_a_bulk_without_a_sound_choice_is_refused(as_user, verifier, alike, posts):
    answer = as_user(verifier).post(
        f"{BULK}?sejenis={alike[0].code}", {"posts": posts, "putusan": "verified"}
    )
    assertContains(answer, "Putusan belum disimpan", status_code=422)


def test_when_the_last_of_a_kind_is_gone_the_page_says_so(as_user, verifier, second_verifier, alike):
    for post in alike:
        decisions.verify(by=second_verifier, post=post, seen=post.submitted_at, at=NOW)
    assertContains(
        as_user(verifier).get(QUEUE, {"sejenis": alike[0].code}), "Tidak ada lagi unggahan sejenis"
    )


@pytest.mark.parametrize("who", ["officer_sultra", "coordinator_sultra", "committee", "outsider"])
@pytest.mark.parametrize("path", ["/posts/queue/decide/", "/posts/queue/undo/"])
def test_only_verifiers_decide_on_many(as_user, request, alike, who, path):
    client = as_user(request.getfixturevalue(who))
    fields = {"posts": ticked(*alike), "putusan": "verified", "decided_at": NOW.isoformat()}
    assert client.post(path, fields).status_code == 403
    assert client.get(path).status_code in (403, 405)


def test_the_page_of_a_kind_needs_as_many_queries_for_twenty_posts_as_for_one(
    as_user, verifier, sultra, django_assert_num_queries
):
    client = as_user(verifier)
    post = builders.post(sultra)
    for rows in (0, 19):
        for _ in range(rows):
            builders.post(sultra)
        with django_assert_num_queries(9):
            assert client.get(QUEUE, {"sejenis": post.code}).status_code == 200
