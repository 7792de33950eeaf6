from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.models import Membership, Partner, User
from campaigns import measurements
from campaigns.actions import readings, sources
from campaigns.models import (
    Campaign,
    Grade,
    MetricReading,
    Post,
    PostCounters,
    ReadingPicture,
    ReadingSource,
    ReadingVoid,
)
from campaigns.readings import ReadingRow
from tests import builders, pictures
from tests.builders import NOW

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at_now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def post(campaign: Campaign, officer_sultra: User) -> Post:
    agency = officer_sultra.active_memberships[0].agency
    return builders.post(agency, campaign, state="verified", submitted_by=officer_sultra)


@pytest.fixture
def measure(post: Post) -> Callable[..., str]:
    """Take a reading of the post in, and return the address of its page."""

    def call(by: Any, source: ReadingSource, at: datetime = NOW - HOUR, **metrics: int) -> str:
        row = ReadingRow(f"{post.platform}:{post.native_id}", at, metrics)
        result = readings.ingest(by=by, campaign=post.campaign, source=source, rows=[row], at=NOW)
        assert result.stored == 1
        return reverse("campaigns:reading-detail", args=[post.code, source.code, measurements.stamp_of(at)])

    return call


def add(post: Post) -> str:
    return reverse("campaigns:reading-add", args=[post.code])


def history(post: Post) -> str:
    return reverse("campaigns:reading-list", args=[post.code])


def typed(**changes: Any) -> dict[str, Any]:
    return {"taken_at": "2023-08-29T09:30"} | changes


def shot() -> SimpleUploadedFile:
    return SimpleUploadedFile("angka.png", pictures.encoded(pictures.quarters(), "PNG"), "image/png")


def hidden(page: Any, name: str) -> str:
    return str(page.content.decode().partition(f'name="{name}" value="')[2].partition('"')[0])


@pytest.mark.parametrize(
    ("text", "number"), [("1,2 rb", 1200), ("3,4 jt", 3_400_000), ("12.345", 12345), ("1.2K", 1200), ("0", 0)]
)
def test_numbers_are_typed_as_the_phone_shows_them(
    as_user: Any, officer_sultra: User, post: Post, text: str, number: int
):
    answer = as_user(officer_sultra).post(add(post), typed(views=text))

    assert answer["Location"] == history(post)
    reading = MetricReading.objects.get()
    assert (reading.views, reading.likes, reading.source.grade) == (number, None, Grade.DECLARED)


def test_with_a_screenshot_a_number_is_worth_more(as_user: Any, officer_sultra: User, post: Post):
    client = as_user(officer_sultra)

    client.post(add(post), typed(likes="12", picture=shot()))

    reading = MetricReading.objects.get()
    assert reading.source.grade == Grade.SCREENSHOT
    picture = ReadingPicture.objects.get()
    assert (picture.batch, picture.post, picture.added_by) == (reading.batch, post, officer_sultra)
    address = reverse("campaigns:reading-picture", args=[post.code, picture.public_id])
    detail = reverse(
        "campaigns:reading-detail",
        args=[post.code, reading.source.code, measurements.stamp_of(reading.taken_at)],
    )
    assert address in client.get(detail).content.decode()
    shown = client.get(address)
    assert (shown["Content-Type"], shown.close()) == ("image/jpeg", None)
    assert not default_storage.listdir("reading-drafts")[1]


def test_the_same_once_more_changes_nothing(as_user: Any, officer_sultra: User, post: Post):
    client = as_user(officer_sultra)

    for _ in range(2):
        client.post(add(post), typed(likes="12", picture=shot()))

    assert MetricReading.objects.count() == ReadingPicture.objects.count() == 1


