"""The road on which partners push how many people follow an account."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from agencies.models import Agency, FollowerReading, SocialAccount
from agencies.platforms import Platform
from tests import builders
from tests.api import Caller, caller, codes, problem
from tests.builders import NOW

pytestmark = pytest.mark.django_db
PATH = "/api/v1/followers/batch"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_that_moment() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def account(sultra: Agency) -> SocialAccount:
    return builders.account(sultra, Platform.INSTAGRAM, "Kominfo_Sultra")


@pytest.fixture
def them(account: SocialAccount) -> Caller:
    return caller("followers:write")


def push(them: Caller, *rows: Any, **more: Any) -> Any:
    return them.post(PATH, {"rows": list(rows)} | more)


def stored() -> list[tuple[int, str, str]]:
    return list(FollowerReading.objects.values_list("followers", "source", "noted_by"))


@pytest.mark.parametrize("name", ["{id}", "instagram:kominfo_sultra", "instagram:@KOMINFO_SULTRA"])
def test_an_account_is_named_by_id_or_by_platform_and_name(
    them: Caller, account: SocialAccount, name: str
) -> None:
    row = {"account": name.format(id=account.public_id), "followers": 58_000}

    assert push(them, row).json() == {"stored": 1, "unchanged": 0, "refused": []}
    assert stored() == [(58_000, "partner", "mitra-uji")]


def test_what_an_agencys_own_system_says_is_the_agencys_word(account: SocialAccount, sultra: Agency) -> None:
    own = caller("followers:write", code="sistem", agency=sultra)

    push(own, {"account": str(account.public_id), "followers": 58_000})

    assert stored() == [(58_000, "agency", "sistem")]


def test_a_system_speaks_of_no_other_agency(account: SocialAccount, mimika: Agency) -> None:
    other = caller("followers:write", code="sistem", agency=mimika)

    body = push(other, {"account": str(account.public_id), "followers": 58_000}).json()

    assert codes(body["refused"]) == [(0, "account_unknown")]
    assert stored() == []


def test_a_repeat_changes_nothing_in_whatever_order_it_comes(them: Caller, account: SocialAccount) -> None:
    rows = [
        {"account": str(account.public_id), "followers": 100 + n, "taken_at": (NOW - n * DAY).isoformat()}
        for n in range(3)
    ]

    assert push(them, *rows).json()["stored"] == 3
    assert push(them, *reversed(rows)).json() == {"stored": 0, "unchanged": 3, "refused": []}
    assert push(them, rows[1]).json()["unchanged"] == 1
    assert len(stored()) == 3


def test_a_count_far_from_the_one_before_is_to_be_looked_at(them: Caller, account: SocialAccount) -> None:
    row = {"account": str(account.public_id), "followers": 1_000}
    push(them, row | {"taken_at": (NOW - DAY).isoformat()})

    assert codes(push(them, row | {"followers": 900_000}).json()["refused"]) == [(0, "outlier")]
    assert push(them, row | {"followers": 900_000, "is_sure": True}).json()["stored"] == 1


def test_each_bad_row_is_named_by_its_place(them: Caller, account: SocialAccount, sultra: Agency) -> None:
    sound = {"account": str(account.public_id), "followers": 5}
    site = builders.account(sultra, Platform.WEBSITE, "sultra.go.id")
    wrong: list[tuple[Any, str]] = [
        ("text", "row_not_object"),
        (sound | {"likes": 1}, "field_unknown"),
        (sound | {"account": 7}, "account_missing"),
        (sound | {"account": " "}, "account_missing"),
        (sound | {"account": "x:\x00"}, "account_missing"),
        (sound | {"account": "x:\ud800"}, "account_missing"),
        (sound | {"account": "tidak-ada"}, "account_unknown"),
        (sound | {"account": "myspace:kominfo_sultra"}, "account_unknown"),
        (sound | {"account": "tiktok:kominfo_sultra"}, "account_unknown"),
        (sound | {"account": str(site.public_id)}, "no_followers"),
        (sound | {"followers": -1}, "followers_invalid"),
        (sound | {"followers": True}, "followers_invalid"),
        (sound | {"followers": 1.5}, "followers_invalid"),
        (sound | {"followers": 10**11}, "followers_invalid"),
        (sound | {"is_sure": "ja"}, "is_sure_invalid"),
        (sound | {"taken_at": None}, "taken_at_invalid"),
        (sound | {"taken_at": "2023-08-29T09:00:00"}, "taken_at_invalid"),
        (sound | {"taken_at": (NOW + timedelta(minutes=6)).isoformat()}, "taken_at_invalid"),
        (sound | {"taken_at": (NOW - timedelta(days=61)).isoformat()}, "taken_at_invalid"),
        (sound | {"taken_at": "0001-01-01T00:00:00+14:00"}, "taken_at_invalid"),
    ]

    body = push(them, *(row for row, _ in wrong), sound).json()

    assert codes(body["refused"]) == list(enumerate(code for _, code in wrong))
    assert body["stored"] == 1


def test_all_or_nothing(them: Caller, account: SocialAccount) -> None:
    sound = {"account": str(account.public_id), "followers": 5}

    problem(push(them, sound, "kaputt", atomic=True), 422, "batch_refused")

    assert stored() == []


def test_an_archived_account_is_nobodys(them: Caller, account: SocialAccount) -> None:
    SocialAccount.objects.update(state=SocialAccount.State.ARCHIVED)

    body = push(them, {"account": "instagram:kominfo_sultra", "followers": 5}).json()

    assert codes(body["refused"]) == [(0, "account_unknown")]
