from datetime import timedelta
from typing import Any

import pytest

from agencies.account_states import STALE_AFTER
from agencies.models import AccountRename, Agency, FollowerReading, SocialAccount, User
from agencies.platforms import Platform
from tests import builders
from tests.builders import NOW


def formerly(account: SocialAccount, handle: str, days: int = 10) -> AccountRename:
    return account.renames.create(handle=handle, folded=handle, until=NOW - timedelta(days=days))


def known_as(handle: str, platform: str = "instagram") -> SocialAccount | None:
    return SocialAccount.objects.known_as(platform, handle).first()


def test_an_account_is_known_by_its_handle_and_by_a_former_one(sultra: Agency) -> None:
    account = builders.account(sultra, handle="kominfosultra")
    formerly(account, "kominfo_sultra")

    assert known_as("@KominfoSultra") == known_as("Kominfo_Sultra") == account
    assert known_as("kominfo_sultra", "x") is None
    assert known_as("kominfo") is None


def test_whoever_holds_the_handle_now_goes_before_whoever_held_it(sultra: Agency, mimika: Agency) -> None:
    formerly(builders.account(sultra, handle="kominfosultra"), "kominfo")
    holder = builders.account(mimika, handle="kominfo")

    assert known_as("kominfo") == holder


def test_of_two_former_holders_the_last_is_meant(sultra: Agency, mimika: Agency) -> None:
    first, last = builders.account(sultra, handle="satu"), builders.account(mimika, handle="dua")
    formerly(last, "kominfo", days=5)
    formerly(first, "kominfo", days=50)

    assert known_as("kominfo") == last


def test_an_archived_account_is_known_by_nothing(sultra: Agency) -> None:
    formerly(builders.account(sultra, handle="kominfosultra"), "kominfo_sultra")
    SocialAccount.objects.update(state="archived")

    assert known_as("kominfosultra") is None
    assert known_as("kominfo_sultra") is None


def test_to_know_an_account_takes_one_query(sultra: Agency, django_assert_num_queries: Any) -> None:
    builders.account(sultra, handle="kominfosultra")

    with django_assert_num_queries(1):
        known_as("kominfosultra")


def test_stale_are_verified_accounts_of_half_a_year_ago(sultra: Agency) -> None:
    account = builders.account(sultra)

    assert not SocialAccount.objects.stale(NOW + STALE_AFTER - timedelta(seconds=1)).exists()
    assert SocialAccount.objects.stale(NOW + STALE_AFTER).get() == account
    assert account.is_stale(NOW + STALE_AFTER)
    SocialAccount.objects.update(state="proposed")
    assert not SocialAccount.objects.stale(NOW + STALE_AFTER).exists()


def test_everybody_sees_the_accounts_within_reach(
    officer_mimika: User,
    coordinator_sultra: User,
    verifier: User,
    outsider: User,
    sultra: Agency,
    mimika: Agency,
) -> None:
    kendari = builders.agency("D-74.71")
    for agency in (sultra, kendari, mimika):
        builders.account(agency)

    def seen(by: User) -> set[str]:
        return set(SocialAccount.objects.visible_to(by).values_list("agency__code", flat=True))

    assert seen(officer_mimika) == {"D-94.04"}
    assert seen(coordinator_sultra) == {"D-74", "D-74.71"}
    assert seen(verifier) == {"D-74", "D-74.71", "D-94.04"}
    assert seen(outsider) == set()


def test_a_row_of_a_list_has_the_newest_count_and_whether_there_is_proof(
    officer_sultra: User, sultra: Agency
) -> None:
    counted, bare = builders.account(sultra), builders.account(sultra, Platform.X)
    for days, followers in ((3, 100), (1, 300), (2, 200)):
        FollowerReading.objects.create(
            account=counted,
            taken_at=NOW - timedelta(days=days),
            followers=followers,
            source="agency",
            noted_by="sistem",
        )
    counted.proofs.create(
        kind="letter", image="akun/a.jpg", sha256="0" * 64, added_by=officer_sultra, added_at=NOW
    )

    columns = ("followers", "counted_at", "has_proof")
    rows = {pk: row for pk, *row in SocialAccount.objects.for_list().values_list("pk", *columns)}

    assert rows[counted.pk] == [300, NOW - timedelta(days=1), True]
    assert rows[bare.pk] == [None, None, False]


def test_the_page_and_the_profile_of_an_account(sultra: Agency) -> None:
    account = builders.account(sultra, handle="kominfo_sultra")

    assert account.get_absolute_url() == f"/accounts/{account.public_id}/"
    assert account.url == "https://www.instagram.com/kominfo_sultra/"


@pytest.mark.parametrize(("state", "renamed"), [("proposed", True), ("verified", False)])
def test_a_proposal_confirmed_before_is_a_rename(sultra: Agency, state: str, renamed: bool) -> None:
    account = builders.account(sultra)
    account.state = state

    assert account.is_renamed is renamed
    account.confirmed_at = None
    assert not account.is_renamed
