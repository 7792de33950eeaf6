"""Many reports under one receipt."""

import time
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError, Event, Thread

import pytest
from django.db import connection, transaction

from agencies.models import AuditEvent
from agencies.platforms import Platform
from campaigns import counters
from campaigns.actions import batches, mass_reports, posts, reports
from campaigns.actions.batches import Result, Sent
from campaigns.actions.mass_reports import Entry
from campaigns.actions.posts import Report
from campaigns.links import canonicalise
from campaigns.models import Dispute, Post, Receipt
from campaigns.states import PostState
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW
from tests.races import race

HOUR = timedelta(hours=1)
CAPTION = "Menyambut KTT ASEAN di Jakarta #ASEAN2023"
SHORT = "https://vt.tiktok.com/ZSL4xAbcd/"


def report(url: str = "", caption: str = CAPTION) -> Report:
    return Report(url or builders.link(at=NOW - HOUR), caption)


@pytest.fixture
def send(officer_sultra, sultra, campaign):
    """`send(report, …)` as the officer of Sulawesi Tenggara."""

    def send_all(*reports: Report) -> Sent:
        return batches.send(by=officer_sultra, campaign=campaign, agency=sultra, reports=reports, at=NOW)

    return send_all


def results(sent: Sent) -> list[Result]:
    return [outcome.result for outcome in sent.outcomes]


def test_what_is_accepted_stands_on_one_receipt(send, officer_sultra, sultra, campaign):
    sent = send(report(), report(), report(SHORT))
    receipt = Receipt.objects.get()
    assert sent.receipt == receipt
    assert (receipt.filed_by, receipt.agency, receipt.campaign) == (officer_sultra, sultra, campaign)
    assert receipt.filed_at == NOW
    assert {outcome.post for outcome in sent.outcomes} == set(receipt.posts.all())
    assert results(sent) == [Result.ACCEPTED] * 3
    event = AuditEvent.objects.get(action="receipt.filed")
    assert event.target_id == receipt.code
    assert event.after == {"posts": [outcome.post.code for outcome in sent.outcomes if outcome.post]}


def test_one_refusal_keeps_no_other_from_being_accepted(send):
    sent = send(report(), report(caption="Tanpa tagar"), report("bukan tautan"), report())
    assert results(sent) == [Result.ACCEPTED, Result.REFUSED, Result.REFUSED, Result.ACCEPTED]
    refusal = sent.outcomes[1].refusal
    assert refusal
    assert "Takarir belum memuat #ASEAN2023" in refusal.sentence
    assert sent.receipt
    assert sent.receipt.posts.count() == Post.objects.count() == 2
    assert [outcome.refusal and outcome.refusal.code for outcome in sent.of(Result.REFUSED)] == [
        "hashtag",
        "link",
    ]


def test_the_same_sent_twice_doubles_nothing_and_names_the_first(send):
    asked = (report(), report(SHORT))
    first = send(*asked)
    again = send(*asked)
    assert (again.receipt, results(again)) == (None, [Result.ALREADY_SENT] * 2)
    assert [outcome.post.receipt for outcome in again.outcomes if outcome.post] == [first.receipt] * 2
    assert (Post.objects.count(), Receipt.objects.count()) == (2, 1)
    more = send(*asked, report())
    assert results(more) == [Result.ALREADY_SENT, Result.ALREADY_SENT, Result.ACCEPTED]
    assert more.receipt
    assert more.receipt != first.receipt


def test_one_link_twice_in_one_batch_is_one_post(send):
    url = builders.link(at=NOW - HOUR)
    sent = send(report(url), report(f"{url}?s=20"), report(SHORT), report(f"{SHORT}?_r=1"))
    assert results(sent) == [Result.ACCEPTED, Result.ALREADY_SENT] * 2
    assert sent.outcomes[1].post == sent.outcomes[0].post


def test_a_withdrawn_report_can_be_sent_again(send, officer_sultra):
    asked = report()
    [outcome] = send(asked).outcomes
    assert outcome.post
    posts.withdraw(by=officer_sultra, post=outcome.post, at=NOW)
    assert results(send(asked)) == [Result.ACCEPTED]


def test_a_link_of_another_agency_becomes_a_dispute_beside_the_receipt(
    send, officer_mimika, mimika, campaign
):
    taken = report()
    posts.submit(by=officer_mimika, campaign=campaign, agency=mimika, report=taken, at=NOW)
    sent = send(taken, report())
    assert results(sent) == [Result.DISPUTED, Result.ACCEPTED]
    assert sent.outcomes[0].dispute == Dispute.objects.get()
    assert sent.receipt
    assert sent.receipt.posts.count() == 1
    assert results(send(taken)) == [Result.DISPUTED]
    assert (Dispute.objects.count(), Receipt.objects.count()) == (1, 1)


def test_nothing_to_send_leaves_no_trace(send):
    sent = send()
    assert (sent.receipt, sent.outcomes) == (None, ())
    assert not Receipt.objects.exists()
    assert not AuditEvent.objects.filter(action="receipt.filed").exists()


