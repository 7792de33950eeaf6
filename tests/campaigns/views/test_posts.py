"""The officer's pages: report, list, detail, mend, withdraw."""

from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from agencies.models import Agency, Membership
from agencies.platforms import Platform
from campaigns import counters
from campaigns.actions import posts as actions
from campaigns.actions.posts import Report
from campaigns.models import Campaign, MetricReading, Post
from campaigns.states import PostState
from tests import builders
from tests.builders import NOW

HOUR = timedelta(hours=1)
SUBMIT = "/posts/submit/"
CAPTION = "Menyambut KTT ASEAN di Jakarta #ASEAN2023"


@pytest.fixture(autouse=True)
def _at_now(campaign):
    with time_machine.travel(NOW, tick=False):
        yield


def typed(url: str = "", caption: str = CAPTION, **fields: str) -> dict[str, str]:
    return {"url": url or builders.link(at=NOW - HOUR), "caption": caption, **fields}


def address(name: str, post: Post) -> str:
    return reverse(f"campaigns:post-{name}", args=[post.code])


def test_submit_files_the_post_and_shows_its_receipt(as_user, officer_sultra, sultra):
    client = as_user(officer_sultra)
    assertContains(client.get(SUBMIT), "#ASEAN2023")
    answer = client.post(SUBMIT, typed(), follow=True)
    post = Post.objects.get()
    assertRedirects(answer, address("detail", post))
    assertContains(answer, f"Laporan {post.code} diterima")
    assertContains(answer, f"Kode unggahan {post.code}")
    assert (post.agency, post.submitted_by) == (sultra, officer_sultra)


def test_submit_reads_the_time_in_the_officers_own_zone_and_names_it(as_user, officer_mimika):
    client = as_user(officer_mimika)
    url = builders.link(Platform.YOUTUBE)
    assertContains(client.post(SUBMIT, {"text": url}), "Waktu terbit (WIT)")
    client.post(SUBMIT, typed(url, published_at="2023-08-29T10:30"))
    assert Post.objects.get().published_at == NOW - HOUR * 1.5  # 10.30 WIT is 01.30 UTC


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"url": "https://instagram.com.evil.example/p/Cw1234567/"}, "Tautan"),
        ({"caption": "Tanpa tagar"}, "Takarir belum memuat #ASEAN2023"),
        ({"caption": "Halo #ASEAN-2023"}, "sehingga terputus"),
        ({"published_at": "2023-08-01T10:00"}, "di luar masa kampanye"),
        ({"published_at": "2023-08-30T10:00"}, "belum tiba"),
        ({"published_at": "kemarin"}, "Tanggal atau jam tidak terbaca"),
    ],
)
def test_a_refused_report_says_why_and_keeps_what_was_typed(as_user, officer_sultra, fields, sentence):
    data = typed() | {"pillar": "pilar-2"} | fields
    answer = as_user(officer_sultra).post(SUBMIT, data)
    assertContains(answer, sentence, status_code=422)
    assertContains(answer, data["url"].replace("&", "&amp;"), status_code=422)
    assertContains(answer, data["caption"], status_code=422)
    assertContains(answer, '<option value="pilar-2" selected>', status_code=422)
    assert not Post.objects.exists()


def test_a_post_already_filed_is_answered_with_who_and_when(as_user, officer_sultra, officer_mimika, mimika):
    url = builders.link(at=NOW - HOUR)
    actions.submit(
        by=officer_mimika,
        campaign=Campaign.objects.get(),
        agency=mimika,
        report=Report(url, CAPTION),
        at=NOW - HOUR / 2,
    )
    answer = as_user(officer_sultra).post(SUBMIT, typed(url))
    assertContains(answer, "sudah dilaporkan oleh Marten Petugas", status_code=422)


def test_sending_the_same_form_twice_files_one_post(as_user, officer_sultra):
    client, data = as_user(officer_sultra), typed()
    assert client.post(SUBMIT, data).status_code == 302
    assertContains(client.post(SUBMIT, data), "sudah dilaporkan oleh Sari Petugas", status_code=422)
    assert Post.objects.count() == 1


