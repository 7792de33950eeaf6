"""What the database tells the rules: who else shows the same picture, says the same, or posts at once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from agencies.models import Agency
from agencies.platforms import Platform
from campaigns import facts, likeness
from campaigns.models import Evidence, Post
from campaigns.screening import Alike
from campaigns.states import PostState
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db
KEY = likeness.caption_key("Menyambut KTT ke-43 ASEAN di Jakarta bersama")
SCENE = 0x0F0F_3C3C_5A5A_1234


def pictured(post: Post, dhash: int) -> Evidence:
    return post.evidence.create(
        image="bukti/a.jpg",
        thumbnail="bukti/b.jpg",
        sha256=f"{dhash & (2**64 - 1):064x}",
        dhash=dhash,
        added_by=post.submitted_by,
        added_at=NOW,
    )


def alike(other: Post, *, is_own: bool) -> Alike:
    return Alike(other.code, other.agency.short_name, is_own, Platform(other.platform))


@pytest.mark.parametrize("apart", [0, 1, likeness.NEAR])
@pytest.mark.parametrize("dhash", [SCENE, -SCENE, -(2**63), 2**63 - 1, 1])
def test_a_picture_that_differs_in_few_bits_is_the_same(
    sultra: Agency, mimika: Agency, dhash: int, apart: int
):
    other, post = builders.post(mimika), builders.post(sultra)
    pictured(other, dhash ^ ((1 << apart + 7) - (1 << 7)))

    assert facts.gather(post, at=NOW, pictures=[dhash]).same_picture == alike(other, is_own=False)


def test_one_bit_more_is_another_picture(sultra: Agency, mimika: Agency):
    pictured(builders.post(mimika), SCENE ^ ((1 << likeness.NEAR + 1) - 1))

    assert facts.gather(builders.post(sultra), at=NOW, pictures=[SCENE]).same_picture is None


def test_of_several_pictures_that_of_another_agency_is_told_then_the_nearest(sultra: Agency, mimika: Agency):
    own, far, near = builders.post(sultra), builders.post(mimika), builders.post(mimika)
    pictured(own, SCENE)
    pictured(far, SCENE ^ 0b111)
    pictured(near, SCENE ^ 0b1)
    post = builders.post(sultra)

    assert facts.gather(post, at=NOW, pictures=[99, SCENE]).same_picture == alike(near, is_own=False)
    Post.objects.filter(agency=mimika).update(state=PostState.WITHDRAWN)
    assert facts.gather(post, at=NOW, pictures=[SCENE]).same_picture == alike(own, is_own=True)


def test_pictures_filed_before_are_compared_with_the_new_one(sultra: Agency, mimika: Agency):
    other, post = builders.post(mimika), builders.post(sultra)
    pictured(other, SCENE)
    pictured(post, SCENE)

    told = facts.gather(post, at=NOW, pictures=[~SCENE])

    assert told.pictures == (~SCENE, SCENE)
    assert told.same_picture == alike(other, is_own=False)


def test_pictures_of_one_colour_another_campaign_and_the_post_itself_are_left_out(
    sultra: Agency, mimika: Agency
):
    post = builders.post(sultra)
    pictured(post, SCENE)
    pictured(builders.post(mimika), 0)
    pictured(builders.post(mimika, builders.campaign("ktt-lain")), SCENE)

    assert facts.gather(post, at=NOW, pictures=[0, 1]).same_picture is None


def test_the_caption_of_another_agency_is_told_before_an_own_one(sultra: Agency, mimika: Agency):
    post = builders.post(sultra, caption_key=KEY)
    assert facts.gather(post, at=NOW).same_caption is None
    elsewhere = builders.post(sultra, caption_key=KEY, platform=Platform.TIKTOK)
    assert facts.gather(post, at=NOW).same_caption == alike(elsewhere, is_own=True)
    here = builders.post(sultra, caption_key=KEY, submitted_at=NOW)
    assert facts.gather(post, at=NOW).same_caption == alike(here, is_own=True)
    builders.post(mimika, builders.campaign("ktt-lain"), caption_key=KEY)
    builders.post(mimika, caption_key=KEY, state=PostState.REJECTED)
    assert facts.gather(post, at=NOW).same_caption == alike(here, is_own=True)
    other = builders.post(mimika, caption_key=KEY, submitted_at=NOW)
    assert facts.gather(post, at=NOW).same_caption == alike(other, is_own=False)


def test_captions_without_a_key_are_not_compared(sultra: Agency):
    builders.post(sultra)

    assert facts.gather(builders.post(sultra), at=NOW).same_caption is None


def test_a_burst_counts_the_other_posts_of_the_agency_about_that_time(sultra: Agency, mimika: Agency):
    for minutes in (-16, -15, 0, 15, 16):
        builders.post(sultra, published_at=NOW + timedelta(minutes=minutes))
    builders.post(sultra, published_at=NOW, state=PostState.WITHDRAWN)
    builders.post(mimika, published_at=NOW)

    assert facts.gather(builders.post(sultra, published_at=NOW), at=NOW).burst == 3


def test_a_post_without_a_time_is_in_no_burst(sultra: Agency):
    short = builders.post(sultra, state=PostState.NEEDS_LINK, native_id=None)
    short.published_at = None

    assert facts.gather(short, at=NOW).burst == 0
    assert facts.holder(short) is None


def test_gathering_takes_as_many_queries_among_many_posts_as_among_few(
    sultra: Agency, mimika: Agency, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    def gathered() -> None:
        post = Post.objects.for_list().get(pk=first.pk)
        with django_assert_num_queries(5):
            facts.gather(post, at=NOW, pictures=[SCENE])

    first = builders.post(sultra, caption_key=KEY)
    pictured(first, SCENE)
    gathered()
    for _ in range(20):
        pictured(builders.post(mimika, caption_key=KEY), SCENE)
    gathered()
