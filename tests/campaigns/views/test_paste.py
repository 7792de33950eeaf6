"""The submit page: paste, review, mend, send."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from agencies.models import Membership
from agencies.platforms import Platform
from campaigns.actions import disputes
from campaigns.actions import posts as actions
from campaigns.actions.posts import Report
from campaigns.models import Campaign, Dispute, DisputeEvidence, Post, Receipt
from campaigns.states import PostState
from tests import builders
from tests.builders import NOW
from tests.pictures import encoded, quarters

HOUR = timedelta(hours=1)
SUBMIT = "/posts/submit/"
CAPTION = "Menyambut KTT ASEAN di Jakarta #ASEAN2023"
HANDLE = "kominfosultra"
SHORT = "https://vt.tiktok.com/ZSL4xAbcd/"


@pytest.fixture(autouse=True)
def _at_now(campaign, sultra):
    builders.account(sultra, Platform.X, HANDLE)
    with time_machine.travel(NOW, tick=False):
        yield


def link(handle: str = HANDLE, platform: Platform = Platform.X) -> str:
    return builders.link(platform, NOW - HOUR, handle)


def chat(*reports: tuple[str, str]) -> str:
    """A message for each report, as a telephone exports them."""
    return "\n".join(
        f"[29/08/23 10.{n:02}.00] Sari: {caption}\n{url}" for n, (url, caption) in enumerate(reports)
    )


def drafts(answer) -> dict[str, str]:
    """What the review page would send, as it stands in its fields."""
    formset = answer.context["formset"]
    data = {"agency": answer.context["agency"].code, "rest": answer.context["rest"]}
    data |= {
        "d-TOTAL_FORMS": str(len(formset.forms)),
        "d-INITIAL_FORMS": "0",
    }
    for form in formset.forms:
        for name in form.fields:
            data[form.add_prefix(name)] = form.data.get(form.add_prefix(name), "")
    return data


def standings(answer) -> list[str]:
    return [row.standing.value for row in answer.context["rows"]]


def test_a_chat_message_is_reviewed_and_sent_under_one_receipt(as_user, officer_sultra, sultra):
    client = as_user(officer_sultra)
    review = client.post(SUBMIT, {"text": chat((link(), CAPTION), (link(), f"Kedua. {CAPTION}"))})
    assertContains(review, "Kirim 2 yang siap")
    assert standings(review) == ["ready", "ready"]
    assert not Post.objects.exists()

    answer = client.post(SUBMIT, drafts(review), follow=True)

    receipt = Receipt.objects.get()
    assertRedirects(answer, f"/receipts/{receipt.code}/")
    assertContains(answer, f"2 laporan diterima dengan tanda terima {receipt.code}")
    assert {post.caption for post in receipt.posts.all()} == {CAPTION, f"Kedua. {CAPTION}"}
    assert (receipt.agency, receipt.filed_by, receipt.filed_at) == (sultra, officer_sultra, NOW)


def test_what_is_not_ready_stays_with_its_reason_and_can_be_mended(as_user, officer_sultra, mimika):
    builders.account(mimika, Platform.X, "kominfo_mimika")
    client = as_user(officer_sultra)
    text = chat(
        (link(), CAPTION), (link("kominfo_mimika"), CAPTION), (SHORT, CAPTION), (link(), "Tanpa tagar")
    )
    review = client.post(SUBMIT, {"text": text})
    assert standings(review) == ["ready", "refused", "needs", "needs"]
    assertContains(review, "adalah akun X Diskominfo Kabupaten Mimika")
    assertContains(review, "Tautan pendek belum menunjukkan unggahannya")
    assertContains(review, "Takarir belum memuat #ASEAN2023")

    answer = client.post(SUBMIT, drafts(review))

    assert standings(answer) == ["refused", "needs", "needs"]
    assertContains(answer, "1 laporan diterima")
    assertContains(answer, "Tanpa tagar")

    data = drafts(answer)
    full = link(platform=Platform.TIKTOK)
    data |= {"d-0-DELETE": "on", "d-1-url": full, "d-2-caption": CAPTION}
    done = client.post(SUBMIT, data, follow=True)

    assertContains(done, "2 laporan diterima")
    assert Receipt.objects.count() == 2
    assert {post.state for post in Post.objects.all()} == {PostState.SUBMITTED}
    assert Post.objects.filter(url=full).exists()


def test_a_short_link_may_go_ahead_of_its_full_address(as_user, officer_sultra):
    client = as_user(officer_sultra)
    review = client.post(SUBMIT, {"text": chat((SHORT, CAPTION), (link(), CAPTION))})
    client.post(SUBMIT, drafts(review) | {"d-0-keep": "on"})
    assert set(Post.objects.values_list("state", flat=True)) == {PostState.NEEDS_LINK, PostState.SUBMITTED}


def test_the_same_paste_twice_doubles_nothing_and_leads_to_the_receipt(as_user, officer_sultra):
    client = as_user(officer_sultra)
    text = chat((link(), CAPTION), (SHORT, CAPTION), (link(), CAPTION))
    data = drafts(client.post(SUBMIT, {"text": text})) | {"d-1-keep": "on"}
    client.post(SUBMIT, data)
    receipt = Receipt.objects.get()

    assertRedirects(client.post(SUBMIT, data), f"/receipts/{receipt.code}/")

    again = client.post(SUBMIT, {"text": text})
    assertContains(again, "sudah dikirim", count=3)
    answer = client.post(SUBMIT, drafts(again), follow=True)
    assertContains(answer, f"3 tautan sudah dilaporkan instansi Anda sebelumnya ({receipt.code})")
    assert (Post.objects.count(), Receipt.objects.count()) == (3, 1)


def test_more_than_fifty_are_sent_in_turns_and_nothing_is_lost(as_user, officer_sultra):
    client = as_user(officer_sultra)
    text = "\n".join(f"{link()} {CAPTION} nomor {n}" for n in range(53))
    review = client.post(SUBMIT, {"text": text})
    assertContains(review, "Ada 53 tautan; sekali kirim paling banyak 50")
    assertContains(review, "3 tautan berikutnya")

    second = client.post(SUBMIT, drafts(review))

    assertContains(second, "50 laporan diterima")
    assert standings(second) == ["ready"] * 3
    client.post(SUBMIT, drafts(second))
    assert Post.objects.filter(caption__contains=" nomor ").values("caption").distinct().count() == 53


def test_one_link_gets_the_form_of_a_single_report_filled(as_user, officer_sultra):
    client = as_user(officer_sultra)
    url = link()
    page = client.post(SUBMIT, {"text": f"{CAPTION} ASEAN Matters\n{url}?s=20"})
    assertContains(page, f'value="{url}?s=20"')
    assertContains(page, '<option value="pilar-1" selected>')
    assertContains(page, "terdaftar sebagai akun X")
    form = page.context["form"]
    client.post(SUBMIT, {name: form.data[name] for name in ("url", "caption", "published_at", "pillar")})
    assert Post.objects.filter(pillar__code="pilar-1").count() == 1


def test_one_link_that_is_refused_says_so_before_it_is_sent(as_user, officer_sultra):
    page = as_user(officer_sultra).post(SUBMIT, {"text": f"{link()} Halo #ASEAN 2023"})
    assertContains(page, "sehingga terputus")
    assertContains(page, "Tulis tepat #ASEAN2023")


def test_one_link_that_was_sent_leads_to_its_report(as_user, officer_sultra, sultra):
    url = link()
    post = actions.submit(
        by=officer_sultra, campaign=Campaign.objects.get(), agency=sultra, report=Report(url, CAPTION), at=NOW
    )
    answer = as_user(officer_sultra).post(SUBMIT, {"text": url}, follow=True)
    assertRedirects(answer, post.get_absolute_url())
    assertContains(answer, f"sebelumnya ({post.code})")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Tautan masih kosong"),
        (" \n\0\n ", "Tautan masih kosong"),
        ("Selamat pagi", "Belum ada tautan di sini"),
        ("https://x.com/a/status/1 " + "a" * 300_000, "sekali tempel paling banyak 200 KB"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words_and_kept(as_user, officer_sultra, text, sentence):
    answer = as_user(officer_sultra).post(SUBMIT, {"text": text})
    assertContains(answer, sentence, status_code=422)
    assertContains(answer, text.replace("\0", "").strip(), status_code=422)


def test_rows_of_a_spreadsheet_bring_their_times_in_the_officers_zone(as_user, officer_mimika):
    text = (
        "Tautan\tTakarir\tWaktu\n"
        f"https://youtu.be/abcdefghij1\t{CAPTION}\t29/08/2023 10.30\n"
        f"https://youtu.be/abcdefghij2\t{CAPTION} dua\tkemarin\n"
    )
    client = as_user(officer_mimika)
    review = client.post(SUBMIT, {"text": text})
    assert standings(review) == ["ready", "needs"]
    assertContains(review, 'value="2023-08-29T10:30"')
    answer = client.post(SUBMIT, drafts(review) | {"d-1-published_at": "2023-08-29T10:45"})
    assert answer.status_code == 302
    assert Post.objects.order_by("pk")[0].published_at == NOW - HOUR * 1.5  # 10.30 WIT


def test_a_date_that_cannot_be_read_stays_in_its_field(as_user, officer_sultra):
    client = as_user(officer_sultra)
    data = drafts(client.post(SUBMIT, {"text": chat((link(), CAPTION), (link(), CAPTION))}))
    answer = client.post(SUBMIT, data | {"d-1-published_at": "kemarin"})
    assertContains(answer, "Tanggal atau jam tidak terbaca")
    assertContains(answer, 'value="kemarin"')
    assert Post.objects.count() == 1


def test_nothing_is_ready_and_nothing_is_sent(as_user, officer_sultra):
    client = as_user(officer_sultra)
    review = client.post(SUBMIT, {"text": chat((link(), "Satu"), (link(), "Dua"))})
    answer = client.post(SUBMIT, drafts(review))
    assertContains(answer, "Belum ada yang terkirim", status_code=422)
    assert not Receipt.objects.exists()


def test_everything_left_out_leads_to_the_own_posts(as_user, officer_sultra):
    client = as_user(officer_sultra)
    data = drafts(client.post(SUBMIT, {"text": chat((link(), CAPTION), (link(), CAPTION))}))
    answer = client.post(SUBMIT, data | {"d-0-DELETE": "on", "d-1-DELETE": "on"})
    assertRedirects(answer, "/posts/")
    assert not Post.objects.exists()


def test_who_serves_two_agencies_says_for_which(as_user, officer_sultra, sultra, mimika):
    Membership.objects.create(user=officer_sultra, role="officer", agency=mimika)
    client = as_user(officer_sultra)
    text = chat((link("x1"), CAPTION), (link("x2"), CAPTION))
    assertContains(client.post(SUBMIT, {"text": text}), "Pilih instansi yang mengunggah", status_code=422)
    review = client.post(SUBMIT, {"text": text, "agency": mimika.code})
    assertContains(review, f'name="agency" value="{mimika.code}"')
    client.post(SUBMIT, drafts(review))
    assert {post.agency for post in Post.objects.all()} == {mimika}
    assert client.post(SUBMIT, drafts(review) | {"agency": "K-000"}).status_code == 200
    one = client.post(SUBMIT, {"text": link("x3"), "agency": mimika.code})
    assertContains(one, f'<option value="{mimika.code}" selected>')


def test_a_damaged_form_brings_back_the_box(as_user, officer_sultra):
    answer = as_user(officer_sultra).post(SUBMIT, {"d-TOTAL_FORMS": "viele", "d-INITIAL_FORMS": "0"})
    assertContains(answer, 'name="text"')


def test_another_app_fills_the_box(as_user, officer_sultra):
    url = link()
    page = as_user(officer_sultra).get(SUBMIT, {"text": CAPTION, "url": url, "title": CAPTION})
    assertContains(page, f"{CAPTION}\n{url}</textarea>")


def test_html_in_a_caption_stays_text(as_user, officer_sultra):
    caption = f"<script>alert(1)</script> {CAPTION}"
    review = as_user(officer_sultra).post(SUBMIT, {"text": chat((link(), caption), (link(), CAPTION))})
    assertNotContains(review, "<script>alert")
    assertContains(review, "&lt;script&gt;alert(1)")


def test_the_review_asks_as_many_queries_for_one_draft_as_for_fifty(
    as_user, officer_sultra, django_assert_num_queries, sultra
):
    client = as_user(officer_sultra)
    builders.post(sultra, caption=CAPTION, submitted_by=officer_sultra)

    def review(count: int) -> str:
        return chat(*((link(), CAPTION) for _ in range(count)))

    client.post(SUBMIT, {"text": review(2)})
    for count in (2, 50):
        with django_assert_num_queries(QUERIES):
            client.post(SUBMIT, {"text": review(count)})


QUERIES = 15


def test_a_link_that_another_agency_filed_is_disputed_only_on_purpose(
    as_user, officer_sultra, officer_mimika, mimika
):
    url = link("siapa")
    actions.submit(
        by=officer_mimika, campaign=Campaign.objects.get(), agency=mimika, report=Report(url, CAPTION), at=NOW
    )
    client = as_user(officer_sultra)
    review = client.post(SUBMIT, {"text": chat((url, CAPTION), (link(), CAPTION))})
    assert standings(review) == ["refused", "ready"]

    answer = client.post(SUBMIT, drafts(review))
    assert standings(answer) == ["refused"]
    assert not Dispute.objects.exists()

    done = client.post(SUBMIT, drafts(answer) | {"d-0-claim": "on"}, follow=True)
    assertRedirects(done, "/posts/")
    assert Dispute.objects.get().post.url == url
    assertContains(done, disputes.sentence(Dispute.objects.get()))


def test_one_link_that_another_agency_filed_is_disputed_by_a_tick(
    as_user, officer_sultra, officer_mimika, mimika
):
    url = link("siapa")
    actions.submit(
        by=officer_mimika, campaign=Campaign.objects.get(), agency=mimika, report=Report(url, CAPTION), at=NOW
    )
    client = as_user(officer_sultra)
    single = {"url": url, "caption": CAPTION}
    assertContains(client.post(SUBMIT, {"text": f"{CAPTION} {url}"}), 'name="claim"')
    assertContains(client.post(SUBMIT, single), 'name="claim"', status_code=422)
    assert not Dispute.objects.exists()

    picture = SimpleUploadedFile("layar.png", encoded(quarters(), "PNG"))
    answer = client.post(SUBMIT, single | {"claim": "on", "picture": picture}, follow=True)
    assertRedirects(answer, "/posts/")
    assertContains(answer, disputes.sentence(Dispute.objects.get()))
    assert DisputeEvidence.objects.get().added_by == officer_sultra


def test_one_link_brings_its_screenshot(as_user, officer_sultra, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    picture = SimpleUploadedFile("layar.png", encoded(quarters(), "PNG"))
    as_user(officer_sultra).post(SUBMIT, {"url": link(), "caption": CAPTION, "picture": picture})
    assert Post.objects.get().evidence.count() == 1


def test_one_link_with_a_file_that_is_no_picture_stays_on_the_page(as_user, officer_sultra):
    data = {"url": link(), "caption": CAPTION, "picture": SimpleUploadedFile("surat.pdf", b"%PDF-1.7")}
    answer = as_user(officer_sultra).post(SUBMIT, data)
    assertContains(answer, "Gambar belum tersimpan.", status_code=422)
    assertContains(answer, data["url"], status_code=422)
    assert not Post.objects.exists()