def test_other_numbers_for_the_same_moment_are_refused(as_user: Any, officer_sultra: User, post: Post):
    client = as_user(officer_sultra)
    client.post(add(post), typed(likes="12"))

    answer = client.post(add(post), typed(likes="13"))

    assert answer.status_code == 422
    assert "sudah memberi angka lain" in answer.content.decode()
    assert 'value="13"' in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Isi sedikitnya satu angka"),
        ({"likes": "banyak"}, "bukan bilangan"),
        ({"likes": "2 M"}, "juta atau miliar"),
        ({"likes": "-3"}, "lebih kecil dari nol"),
        ({"likes": "5", "taken_at": ""}, "Tuliskan kapan angka ini terlihat"),
        ({"likes": "5", "taken_at": "2023-08-30T09:30"}, "masa depan"),
        ({"likes": "5", "taken_at": "2022-08-30T09:30"}, "sebelum kampanye dimulai"),
        ({"likes": "5", "picture": SimpleUploadedFile("a.png", b"bukan gambar")}, "Gambar"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_the_reason(
    as_user: Any, officer_sultra: User, post: Post, fields: dict[str, Any], words: str
):
    answer = as_user(officer_sultra).post(add(post), typed(**fields))

    assert answer.status_code == 422
    assert words.lower() in answer.content.decode().lower()
    assert not MetricReading.objects.exists()


def test_odd_numbers_are_asked_again_and_nothing_is_lost(as_user: Any, officer_sultra: User, post: Post):
    client = as_user(officer_sultra)
    client.post(add(post), typed(likes="1200", views="5000", taken_at="2023-08-29T08:30"))

    asked = client.post(add(post), typed(likes="12.000", views="4 rb", picture=shot()))

    html = asked.content.decode()
    assert asked.status_code == 422
    assert "suka melonjak dari 1.200 menjadi 12.000" in html
    assert "tayangan turun dari 5.000 menjadi 4.000" in html
    assert "lebih banyak daripada tayangan" in html
    assert 'value="12.000"' in html
    assert MetricReading.objects.count() == 1

    again = typed(likes="12.000", views="4 rb", draft=hidden(asked, "draft"))
    confirmed = client.post(add(post), again | {"confirmed": asked.context["confirmed"]})

    assert confirmed.status_code == 302
    newest = MetricReading.objects.latest("taken_at")
    assert (newest.likes, newest.views, newest.source.grade) == (12_000, 4_000, Grade.SCREENSHOT)
    assert ReadingPicture.objects.count() == 1


def test_confirming_holds_for_the_numbers_that_were_shown(as_user: Any, officer_sultra: User, post: Post):
    client = as_user(officer_sultra)
    client.post(add(post), typed(likes="1200", taken_at="2023-08-29T08:30"))
    asked = client.post(add(post), typed(likes="12.000"))

    other = client.post(add(post), typed(likes="120", confirmed=asked.context["confirmed"]))
    mended = client.post(add(post), typed(likes="1.250"))

    assert other.status_code == 422
    assert mended.status_code == 302
    assert MetricReading.objects.latest("taken_at").likes == 1250


def test_a_picture_is_kept_while_a_number_is_mended(as_user: Any, officer_sultra: User, post: Post):
    client = as_user(officer_sultra)
    asked = client.post(add(post), typed(likes="banyak", picture=shot()))

    client.post(add(post), typed(likes="12", draft=hidden(asked, "draft")))

    assert MetricReading.objects.get().source.grade == Grade.SCREENSHOT


@pytest.mark.parametrize("thief", ["lead_sultra", "officer_sultra"])
def test_a_kept_picture_is_of_one_person_and_one_post(
    request: Any, as_user: Any, officer_sultra: User, post: Post, thief: str
):
    asked = as_user(officer_sultra).post(add(post), typed(likes="banyak", picture=shot()))
    other = builders.post(post.agency, post.campaign) if thief == "officer_sultra" else post

    as_user(request.getfixturevalue(thief)).post(add(other), typed(likes="12", draft=hidden(asked, "draft")))

    assert MetricReading.objects.get().source.grade == Grade.DECLARED


def test_a_withdrawn_post_is_not_measured(as_user: Any, officer_sultra: User, post: Post):
    post = builders.post(post.agency, post.campaign, state="withdrawn")

    assert as_user(officer_sultra).get(add(post))["Location"] == history(post)
    assert "Isi angka" not in as_user(officer_sultra).get(history(post)).content.decode()


def test_the_history_says_where_every_number_comes_from(
    as_user: Any, coordinator_sultra: User, officer_sultra: User, post: Post, measure: Any, partner: Any
):
    measure(partner[0], builders.source("mitra-uji"), NOW - 2 * HOUR, likes=10, views=1234)
    measure(officer_sultra, sources.typed(Grade.DECLARED), likes=12)

    html = as_user(coordinator_sultra).get(history(post)).content.decode()

    assert html.index("Pernyataan petugas") < html.index("Mitra mitra-uji")
    assert "(Pernyataan sendiri)" in html
    assert "(Mitra pemantau)" in html
    assert "tayangan 1.234" in html


def test_the_history_takes_the_same_queries_for_one_reading_and_for_a_page(
    as_user: Any, officer_sultra: User, post: Post, measure: Any, django_assert_max_num_queries: Any
):
    client = as_user(officer_sultra)
    measure(officer_sultra, sources.typed(Grade.DECLARED), likes=1)
    with django_assert_max_num_queries(40) as one:
        client.get(history(post))
    for n in range(2, 25):
        measure(officer_sultra, sources.typed(Grade.DECLARED), NOW - n * HOUR, likes=n)

    with django_assert_max_num_queries(len(one)):
        page = client.get(history(post))

    assert len(page.context["page"].object_list) == measurements.PER_PAGE


def test_the_post_shows_the_origin_of_each_number(
    as_user: Any, officer_sultra: User, post: Post, measure: Any, partner: Any
):
    measure(partner[0], builders.source("mitra-uji"), NOW - 2 * HOUR, likes=10, views=1234)
    measure(officer_sultra, sources.typed(Grade.SCREENSHOT), likes=12)
    measure(officer_sultra, sources.typed(Grade.DECLARED), likes=99)

    page = as_user(officer_sultra).get(post.get_absolute_url())

    shown = {each.label: (each.value, each.source) for each in page.context["numbers"]}
    assert shown == {"tayangan": (1234, "Mitra mitra-uji"), "suka": (12, "Tangkapan layar petugas")}
    assert "Mitra mitra-uji (Mitra pemantau)" in page.content.decode()


def test_the_origins_are_those_of_the_counters(post: Post, measure: Any, officer_sultra: User, partner: Any):
    export, monitor = builders.source("ekspor-uji", Grade.EXPORT), builders.source("mitra-uji")
    measure(officer_sultra, export, likes=7, comments=3)
    measure(partner[0], monitor, likes=8)
    measure(partner[0], monitor, NOW - 3 * HOUR, likes=2, saves=0, views=50)
    readings.void(
        by=officer_sultra, post_code=post.code, source=monitor, taken_at=NOW - 3 * HOUR, reason="x", at=NOW
    )
    measure(officer_sultra, export, NOW - 4 * HOUR, views=40)

    found = measurements.origins(post, grades=post.campaign.counted_grades)

    kept = PostCounters.objects.get(post=post)
    assert {name: origin.value for name, origin in found.items()} == {"likes": 8, "comments": 3, "views": 40}
    assert all(getattr(kept, name) == origin.value for name, origin in found.items())
    assert kept.saves is None


def test_an_officer_corrects_what_the_agency_has_typed(
    as_user: Any, officer_sultra: User, lead_sultra: User, post: Post, measure: Any
):
    address = measure(officer_sultra, sources.typed(Grade.SCREENSHOT), likes=120, views=500)
    client = as_user(lead_sultra)
    assert 'value="120"' in client.get(address).content.decode()

    answer = client.post(f"{address}correct/", {"likes": "12", "views": "500", "reason": "Kelebihan angka."})

    assert answer["Location"] == address
    newest = MetricReading.objects.latest("revision")
    assert (newest.revision, newest.likes, newest.reason) == (1, 12, "Kelebihan angka.")
    assert PostCounters.objects.get(post=post).likes == 12
    html = client.get(address).content.decode()
    assert "Kelebihan angka." in html
    assert str(lead_sultra) in html
    assert str(officer_sultra) in html


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"likes": "12"}, "Tuliskan alasannya"),
        ({"likes": "12", "reason": "   "}, "Tuliskan alasannya"),
        ({"reason": "Keliru."}, "Isi sedikitnya satu angka"),
        ({"likes": "120", "reason": "Keliru."}, "sama dengan yang sudah berlaku"),
        ({"likes": "x", "reason": "Keliru."}, "bukan bilangan"),
    ],
)
def test_a_correction_that_is_none_comes_back_with_the_reason(
    as_user: Any, officer_sultra: User, measure: Any, fields: dict[str, str], words: str
):
    address = measure(officer_sultra, sources.typed(Grade.DECLARED), likes=120)

    answer = as_user(officer_sultra).post(f"{address}correct/", fields)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert MetricReading.objects.count() == 1


