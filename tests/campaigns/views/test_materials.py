"""Material: what everybody reads, what officers copy, and the editors' desk."""

from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from campaigns.models import Campaign, Material
from campaigns.models.material import Standing
from campaigns.states import PostState
from tests import builders
from tests.builders import NOW

HOUR = timedelta(hours=1)
LIST = "/materi/"
CAPTION = "Usaha kecil kita punya pasar enam ratus juta orang di kawasan. #ASEAN2023"


@pytest.fixture(autouse=True)
def _at_now(campaign):
    with time_machine.travel(NOW, tick=False):
        yield


def titles(answer) -> list[str]:
    return [material.title for material, _uses in answer.context["rows"]]


def written(**values: str) -> dict[str, str]:
    """What an editor sends."""
    return {
        "kind": "infographic",
        "title": "Pasar UMKM",
        "caption": CAPTION,
        "pillar": "pilar-2",
        "link": "https://contoh.go.id/berkas",
        "is_public": "on",
    } | values


def of_every_standing() -> dict[str, Material]:
    return {
        "out": builders.material(title="Sudah terbit"),
        "internal": builders.material(title="Hanya instansi", is_public=False),
        "scheduled": builders.material(title="Di bawah embargo", published_at=NOW + HOUR),
        "draft": builders.material(title="Belum jadi", published_at=None),
        "withdrawn": builders.material(
            title="Sudah ditarik", withdrawn_at=NOW - HOUR, withdrawn_reason="Angka salah."
        ),
    }


def test_the_public_reads_what_is_out_and_meant_for_it(client):
    of_every_standing()

    assert titles(client.get(LIST)) == ["Sudah terbit"]


def test_officers_read_what_is_out_newest_first(as_user, officer_sultra):
    of_every_standing()
    builders.material(title="Hari ini", published_at=NOW)

    assert titles(as_user(officer_sultra).get(LIST)) == ["Hari ini", "Hanya instansi", "Sudah terbit"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", ["Hanya instansi", "Sudah terbit"]),
        ("terjadwal", ["Di bawah embargo"]),
        ("rancangan", ["Belum jadi"]),
        ("ditarik", ["Sudah ditarik"]),
        ("entah", ["Hanya instansi", "Sudah terbit"]),
    ],
)
def test_editors_find_material_wherever_it_stands(as_user, pusat_editor, officer_sultra, asked, expected):
    of_every_standing()

    answer = as_user(pusat_editor).get(LIST, {"keadaan": asked})
    assert titles(answer) == expected
    assert [tab.count for tab in answer.context["tabs"]] == [2, 1, 1, 1]
    assertContains(answer, "Susun materi")

    other = as_user(officer_sultra).get(LIST, {"keadaan": asked})
    assert titles(other) == ["Hanya instansi", "Sudah terbit"]
    assertNotContains(other, "Susun materi")


def test_an_embargoed_piece_is_there_for_everybody_from_its_moment(as_user, officer_sultra, client):
    of_every_standing()

    with time_machine.travel(NOW + HOUR, tick=False):
        assert "Di bawah embargo" in titles(client.get(LIST))
        assert "Di bawah embargo" in titles(as_user(officer_sultra).get(LIST))


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (None, {"out"}),
        ("outsider", {"out"}),
        ("officer_sultra", {"out", "internal", "withdrawn"}),
        ("verifier", {"out", "internal", "withdrawn"}),
        ("pusat_editor", {"out", "internal", "scheduled", "draft", "withdrawn"}),
    ],
)
def test_each_reader_opens_only_what_is_meant_for_them(request, client, as_user, who, seen):
    reader = as_user(request.getfixturevalue(who)) if who else client

    opened = {
        name
        for name, material in of_every_standing().items()
        if reader.get(material.get_absolute_url()).status_code == 200
    }

    assert opened == seen


def test_material_of_a_campaign_in_preparation_is_nobodys_but_the_editors(as_user, officer_sultra, client):
    material = builders.material(builders.campaign("ktt-44", state=Campaign.State.DRAFT))

    assert client.get(material.get_absolute_url()).status_code == 404
    assert as_user(officer_sultra).get(material.get_absolute_url()).status_code == 404


def test_the_list_is_narrowed_by_pillar_and_kind(client, campaign):
    pillar = campaign.pillars.get(position=2)
    builders.material(title="Video UMKM", kind="video", pillar=pillar)
    builders.material(title="Narasi UMKM", pillar=pillar)
    builders.material(title="Video lain", kind="video")

    assert titles(client.get(LIST, {"pilar": "pilar-2"})) == ["Narasi UMKM", "Video UMKM"]
    assert titles(client.get(LIST, {"pilar": "pilar-2", "jenis": "video"})) == ["Video UMKM"]
    assert len(titles(client.get(LIST, {"pilar": "entah"}))) == 3
    assertContains(client.get(LIST, {"jenis": "clarification"}), "Tidak ada materi yang cocok.")


