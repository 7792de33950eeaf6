from __future__ import annotations

from datetime import timedelta

import pytest

from agencies import audit
from agencies.models import User
from campaigns import matching
from campaigns.imports import read
from campaigns.matching import Matched
from campaigns.models import Campaign, Post
from tests import builders
from tests.builders import NOW
from tests.campaigns.imports.exports import text_of

NUMBER = "122158000000000001"


@pytest.fixture
def post(campaign: Campaign, officer_sultra: User) -> Post:
    agency = officer_sultra.active_memberships[0].agency
    return builders.post(
        agency, campaign, state="verified", platform="facebook", native_id=NUMBER, submitted_by=officer_sultra
    )


def matched(campaign: Campaign, *rows: tuple[str, ...], by: audit.Actor = audit.SYSTEM) -> Matched:
    header = ("Post ID", "Page name", "Permalink", "Reactions")
    export = read(text_of(header, *rows).encode())
    return matching.match(export, campaign, by=by, measured_at=NOW - timedelta(hours=1))


def test_a_post_is_found_by_its_second_name_where_its_link_is_written_otherwise(
    campaign: Campaign, post: Post
):
    link = "https://www.facebook.com/kominfo/posts/pfbid0abcdefghijklmnopqrstuvwxyz"

    found = matched(campaign, (NUMBER, "Kominfo", link, "5"))

    assert found.codes(9) == [post.code]
    assert found.posts[found.rows[0].post_ref] == post.pk
    assert found.rows[0].taken_at == NOW - timedelta(hours=1)


def test_what_the_campaign_does_not_know_is_no_fault_of_an_export(campaign: Campaign, post: Post):
    other = builders.post(post.agency, builders.campaign("ktt-42"), platform="facebook", native_id="99999999")

    found = matched(
        campaign,
        ("", "Kominfo", "https://www.facebook.com/kominfo/posts/123456789", "5"),
        ("", "Kominfo", f"https://www.facebook.com/kominfo/posts/{other.native_id}", "5"),
        ("", "Kominfo", "https://fb.watch/abcdef/", "5"),
        ("", "Kominfo", "", "5"),
    )

    assert [each.code for each in found.unmatched] == ["post_unknown", "post_other_campaign"]
    assert [(each.line, each.code) for each in found.refused] == [(4, "link_opaque"), (5, "post_missing")]
    assert not found.rows


def test_each_row_is_checked_before_anything_is_stored(campaign: Campaign, post: Post):
    link = f"https://www.facebook.com/kominfo/posts/{NUMBER}"

    rows = [("", "Kominfo", link, "-5"), ("", "Kominfo", "", "5"), ("", "Kominfo", link, "")]
    found = matching.checked(matched(campaign, *rows, ("", "Kominfo", link, "5")), campaign, at=NOW)

    assert [(each.line, each.code) for each in found.refused] == [
        (2, "metric_negative"),
        (3, "post_missing"),
        (4, "metrics_missing"),
    ]
    assert [row.line for row in found.rows] == [5]


def test_who_may_measure_what(
    campaign: Campaign, post: Post, officer_sultra: User, officer_mimika: User, analyst: User, verifier: User
):
    row = (NUMBER, "Kominfo", "", "5")

    assert matched(campaign, row).codes(9) == [post.code]
    assert matched(campaign, row, by=analyst).codes(9) == [post.code]
    assert matched(campaign, row, by=officer_sultra).codes(9) == [post.code]
    for other in (officer_mimika, verifier):
        assert [each.code for each in matched(campaign, row, by=other).refused] == ["post_not_yours"]


def test_the_number_of_queries_does_not_grow(
    campaign: Campaign, officer_sultra: User, post: Post, django_assert_max_num_queries: object
):
    rows = [(NUMBER, "Kominfo", "", str(n)) for n in range(50)]
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        matched(campaign, *rows, by=officer_sultra)