def test_an_account_of_another_agency_is_named(as_user, officer_sultra, mimika):
    builders.account(mimika, Platform.X, "diskominfo_mimika")
    url = builders.link(Platform.X, NOW - HOUR, "diskominfo_mimika")
    assertContains(
        as_user(officer_sultra).post(SUBMIT, typed(url)), "Diskominfo Kabupaten Mimika", status_code=422
    )


def test_an_empty_form_and_a_null_byte_are_refused_in_words(as_user, officer_sultra):
    client = as_user(officer_sultra)
    assertContains(client.post(SUBMIT, {}), "Tautan masih kosong", status_code=422)
    assert client.post(SUBMIT, typed(caption="a\0b #ASEAN2023")).status_code == 422
    assert not Post.objects.exists()


def test_who_serves_one_agency_is_not_asked_and_who_serves_two_is(as_user, officer_sultra, mimika):
    client = as_user(officer_sultra)
    assertNotContains(client.get(SUBMIT), "Pilih instansi")
    Membership.objects.create(user=officer_sultra, role="officer", agency=mimika)
    assertContains(client.get(SUBMIT), "Pilih instansi")
    assertContains(client.post(SUBMIT, typed()), "Pilih instansi yang mengunggah", status_code=422)
    assert client.post(SUBMIT, typed(agency=mimika.code)).status_code == 302
    assert Post.objects.get().agency == mimika


def test_nobody_submits_for_a_foreign_agency_by_changing_the_form(as_user, officer_sultra, mimika, sultra):
    as_user(officer_sultra).post(SUBMIT, typed(agency=mimika.code))
    assert Post.objects.get().agency == sultra


def test_a_short_link_is_kept_explained_and_completed(as_user, officer_sultra):
    client = as_user(officer_sultra)
    answer = client.post(SUBMIT, typed("https://vt.tiktok.com/ZSL4xAbcd/"), follow=True)
    post = Post.objects.get()
    assertContains(answer, "Lengkapi tautan")
    assertContains(answer, "bilah alamat")
    edit = address("edit", post)
    assertContains(client.get(edit), "https://vt.tiktok.com/ZSL4xAbcd/")
    short = client.post(edit, typed("https://vt.tiktok.com/ZSL4xAbcd/"))
    assertContains(short, "masih tautan pendek", status_code=422)
    assertRedirects(
        client.post(edit, typed(builders.link(Platform.TIKTOK, NOW - HOUR))), address("detail", post)
    )
    post.refresh_from_db()
    assert post.state == PostState.SUBMITTED


def test_between_campaigns_the_form_says_so(as_user, officer_sultra):
    client = as_user(officer_sultra)
    Campaign.objects.update(state=Campaign.State.CLOSED)
    assertContains(client.get(SUBMIT), "tidak menerima laporan lagi")
    client.post(SUBMIT, typed())
    assert not Post.objects.exists()
    Campaign.objects.update(state=Campaign.State.DRAFT)
    assertContains(client.get(SUBMIT), "Belum ada kampanye yang dibuka")


def test_a_campaign_that_closes_while_somebody_types_loses_nothing(as_user, officer_sultra, monkeypatch):
    submit = actions.submit

    def close_first(**asked):
        asked["campaign"].state = Campaign.State.CLOSED
        return submit(**asked)

    monkeypatch.setattr(actions, "submit", close_first)
    data = typed()
    answer = as_user(officer_sultra).post(SUBMIT, data)
    assertContains(answer, "tidak menerima laporan unggahan saat ini", status_code=422)
    assertContains(answer, data["url"], status_code=422)


@pytest.mark.parametrize("who", ["coordinator_sultra", "verifier", "outsider"])
def test_who_may_not_submit_does_not_get_the_form(as_user, request, who):
    assert as_user(request.getfixturevalue(who)).get(SUBMIT).status_code == 403
    assert not Post.objects.exists()


def test_signed_out_people_are_sent_to_sign_in(client):
    for path in (SUBMIT, "/posts/", "/posts/ABCD2345/"):
        assertRedirects(client.get(path), f"/akun/login/?next={path}", fetch_redirect_response=False)


