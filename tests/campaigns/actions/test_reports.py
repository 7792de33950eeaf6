"""A link that nobody has filed becomes a post; one that another agency has filed becomes a dispute."""

from datetime import timedelta
from typing import Any

import pytest

from agencies.models import Agency, AuditEvent, SocialAccount, User
from agencies.platforms import Platform
from campaigns.actions import disputes, posts, reports
from campaigns.actions.posts import NotAccepted, Report
from campaigns.models import Campaign, Dispute, DisputeEvidence, Outcome, Post, PostCounters, Receipt
from campaigns.screening import Rule
from campaigns.states import PostState
from summitcomms.jobs.models import Job
from summitcomms.lib.codes import random_code
from summitcomms.lib.images import clean
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW
from tests.races import race

HOUR = timedelta(hours=1)
LATER = NOW + HOUR
CAPTION = "Menyambut KTT ASEAN di Jakarta #ASEAN2023"


@pytest.fixture
def link() -> str:
    return builders.link(at=NOW - HOUR, handle="asean2023")


@pytest.fixture
def report(campaign: Campaign, mimika: Agency, officer_mimika: User):
    """`report(url, …)` reports as the officer of Mimika."""

    def file(url: str, caption: str = CAPTION, handle: str = "", **fields) -> Post | Dispute:
        said: dict[str, Any] = {
            "by": officer_mimika,
            "campaign": campaign,
            "agency": mimika,
            "at": LATER,
        } | fields
        return reports.report(report=Report(url, caption, handle=handle), **said)

    return file


@pytest.fixture
def held(campaign: Campaign, sultra: Agency, officer_sultra: User, link: str) -> Post:
    """The post of Sulawesi Tenggara that was first."""
    return posts.submit(
        by=officer_sultra, campaign=campaign, agency=sultra, report=Report(link, CAPTION), at=NOW
    )


def test_a_link_that_nobody_has_filed_becomes_a_post(report, link: str, mimika: Agency) -> None:
    receipt = Receipt.objects.create(
        code=random_code(),
        campaign=builders.campaign(),
        agency=mimika,
        filed_by=builders.user(),
        filed_at=NOW,
    )
    post = report(link, receipt=receipt, picture=clean(builders.picture()))
    assert isinstance(post, Post)
    assert (post.agency, post.state, post.receipt) == (mimika, PostState.SUBMITTED, receipt)
    assert post.evidence.count() == 1
    assert not Dispute.objects.exists()


def test_a_link_of_another_agency_becomes_a_dispute_that_says_who_was_first(
    report, held: Post, link: str, officer_mimika: User, mimika: Agency
) -> None:
    dispute = report(f"{link}?s=20", "Takarir kami\x00 #ASEAN2023")
    assert isinstance(dispute, Dispute)
    assert (dispute.post, dispute.agency, dispute.filed_by) == (held, mimika, officer_mimika)
    assert (dispute.url, dispute.caption, dispute.outcome) == (link, "Takarir kami #ASEAN2023", "")
    said = disputes.sentence(dispute)
    assert "Sari Petugas (Diskominfo Sulawesi Tenggara)" in said
    assert "29 Agu 2023 10.00 WIB" in said
    assert Post.objects.count() == 1
    event = AuditEvent.objects.get(action="post.disputed")
    assert (event.target_id, event.after["agency"]) == (held.code, "D-94.04")


def test_a_repeat_gives_the_dispute_that_is_open(report, held: Post, link: str) -> None:
    assert report(link) == report(link)
    assert AuditEvent.objects.filter(action="post.disputed").count() == 1


def test_the_own_agency_is_told_and_disputes_nothing(
    report, held: Post, link: str, officer_sultra: User, sultra: Agency
) -> None:
    with pytest.raises(NotAccepted) as refusal:
        report(link, by=officer_sultra, agency=sultra)
    assert [finding.rule for finding in refusal.value.screening.refused] == [Rule.FILED]
    assert not Dispute.objects.exists()


def test_what_else_speaks_against_a_report_is_refused_and_not_disputed(report, held: Post, link: str) -> None:
    with pytest.raises(NotAccepted) as refusal:
        report(link, "Tanpa tagar")
    assert Rule.HASHTAG in {finding.rule for finding in refusal.value.screening.refused}
    assert not Dispute.objects.exists()


def test_a_link_that_cannot_be_read_is_refused(report) -> None:
    with pytest.raises(NotAccepted):
        report("javascript:alert(1)")


def test_who_may_not_report_disputes_nothing(report, held: Post, link: str, outsider: User) -> None:
    with pytest.raises(Refused) as refusal:
        report(link, by=outsider)
    assert refusal.value.code == "not_allowed"


