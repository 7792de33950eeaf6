import pytest

from agencies.models import Agency, User
from awards import juries
from awards.actions import jury, rounds
from awards.models import Category, Exclusion, JurorConflict, JuryScore, Nomination
from campaigns.models import Campaign
from campaigns.states import PostState
from tests import builders
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def test_a_new_version_takes_over_categories_exclusions_nominations_and_the_jury(
    campaign: Campaign, setneg: Agency, kemlu: Agency, committee: User, second_committee: User
) -> None:
    old = results.judging_round(campaign, {setneg: [5, 5, 5]})
    content = results.content_category(old)
    post = builders.post(setneg, campaign, state=PostState.VERIFIED, decided_at=NOW)
    Nomination.objects.create(
        category=content, agency=setneg, post=post, nominated_by=committee, nominated_at=NOW
    )
    Exclusion.objects.create(
        round=old, agency=kemlu, reason="Panitia.", excluded_by=committee, excluded_at=NOW
    )
    for _number in range(2):
        user = builders.user()
        juror = jury.name(round_id=old.public_id, juror=user, by=committee, at=NOW)
        JurorConflict.objects.create(juror=juror, agency=kemlu, reason="Keluarga.", declared_at=NOW)
        for category in (old.categories.get(code="kementerian"), content):
            jury.score(
                round_id=old.public_id,
                category=category,
                agency=setneg,
                points=results.points(80),
                by=user,
                at=NOW,
            )
    jury.close(round_id=old.public_id, by=committee, at=NOW)
    rounds.freeze(round_id=old.public_id, by=committee, at=NOW)
    rounds.publish(round_id=old.public_id, by=second_committee, at=NOW)

    new = rounds.supersede(round_id=old.public_id, reason="Dua unggahan ganda.", by=committee, at=NOW)

    told = ("code", "name", "basis", "agency_kind", "places", "jury_percent", "position")
    assert list(new.categories.values_list(*told)) == list(old.categories.values_list(*told))
    assert [one.agency for one in new.exclusions.all()] == [kemlu]
    assert new.categories.get(basis=Category.Basis.CONTENT).nominations.get().post == post
    assert [one.user for one in new.jurors.all()] == [one.user for one in old.jurors.all()]
    assert JurorConflict.objects.filter(juror__round=new, agency=kemlu).count() == 2
    assert JuryScore.objects.filter(category__round=new).count() == 4
    assert JuryScore.objects.filter(category__round=old).count() == 4
    assert (new.judged_at, juries.panels(new)) == (None, {})
    assert {one.finalists is None for one in new.categories.all()} == {True}
