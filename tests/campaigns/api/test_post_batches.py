"""The road on which the systems of agencies report posts, as their officers do by hand."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from agencies.actions import mail, memberships, systems
from agencies.models import Agency, AuditEvent, Membership, Partner, User
from agencies.platforms import Platform
from campaigns.models import Campaign, Post, Receipt
from summitcomms.jobs.models import Job
from tests import builders
from tests.api import Caller, caller, codes, problem
from tests.builders import NOW

pytestmark = pytest.mark.django_db
PATH = "/api/v1/posts/batch"
CAPTION = "Menyambut KTT ASEAN di Jakarta #ASEAN2023"


@pytest.fixture(autouse=True)
def _at_that_moment() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def them(campaign: Campaign, sultra: Agency) -> Caller:
    builders.account(sultra, Platform.X, "kominfo_sultra")
    return caller(code="sistem-sultra", agency=sultra)


def row(hours: int = 1, **fields: Any) -> dict[str, Any]:
    url = builders.link(Platform.X, NOW - timedelta(hours=hours), "kominfo_sultra", sequence=hours)
    return {"url": url, "caption": CAPTION, "pillar": "pilar-1"} | fields


def send(them: Caller, *rows: Any, **more: Any) -> Any:
    return them.post(PATH, {"campaign": "ktt-43", "rows": list(rows)} | more)


def test_a_system_reports_under_its_own_name(them: Caller, sultra: Agency) -> None:
    body = send(them, row(1), row(2)).json()

    account = Partner.objects.get(code="sistem-sultra").service_account
    posts = Post.objects.order_by("-published_at")
    receipt = Receipt.objects.get()
    assert body == {
        "receipt": receipt.code,
        "posts": [
            {"index": index, "result": "accepted", "post": post.code} for index, post in enumerate(posts)
        ],
        "refused": [],
    }
    assert {(post.agency, post.submitted_by, post.pillar and post.pillar.code) for post in posts} == {
        (sultra, account, "pilar-1")
    }
    assert str(account) == "Sistem Mitra sistem-sultra"
    made = AuditEvent.objects.get(action="partner.service_account")
    assert (made.actor_kind, made.actor_id) == ("partner", "sistem-sultra")


def test_nobody_signs_in_as_a_system(them: Caller) -> None:
    send(them, row())

    account = User.objects.get(system__code="sistem-sultra")
    assert not account.has_usable_password()
    assert account.email.endswith(".invalid")
    assert [m.role for m in account.active_memberships] == ["officer"]


def test_a_repeat_is_harmless(them: Caller) -> None:
    first = send(them, row()).json()

    again = send(them, row()).json()

    assert again["receipt"] is None
    assert again["posts"] == [{**first["posts"][0], "result": "already_sent"}]
    assert (Post.objects.count(), User.objects.filter(system__isnull=False).count()) == (1, 1)


def test_each_bad_row_is_named_by_its_place(them: Caller) -> None:
    wrong: list[Any] = [
        "text",
        row(views=1),
        row(url=""),
        row(url=7),
        row(url="https://x.com/"),
        row(url="nicht\x00s"),
        row(caption=7),
        row(pillar="pilar-9"),
        row(pillar=1),
        row(published_at="kemarin"),
        row(published_at="2023-08-29T09:00:00"),
        row(published_at="0001-01-01T00:00:00+14:00"),
        row(caption="x" * 10_001),
    ]

    body = send(them, *wrong, row(3)).json()

    refused = [code for _, code in codes(body["refused"])]
    assert refused[:4] == ["row_not_object", "field_unknown", "url_missing", "url_missing"]
    assert all(code.startswith("link_") for code in refused[4:6])
    assert refused[6:] == [
        "caption_invalid",
        "pillar_unknown",
        "pillar_unknown",
        "published_at_invalid",
        "published_at_invalid",
        "published_at_invalid",
        "caption",
    ]
    assert [post["index"] for post in body["posts"]] == [len(wrong)]


def test_all_or_nothing(them: Caller) -> None:
    body = problem(send(them, row(1), row(2, pillar="pilar-9"), atomic=True), 422, "batch_refused")

    assert codes(body["refused"]) == [(1, "pillar_unknown")]
    assert not Post.objects.exists()
    assert not Receipt.objects.exists()


def test_a_link_of_another_agency_is_disputed(them: Caller, mimika: Agency) -> None:
    builders.post(mimika, native_id="1696312345678901234")

    body = send(them, row(url="https://x.com/kominfo_sultra/status/1696312345678901234")).json()

    assert [(post["result"], post["post"]) for post in body["posts"]] == [("disputed", None)]


def test_only_the_system_of_an_agency_reports(campaign: Campaign) -> None:
    problem(send(caller("posts:write", code="pemantau"), row()), 422, "agency_missing")
    assert not User.objects.filter(system__isnull=False).exists()


def test_what_is_no_agencys_system_any_more_reports_nothing(them: Caller) -> None:
    send(them, row(1))
    Partner.objects.update(agency=None)

    problem(send(them, row(2)), 422, "agency_missing")


def test_a_lead_ends_the_work_of_a_system_and_no_mail_goes_nowhere(them: Caller, lead_sultra: User) -> None:
    send(them, row(1))
    held = Membership.objects.get(user__system__isnull=False)
    memberships.end(by=lead_sultra, membership=held, at=NOW)

    problem(send(them, row(2)), 422, "not_allowed")
    assert not Job.objects.filter(kind=mail.JOB).exists()


def test_more_rows_than_anybody_waits_for_are_refused(them: Caller) -> None:
    problem(send(them, *[{}] * 1_001), 413, "rows_too_many")


def test_the_account_of_a_system_is_made_once(sultra: Agency) -> None:
    partner, _ = builders.partner("sistem-sultra", agency=sultra)

    assert systems.account_of(partner) == systems.account_of(partner)


def test_a_caption_is_measured_before_its_words_are_read(
    them: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    monkeypatch.setattr("campaigns.guesses.PillarGuess.of", lambda self, caption: read.append(len(caption)))

    body = send(them, row(1, pillar=None, caption="kata " * 200_000), row(2, pillar=None)).json()

    assert codes(body["refused"]) == [(0, "caption")]
    assert read == [len(CAPTION)]