def test_the_registry_gives_the_post_to_the_agency_whose_account_it_names(
    report, held: Post, mimika: Agency, officer_mimika: User, officer_sultra: User, link: str
) -> None:
    builders.account(mimika, Platform.X, "ASEAN2023")
    won = report(link, picture=clean(builders.picture()))
    assert isinstance(won, Post)
    assert (won.agency, won.state, won.submitted_by) == (mimika, PostState.SUBMITTED, officer_mimika)
    assert won.evidence.count() == 1
    held.refresh_from_db()
    assert (held.state, held.reason_code) == (PostState.REJECTED, "foreign_account")
    assert (held.decided_by_kind, held.decided_by_rule, held.decided_by) == ("rule", "registry", None)
    dispute = Dispute.objects.get()
    assert (dispute.outcome, dispute.decided_by, dispute.decided_at) == (Outcome.GRANTED, None, LATER)
    assert PostCounters.objects.filter(post=won, is_counted=False).exists()
    told = Job.objects.get(key__startswith="post.decided:")
    assert told.payload["to"] == str(officer_sultra.public_id)
    assert told.payload["context"]["rule"] == "registry"
    yielded = AuditEvent.objects.get(action="post.yielded")
    assert (yielded.target_id, yielded.actor_id) == (held.code, "sistem")


def test_what_is_won_by_rule_is_looked_at_by_a_person(
    report, held: Post, mimika: Agency, campaign: Campaign, link: str
) -> None:
    Campaign.objects.update(trusted_rules=["link", "account"])
    campaign.refresh_from_db()
    builders.account(mimika, Platform.X, "ASEAN2023")
    assert report(link).state == PostState.SUBMITTED


def test_a_post_that_a_rule_verified_stops_counting_when_it_is_lost(
    report, held: Post, mimika: Agency, link: str
) -> None:
    Post.objects.filter(pk=held.pk).update(
        state="verified", decision="verified", decided_at=NOW, decided_by_kind="rule", decided_by_rule="link"
    )
    builders.account(mimika, Platform.X, "ASEAN2023")
    report(link)
    assert not PostCounters.objects.get(post=held).is_counted


def test_no_rule_overturns_a_verification_by_a_person(
    report, held: Post, mimika: Agency, verifier: User, link: str
) -> None:
    Post.objects.filter(pk=held.pk).update(
        state="verified", decision="verified", decided_at=NOW, decided_by_kind="person", decided_by=verifier
    )
    builders.account(mimika, Platform.X, "ASEAN2023")
    assert isinstance(report(link), Dispute)
    held.refresh_from_db()
    assert held.state == PostState.VERIFIED


@pytest.mark.parametrize("state", [SocialAccount.State.PROPOSED, SocialAccount.State.ARCHIVED])
def test_an_account_that_is_not_verified_decides_nothing(
    report, held: Post, mimika: Agency, link: str, state: str
) -> None:
    builders.account(mimika, Platform.X, "ASEAN2023", state=state)
    assert isinstance(report(link), Dispute)


def test_two_links_that_each_name_the_own_account_are_for_a_person(
    report, mimika: Agency, sultra: Agency, officer_sultra: User, campaign: Campaign
) -> None:
    builders.account(sultra, Platform.X, "kominfosultra")
    builders.account(mimika, Platform.X, "kominfomimika")
    first = builders.link(at=NOW - HOUR, handle="kominfosultra")
    posts.submit(by=officer_sultra, campaign=campaign, agency=sultra, report=Report(first, CAPTION), at=NOW)
    assert isinstance(report(first.replace("sultra", "mimika")), Dispute)


@pytest.mark.parametrize("first", ["i", "akun_baru"])
def test_a_name_that_only_the_disputing_link_carries_takes_no_post_away(
    report, mimika: Agency, sultra: Agency, officer_sultra: User, campaign: Campaign, first: str
) -> None:
    """X opens a post under any name: the registry would believe whoever writes their own into the address."""
    builders.account(mimika, Platform.X, "kominfomimika")
    link = builders.link(at=NOW - HOUR, handle=first)
    held = posts.submit(
        by=officer_sultra, campaign=campaign, agency=sultra, report=Report(link, CAPTION), at=NOW
    )
    assert isinstance(report(link.replace(f"/{first}/", "/kominfomimika/")), Dispute)
    held.refresh_from_db()
    assert held.state == PostState.SUBMITTED


def test_a_dispute_that_was_decided_is_not_filed_again(report, held: Post, link: str, verifier: User) -> None:
    disputes.decide(by=verifier, dispute=report(link), outcome=Outcome.DENIED, note="Bukan.", at=LATER)
    with pytest.raises(Refused, match="ditolak oleh Vina Verifikator") as refusal:
        report(link)
    assert refusal.value.code == "disputed"


def test_a_link_given_back_is_filed_and_closes_the_dispute(
    report, held: Post, link: str, officer_sultra: User
) -> None:
    dispute = report(link)
    posts.withdraw(by=officer_sultra, post=held, at=NOW)
    post = report(link)
    assert isinstance(post, Post)
    dispute.refresh_from_db()
    assert (dispute.outcome, dispute.decided_by) == (Outcome.GRANTED, None)
    assert AuditEvent.objects.get(action="post.dispute_settled").after["post"] == post.code