# --- list ------------------------------------------------------------------------------------------------


def test_the_list_shows_the_posts_of_colleagues_and_of_nobody_else(as_user, lead_sultra, sultra, mimika):
    ours, theirs = builders.post(sultra), builders.post(mimika)
    answer = as_user(lead_sultra).get("/posts/")
    assertContains(answer, ours.code)
    assertNotContains(answer, theirs.code)


def test_a_coordinator_sees_the_own_province(as_user, coordinator_sultra, mimika):
    regency = builders.agency("D-74.01", "Diskominfo Kolaka")
    ours, theirs = builders.post(regency), builders.post(mimika)
    answer = as_user(coordinator_sultra).get("/posts/")
    assertContains(answer, ours.code)
    assertContains(answer, "Diskominfo Kolaka")
    assertNotContains(answer, theirs.code)


def test_each_post_shows_state_reason_and_what_to_do(as_user, officer_sultra, sultra):
    builders.post(sultra, state=PostState.RETURNED, reason_code="link_dead")
    answer = as_user(officer_sultra).get("/posts/")
    for words in ("perlu perbaikan", "tautan tidak dapat dibuka", "Perbaiki sesuai alasan"):
        assertContains(answer, words)


def test_the_list_is_narrowed_by_state_with_counts(as_user, officer_sultra, sultra):
    waiting, returned = builders.post(sultra), builders.post(sultra, state=PostState.RETURNED)
    answer = as_user(officer_sultra).get("/posts/?status=tindakan")
    assertContains(answer, returned.code)
    assertNotContains(answer, waiting.code)
    counts = {tab.label: tab.count for tab in answer.context["tabs"]}
    assert (counts["Semua"], counts["Perlu tindakan"], counts["Menunggu"]) == (2, 1, 1)


@pytest.mark.parametrize("how", ["code", "link", "caption"])
def test_a_post_is_found_by_code_by_any_form_of_its_link_and_by_its_caption(
    as_user, officer_sultra, sultra, how
):
    other = builders.post(sultra, caption="Lain #ASEAN2023")
    wanted = builders.post(
        sultra,
        native_id="1696000000000000001",
        url="https://x.com/akun/status/1696000000000000001",
        caption="Ekonomi biru #ASEAN2023",
    )
    words = {
        "code": f" {wanted.code[:4]}-{wanted.code[4:].lower()} ",
        "link": "https://twitter.com/i/web/status/1696000000000000001?s=20",
        "caption": "ekonomi BIRU",
    }[how]
    answer = as_user(officer_sultra).get("/posts/", {"q": words})
    assertContains(answer, wanted.code)
    assertNotContains(answer, other.code)


def test_a_search_without_a_hit_says_so(as_user, officer_sultra, sultra):
    builders.post(sultra)
    assertContains(as_user(officer_sultra).get("/posts/?q=zzzz"), "Tidak ada unggahan yang cocok")


@pytest.mark.parametrize(
    "query", ["q=a%00b", "page=zzz", "page=-1", "status=%00", "instansi=%00x", "kampanye=%00"]
)
def test_odd_queries_do_no_harm(as_user, officer_sultra, sultra, query):
    builders.post(sultra)
    assert as_user(officer_sultra).get(f"/posts/?{query}").status_code in (200, 404)


def test_the_centre_narrows_the_list_to_one_agency(as_user, observer, sultra, mimika):
    ours, theirs = builders.post(sultra), builders.post(mimika)
    answer = as_user(observer).get("/posts/", {"instansi": mimika.slug})
    assertContains(answer, theirs.code)
    assertNotContains(answer, ours.code)


def test_an_agency_out_of_reach_is_not_found(as_user, officer_sultra, mimika):
    assert as_user(officer_sultra).get("/posts/", {"instansi": mimika.slug}).status_code == 404


def test_an_empty_list_offers_the_first_step(as_user, officer_sultra):
    assertContains(as_user(officer_sultra).get("/posts/"), "Mulailah dengan menempelkan tautan pertama")


