"""Objections are among what somebody is told about oneself; what others wrote is not."""

import pytest

from agencies.models import Agency, User
from campaigns import personal_data
from campaigns.actions import appeals, disputes, flags
from campaigns.models import Appeal, Outcome
from campaigns.states import PostState
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def appeal(sultra: Agency, officer_sultra: User, verifier: User) -> Appeal:
    post = builders.post(sultra, state=PostState.REJECTED, decided_at=NOW)
    filed = appeals.file(by=officer_sultra, post=post, grounds="Keliru.", at=NOW)
    return appeals.decide(by=verifier, appeal=filed, outcome=Outcome.DENIED, note="Tidak.", at=NOW)


def test_whoever_appealed_and_whoever_decided_each_have_their_part(
    appeal: Appeal, officer_sultra: User, verifier: User, outsider: User
) -> None:
    [own] = personal_data._appeals(officer_sultra)
    [decided] = personal_data._appeals(verifier)

    assert (own["unggahan"], own["alasan"], own["putusan"]) == (appeal.post.code, "Keliru.", "denied")
    assert (decided["alasan"], decided["catatan"]) == (None, "Tidak.")
    assert list(personal_data._appeals(outsider)) == []


def test_a_dispute_is_told_likewise(
    sultra: Agency, mimika: Agency, officer_mimika: User, verifier: User
) -> None:
    post = builders.post(sultra)
    dispute = builders.dispute(post, mimika, caption="Takarir kami", filed_by=officer_mimika)
    disputes.decide(by=verifier, dispute=dispute, outcome=Outcome.DENIED, note="Tidak.", at=NOW)

    [own] = personal_data._disputes(officer_mimika)
    [decided] = personal_data._disputes(verifier)

    assert (own["instansi"], own["takarir"], own["diajukan"]) == (mimika.code, "Takarir kami", NOW)
    assert (decided["takarir"], decided["putusan"]) == (None, "denied")


def test_an_objection_to_a_doubt_is_told_to_who_made_it_and_a_decision_to_who_took_it(
    sultra: Agency, officer_sultra: User, verifier: User
) -> None:
    flag = builders.flag(builders.post(sultra), outcome="upheld", decided_by=verifier)
    flags.object_to(by=officer_sultra, flag=flag, grounds="Angka sebelum iklan.", at=NOW)

    [own] = personal_data._flags(officer_sultra)
    [decided] = personal_data._flags(verifier)

    assert (own["aturan"], own["alasan_keberatan"], own["diajukan"]) == ("burst", "Angka sebelum iklan.", NOW)
    assert (decided["putusan"], decided["alasan_keberatan"], decided["diajukan"]) == ("upheld", None, None)