def test_a_post_that_lets_go_on_the_way_is_disputed_by_nobody(
    held: Post, link: str, officer_sultra: User, officer_mimika: User, mimika: Agency
) -> None:
    posts.withdraw(by=officer_sultra, post=held, at=NOW)
    with pytest.raises(disputes.LetGo, match="Kirim sekali lagi"):
        disputes.file(by=officer_mimika, held=held, agency=mimika, report=Report(link, CAPTION), at=LATER)
    assert not Dispute.objects.exists()


def test_a_link_let_go_between_report_and_dispute_is_reported(
    report, held: Post, link: str, officer_sultra: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = disputes.held_by_another

    def and_let_go(*asked: Any) -> Post | None:
        post = found(*asked)
        posts.withdraw(by=officer_sultra, post=held, at=LATER)
        return post

    monkeypatch.setattr(disputes, "held_by_another", and_let_go)
    assert isinstance(report(link), Post)


def test_the_picture_of_a_disputed_report_waits_with_the_dispute(
    report, held: Post, link: str, officer_mimika: User
) -> None:
    picture = clean(builders.picture())
    dispute = report(link, picture=picture)
    kept = DisputeEvidence.objects.get(dispute=dispute)
    assert (kept.sha256, kept.dhash, kept.added_by) == (picture.sha256, picture.dhash, officer_mimika)
    with kept.image.open() as file:
        assert file.read() == picture.data
    report(link, picture=clean(builders.picture("red")))
    assert DisputeEvidence.objects.get() == kept


def test_a_link_given_back_is_filed_with_the_picture_of_the_dispute(
    report, held: Post, link: str, officer_sultra: User
) -> None:
    report(link, picture=clean(builders.picture()))
    posts.withdraw(by=officer_sultra, post=held, at=NOW)
    post = report(link)
    assert AuditEvent.objects.get(action="post.evidence").target_id == post.code
    assert post.evidence.get().image.name == DisputeEvidence.objects.get().image.name


@pytest.mark.parametrize(
    ("path", "said", "handle"),
    [(".com/kominfomimika/", "lain", "kominfomimika"), (".com/", " @KominfoMimika ", "KominfoMimika")],
)
def test_a_dispute_names_the_account_of_the_link_or_else_what_the_officer_says(
    report, sultra: Agency, officer_sultra: User, campaign: Campaign, path: str, said: str, handle: str
) -> None:
    link = builders.link(Platform.INSTAGRAM, NOW - HOUR)
    posts.submit(by=officer_sultra, campaign=campaign, agency=sultra, report=Report(link, CAPTION), at=NOW)
    assert report(link.replace(".com/", path, 1), handle=said).handle == handle


@pytest.mark.parametrize("said", ["", "kominfomimika"])
def test_the_registry_decides_about_a_link_without_a_name_by_what_the_officer_says(
    report, sultra: Agency, officer_sultra: User, mimika: Agency, campaign: Campaign, said: str
) -> None:
    """The first agency's link named the account before it was registered; the second one's names none."""
    link = builders.link(Platform.INSTAGRAM, NOW - HOUR)
    first = Report(link.replace(".com/", ".com/kominfomimika/", 1), CAPTION)
    posts.submit(by=officer_sultra, campaign=campaign, agency=sultra, report=first, at=NOW)
    account = builders.account(mimika, Platform.INSTAGRAM, "kominfomimika")
    filed = report(link, handle=said)
    assert isinstance(filed, Post) is bool(said)
    if isinstance(filed, Post):
        assert (filed.account, filed.handle) == (account, "")


def test_what_the_officer_says_takes_no_post_whose_link_names_nobody(
    report, sultra: Agency, officer_sultra: User, campaign: Campaign, mimika: Agency
) -> None:
    builders.account(mimika, Platform.INSTAGRAM, "kominfomimika")
    link = builders.link(Platform.INSTAGRAM, NOW - HOUR)
    posts.submit(by=officer_sultra, campaign=campaign, agency=sultra, report=Report(link, CAPTION), at=NOW)
    assert isinstance(report(link, handle="kominfomimika"), Dispute)


@pytest.mark.django_db(transaction=True)
def test_of_two_agencies_at_once_one_files_and_one_disputes(
    report, sultra: Agency, officer_sultra: User, link: str
) -> None:
    outcomes = race(lambda: report(link), lambda: report(link, by=officer_sultra, agency=sultra))
    assert outcomes == ["done", "done"]
    assert (Post.objects.count(), Dispute.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_once_open_one_dispute(report, held: Post, link: str) -> None:
    assert race(lambda: report(link), lambda: report(link)) == ["done", "done"]
    assert Dispute.objects.count() == 1
