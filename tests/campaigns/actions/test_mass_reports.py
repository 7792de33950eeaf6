"""Thousands at once end exactly as one after the other: that is the only rule here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, AuditEvent, Membership, User
from agencies.platforms import Platform
from campaigns.actions import mass_reports, posts, reports
from campaigns.actions.mass_reports import Entry, Result
from campaigns.actions.posts import Report
from campaigns.links import canonicalise
from campaigns.models import Campaign, Dispute, Post, PostCounters, Receipt
from campaigns.screening import Rule
from campaigns.states import PostState
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW

HOUR = timedelta(hours=1)
CAPTION = "Menyambut KTT ASEAN ke-43 di Jakarta bersama masyarakat #ASEAN2023"
SHORT = "https://vt.tiktok.com/ZSabcdefg/"


def entry(
    agency: Agency, url: str = "", caption: str = CAPTION, at: datetime | None = None, **more: Any
) -> Entry:
    link = canonicalise(url or builders.link(at=NOW - HOUR))
    return Entry(agency, link, Report(link.url, caption, at, **more))


def send(by: User, campaign: Campaign, entries: Sequence[Entry]) -> mass_reports.Sent:
    return mass_reports.send(
        by=by, campaign=campaign, entries=entries, at=NOW, progress=lambda *args, **named: None
    )


BY_LINK = ("platform", "native_id", "url")
"""An order in which posts stand alike, in whichever they were written."""


def one_by_one(by: User, campaign: Campaign, entries: Sequence[Entry]) -> None:
    for each in entries:
        try:
            reports.report(by=by, campaign=campaign, agency=each.agency, report=each.report, at=NOW)
        except Refused:
            continue


def stored(agency: Agency) -> list[dict[str, Any]]:
    """The posts of an agency and what belongs to them, without keys and codes, which each run draws anew."""
    codes = {post.code: n for n, post in enumerate(Post.objects.order_by(*BY_LINK))}
    ignored = {"id", "code", "receipt_id", "submitted_by_id"}
    rows = []
    for post in Post.objects.filter(agency=agency).order_by(*BY_LINK):
        row = {name: value for name, value in vars(post).items() if name[0] != "_" and name not in ignored}
        for finding in row["screening"]:
            if "code" in finding["values"]:
                finding["values"]["code"] = codes[finding["values"]["code"]]
        counter = PostCounters.objects.values("day", "is_counted", "agency_id", "platform").get(post=post)
        events = AuditEvent.objects.filter(target_id=post.code).order_by("pk")
        trail = list(events.values("action", "actor_kind", "before", "after"))
        rows.append(row | {"counter": counter, "trail": trail})
    return rows


def mixed(sultra: Agency) -> list[Entry]:
    """Rows of every kind: good, shared words, a burst, doubles, short, stolen, unknown, late and broken."""
    day = NOW - timedelta(days=3)
    twin = builders.link(Platform.INSTAGRAM, day)
    rows = [
        entry(sultra, builders.link(Platform.X, day + timedelta(seconds=n)), f"{CAPTION} {n}")
        for n in range(23)
    ]
    return [
        *rows,
        entry(sultra, builders.link(Platform.INSTAGRAM, day - HOUR)),
        entry(sultra, builders.link(Platform.TIKTOK, day - 2 * HOUR)),
        entry(sultra, twin),
        entry(sultra, twin + "?igsh=abc"),
        entry(sultra, SHORT),
        entry(sultra, builders.link(Platform.X, day, "akun_sultra"), ""),
        entry(sultra, builders.link(Platform.X, day, "akun_mimika")),
        entry(sultra, builders.link(Platform.X, day, "nama_lama")),
        entry(sultra, builders.link(Platform.X, day), "tanpa tagar"),
        entry(sultra, builders.link(Platform.X, NOW - timedelta(days=90))),
        entry(sultra, builders.link(Platform.YOUTUBE)),
        entry(sultra, builders.link(Platform.YOUTUBE), at=NOW - 2 * HOUR),
        entry(sultra, builders.link(Platform.WEBSITE), at=NOW - 2 * HOUR),
        entry(sultra, builders.link(Platform.X, day), at=day + HOUR),
        entry(sultra, builders.link(Platform.FACEBOOK), "x" * (posts.LONGEST_CAPTION + 1), NOW - HOUR),
    ]


@pytest.fixture
def _accounts(campaign: Campaign, sultra: Agency, mimika: Agency) -> None:
    own = builders.account(sultra, Platform.X, "akun_sultra")
    own.renames.create(handle="nama_lama", folded="nama_lama", until=NOW - timedelta(days=30))
    builders.account(mimika, Platform.X, "akun_mimika")
    builders.post(mimika, caption_key="", caption=CAPTION)


@pytest.mark.usefixtures("_accounts")
@pytest.mark.parametrize("trusted", [[], [Rule.HASHTAG, Rule.WINDOW]])
def test_what_is_written_at_once_is_what_is_written_one_by_one(
    officer_sultra: User, sultra: Agency, campaign: Campaign, trusted: list[str]
):
    campaign.trusted_rules, campaign.sampled_percent = trusted, 0
    campaign.save()
    rows = mixed(sultra)
    listening = builders.webhook(builders.partner()[0])

    one_by_one(officer_sultra, campaign, rows)
    single, told = stored(sultra), listening.deliveries.count()
    PostCounters.objects.all().delete()
    Post.objects.filter(agency=sultra).delete()
    sent = send(officer_sultra, campaign, rows)

    assert len(single) > 20
    assert stored(sultra) == single
    assert sum(outcome.result is Result.ACCEPTED for outcome in sent.outcomes) == len(single)
    assert any(row["state"] == PostState.VERIFIED for row in single) is bool(trusted)
    assert told == sum(row["state"] == PostState.VERIFIED for row in single)
    assert listening.deliveries.count() == 2 * told


@pytest.mark.usefixtures("_accounts")
def test_every_refusal_is_said_as_the_single_road_says_it(
    officer_sultra: User, sultra: Agency, campaign: Campaign
):
    rows = mixed(sultra)

    sent = send(officer_sultra, campaign, rows)

    refused = [(row, each.refusal) for row, each in zip(rows, sent.outcomes, strict=True) if each.refusal]
    assert len(refused) == 5
    for row, refusal in refused:
        with pytest.raises(Refused) as alone:
            posts.submit(by=officer_sultra, campaign=campaign, agency=sultra, report=row.report, at=NOW)
        assert (refusal.code, refusal.sentence) == (alone.value.code, alone.value.sentence)


def test_all_new_posts_stand_under_one_receipt(officer_sultra: User, sultra: Agency, campaign: Campaign):
    sent = send(officer_sultra, campaign, [entry(sultra), entry(sultra)])

    [receipt] = sent.receipts
    assert set(Post.objects.values_list("receipt", flat=True)) == {receipt.pk}
    assert AuditEvent.objects.get(action="receipt.filed").after == {"posts": 2}


def test_the_same_again_changes_nothing(officer_sultra: User, sultra: Agency, campaign: Campaign):
    rows = [entry(sultra), entry(sultra, SHORT)]
    send(officer_sultra, campaign, rows)
    before = stored(sultra)

    again = send(officer_sultra, campaign, rows)

    assert [each.result for each in again.outcomes] == [Result.ALREADY_SENT] * 2
    assert stored(sultra) == before
    assert (again.receipts, Receipt.objects.count()) == ((), 1)


def test_two_rows_with_one_link_are_one_post(officer_sultra: User, sultra: Agency, campaign: Campaign):
    sent = send(officer_sultra, campaign, [entry(sultra, SHORT), entry(sultra, f"{SHORT}?_r=1")])

    assert [each.result for each in sent.outcomes] == [Result.ACCEPTED, Result.ALREADY_SENT]
    assert sent.outcomes[1].post == Post.objects.get()


def test_a_link_of_another_agency_becomes_one_dispute(
    officer_sultra: User, sultra: Agency, mimika: Agency, campaign: Campaign
):
    row = entry(sultra)
    builders.post(mimika, native_id=row.link.native_id, url=row.link.url)

    first, again = (send(officer_sultra, campaign, [row]) for _ in range(2))

    assert [each.outcomes[0].result for each in (first, again)] == [Result.DISPUTED] * 2
    assert Dispute.objects.get().agency == sultra
    assert not Receipt.objects.exists()


def test_a_link_that_the_registry_knows_as_ours_is_won_at_once(
    officer_sultra: User, sultra: Agency, mimika: Agency, campaign: Campaign
):
    builders.account(sultra, Platform.X, "akun_sultra")
    row = entry(sultra, builders.link(Platform.X, NOW - HOUR, "akun_sultra"))
    builders.post(mimika, native_id=row.link.native_id, url=row.link.url, handle="akun_sultra")

    sent = send(officer_sultra, campaign, [row])

    assert [each.result for each in sent.outcomes] == [Result.ACCEPTED]
    assert Post.objects.get(agency=sultra).receipt == sent.receipts[0]


def test_a_given_back_link_settles_the_dispute_about_it(
    officer_sultra: User, sultra: Agency, mimika: Agency, campaign: Campaign
):
    row = entry(sultra)
    held = builders.post(mimika, native_id=row.link.native_id, url=row.link.url)
    send(officer_sultra, campaign, [row])
    Post.objects.filter(pk=held.pk).update(state=PostState.WITHDRAWN)

    send(officer_sultra, campaign, [row])

    assert Dispute.objects.get().outcome == "granted"


def test_more_disputes_than_one_file_may_open_are_left_for_another(
    officer_sultra: User, sultra: Agency, mimika: Agency, campaign: Campaign, monkeypatch: Any
):
    monkeypatch.setattr(mass_reports, "MOST_DISPUTES", 1)
    rows = [entry(sultra), entry(sultra)]
    for row in rows:
        builders.post(mimika, native_id=row.link.native_id, url=row.link.url)

    sent = send(officer_sultra, campaign, rows)

    assert [each.result for each in sent.outcomes] == [Result.DISPUTED, Result.REFUSED]
    assert [each.refusal.code for each in sent.outcomes if each.refusal] == ["too_many_disputes"]


@pytest.mark.parametrize("by_own", [True, False])
def test_a_link_lost_while_the_file_was_judged_is_told_like_any_other(
    officer_sultra: User, sultra: Agency, mimika: Agency, campaign: Campaign, monkeypatch: Any, by_own: bool
):
    """Somebody files the same link between the judgement and the insert, as a race would."""
    row, safe = entry(sultra), entry(sultra)
    write = mass_reports._write_all

    def late(*args: Any, **named: Any) -> set[int]:
        builders.post(sultra if by_own else mimika, native_id=row.link.native_id, url=row.link.url)
        return write(*args, **named)

    monkeypatch.setattr(mass_reports, "_write_all", late)

    sent = send(officer_sultra, campaign, [row, safe, row])

    lost = Result.ALREADY_SENT if by_own else Result.DISPUTED
    assert [each.result for each in sent.outcomes] == [lost, Result.ACCEPTED, lost]
    assert sent.outcomes[0].post == sent.outcomes[2].post
    assert all(each.post.pk for each in sent.outcomes if each.post)
    assert Post.objects.count() == 2
    assert AuditEvent.objects.filter(action="post.submitted").count() == 1


def test_rows_of_several_agencies_have_a_receipt_each_and_know_of_each_other(
    officer_sultra: User, sultra: Agency, mimika: Agency, campaign: Campaign
):
    Membership.objects.create(user=officer_sultra, role="officer", agency=mimika)
    officer = User.objects.get(pk=officer_sultra.pk)
    row = entry(sultra)

    sent = send(officer, campaign, [row, entry(mimika), Entry(mimika, row.link, row.report)])

    assert [each.result for each in sent.outcomes] == [Result.ACCEPTED, Result.ACCEPTED, Result.DISPUTED]
    assert {receipt.agency for receipt in sent.receipts} == {sultra, mimika}
    assert Post.objects.get(agency=mimika).screening[7]["values"]["agency"] == sultra.short_name


def test_nobody_reports_for_another_agency(officer_mimika: User, sultra: Agency, campaign: Campaign):
    with pytest.raises(Refused) as refused:
        send(officer_mimika, campaign, [entry(sultra)])

    assert refused.value.code == "not_allowed"
    assert not Post.objects.exists()


def test_a_closed_campaign_refuses_every_row(officer_sultra: User, sultra: Agency, campaign: Campaign):
    campaign.state = Campaign.State.CLOSED

    sent = send(officer_sultra, campaign, [entry(sultra)])

    assert [each.refusal and each.refusal.code for each in sent.outcomes] == ["campaign_closed"]


def test_the_number_of_queries_does_not_grow_with_the_rows(
    officer_sultra: User, sultra: Agency, campaign: Campaign
):
    send(officer_sultra, campaign, [entry(sultra)])

    def queries(count: int) -> int:
        rows = [entry(sultra) for _ in range(count)]
        with CaptureQueriesContext(connection) as seen:
            send(officer_sultra, campaign, rows)
        return len(seen)

    assert queries(1) == queries(40)


def test_only_the_line_of_imports_is_waited_in_for_so_long(
    officer_sultra: User, sultra: Agency, campaign: Campaign
):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '7s'")

    send(officer_sultra, campaign, [entry(sultra)])

    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("7s",)