def test_nobody_sends_for_a_foreign_agency(officer_sultra, mimika, campaign):
    with pytest.raises(Refused) as caught:
        batches.send(by=officer_sultra, campaign=campaign, agency=mimika, reports=[report()], at=NOW)
    assert caught.value.code == "not_allowed"
    assert not Post.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_double_tap_at_the_same_moment_makes_one_receipt(officer_sultra, sultra, campaign):
    asked = [report(), report(SHORT), report(builders.link(Platform.INSTAGRAM, NOW - HOUR))]
    barrier, sent = Barrier(2), list[Sent]()

    def tap() -> None:
        barrier.wait()
        try:
            sent.append(
                batches.send(by=officer_sultra, campaign=campaign, agency=sultra, reports=asked, at=NOW)
            )
        finally:
            connection.close()

    taps = [Thread(target=tap) for _ in range(2)]
    for one in taps:
        one.start()
    for one in taps:
        one.join()

    assert sorted(results(one)[0] for one in sent) == [Result.ACCEPTED, Result.ALREADY_SENT]
    assert (Post.objects.count(), Receipt.objects.count()) == (3, 1)
    assert set(Post.objects.values_list("state", flat=True)) == {PostState.SUBMITTED, PostState.NEEDS_LINK}


@pytest.mark.django_db(transaction=True)
def test_two_agencies_with_the_same_links_in_opposite_order_never_deadlock(
    officer_sultra, officer_mimika, campaign, monkeypatch
):
    """Without an order of the keys each would hold a link for which the other waits."""
    asked = [report(builders.link(platform, NOW - HOUR)) for platform in (Platform.X, Platform.INSTAGRAM)]
    filing, met = batches.try_one, Barrier(2)

    def file_slowly(**given):
        outcome = filing(**given)
        with suppress(BrokenBarrierError):
            met.wait(timeout=0.3)  # whoever waits for a lock never comes
        return outcome

    monkeypatch.setattr(batches, "try_one", file_slowly)
    sent: list[Sent] = []

    def send_all(person, reports) -> None:
        agency = person.active_memberships[0].agency
        sent.append(batches.send(by=person, campaign=campaign, agency=agency, reports=reports, at=NOW))

    done = race(lambda: send_all(officer_sultra, asked), lambda: send_all(officer_mimika, asked[::-1]))
    assert done == ["done", "done"]
    assert sorted(results(one) for one in sent) == [[Result.ACCEPTED] * 2, [Result.DISPUTED] * 2]
    assert Post.objects.count() == Dispute.objects.count() == 2


def test_outcomes_stand_in_the_order_in_which_they_were_sent(send):
    asked = [report(builders.link(platform, NOW - HOUR)) for platform in (Platform.X, Platform.INSTAGRAM)]
    sent = send(*asked)
    assert [outcome.post and outcome.post.platform for outcome in sent.outcomes] == ["x", "instagram"]


@pytest.mark.django_db(transaction=True)
def test_one_short_link_sent_on_every_road_at_once_is_one_report(officer_sultra, sultra, campaign):
    """The single form, a paste and a file: the constraint is the one lock of all of them."""
    asked = Report(SHORT, CAPTION)
    entry = Entry(sultra, canonicalise(SHORT), asked)
    outcomes = race(
        lambda: batches.send(by=officer_sultra, campaign=campaign, agency=sultra, reports=[asked], at=NOW),
        lambda: reports.report(by=officer_sultra, campaign=campaign, agency=sultra, report=asked, at=NOW),
        lambda: mass_reports.send(
            by=officer_sultra, campaign=campaign, entries=[entry], at=NOW, progress=lambda *_a, **_n: None
        ),
    )
    assert outcomes in (["done"] * 3, ["done", "done", "filed"])
    assert (Post.objects.count(), Receipt.objects.count()) in ((1, 0), (1, 1))


@pytest.mark.django_db(transaction=True)
def test_a_short_link_that_a_file_is_just_bringing_is_already_sent(officer_sultra, sultra, campaign):
    """The paste comes while the import has written the link and not committed yet."""
    entry = Entry(sultra, canonicalise(SHORT), Report(SHORT, CAPTION))
    written, sent = Event(), list[Sent]()

    def bring() -> None:
        with transaction.atomic():
            mass_reports.send(
                by=officer_sultra, campaign=campaign, entries=[entry], at=NOW, progress=lambda *_a, **_n: None
            )
            written.set()
            time.sleep(0.3)

    def paste() -> None:
        written.wait()
        sent.append(
            batches.send(by=officer_sultra, campaign=campaign, agency=sultra, reports=[report(SHORT)], at=NOW)
        )

    assert race(bring, paste) == ["done", "done"]
    assert results(sent[0]) == [Result.ALREADY_SENT]
    assert (sent[0].outcomes[0].post, sent[0].receipt) == (Post.objects.get(), None)


@pytest.mark.django_db(transaction=True)
def test_a_paste_that_disputes_never_waits_in_a_ring_with_whoever_decides_on_many(
    officer_sultra, sultra, officer_mimika, mimika, campaign, monkeypatch
):
    """Posts in the order of their keys are links in the opposite order here."""
    early, late = (report(builders.link(Platform.X, NOW - hours * HOUR)) for hours in (3, 2))
    for asked in (late, early):
        posts.submit(by=officer_sultra, campaign=campaign, agency=sultra, report=asked, at=NOW)
    keys = list(Post.objects.order_by("pk").values_list("pk", flat=True))
    filing, met = reports._dispute, Barrier(2)

    def meet() -> None:
        with suppress(BrokenBarrierError):
            met.wait(timeout=0.3)

    def dispute_slowly(*given, **named):
        outcome = filing(*given, **named)
        meet()
        return outcome

    monkeypatch.setattr(reports, "_dispute", dispute_slowly)

    def decide_on_many() -> None:
        with transaction.atomic():
            counters.lock(keys[:1])
            meet()
            counters.lock(keys)

    outcomes = race(
        decide_on_many,
        lambda: batches.send(
            by=officer_mimika, campaign=campaign, agency=mimika, reports=[early, late], at=NOW
        ),
    )
    assert outcomes == ["done", "done"]
    assert Dispute.objects.count() == 2
