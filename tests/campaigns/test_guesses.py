"""What a caption tells of itself, material and pillar, on every road that a report takes."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains

from agencies.models import AuditEvent
from agencies.platforms import Platform
from campaigns.actions import batches, disputes, mass_reports, posts
from campaigns.actions.mass_reports import Entry
from campaigns.actions.posts import Report
from campaigns.guesses import PillarGuess
from campaigns.links import canonicalise
from campaigns.models import Campaign, Dispute, Outcome, Post
from tests import builders
from tests.builders import NOW

HOUR = timedelta(hours=1)
WORDS = "Usaha kecil kita punya pasar enam ratus juta orang di seluruh kawasan. #ASEAN2023"
GREETED = f"Halo Sahabat Anoa! {WORDS}"
OTHER = "Epicentrum of Growth di mata anak muda Kendari yang gemar membuat konten. #ASEAN2023"


@pytest.fixture
def material(campaign):
    return builders.material(campaign, caption=WORDS, pillar=campaign.pillars.get(position=3))


@pytest.fixture
def submit(officer_sultra, sultra, campaign, material):
    def file(caption: str, url: str = "", at=NOW, **values) -> Post:
        report = Report(url or builders.link(at=NOW - HOUR), caption, **values)
        fresh = Campaign.objects.get(pk=campaign.pk)  # each request reads the material anew
        return posts.submit(by=officer_sultra, campaign=fresh, agency=sultra, report=report, at=at)

    return file


def stored(post: Post | None) -> tuple[str, str]:
    """The material and the pillar of a post as the database has them."""
    assert post
    post = Post.objects.select_related("material", "pillar").get(pk=post.pk)
    return (post.material.title if post.material else "", post.pillar.code if post.pillar else "")


@pytest.mark.parametrize("caption", [WORDS, GREETED])
def test_a_report_gets_the_material_it_passes_on_and_its_pillar(submit, material, caption):
    post = submit(caption)

    assert stored(post) == (material.title, "pilar-3")
    event = AuditEvent.objects.get(action="post.submitted")
    assert (event.after["material"], event.after["pillar"]) == (str(material.public_id), "pilar-3")


def test_the_pillar_that_an_officer_names_stays(submit, campaign, material):
    assert stored(submit(WORDS, pillar=campaign.pillars.get(position=1))) == (material.title, "pilar-1")


def test_other_words_use_no_material(submit):
    assert stored(submit(OTHER)) == ("", "")


def test_material_without_a_pillar_gives_none(submit, material):
    material.pillar = None
    material.save()

    assert stored(submit(WORDS)) == (material.title, "")


def test_material_of_another_campaign_or_under_embargo_is_used_by_nobody(submit, material):
    builders.material(builders.campaign("ktt-42"), caption=OTHER)
    material.published_at = NOW + HOUR
    material.save()

    assert stored(submit(OTHER)) == ("", "")
    assert stored(submit(WORDS)) == ("", "")
    assert stored(submit(WORDS, at=NOW + HOUR)) == (material.title, "pilar-3")


def test_what_was_taken_back_is_known_in_reports_that_come_later(submit, material):
    material.withdrawn_at, material.withdrawn_reason = NOW - HOUR, "Angka salah."
    material.save()

    assert stored(submit(WORDS)) == (material.title, "pilar-3")


def test_an_edit_looks_again(submit, officer_sultra, material):
    post = submit(WORDS)

    edited = posts.edit(by=officer_sultra, post=post, report=Report(post.url, OTHER), at=NOW + HOUR)
    assert stored(edited) == ("", "")

    again = posts.edit(by=officer_sultra, post=post, report=Report(post.url, GREETED), at=NOW + HOUR)
    assert stored(again) == (material.title, "pilar-3")


def test_a_batch_asks_for_the_material_once(officer_sultra, sultra, campaign, material):
    reports = [Report(builders.link(at=NOW - HOUR), caption) for caption in (WORDS, GREETED, OTHER, WORDS)]

    with CaptureQueriesContext(connection) as queries:
        sent = batches.send(by=officer_sultra, campaign=campaign, agency=sultra, reports=reports, at=NOW)

    assert [stored(outcome.post)[0] for outcome in sent.outcomes] == [
        material.title,
        material.title,
        "",
        material.title,
    ]
    assert sum('FROM "campaigns_material"' in one["sql"] for one in queries) == 1


def test_an_import_finds_what_a_single_report_finds(officer_sultra, sultra, campaign, material):
    entries = []
    for caption in (WORDS, GREETED, OTHER):
        link = canonicalise(builders.link(at=NOW - HOUR))
        entries.append(Entry(sultra, link, Report(link.url, caption)))

    sent = mass_reports.send(
        by=officer_sultra, campaign=campaign, entries=entries, at=NOW, progress=lambda *_args, **_more: None
    )

    found = [stored(outcome.post) for outcome in sent.outcomes]
    assert found == [(material.title, "pilar-3"), (material.title, "pilar-3"), ("", "")]


def test_a_post_won_in_a_dispute_has_the_material_of_its_own_words(
    submit, officer_mimika, mimika, verifier, material
):
    held = submit(OTHER)
    dispute = disputes.file(
        by=officer_mimika, held=held, agency=mimika, report=Report(held.url, GREETED), at=NOW
    )

    assert isinstance(dispute, Dispute)
    disputes.decide(by=verifier, dispute=dispute, outcome=Outcome.GRANTED, note="", at=NOW + HOUR)

    assert stored(Post.objects.get(agency=mimika)) == (material.title, "pilar-3")


def test_a_pillar_is_guessed_from_words_only_where_no_material_says_it(campaign, material):
    guess = PillarGuess(campaign, campaign.pillars.all(), NOW)

    for caption, code in (
        (WORDS, "pilar-3"),
        (f"{GREETED} #EpicentrumOfGrowth", "pilar-3"),
        (OTHER, "pilar-2"),
    ):
        found = guess.of(caption)
        assert found is not None
        assert found.code == code
    assert guess.of("Menyambut KTT #ASEAN2023") is None


def test_officers_see_the_material_before_they_send_and_on_the_post(
    as_user, officer_sultra, sultra, material
):
    builders.account(sultra, Platform.X, "kominfosultra")
    client = as_user(officer_sultra)
    links = [builders.link(Platform.X, NOW - HOUR, "kominfosultra") for _ in range(3)]
    named = f'<a href="{material.get_absolute_url()}">{material.title}</a>'
    with time_machine.travel(NOW, tick=False):
        many = client.post("/posts/submit/", {"text": f"{GREETED}\n{links[0]}\n\n{OTHER}\n{links[1]}"})
        one = client.post("/posts/submit/", {"text": f"{WORDS}\n{links[2]}"})
        client.post("/posts/submit/", {"url": links[2], "caption": WORDS, "pillar": ""})

    assert [row.material for row in many.context["rows"]] == [material, None]
    assert [form.data[form.add_prefix("pillar")] for form in many.context["formset"]] == [
        "pilar-3",
        "pilar-2",
    ]
    for answer in (many, one, client.get(Post.objects.get().get_absolute_url())):
        assertContains(answer, named)
    assert one.context["form"].data["pillar"] == "pilar-3"
    assert stored(Post.objects.get()) == (material.title, "pilar-3")