def test_another_campaign_is_named_in_the_address_and_offered(client):
    past = builders.campaign("ktt-42", state=Campaign.State.CLOSED, short_name="KTT ke-42")
    builders.material(past, title="Labuan Bajo")

    assertContains(client.get(LIST), 'href="?kampanye=ktt-42"')
    assert titles(client.get(LIST, {"kampanye": "ktt-42"})) == ["Labuan Bajo"]
    assert client.get(LIST, {"kampanye": "tidak-ada"}).status_code == 404


def test_without_a_campaign_the_page_says_so(client, as_user, pusat_editor):
    Campaign.objects.update(state=Campaign.State.DRAFT)

    assertContains(client.get(LIST), "Belum ada kampanye yang dibuka")
    assertRedirects(as_user(pusat_editor).get(f"{LIST}create/"), LIST)


def test_the_list_asks_as_many_queries_for_one_piece_as_for_twelve(
    as_user, officer_sultra, sultra, django_assert_num_queries
):
    client = as_user(officer_sultra)
    client.get(LIST)
    for count in (1, 11):
        for _ in range(count):
            builders.post(sultra, material=builders.material(), state=PostState.VERIFIED)
        with django_assert_num_queries(QUERIES):
            client.get(LIST)


QUERIES = 10


def test_the_words_are_ready_to_be_copied_and_passed_on(as_user, officer_sultra, campaign):
    material = builders.material(
        caption=CAPTION, link="https://contoh.go.id/berkas", pillar=campaign.pillars.first()
    )

    answer = as_user(officer_sultra).get(material.get_absolute_url())

    assertContains(answer, f"readonly>\n{CAPTION}</textarea>")
    assertContains(answer, 'href="https://contoh.go.id/berkas"')
    assertContains(answer, 'href="/posts/submit/"')
    address = f"http://testserver{material.get_absolute_url()}"
    shared = f"{CAPTION}\n\nhttps://contoh.go.id/berkas\n\n{address}"
    assertContains(answer, f'https://wa.me/?text={quote(shared, safe="")}"')


def test_whoever_reports_nothing_is_not_asked_for_a_post(client, as_user, verifier):
    material = builders.material()

    for reader in (client, as_user(verifier)):
        assertNotContains(reader.get(material.get_absolute_url()), "/posts/submit/")


def test_captions_are_text_and_never_markup(client):
    material = builders.material(caption='<script>alert(1)</script></textarea> "kutip" & kawan #ASEAN2023')

    for address in (LIST, material.get_absolute_url()):
        answer = client.get(address).content.decode()
        assert "<script>alert" not in answer
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;/textarea&gt;" in answer


def test_officers_read_why_material_was_taken_back_and_no_longer_its_words(as_user, officer_sultra):
    material = of_every_standing()["withdrawn"]

    answer = as_user(officer_sultra).get(material.get_absolute_url())

    assertContains(answer, "Angka salah.")
    assertNotContains(answer, "<textarea")
    assertNotContains(answer, material.caption)


def test_the_verified_posts_that_used_it_are_counted_and_shown(
    as_user, officer_sultra, sultra, mimika, client
):
    material, other = builders.material(), builders.material()
    for agency, used, state in (
        (sultra, material, PostState.VERIFIED),
        (mimika, material, PostState.VERIFIED),
        (sultra, material, PostState.SUBMITTED),
        (sultra, other, PostState.VERIFIED),
        (sultra, None, PostState.VERIFIED),
    ):
        builders.post(agency, material=used, state=state)
    address = f"/posts/?kampanye=ktt-43&materi={material.public_id}&status=terverifikasi"

    assertContains(client.get(material.get_absolute_url()), "2 unggahan terverifikasi")
    reader = as_user(officer_sultra)
    assertContains(reader.get(material.get_absolute_url()), f'href="{address.replace("&", "&amp;")}"')
    assertContains(reader.get(LIST), "dipakai 2 unggahan terverifikasi")
    found = reader.get(address)
    assert [post.agency for post in found.context["page"].object_list] == [sultra]
    assertContains(found, material.title)


@pytest.mark.parametrize("asked", ["bukan-id", "00000000-0000-4000-8000-000000000000"])
def test_posts_of_unknown_material_are_not_found(as_user, officer_sultra, asked):
    assert as_user(officer_sultra).get("/posts/", {"materi": asked}).status_code == 404


def test_posts_of_a_draft_are_not_asked_for_by_officers(as_user, officer_sultra):
    draft = of_every_standing()["draft"]

    assert as_user(officer_sultra).get("/posts/", {"materi": str(draft.public_id)}).status_code == 404


