from typing import Any

import pytest

from agencies import accounts
from agencies.lookalikes import Likeness
from agencies.models import Agency, SocialAccount
from agencies.platforms import Platform
from tests import builders

pytestmark = pytest.mark.django_db


def test_one_letter_between_two_verified_accounts_is_no_news(sultra: Agency, mimika: Agency) -> None:
    kemenag, kemendag = (
        builders.account(sultra, handle="kemenag_ri"),
        builders.account(mimika, handle="kemendag_ri"),
    )

    assert (accounts.similar_ids(), accounts.warnings(kemenag)) == ([], [])
    SocialAccount.objects.filter(pk=kemendag.pk).update(state="proposed")

    assert sorted(accounts.similar_ids()) == [kemenag.pk, kemendag.pk]
    (warned,) = accounts.warnings(kemenag)
    assert (warned.account, warned.why) == (kemendag, Likeness.ONE_EDIT)


def test_what_looks_the_same_stays_a_warning(sultra: Agency, mimika: Agency) -> None:
    one, twin = builders.account(sultra, handle="kominfo"), builders.account(mimika, Platform.X, "k0minfo")

    assert sorted(accounts.similar_ids()) == [one.pk, twin.pk]


def test_an_archived_account_looks_like_nobody(sultra: Agency, mimika: Agency) -> None:
    one = builders.account(sultra, handle="kominfo")
    builders.account(mimika, Platform.X, "kominfo", state="archived")

    assert (accounts.similar_ids(), accounts.warnings(one)) == ([], [])


@pytest.mark.parametrize("number", [1, 10])
def test_warnings_take_two_queries(
    number: int, sultra: Agency, mimika: Agency, django_assert_num_queries: Any
) -> None:
    one = builders.account(sultra, handle="kominfo_sultra")
    for letter in "abcdefghij"[:number]:
        builders.account(mimika, handle=f"kominfo_sultra{letter}", state="proposed")

    with django_assert_num_queries(2):
        assert len(accounts.warnings(one)) == number
