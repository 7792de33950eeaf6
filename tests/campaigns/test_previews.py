"""The screening before anything is sent says what the screening on sending says."""

from datetime import timedelta

import pytest

from agencies.models import SocialAccount
from agencies.models.account import AccountRename
from agencies.platforms import Platform
from campaigns.actions import posts
from campaigns.actions.posts import NotAccepted, Report
from campaigns.previews import preview
from campaigns.screening import load
from tests import builders
from tests.builders import NOW

HOUR = timedelta(hours=1)
CAPTION = "Menyambut KTT ASEAN di Jakarta bersama warga #ASEAN2023"


@pytest.fixture
def reports(officer_sultra, officer_mimika, sultra, mimika, campaign) -> list[Report]:
    """One report for everything that the database can say about a link or a caption."""
    builders.account(sultra, Platform.X, "own")
    renamed = builders.account(sultra, Platform.X, "new_name")
    builders.account(mimika, Platform.X, "foreign")
    gone = builders.account(mimika, Platform.X, "gone", state=SocialAccount.State.ARCHIVED)
    for account, handle, days in ((renamed, "former", 1), (gone, "former", 2), (renamed, "foreign", 1)):
        AccountRename.objects.create(
            account=account, handle=handle, folded=handle, until=NOW - timedelta(days=days)
        )
    taken, own = builders.link(handle="a"), builders.link(handle="own")
    for by, agency, url, caption in (
        (officer_mimika, mimika, taken, f"{CAPTION} dari Mimika"),
        (officer_sultra, sultra, own, CAPTION),
    ):
        posts.submit(by=by, campaign=campaign, agency=agency, report=Report(url, caption), at=NOW)
    for _ in range(20):
        builders.post(sultra, submitted_by=officer_sultra, published_at=NOW - 3 * HOUR)
    caption = "Kalimat yang belum pernah dilaporkan siapa pun #ASEAN2023"
    return [
        Report(builders.link(handle="own"), caption),
        Report(builders.link(handle="Former"), caption),
        Report(builders.link(handle="foreign"), caption),
        Report(builders.link(handle="nobody"), CAPTION),
        Report(builders.link(Platform.THREADS, handle="nobody"), CAPTION),
        Report(builders.link(handle="own"), f"{CAPTION} dari Mimika\0"),
        Report(taken, caption),
        Report(builders.link(at=NOW - 3 * HOUR), caption),
        Report(builders.link(Platform.YOUTUBE), caption, NOW - HOUR),
        Report(builders.link(Platform.YOUTUBE), caption),
        Report(builders.link(Platform.INSTAGRAM), ""),
        Report("https://vt.tiktok.com/ZSL4xAbcd/", "Tanpa tagar"),
        Report(builders.link(), caption, NOW + HOUR),
        Report("https://instagram.com.evil.example/p/Cw1234567/", caption),
    ]


def test_the_preview_says_what_sending_would_say(reports, officer_sultra, sultra, campaign):
    seen = preview(campaign=campaign, agency=sultra, reports=reports, at=NOW)
    for report, before in zip(reports, seen, strict=True):
        if before.screening.refuses:
            with pytest.raises(NotAccepted) as caught:
                posts.submit(by=officer_sultra, campaign=campaign, agency=sultra, report=report, at=NOW)
            assert caught.value.screening == before.screening
            continue
        post = posts.submit(by=officer_sultra, campaign=campaign, agency=sultra, report=report, at=NOW)
        assert load(post.screening) == load(before.screening.as_json())
        assert post.account == before.account
        post.delete()  # the next report is judged without it, as in the preview


def test_own_reports_are_known_also_by_a_short_link(reports, officer_sultra, sultra, mimika, campaign):
    short = Report("https://vt.tiktok.com/ZSL4xAbcd/", CAPTION)
    filed = [
        posts.submit(by=officer_sultra, campaign=campaign, agency=sultra, report=report, at=NOW)
        for report in (reports[0], short)
    ]
    asked = [reports[0], short, reports[1]]
    own = preview(campaign=campaign, agency=sultra, reports=asked, at=NOW)
    assert [one.sent for one in own] == [*filed, None]
    assert [one.is_disputable for one in own] == [False, False, False]
    others = preview(campaign=campaign, agency=mimika, reports=[reports[8]], at=NOW)
    assert (others[0].sent, others[0].is_disputable) == (None, False)


def test_a_link_that_only_another_agency_holds_can_be_disputed(reports, sultra, campaign):
    [seen] = preview(campaign=campaign, agency=sultra, reports=[reports[6]], at=NOW)
    assert seen.is_disputable


def test_fifty_reports_need_as_many_queries_as_one(reports, sultra, campaign, django_assert_num_queries):
    for asked in (reports[:1], reports * 3):
        with django_assert_num_queries(6):
            preview(campaign=campaign, agency=sultra, reports=asked, at=NOW)
