"""The audit trail of a post in words."""

from datetime import timedelta

import pytest

from agencies import audit
from campaigns import history
from campaigns.actions import decisions, posts
from campaigns.actions.posts import Report
from campaigns.states import ReturnReason
from tests import builders
from tests.builders import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def post(officer_sultra, sultra, campaign):
    report = Report(builders.link(at=NOW - HOUR), "Halo #ASEAN2023")
    return posts.submit(by=officer_sultra, campaign=campaign, agency=sultra, report=report, at=NOW)


def test_history_tells_the_whole_way_newest_first(post, officer_sultra, verifier):
    decisions.send_back(
        by=verifier,
        post=post,
        seen=NOW,
        reason=ReturnReason.CONTENT_MISMATCH,
        note="Bukan tentang KTT.",
        at=NOW,
    )
    mended = Report(post.url, "Halo lagi #ASEAN2023")
    posts.edit(by=officer_sultra, post=post, report=mended, at=NOW + HOUR)
    decisions.verify(by=verifier, post=post, seen=NOW + HOUR, at=NOW + HOUR)
    decisions.undo(by=verifier, post=post, at=NOW + HOUR)
    posts.withdraw(by=officer_sultra, post=post, at=NOW)
    told = [(entry.who, entry.words, entry.note) for entry in history.of(post)]
    assert told == [
        ("Sari Petugas", "menarik laporan ini", ""),
        ("Vina Verifikator", "mengurungkan verifikasinya", decisions.UNDONE),
        ("Vina Verifikator", "menerima unggahan ini", ""),
        ("Sari Petugas", "memperbaiki takarir dan mengirim ulang", ""),
        ("Vina Verifikator", "mengembalikan untuk diperbaiki", "Bukan tentang KTT."),
        ("Sari Petugas", "melaporkan unggahan ini", ""),
    ]


def test_sending_the_same_again_is_told_as_such(post, officer_sultra):
    posts.edit(by=officer_sultra, post=post, report=Report(post.url, post.caption), at=NOW + HOUR)
    assert history.of(post)[0].words == "memperbaiki laporan dan mengirim ulang"


def test_a_rejection_is_told(post, verifier):
    decisions.reject(by=verifier, post=post, seen=NOW, reason=ReturnReason.DUPLICATE, at=NOW)
    assert history.of(post)[0].words == "menolak unggahan ini"


def test_events_without_words_and_those_of_others_are_left_out(post, sultra):
    audit.record(by=audit.SYSTEM, action="post.counted", target=post)
    audit.record(by=audit.SYSTEM, action="post.verified", target=builders.post(sultra))
    assert len(history.of(post)) == 1
