"""The database refuses by itself what forms and actions refuse before it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from agencies import audit
from agencies.models import Certificate
from awards.actions import rankings
from awards.models import (
    Award,
    AwardRound,
    Category,
    Exclusion,
    Juror,
    JurorConflict,
    JuryScore,
    Nomination,
    Ranking,
    RecipeVersion,
    Standing,
)
from tests import builders
from tests.awards import results
from tests.builders import NOW
from tests.constraints import again, names, refused

pytestmark = pytest.mark.django_db


def open_round() -> AwardRound:
    """An open round with one ranking of two ministries, not sealed."""
    campaign, setneg, kemlu = builders.campaign(), builders.agency("K-007"), builders.agency("K-011")
    made = results.open_round(campaign)
    rankings.compute(tally=results.tally(campaign, {setneg: [2], kemlu: [1]}), by=audit.SYSTEM, at=NOW)
    return made


def changed(state: str, **values: object) -> Callable[[], None]:
    """An open round, then this state with all that belongs to it, then `values` (`first`: who froze it)."""

    def write() -> None:
        made = open_round()
        first, second = builders.user(role="committee"), builders.user(role="committee")
        frozen = {"frozen_ranking": Ranking.objects.get(), "frozen_at": NOW, "frozen_by": first}
        published = {"published_at": NOW, "published_by": second}
        beside: dict[str, object] = {}
        if state in {"frozen", "published", "awarded"}:
            beside |= frozen
        if state in {"published", "awarded"}:
            beside |= published
        if state == "awarded":
            beside |= {"awarded_at": NOW, "awarded_by": second}
        beside |= {name: first if value == "first" else value for name, value in values.items()}
        AwardRound.objects.filter(pk=made.pk).update(state=state, **beside)

    return write


def _recipe_twice() -> None:
    open_round()
    again(RecipeVersion.objects.get())


def _round_twice() -> None:
    again(open_round())


def _new_version_without_a_reason() -> None:
    made = open_round()
    again(made, version=made.version + 1, supersedes=made, reason="")


def _category_twice() -> None:
    open_round()
    again(Category.objects.all()[0], agency_kind="regency")


def _kind_twice() -> None:
    open_round()
    again(Category.objects.all()[0], code="lain")


def _ranking_twice() -> None:
    open_round()
    again(Ranking.objects.get())


def _sealed_without_a_head() -> None:
    open_round()
    Ranking.objects.update(sealed_at=NOW)


def _standing_twice() -> None:
    open_round()
    again(Standing.objects.order_by("position")[0], position=99)


def _position_twice() -> None:
    open_round()
    again(Standing.objects.order_by("position")[0], agency=builders.agency("K-010"))


def _neither_rank_nor_reason() -> None:
    open_round()
    again(
        Standing.objects.order_by("position")[0],
        agency=builders.agency("K-010"),
        position=99,
        rank=None,
        reason="",
    )


def _rank_and_reason() -> None:
    open_round()
    again(
        Standing.objects.order_by("position")[0],
        agency=builders.agency("K-010"),
        position=99,
        rank=1,
        reason="dikecualikan",
    )


def _award_twice() -> None:
    made = open_round()
    agency = builders.agency("K-007")

    def certificate(code: str) -> Certificate:
        return Certificate.objects.create(
            code=code, agency=agency, title="Juara", recipient="Setneg", facts={}, issued_at=NOW
        )

    award = Award.objects.create(
        round=made,
        category=made.categories.all()[0],
        agency=agency,
        place=1,
        certificate=certificate("ABCD2345"),
    )
    again(award, certificate=certificate("EFGH2345"))


def _jury() -> tuple[Juror, Category]:
    """A juror with one sheet and one conflict, and the category judged."""
    made = open_round()
    person = builders.user()
    juror = Juror.objects.create(round=made, user=person, named_by=person, named_at=NOW)
    category, agency = made.categories.all()[0], builders.agency("K-007")
    JurorConflict.objects.create(juror=juror, agency=agency, reason="Keluarga.", declared_at=NOW)
    JuryScore.objects.create(juror=juror, category=category, agency=agency, points={}, given_at=NOW)
    return juror, category


def _juror_dismissed_by_nobody() -> None:
    Juror.objects.create(
        round=open_round(),
        user=builders.user(),
        named_by=builders.user(),
        named_at=NOW,
        dismissed_at=NOW,
        dismissal="salah tunjuk",
    )


def _juror_twice() -> None:
    again(_jury()[0])


def _conflict_twice() -> None:
    _jury()
    again(JurorConflict.objects.get())


def _judged_twice() -> None:
    _jury()
    again(JuryScore.objects.get())


def _nominated_twice() -> None:
    _juror, category = _jury()
    post = builders.post(builders.agency("K-007"))
    again(
        Nomination.objects.create(
            category=category,
            agency=post.agency,
            post=post,
            nominated_by=post.submitted_by,
            nominated_at=NOW,
        )
    )


def _jury_above_all() -> None:
    open_round()
    Category.objects.update(jury_percent=101)


def _two_freezes_after_one() -> None:
    open_round()
    Ranking.objects.update(sealed_at=NOW, head="a" * 64, previous="b" * 64)
    later = results.tally(builders.campaign(), {}, cutoff=NOW + timedelta(hours=1))
    again(Ranking.objects.get(), tally=later)


def _empty_stratum() -> None:
    open_round()
    Category.objects.update(population_from=500_000, population_to=500_000)


def _excluded_twice() -> None:
    exclusion = Exclusion.objects.create(
        round=open_round(),
        agency=builders.agency("K-007"),
        reason="Penyelenggara.",
        excluded_by=builders.user(role="committee"),
        excluded_at=NOW,
    )
    again(exclusion)


def _excluded_without_a_reason() -> None:
    Exclusion.objects.create(
        round=open_round(),
        agency=builders.agency("K-007"),
        reason="",
        excluded_by=builders.user(role="committee"),
        excluded_at=NOW,
    )


CASES: list[tuple[str, Callable[[], None]]] = [
    ("recipe_version_is_unique", _recipe_twice),
    ("round_version_is_unique", _round_twice),
    ("round_is_frozen_with_ranking_time_and_person", changed("open", frozen_at=NOW)),
    ("round_is_frozen_with_ranking_time_and_person", changed("frozen", frozen_by=None)),
    ("round_is_frozen_with_ranking_time_and_person", changed("frozen", frozen_ranking=None)),
    ("round_is_published_with_time_and_person", changed("frozen", published_at=NOW)),
    ("round_is_published_with_time_and_person", changed("published", published_by=None)),
    ("round_is_published_by_a_second_person", changed("published", published_by="first")),
    ("round_is_awarded_with_time_and_person", changed("awarded", awarded_by=None)),
    ("round_is_awarded_with_time_and_person", changed("published", awarded_at=NOW)),
    ("round_judging_is_closed_by_somebody", changed("open", judged_at=NOW)),
    ("round_judging_is_closed_by_somebody", changed("open", judged_by="first")),
    ("round_new_version_has_a_reason", _new_version_without_a_reason),
    ("category_code_is_unique_in_its_round", _category_twice),
    ("category_of_a_kind_is_unique_in_its_round", _kind_twice),
    ("ranking_of_a_tally_is_unique_in_its_round", _ranking_twice),
    ("ranking_is_sealed_with_its_head", _sealed_without_a_head),
    ("freeze_is_followed_by_one_freeze", _two_freezes_after_one),
    ("category_jury_weighs_at_most_all", _jury_above_all),
    ("category_stratum_is_not_empty", _empty_stratum),
    ("agency_is_excluded_once_from_a_round", _excluded_twice),
    ("exclusion_has_a_reason", _excluded_without_a_reason),
    ("juror_is_named_once_in_a_round", _juror_twice),
    ("juror_is_dismissed_by_somebody_with_a_reason", _juror_dismissed_by_nobody),
    ("conflict_is_declared_once", _conflict_twice),
    ("juror_judges_a_finalist_once", _judged_twice),
    ("agency_nominates_one_post_in_a_category", _nominated_twice),
    ("standing_is_held_once_in_a_category", _standing_twice),
    ("standing_position_is_unique_in_its_category", _position_twice),
    ("standing_has_a_rank_or_a_reason", _neither_rank_nor_reason),
    ("standing_has_a_rank_or_a_reason", _rank_and_reason),
    ("award_is_given_once_in_a_category", _award_twice),
]


@pytest.mark.parametrize(("constraint", "write"), CASES)
def test_the_database_refuses(constraint: str, write: Callable[[], None]) -> None:
    refused(constraint, write)


def test_every_constraint_has_its_case() -> None:
    assert {name for name, _ in CASES} == names("awards")


@pytest.mark.parametrize("state", ["open", "frozen", "published", "awarded"])
def test_a_round_with_all_that_its_state_asks_for_is_kept(state: str) -> None:
    changed(state)()

    assert AwardRound.objects.get().state == state