def test_an_editor_drafts_checks_mends_and_publishes(as_user, pusat_editor, campaign):
    client = as_user(pusat_editor)
    answer = client.post(
        f"{LIST}create/", written(caption="Epicenter of Growth milik kita semua bersama. #ASEAN 2023")
    )
    material = Material.objects.get()
    assertRedirects(answer, material.get_absolute_url())
    page = client.get(material.get_absolute_url())
    assert {hint.code for hint in page.context["hints"]} == {"tag_missing", "tag_variant", "theme"}
    assertContains(page, "Takarir belum memuat #ASEAN2023")

    edit = f"{material.get_absolute_url()}edit/"
    form = client.get(edit).context["form"]
    assert form.initial["title"] == "Pasar UMKM"
    assertRedirects(client.post(edit, written(seen=form.initial["seen"])), material.get_absolute_url())
    page = client.get(material.get_absolute_url())
    assert page.context["hints"] == ()
    assertContains(page, "Tagar dan ejaan tema sudah benar.")

    seen = page.context["publish_form"].initial["seen"]
    answer = client.post(f"{material.get_absolute_url()}publish/", {"seen": seen, "embargo": ""})
    assertRedirects(answer, material.get_absolute_url())
    material.refresh_from_db()
    assert (material.published_at, material.published_by) == (NOW, pusat_editor)
    assert (material.caption, material.pillar) == (CAPTION, campaign.pillars.get(position=2))


def test_an_embargo_is_typed_in_the_editors_own_zone_and_called_off(as_user, pusat_editor):
    client, draft = as_user(pusat_editor), builders.material(published_at=None)
    address = draft.get_absolute_url()

    answer = client.post(
        f"{address}publish/", {"seen": draft.version, "embargo": "2023-08-30T09:00"}, follow=True
    )
    assertContains(answer, "Rab 30 Agu 2023 09.00 WIB")
    draft.refresh_from_db()
    assert draft.standing(NOW) == Standing.SCHEDULED

    assertRedirects(client.post(f"{address}hold/"), address)
    assertContains(client.post(f"{address}hold/", follow=True), "masih rancangan")
    draft.refresh_from_db()
    assert draft.published_at is None


def test_an_editor_takes_material_back_once(as_user, pusat_editor):
    client, material = as_user(pusat_editor), builders.material()
    address = f"{material.get_absolute_url()}withdraw/"

    assertContains(client.post(address, {"reason": ""}), "Tulis alasannya", status_code=422)
    assertRedirects(client.post(address, {"reason": "Angka salah."}), material.get_absolute_url())
    again = client.post(address, {"reason": "Sekali lagi"})

    assert again.status_code == 422
    material.refresh_from_db()
    assert material.withdrawn_reason == "Angka salah."


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"caption": ""}, "caption"),
        ({"caption": " \x01 "}, "caption"),
        ({"caption": "a" * 2201}, "caption"),
        ({"kind": "lagu"}, "kind"),
        ({"pillar": "pilar-9"}, "pillar"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "ftp://contoh.go.id/berkas"}, "link"),
    ],
)
def test_what_cannot_be_kept_stays_on_the_page(as_user, pusat_editor, values, field):
    answer = as_user(pusat_editor).post(f"{LIST}create/", written(**values))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Material.objects.exists()


def test_an_address_without_its_beginning_is_completed(as_user, pusat_editor):
    as_user(pusat_editor).post(f"{LIST}create/", written(link="contoh.go.id/berkas"))

    assert Material.objects.get().link == "https://contoh.go.id/berkas"


def test_an_edit_of_what_somebody_changed_or_published_meanwhile_is_refused(as_user, pusat_editor):
    client, draft = as_user(pusat_editor), builders.material(published_at=None)
    edit, seen = f"{draft.get_absolute_url()}edit/", draft.version
    Material.objects.update(title="Oleh rekan")

    assertContains(client.post(edit, written(seen=seen)), "diubah orang lain", status_code=422)
    page = client.post(f"{draft.get_absolute_url()}publish/", {"seen": seen, "embargo": ""})
    assertContains(page, "diubah orang lain", status_code=422)

    Material.objects.update(published_at=NOW)
    draft.refresh_from_db()
    assertContains(client.post(edit, written(seen=draft.version)), "sudah terbit", status_code=422)
    assertRedirects(client.get(edit), draft.get_absolute_url())
    assert Material.objects.get().title == "Oleh rekan"


@pytest.mark.parametrize("embargo", ["2023-08-29T09:59", "2023-09-11T00:00", "besok"])
def test_an_embargo_that_cannot_be_is_told(as_user, pusat_editor, embargo):
    draft = builders.material(published_at=None)

    answer = as_user(pusat_editor).post(
        f"{draft.get_absolute_url()}publish/", {"seen": draft.version, "embargo": embargo}
    )

    assert answer.status_code == 422
    assert list(answer.context["publish_form"].errors) == ["embargo"]


def test_a_closed_campaign_offers_no_new_material(as_user, pusat_editor):
    Campaign.objects.update(state=Campaign.State.CLOSED)
    client = as_user(pusat_editor)

    assertNotContains(client.get(LIST), "Susun materi")
    assertContains(client.post(f"{LIST}create/", written()), "sudah selesai", status_code=422)


def test_the_list_goes_on_to_further_pages(client):
    for _ in range(13):
        builders.material()

    assert len(titles(client.get(LIST))) == 12
    assert len(titles(client.get(LIST, {"page": 2}))) == 1


def test_the_form_says_which_hashtag_belongs_into_the_words(as_user, pusat_editor):
    assertContains(as_user(pusat_editor).get(f"{LIST}create/"), "lengkap dengan #ASEAN2023")