def test_a_measurement_is_voided_with_a_reason_and_can_be_said_again(
    as_user: Any, officer_sultra: User, post: Post, measure: Any
):
    address = measure(officer_sultra, sources.typed(Grade.SCREENSHOT), likes=120)
    client = as_user(officer_sultra)

    assert client.post(f"{address}void/", {"reason": ""}).status_code == 422
    assert client.post(f"{address}void/", {"reason": "Salah unggahan."})["Location"] == address

    void = ReadingVoid.objects.get()
    assert (void.reason, void.voided_by) == ("Salah unggahan.", str(officer_sultra.public_id))
    assert PostCounters.objects.get(post=post).likes is None
    html = client.get(address).content.decode()
    assert f"oleh {officer_sultra}" in html
    assert "Batalkan hasil ukur" not in html
    assert client.post(f"{address}void/", {"reason": "Lagi."}).status_code == 422
    client.post(f"{address}correct/", {"likes": "12", "reason": "Ternyata benar."})
    assert PostCounters.objects.get(post=post).likes == 12


@pytest.mark.parametrize("revision", ["abc", "-1", "9" * 5_000])
def test_a_revision_that_cannot_be_read_takes_nothing_back(
    as_user: Any, officer_sultra: User, measure: Any, revision: str
):
    address = measure(officer_sultra, sources.typed(Grade.SCREENSHOT), likes=120)

    answer = as_user(officer_sultra).post(f"{address}void/", {"reason": "Keliru.", "revision": revision})

    assert answer.status_code == 422
    assert answer.context["voiding"].errors["revision"]
    assert not ReadingVoid.objects.exists()


