"""Screenshots that are added to a report, at once or afterwards."""

import re

import pytest
from django.core.files.storage import default_storage

from agencies.models import Agency, AuditEvent, User
from agencies.platforms import Platform
from campaigns import evidence_files
from campaigns.actions import evidence, posts
from campaigns.actions.posts import Report
from campaigns.models import Evidence, Post
from campaigns.screening import Rule, Verdict, load
from campaigns.states import PostState
from summitcomms.lib import images
from summitcomms.lib.images import Clean
from summitcomms.lib.refusals import Refused
from tests import builders, pictures
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def shot(seed: int = 1) -> Clean:
    """A screenshot, another one for each seed."""
    return images.clean(pictures.encoded(pictures.scene(seed, (360, 640)), "PNG"))


def verdict(post: Post, rule: Rule = Rule.IMAGE) -> Verdict:
    return load(Post.objects.get(pk=post.pk).screening).verdict(rule)


def submit(by: User, agency: Agency, picture: Clean | None = None) -> Post:
    report = Report(builders.link(at=NOW), "Menyambut KTT ASEAN di Jakarta #ASEAN2023")
    return posts.submit(
        by=by, campaign=builders.campaign(), agency=agency, report=report, at=NOW, picture=picture
    )


def refusal(by: User, post: Post, picture: Clean) -> str:
    with pytest.raises(Refused) as refused:
        evidence.add(by=by, post=post, picture=picture, at=NOW)
    return refused.value.code


def stored() -> list[str]:
    return sorted(default_storage.listdir("bukti")[1])


def test_a_screenshot_and_its_thumbnail_are_kept_under_random_names(officer_sultra: User, sultra: Agency):
    picture = shot()
    post = submit(officer_sultra, sultra)

    row = evidence.add(by=officer_sultra, post=post, picture=picture, at=NOW)

    assert (row.post, row.added_by, row.added_at) == (post, officer_sultra, NOW)
    assert (row.sha256, row.dhash) == (picture.sha256, picture.dhash)
    assert all(re.fullmatch(r"[0-9a-f]{32}\.jpg", name) for name in stored())
    assert len(stored()) == 2
    with row.image.open() as file:
        assert file.read() == picture.data
    assert max(row.thumbnail.width, row.thumbnail.height) == images.THUMBNAIL
    event = AuditEvent.objects.get(action="post.evidence")
    assert (event.target_id, event.after) == (post.code, {"sha256": picture.sha256})


def test_a_screenshot_comes_with_the_report_or_with_its_mending(officer_sultra: User, sultra: Agency):
    first, second = shot(1), shot(2)
    post = submit(officer_sultra, sultra, first)
    report = Report(builders.link(at=NOW), "Menyambut KTT ASEAN di Jakarta #ASEAN2023")
    posts.edit(by=officer_sultra, post=post, report=report, at=NOW, picture=second)
    posts.edit(by=officer_sultra, post=post, report=report, at=NOW, picture=second)

    assert {row.sha256 for row in post.evidence.all()} == {first.sha256, second.sha256}
    assert verdict(post) is Verdict.PASS


def test_the_screenshot_of_another_report_is_found_at_once_and_afterwards(
    officer_sultra: User, sultra: Agency, officer_mimika: User, mimika: Agency
):
    other = submit(officer_mimika, mimika, shot())
    at_once = submit(officer_sultra, sultra, shot())
    afterwards = submit(officer_sultra, sultra)
    evidence.add(by=officer_sultra, post=afterwards, picture=shot(), at=NOW)

    assert verdict(other) is Verdict.PASS
    for post in (at_once, afterwards):
        post.refresh_from_db()
        finding = next(one for one in load(post.screening).doubts if one.rule is Rule.IMAGE)
        assert (finding.verdict, post.risk >= 40) == (Verdict.WARN, True)
        assert other.code in finding.sentence


def test_what_a_campaign_requires_is_missed_until_it_is_there(officer_sultra: User, sultra: Agency):
    builders.campaign(evidence_required=True)
    post = submit(officer_sultra, sultra)
    assert (post.state, post.needs_evidence, verdict(post)) == ("submitted", True, Verdict.UNKNOWN)

    evidence.add(by=officer_sultra, post=post, picture=shot(), at=NOW)

    post.refresh_from_db()
    assert (post.needs_evidence, verdict(post)) == (False, Verdict.PASS)


def test_what_nobody_requires_is_not_missed(officer_sultra: User, sultra: Agency):
    assert not submit(officer_sultra, sultra).needs_evidence


def test_the_same_picture_is_filed_once_and_not_without_end(officer_sultra: User, sultra: Agency):
    post = submit(officer_sultra, sultra, shot())
    assert refusal(officer_sultra, post, shot()) == "already_filed"
    for number in range(1, evidence.MOST):
        post.evidence.create(
            image="bukti/a.jpg", sha256=f"{number:064}", dhash=0, added_by=officer_sultra, added_at=NOW
        )

    assert refusal(officer_sultra, post, shot(2)) == "too_many"
    assert len(stored()) == 2


@pytest.mark.parametrize("person", ["officer_mimika", "coordinator_sultra", "verifier", "outsider"])
def test_others_add_nothing(request: pytest.FixtureRequest, sultra: Agency, person: str):
    assert refusal(request.getfixturevalue(person), builders.post(sultra), shot()) == "not_allowed"
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("state", [PostState.VERIFIED, PostState.REJECTED, PostState.WITHDRAWN])
def test_what_is_decided_or_withdrawn_takes_no_more(officer_sultra: User, sultra: Agency, state: PostState):
    assert refusal(officer_sultra, builders.post(sultra, state=state), shot()) == "state"


def test_files_do_not_outlive_their_row(
    officer_sultra: User, sultra: Agency, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    post = submit(officer_sultra, sultra)
    monkeypatch.setattr(Evidence, "save", fail)
    with pytest.raises(RuntimeError):
        evidence_files.keep(post, shot(), by=officer_sultra, at=NOW)

    assert stored() == []


def test_a_campaign_that_trusts_its_rules_verifies_what_was_completed(officer_sultra: User, sultra: Agency):
    builders.campaign(evidence_required=True, trusted_rules=["image", "hashtag"])
    builders.account(sultra, Platform.X, "akun")
    post = submit(officer_sultra, sultra)
    assert post.state == PostState.SUBMITTED

    filed = evidence.add(by=officer_sultra, post=post, picture=shot(), at=NOW)

    post.refresh_from_db()
    assert (filed.post.state, post.state, post.decided_by_rule) == ("verified", "verified", "hashtag,image")
    assert post.counters.is_counted
