"""The same link from several people at the same moment: one post, and the others told who was first."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection

from agencies.models import Agency, AuditEvent, User
from agencies.platforms import Platform
from campaigns import facts
from campaigns.actions import posts
from campaigns.actions.posts import NotAccepted, Report
from campaigns.models import Campaign, Post, PostCounters
from campaigns.screening import Rule
from tests import builders
from tests.builders import NOW
from tests.races import race

HOUR = timedelta(hours=1)
CAPTION = "Menyambut KTT ASEAN di Jakarta #ASEAN2023"


def report(url: str) -> Report:
    return Report(url, CAPTION)


@pytest.fixture
def submit(officer_sultra: User, sultra: Agency, campaign: Campaign) -> Callable[..., Post]:
    """`submit(url)` files a post as the officer of Sulawesi Tenggara."""

    def file(url: str = "") -> Post:
        sent = report(url or builders.link(at=NOW - HOUR))
        return posts.submit(by=officer_sultra, campaign=campaign, agency=sultra, report=sent, at=NOW)

    return file


@pytest.mark.django_db(transaction=True)
def test_two_officers_with_the_same_link_at_once_make_one_post(officer_sultra, officer_mimika, campaign):
    """The constraint decides; the loser gets the sentence with the winner's name."""
    url = builders.link(at=NOW - HOUR)
    start = Barrier(2)
    told: list[str] = []

    def file(person) -> None:
        try:
            agency = person.active_memberships[0].agency
            start.wait()
            posts.submit(by=person, campaign=campaign, agency=agency, report=report(url), at=NOW)
            told.append("accepted")
        except NotAccepted as refusal:
            told.append(refusal.sentence)
        finally:
            connection.close()

    threads = [Thread(target=file, args=(person,)) for person in (officer_sultra, officer_mimika)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winner = Post.objects.get()
    assert sorted(len(text) > len("accepted") for text in told) == [False, True]
    sentence = max(told, key=len)
    assert str(winner.submitted_by) in sentence
    assert winner.code in sentence


@pytest.mark.django_db(transaction=True)
def test_of_fifty_with_the_same_link_at_once_one_files_it_and_the_others_are_told_who(campaign):
    """Fifty connections, fifty agencies, the link written in five ways."""
    url = builders.link(at=NOW - HOUR)
    forms = [url, f"{url}?s=20", f"{url}/", url.replace("x.com", "twitter.com"), f"{url}?t=a&s=1"] * 10
    agencies = [builders.agency(f"K-{number}") for number in range(501, 551)]
    people = [builders.user(role="officer", agency=agency) for agency in agencies]
    told: list[str] = []

    def file(person: User, agency: Agency, pasted: str) -> Callable[[], None]:
        def work() -> None:
            try:
                posts.submit(by=person, campaign=campaign, agency=agency, report=report(pasted), at=NOW)
            except NotAccepted as refusal:
                told.append(refusal.sentence)
                raise

        return work

    outcomes = race(*map(file, people, agencies, forms))

    assert outcomes == ["done"] + ["filed"] * 49
    winner = Post.objects.get()
    assert len(told) == 49
    assert all(str(winner.submitted_by) in sentence and winner.code in sentence for sentence in told)
    assert PostCounters.objects.count() == AuditEvent.objects.count() == 1


def test_the_loser_of_a_race_is_told_who_was_first(submit, mimika, campaign, monkeypatch):
    """The other post appears between the look and the insert."""
    url = builders.link(Platform.X, NOW - HOUR, sequence=77)
    native_id = url.rsplit("/", 1)[1]
    looked = facts.gather

    def look_then_lose(post: Post, **about) -> object:
        found = looked(post, **about)
        if not Post.objects.exists():
            builders.post(mimika, campaign, native_id=native_id, code="PERTAMA234")
        return found

    monkeypatch.setattr(facts, "gather", look_then_lose)
    with pytest.raises(NotAccepted) as refusal:
        submit(url)
    assert refusal.value.code == Rule.FILED
    assert "PERTAMA234" in refusal.value.sentence


def test_another_broken_constraint_is_not_taken_for_a_race(submit, monkeypatch):
    first = submit()
    monkeypatch.setattr(posts, "random_code", lambda: first.code)
    with pytest.raises(IntegrityError):
        submit()