def test_the_list_needs_as_many_queries_for_twenty_posts_as_for_one(
    as_user, officer_sultra, sultra, django_assert_num_queries
):
    client = as_user(officer_sultra)
    pillar = Campaign.objects.get().pillars.first()
    for rows in (1, 19):
        for _ in range(rows):
            builders.post(sultra, pillar=pillar, submitted_by=officer_sultra)
        with django_assert_num_queries(8):
            assert client.get("/posts/").status_code == 200


# --- detail, edit, withdraw ------------------------------------------------------------------------------


def test_the_detail_shows_screening_numbers_with_their_source_and_history(as_user, officer_sultra, sultra):
    post = actions.submit(
        by=officer_sultra,
        campaign=Campaign.objects.get(),
        agency=sultra,
        report=Report(builders.link(at=NOW - HOUR), CAPTION),
        at=NOW,
    )
    MetricReading.objects.create(
        post=post, source=builders.source(name="Pemantau Uji"), taken_at=NOW - HOUR, likes=1234
    )
    counters.refresh([post.pk])
    answer = as_user(officer_sultra).get(address("detail", post))
    for words in (
        "Takarir memuat #ASEAN2023",
        "1.234",
        "Pemantau Uji (Mitra pemantau)",
        "1 jam lalu",
        "melaporkan unggahan ini",
        "https://wa.me/",
    ):
        assertContains(answer, words)


def test_the_detail_says_why_a_post_came_back(as_user, officer_sultra, sultra):
    post = builders.post(
        sultra, state=PostState.RETURNED, reason_code="other", reason_note="Videonya terpotong."
    )
    answer = as_user(officer_sultra).get(address("detail", post))
    assertContains(answer, "Videonya terpotong.")
    assertContains(answer, address("edit", post))


def test_captions_are_shown_as_text(as_user, officer_sultra, sultra):
    post = builders.post(sultra, caption='<script>alert(1)</script> "><b>tebal</b> #ASEAN2023')
    for path in ("/posts/", address("detail", post), address("edit", post)):
        assertNotContains(as_user(officer_sultra).get(path), "<script>alert")


@pytest.mark.parametrize("name", ["detail", "edit", "withdraw"])
def test_another_agency_does_not_even_see_the_post(as_user, officer_mimika, sultra, name):
    post = builders.post(sultra)
    client = as_user(officer_mimika)
    send = client.post if name == "withdraw" else client.get
    assert send(address(name, post)).status_code == 404


@pytest.mark.parametrize("name", ["edit", "withdraw"])
def test_who_sees_but_may_not_change_is_refused(as_user, coordinator_sultra, sultra, name):
    post = builders.post(builders.agency("D-74.01", "Diskominfo Kolaka"))
    client = as_user(coordinator_sultra)
    assert client.get(address("detail", post)).status_code == 200
    assert client.post(address(name, post)).status_code == 403


def test_outsiders_are_refused(as_user, outsider, sultra):
    post = builders.post(sultra)
    client = as_user(outsider)
    assert client.get("/posts/").status_code == 403
    assert client.get(address("detail", post)).status_code == 403


def test_a_returned_post_is_mended_in_its_form(as_user, officer_sultra, sultra):
    url = builders.link(at=NOW - HOUR)
    post = builders.post(sultra, state=PostState.RETURNED, url=url, native_id=url.rsplit("/", 1)[1])
    client = as_user(officer_sultra)
    form = client.get(address("edit", post))
    assertContains(form, url)
    answer = client.post(address("edit", post), typed(url, "Sudah benar #ASEAN2023"), follow=True)
    assertContains(answer, "menunggu verifikasi")
    assertContains(answer, "memperbaiki takarir")


def test_a_verified_post_is_not_mended(as_user, officer_sultra, sultra):
    post = builders.post(sultra, state=PostState.VERIFIED)
    client = as_user(officer_sultra)
    assertContains(client.get(address("edit", post), follow=True), "tidak dapat diubah lagi")
    client.post(address("edit", post), typed())
    post.refresh_from_db()
    assert post.state == PostState.VERIFIED


