"""What is told of a post beside its report."""

from datetime import timedelta
from typing import Any

import pytest

from agencies.platforms import Platform
from campaigns import background
from campaigns.models import Evidence, Post
from campaigns.states import PostState
from tests import builders
from tests.builders import NOW

KEY = "a" * 64
LIKE = 0x0F0F_0F0F_0F0F_0F0F
ONE_BIT_OFF = LIKE ^ 1
UNLIKE = 0x7AAA_5555_3333_6666


def shot(post: Post, dhash: int) -> None:
    Evidence.objects.create(
        post=post,
        image="a.jpg",
        sha256=f"{post.pk:064}",
        dhash=dhash,
        added_by=post.submitted_by,
        added_at=NOW,
    )


def of(post: Post, reader) -> background.Background:
    return background.of(Post.objects.for_list().get(pk=post.pk), reader)


def test_the_past_of_an_account_counts_decisions_and_names_the_last_five(verifier, sultra):
    account = builders.account(sultra, Platform.X, "kominfo_anoa")
    mine: dict[str, Any] = {"account": account, "handle": "kominfo_anoa"}
    post = builders.post(sultra, **mine)
    for n in range(4):
        builders.post(sultra, state=PostState.VERIFIED, decided_at=NOW - timedelta(hours=n + 1), **mine)
    back = builders.post(sultra, state=PostState.RETURNED, decided_at=NOW, **mine)
    rejected = builders.post(sultra, state=PostState.REJECTED, decided_at=NOW - timedelta(hours=9), **mine)
    builders.post(sultra, **mine)  # waits
    builders.post(sultra, state=PostState.VERIFIED, handle="lain")  # of another account
    past = of(post, verifier).past
    assert (past.verified, past.returned) == (4, 2)
    assert len(past.last) == 5
    assert past.last[0] == back
    assert rejected not in past.last


@pytest.mark.parametrize(("handle", "expected"), [("anoa", 1), ("", 2)])
def test_without_an_account_the_past_is_of_the_handle_or_of_the_agency(verifier, sultra, handle, expected):
    for other in ("anoa", "lain"):
        builders.post(sultra, state=PostState.VERIFIED, handle=other)
    assert of(builders.post(sultra, handle=handle), verifier).past.verified == expected


def test_registered_accounts_and_look_alikes_are_told(verifier, sultra, mimika):
    own = builders.account(sultra, Platform.X, "kominfo_anoa")
    other = builders.account(mimika, Platform.X, "kominfoanoa")
    for fields in ({"account": own, "handle": "kominfo_anoa"}, {"handle": "kominf0_anoa"}):
        found = of(builders.post(sultra, **fields), verifier)
        assert found.registered == [own]
        assert [warned.account for warned in found.warnings] == [other]
    assert of(builders.post(sultra, handle=""), verifier).warnings == []


def test_reports_with_the_same_words_or_picture_are_named(verifier, sultra, mimika):
    post = builders.post(sultra, caption_key=KEY)
    shot(post, LIKE)
    same_words = builders.post(mimika, caption_key=KEY, submitted_at=NOW - timedelta(hours=3))
    same_picture = builders.post(mimika, submitted_at=NOW - timedelta(hours=2))
    shot(same_picture, ONE_BIT_OFF)
    shot(builders.post(mimika), UNLIKE)
    builders.post(mimika, caption_key=KEY, state=PostState.WITHDRAWN)
    builders.post(mimika, builders.campaign("ktt-44"), caption_key=KEY)
    assert of(post, verifier).alike == [same_words, same_picture]


def test_a_province_is_not_told_of_reports_elsewhere(coordinator_sultra, sultra, mimika):
    kendari = builders.agency("D-74.71", "Diskominfo Kota Kendari")
    post = builders.post(kendari, caption_key=KEY)
    builders.post(mimika, caption_key=KEY)
    near = builders.post(sultra, caption_key=KEY)
    assert of(post, coordinator_sultra).alike == [near]


def test_nothing_is_like_a_post_without_words_and_pictures(verifier, sultra):
    builders.post(sultra)
    found = of(builders.post(sultra), verifier)
    assert (found.alike, found.past.last, found.registered) == ([], [], [])