def test_a_correction_alone_is_taken_back(as_user: Any, officer_sultra: User, post: Post, measure: Any):
    address = measure(officer_sultra, sources.typed(Grade.SCREENSHOT), likes=120)
    client = as_user(officer_sultra)
    client.post(f"{address}correct/", {"likes": "12", "reason": "Kelebihan angka."})

    client.post(f"{address}void/", {"reason": "Yang pertama benar.", "revision": "1"})

    assert ReadingVoid.objects.get().revision == 1
    assert PostCounters.objects.get(post=post).likes == 120


def test_what_a_partner_measured_is_mended_by_the_centre_alone(
    as_user: Any, officer_sultra: User, analyst: User, post: Post, measure: Any, partner: Any
):
    address = measure(partner[0], builders.source("mitra-uji"), likes=120)
    client = as_user(officer_sultra)
    assert "hanya dapat dikoreksi atau dibatalkan oleh pusat" in client.get(address).content.decode()
    assert client.post(f"{address}correct/", {"likes": "1", "reason": "x"}).status_code == 403
    assert client.post(f"{address}void/", {"reason": "x"}).status_code == 403

    as_user(analyst).post(f"{address}correct/", {"likes": "12", "reason": "Mitra keliru menghitung."})

    assert PostCounters.objects.get(post=post).likes == 12


def test_what_the_own_system_pushed_is_mended_by_the_agency(
    as_user: Any, officer_sultra: User, post: Post, measure: Any
):
    system = Partner.objects.create(
        code="sistem-sultra", name="Sistem Sultra", contact_email="s@contoh.id", agency=post.agency
    )
    address = measure(system, sources.of_partner(system), likes=120)

    answer = as_user(officer_sultra).post(f"{address}correct/", {"likes": "12", "reason": "Salah hitung."})

    assert answer.status_code == 302
    assert MetricReading.objects.get(revision=1).likes == 12


def test_what_the_centre_brought_in_is_not_mended_by_the_agency(
    as_user: Any, officer_sultra: User, analyst: User, measure: Any
):
    address = measure(analyst, builders.source("ekspor-uji", Grade.EXPORT), likes=120)

    page = as_user(officer_sultra).get(address)

    assert "tidak dimasukkan oleh instansi Anda" in page.content.decode()
    assert as_user(officer_sultra).post(f"{address}void/", {"reason": "x"}).status_code == 403


def test_nobody_of_the_centre_mends_the_numbers_of_the_own_agency(
    as_user: Any, analyst: User, post: Post, measure: Any, partner: Any
):
    Membership.objects.create(user=analyst, role="officer", agency=post.agency)
    address = measure(partner[0], builders.source("mitra-uji"), likes=120)

    assert as_user(analyst).post(f"{address}void/", {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("tail", ["tidak-ada/20230829T020000000000Z/", "mitra-uji/kemarin/"])
def test_an_address_of_no_measurement_leads_nowhere(
    as_user: Any, officer_sultra: User, post: Post, measure: Any, partner: Any, tail: str
):
    measure(partner[0], builders.source("mitra-uji"), likes=120)

    assert as_user(officer_sultra).get(history(post) + tail).status_code == 404