def test_withdraw_takes_the_report_back_once(as_user, officer_sultra, sultra):
    post = builders.post(sultra)
    client = as_user(officer_sultra)
    assertContains(client.post(address("withdraw", post), follow=True), f"Laporan {post.code} ditarik")
    assertContains(client.post(address("withdraw", post), follow=True), "sudah berstatus")
    post.refresh_from_db()
    assert post.state == PostState.WITHDRAWN


def test_withdraw_is_not_a_link(as_user, officer_sultra, sultra):
    assert as_user(officer_sultra).get(address("withdraw", builders.post(sultra))).status_code == 405


def test_the_submit_page_weighs_little(as_user, officer_sultra):
    assert len(as_user(officer_sultra).get(SUBMIT).content) < 24_000  # before compression


def test_the_receipt_is_shared_as_it_was_written(as_user, officer_sultra, sultra):
    Agency.objects.filter(pk=sultra.pk).update(short_name='Dinas "Kominfo" & Statistik')
    post = builders.post(sultra, Campaign.objects.get())
    answer = as_user(officer_sultra).get(address("detail", post))
    where = f"http://testserver{address('detail', post)}"
    text = f'Laporan {post.code} (Dinas "Kominfo" & Statistik): menunggu verifikasi. {where}'
    assertContains(answer, f'https://wa.me/?text={quote(text, safe="")}"')


# --- what people paste, and who may report ------------------------------------------------------------------


def test_the_one_link_of_a_pasted_message_is_taken_and_its_words_fill_an_empty_caption(
    as_user, officer_sultra
):
    url = builders.link(Platform.X, NOW - HOUR)
    pasted = f"Lihat ini {url} ya #ASEAN2023"
    assert as_user(officer_sultra).post(SUBMIT, typed(pasted, caption="")).status_code == 302
    post = Post.objects.get()
    assert (post.url, post.caption) == (url, "Lihat ini ya #ASEAN2023")


def test_the_words_of_a_pasted_message_replace_no_caption(as_user, officer_sultra):
    url = builders.link(Platform.X, NOW - HOUR)
    as_user(officer_sultra).post(SUBMIT, typed(f"{url} {url} bagikan"))
    assert Post.objects.get().caption == CAPTION


def test_a_pasted_message_with_several_links_is_refused_with_their_number(as_user, officer_sultra):
    pasted = f"{builders.link(at=NOW - HOUR)} dan {builders.link(at=NOW - HOUR)}"
    answer = as_user(officer_sultra).post(SUBMIT, typed(pasted))
    assertContains(answer, "Ada 2 tautan di sini. Kirim satu tautan untuk setiap laporan.", status_code=422)
    assert not Post.objects.exists()


def test_a_pasted_message_longer_than_a_caption_is_refused_at_the_caption(as_user, officer_sultra):
    pasted = f"{builders.link(at=NOW - HOUR)} {'a' * 10_001}"
    answer = as_user(officer_sultra).post(SUBMIT, typed(pasted, caption=""))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["caption"]


def test_people_of_an_agency_out_of_service_are_told_so(as_user, officer_sultra, sultra):
    post = builders.post(sultra, submitted_by=officer_sultra)
    Agency.objects.filter(pk=sultra.pk).update(is_active=False)
    client = as_user(officer_sultra)
    for answer in (client.get(SUBMIT), client.post(SUBMIT, typed())):
        assertContains(answer, "Instansi Anda tidak aktif", status_code=403)
    assertContains(client.post(address("edit", post), typed()), "Instansi Anda tidak aktif", status_code=422)
    assertNotContains(client.get(address("detail", post)), address("edit", post))
    assert Post.objects.get().url == post.url


def test_the_form_says_what_counts_and_that_the_window_is_over(as_user, officer_sultra, campaign):
    client = as_user(officer_sultra)
    page = client.get(SUBMIT)
    assertContains(page, "terbit mulai Sen 7 Agu 2023 00.00 WIB dan sebelum Sen 11 Sep 2023 00.00 WIB")
    assertNotContains(page, "Masa kampanye sudah berakhir")
    Campaign.objects.update(ends_at=NOW)
    assertContains(client.get(SUBMIT), "Masa kampanye sudah berakhir")
