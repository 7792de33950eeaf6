from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from agencies import audit
from agencies.actions import certificates, memberships
from agencies.models import Agency, AgencyKind, AuditEvent, Certificate, Partner, User
from awards import snapshots
from awards.actions import rankings, rounds
from awards.models import Award, AwardRound, Nomination, Ranking
from awards.states import RoundState
from campaigns import counters
from campaigns.actions import campaigns, flags, posts, readings, tallies
from campaigns.models import Campaign, Grade, MetricReading, Pillar, Post, TallyRun
from campaigns.states import PostState
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.awards import results
from tests.awards.test_contest import EVERYTHING, observed
from tests.builders import NOW
from tests.races import race

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def frozen(campaign: Campaign, setneg: Agency, kemendagri: Agency, committee: User) -> AwardRound:
    """A round in which K-007 is first and K-010 second, sealed by `committee`."""
    return results.frozen_round(campaign, {setneg: [5, 5, 5], kemendagri: [2, 2]}, by=committee)


@pytest.fixture
def published(frozen: AwardRound, second_committee: User) -> AwardRound:
    return rounds.publish(round_id=frozen.public_id, by=second_committee, at=LATER)


def refusal(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value


def test_a_round_is_created_as_a_draft_with_its_categories(campaign: Campaign) -> None:
    made = rounds.create(
        campaign=campaign, name="Penghargaan", recipe=results.recipe(), by=audit.SYSTEM, at=NOW
    )

    assert (made.state, made.version) == (RoundState.DRAFT, 1)
    assert [(one.code, one.agency_kind, one.places) for one in made.categories.all()] == [
        ("kementerian", AgencyKind.MINISTRY, 1),
        ("lembaga", AgencyKind.INSTITUTION, 1),
        ("pemerintah-provinsi", AgencyKind.PROVINCE, 1),
    ]
    assert AuditEvent.objects.get(action="round.created").target_id == str(made.public_id)


def test_a_second_round_of_a_campaign_is_refused(campaign: Campaign) -> None:
    results.open_round(campaign)

    refused = refusal(lambda: results.open_round(campaign))

    assert refused.code == "round_exists"
    assert "Penghargaan Diseminasi" in refused.sentence


def test_a_round_without_categories_is_refused(campaign: Campaign) -> None:
    refused = refusal(
        lambda: rounds.create(
            campaign=campaign, name="X", recipe=results.recipe(), categories=[], by=audit.SYSTEM, at=NOW
        )
    )

    assert refused.code == "no_categories"


def test_a_round_that_scores_pillars_cannot_open_without_pillars(campaign: Campaign) -> None:
    Pillar.objects.filter(campaign=campaign).delete()

    assert refusal(lambda: results.open_round(campaign)).code == "no_pillars"


def test_opening_twice_is_refused(campaign: Campaign) -> None:
    award_round = results.open_round(campaign)

    refused = refusal(lambda: rounds.open_round(round_id=award_round.public_id, by=audit.SYSTEM, at=NOW))

    assert (refused.code, refused.sentence) == ("wrong_state", "Putaran ini sudah dibuka.")


def test_a_freeze_seals_the_newest_ranking(campaign: Campaign, setneg: Agency, committee: User) -> None:
    award_round = results.open_round(campaign)
    for cutoff in (NOW, NOW - timedelta(hours=1)):
        run = results.tally(campaign, {setneg: [2, 2]}, cutoff=cutoff)
        rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)

    frozen = rounds.freeze(round_id=award_round.public_id, by=committee, at=LATER)

    frozen.refresh_from_db()
    ranking = frozen.frozen_ranking
    assert ranking is not None
    assert (frozen.state, frozen.frozen_at, frozen.frozen_by) == (RoundState.FROZEN, LATER, committee)
    assert (ranking.tally.cutoff, ranking.sealed_at) == (NOW, LATER)
    assert ranking.head == ranking.standings.get().hash
    event = AuditEvent.objects.get(action="round.frozen")
    assert (event.before, event.after["head"]) == ({"state": "open"}, ranking.head)
    assert event.actor_id == committee.actor_id


def test_a_freeze_without_a_ranking_says_what_to_do(campaign: Campaign, committee: User) -> None:
    award_round = results.open_round(campaign)

    refused = refusal(lambda: rounds.freeze(round_id=award_round.public_id, by=committee, at=NOW))

    assert refused.code == "no_ranking"
    assert "Jalankan penghitungan" in refused.sentence


def test_a_ranking_older_than_the_newest_decision_is_not_frozen(
    campaign: Campaign, setneg: Agency, committee: User
) -> None:
    award_round = results.open_round(campaign)
    rankings.compute(tally=results.tally(campaign, {setneg: [2, 2]}), by=audit.SYSTEM, at=NOW)
    builders.post(setneg, campaign, state=PostState.VERIFIED, decided_at=LATER)

    refused = refusal(lambda: rounds.freeze(round_id=award_round.public_id, by=committee, at=LATER))

    assert refused.code == "ranking_outdated"
    assert "Jalankan penghitungan" in refused.sentence
    run = results.tally(campaign, {setneg: [3, 2]}, cutoff=LATER)
    rankings.compute(tally=run, by=audit.SYSTEM, at=LATER)
    assert rounds.freeze(round_id=award_round.public_id, by=committee, at=LATER).state == RoundState.FROZEN


@pytest.fixture
def counted(campaign: Campaign, setneg: Agency) -> AwardRound:
    """A round ranked from a real count of two posts, of which one has a reading."""
    award_round = results.open_round(campaign)
    posts = [builders.post(setneg, campaign, state=PostState.VERIFIED) for _ in range(2)]
    key = {"post": posts[0], "source": builders.source(), "taken_at": NOW - timedelta(minutes=1)}
    MetricReading.objects.create(**key, likes=7)
    counters.refresh([post.pk for post in posts])
    count_again(campaign, NOW)
    return award_round


def count_again(campaign: Campaign, at: datetime) -> None:
    run = tallies.run(
        campaign_code=campaign.code, at=None, now=at, trigger=TallyRun.Trigger.COMMAND, by=audit.SYSTEM
    )
    rankings.compute(tally=run, by=audit.SYSTEM, at=at)


def withdraw_a_post() -> None:
    """It was sent back first, of which a withdrawn post keeps no trace."""
    held = Post.objects.latest("pk")
    held.state = held.decision = PostState.RETURNED
    held.save()
    posts.withdraw(by=held.submitted_by, post=held, at=LATER)


def void_the_reading() -> None:
    reading = MetricReading.objects.get()
    readings.void(
        post_code=reading.post.code,
        source=reading.source,
        taken_at=reading.taken_at,
        reason="Salah baca.",
        by=audit.SYSTEM,
        at=LATER,
    )


def correct_the_reading() -> None:
    reading = MetricReading.objects.get()
    key = {"post": reading.post, "source": reading.source, "taken_at": reading.taken_at}
    MetricReading.objects.create(**key, revision=1, likes=9, reason="Salah baca.")
    counters.refresh([reading.post_id])


def uphold_a_doubt() -> None:
    doubt = builders.flag(Post.objects.earliest("pk"))
    flags.uphold(by=builders.user(role="verifier"), flag=doubt, note="Angkanya dibeli.", at=LATER)


def count_other_grades() -> None:
    """The counters follow by a job that has not run yet."""
    held = Campaign.objects.get()
    held.counted_grades = [Grade.EXPORT]
    campaigns.save(by=audit.SYSTEM, campaign=held, at=LATER)


def move_the_days() -> None:
    """Another zone, by which all posts keep their number and their days."""
    Campaign.objects.update(timezone="Asia/Jayapura")


@pytest.mark.parametrize(
    "change",
    [
        withdraw_a_post,
        void_the_reading,
        correct_the_reading,
        uphold_a_doubt,
        count_other_grades,
        move_the_days,
    ],
)
def test_what_changed_since_the_count_is_counted_before_the_freeze(
    change: Callable[[], None], counted: AwardRound, committee: User
) -> None:
    change()

    refused = refusal(lambda: rounds.freeze(round_id=counted.public_id, by=committee, at=LATER))

    assert refused.code == "ranking_outdated"
    count_again(counted.campaign, LATER)
    assert rounds.freeze(round_id=counted.public_id, by=committee, at=LATER).state == RoundState.FROZEN


def test_what_is_measured_after_the_count_does_not_outdate_it(counted: AwardRound, committee: User) -> None:
    post = Post.objects.earliest("pk")
    MetricReading.objects.create(post=post, source=builders.source(), taken_at=LATER, likes=99)
    counters.refresh([post.pk])

    assert rounds.freeze(round_id=counted.public_id, by=committee, at=LATER).state == RoundState.FROZEN


def test_a_draft_cannot_be_frozen(campaign: Campaign, committee: User) -> None:
    draft = rounds.create(campaign=campaign, name="X", recipe=results.recipe(), by=audit.SYSTEM, at=NOW)

    refused = refusal(lambda: rounds.freeze(round_id=draft.public_id, by=committee, at=NOW))

    assert refused.code == "wrong_state"


def test_a_second_freeze_says_when_and_by_whom(frozen: AwardRound, second_committee: User) -> None:
    refused = refusal(lambda: rounds.freeze(round_id=frozen.public_id, by=second_committee, at=LATER))

    assert refused.code == "already_frozen"
    assert refused.sentence == (
        "Putaran ini sudah dibekukan oleh Panji Panitia pada Sel 29 Agu 2023 10.00 WIB."
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_people_freezing_at_once_one_wins_and_the_other_is_told(
    campaign: Campaign, setneg: Agency, committee: User, second_committee: User
) -> None:
    award_round = results.open_round(campaign)
    rankings.compute(tally=results.tally(campaign, {setneg: [2, 2]}), by=audit.SYSTEM, at=NOW)
    together, outcomes = Barrier(2, timeout=10), []

    def freeze(by: User) -> None:
        together.wait()
        try:
            rounds.freeze(round_id=award_round.public_id, by=by, at=NOW)
            outcomes.append((by, "won"))
        except Refused as refused:
            outcomes.append((by, refused.code))
        finally:
            connection.close()

    threads = [Thread(target=freeze, args=(by,)) for by in (committee, second_committee)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=15)

    award_round.refresh_from_db()
    assert sorted(outcome for _, outcome in outcomes) == ["already_frozen", "won"]
    assert award_round.frozen_by in [by for by, outcome in outcomes if outcome == "won"]
    assert AuditEvent.objects.filter(action="round.frozen").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_ranking_that_waits_for_a_freeze_does_not_rank_the_frozen_round(
    campaign: Campaign, setneg: Agency, committee: User
) -> None:
    award_round = results.open_round(campaign)
    rankings.compute(tally=results.tally(campaign, {setneg: [2, 2]}), by=audit.SYSTEM, at=NOW)
    later = results.tally(campaign, {setneg: [2, 9]}, cutoff=LATER)
    started, found = Barrier(2, timeout=10), []

    def compute() -> None:
        started.wait()
        try:
            found.append(rankings.compute(tally=later, by=audit.SYSTEM, at=LATER))
        finally:
            connection.close()

    thread = Thread(target=compute)
    thread.start()
    with transaction.atomic():
        rounds.freeze(round_id=award_round.public_id, by=committee, at=NOW)
        started.wait()
        thread.join(timeout=0.3)  # it is waiting for the lock of the campaign
        assert found == []
    thread.join(timeout=15)

    assert found == [[]]
    assert Ranking.objects.count() == 1


def test_the_freezer_cannot_publish(frozen: AwardRound, committee: User) -> None:
    refused = refusal(lambda: rounds.publish(round_id=frozen.public_id, by=committee, at=LATER))

    frozen.refresh_from_db()
    assert refused.code == "cannot_publish"
    assert "orang kedua" in refused.sentence
    assert frozen.state == RoundState.FROZEN


def test_whoever_makes_accounts_is_neither_the_first_nor_the_second_person(
    campaign: Campaign, setneg: Agency, committee: User
) -> None:
    both = builders.user(role="committee")
    memberships.grant(by=audit.SYSTEM, user=both, role="administrator")
    award_round = results.open_round(campaign)
    rankings.compute(tally=results.tally(campaign, {setneg: [2, 2]}), by=audit.SYSTEM, at=NOW)

    first = refusal(lambda: rounds.freeze(round_id=award_round.public_id, by=both, at=NOW))
    rounds.freeze(round_id=award_round.public_id, by=committee, at=NOW)
    second = refusal(lambda: rounds.publish(round_id=award_round.public_id, by=both, at=LATER))

    assert first.code == second.code == "administrator"


def test_the_database_refuses_a_publication_by_the_freezer(frozen: AwardRound, committee: User) -> None:
    with pytest.raises(IntegrityError, match="round_is_published_by_a_second_person"), transaction.atomic():
        AwardRound.objects.filter(pk=frozen.pk).update(
            state=RoundState.PUBLISHED, published_at=LATER, published_by=committee
        )


def test_a_second_person_publishes(published: AwardRound, second_committee: User) -> None:
    published.refresh_from_db()

    assert (published.state, published.published_by) == (RoundState.PUBLISHED, second_committee)
    assert published.published_at == LATER
    assert AuditEvent.objects.filter(action="round.published").count() == 1


def test_publishing_twice_is_refused(published: AwardRound, second_committee: User) -> None:
    refused = refusal(lambda: rounds.publish(round_id=published.public_id, by=second_committee, at=LATER))

    assert "sudah diterbitkan" in refused.sentence


def test_an_open_round_cannot_be_published(campaign: Campaign, committee: User) -> None:
    award_round = results.open_round(campaign)

    refused = refusal(lambda: rounds.publish(round_id=award_round.public_id, by=committee, at=NOW))

    assert "Langkah berikutnya: “dibekukan”" in refused.sentence


def test_the_first_of_each_category_receives_an_award_with_a_certificate(
    published: AwardRound, committee: User, setneg: Agency
) -> None:
    (given,) = rounds.award(round_id=published.public_id, by=committee, at=LATER)

    assert (given.agency, given.place, given.category.code) == (setneg, 1, "kementerian")
    assert given.certificate.recipient == setneg.name
    assert given.certificate.facts["place"] == "Peringkat 1 · Kategori Kementerian"
    assert given.certificate.facts["signatories"][1] == "Panji Panitia"
    published.refresh_from_db()
    assert (published.state, published.awarded_by) == (RoundState.AWARDED, committee)
    event = AuditEvent.objects.get(action="round.awarded")
    assert event.after["certificates"] == [given.certificate.code]


def test_ties_share_a_place_and_the_next_place_is_taken(
    campaign: Campaign,
    setneg: Agency,
    kemendagri: Agency,
    kemlu: Agency,
    committee: User,
    second_committee: User,
) -> None:
    tied = {setneg: [5, 5], kemendagri: [5, 5], kemlu: [2, 2]}
    frozen = results.frozen_round(campaign, tied, by=committee, places=2)
    rounds.publish(round_id=frozen.public_id, by=second_committee, at=LATER)

    given = rounds.award(round_id=frozen.public_id, by=committee, at=LATER)

    assert [(one.agency.code, one.place) for one in given] == [("K-007", 1), ("K-010", 1)]


def test_with_three_places_the_third_rank_after_a_tie_receives_one(
    campaign: Campaign,
    setneg: Agency,
    kemendagri: Agency,
    kemlu: Agency,
    committee: User,
    second_committee: User,
) -> None:
    tied = {setneg: [5, 5], kemendagri: [5, 5], kemlu: [2, 2]}
    frozen = results.frozen_round(campaign, tied, by=committee, places=3)
    rounds.publish(round_id=frozen.public_id, by=second_committee, at=LATER)

    given = rounds.award(round_id=frozen.public_id, by=committee, at=LATER)

    assert [(one.agency.code, one.place) for one in given] == [("K-007", 1), ("K-010", 1), ("K-011", 3)]


def test_awards_are_refused_before_publication_and_a_second_time(
    frozen: AwardRound, committee: User, second_committee: User
) -> None:
    early = refusal(lambda: rounds.award(round_id=frozen.public_id, by=committee, at=LATER))
    rounds.publish(round_id=frozen.public_id, by=second_committee, at=LATER)
    rounds.award(round_id=frozen.public_id, by=committee, at=LATER)
    again = refusal(lambda: rounds.award(round_id=frozen.public_id, by=committee, at=LATER))

    assert early.code == again.code == "wrong_state"
    assert again.sentence == "Penghargaan putaran ini sudah diberikan."
    assert Certificate.objects.count() == Award.objects.count() == 1


def test_a_round_in_which_nobody_is_ranked_gives_no_award(
    campaign: Campaign, setneg: Agency, committee: User, second_committee: User
) -> None:
    frozen = results.frozen_round(campaign, {}, by=committee)
    rounds.publish(round_id=frozen.public_id, by=second_committee, at=LATER)

    assert refusal(lambda: rounds.award(round_id=frozen.public_id, by=committee, at=LATER)).code == (
        "nobody_ranked"
    )


def test_a_failing_certificate_takes_all_awards_back(
    published: AwardRound, committee: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("no certificate")

    monkeypatch.setattr(certificates, "issue", fail)

    with pytest.raises(RuntimeError):
        rounds.award(round_id=published.public_id, by=committee, at=LATER)

    published.refresh_from_db()
    assert published.state == RoundState.PUBLISHED
    assert not Award.objects.exists()


def test_a_new_version_opens_with_the_same_recipe_and_categories(
    published: AwardRound, committee: User
) -> None:
    new = rounds.supersede(
        round_id=published.public_id, reason="Dua unggahan  ternyata ganda.", by=committee, at=LATER
    )

    published.refresh_from_db()
    assert published.state == RoundState.SUPERSEDED
    assert (new.state, new.version, new.supersedes) == (RoundState.OPEN, 2, published)
    assert new.reason == "Dua unggahan ternyata ganda."
    assert new.recipe == published.recipe
    assert [one.code for one in new.categories.all()] == [one.code for one in published.categories.all()]
    assert AwardRound.objects.current(published.campaign) == new
    assert AuditEvent.objects.get(action="round.superseded").reason == new.reason


def test_the_chain_of_a_new_version_starts_from_the_head_before(
    published: AwardRound, committee: User, setneg: Agency
) -> None:
    rounds.supersede(round_id=published.public_id, reason="Dua unggahan ganda.", by=committee, at=LATER)
    run = results.tally(published.campaign, {setneg: [5, 5]}, cutoff=LATER)
    (ranking,) = rankings.compute(tally=run, by=audit.SYSTEM, at=LATER)

    stored = snapshots.chain(Ranking.objects.get(pk=ranking.pk))

    before = published.frozen_ranking
    assert before is not None
    assert stored.facts["previous"] == before.head
    assert stored.verify()


def test_certificates_of_a_superseded_round_are_revoked_with_the_reason(
    published: AwardRound, committee: User
) -> None:
    (given,) = rounds.award(round_id=published.public_id, by=committee, at=LATER)

    rounds.supersede(round_id=published.public_id, reason="Dua unggahan ganda.", by=committee, at=LATER)

    given.certificate.refresh_from_db()
    assert given.certificate.revoked_at == LATER
    assert given.certificate.revoked_reason == "Hasil putaran digantikan versi 2: Dua unggahan ganda."


@pytest.mark.parametrize("reason", ["", "  salah   ", "x" * 151])
def test_a_new_version_needs_a_reason_of_sensible_length(
    reason: str, published: AwardRound, committee: User
) -> None:
    refused = refusal(
        lambda: rounds.supersede(round_id=published.public_id, reason=reason, by=committee, at=LATER)
    )

    assert refused.code == "reason_length"
    assert AwardRound.objects.count() == 1


def test_a_round_that_is_not_published_cannot_be_superseded(frozen: AwardRound, committee: User) -> None:
    refused = refusal(
        lambda: rounds.supersede(
            round_id=frozen.public_id, reason="Dua unggahan ganda.", by=committee, at=LATER
        )
    )

    assert refused.code == "wrong_state"


@pytest.mark.django_db
def test_an_unknown_round_is_not_found(committee: User) -> None:
    other = builders.campaign()

    with pytest.raises(Campaign.DoesNotExist):
        rounds.freeze(round_id=AwardRound(campaign=other).public_id, by=committee, at=NOW)


@pytest.mark.parametrize("verb", [rounds.open_round, rounds.freeze, rounds.publish, rounds.award])
@pytest.mark.parametrize("role", ["administrator", "analyst", "verifier", "observer"])
def test_only_the_committee_decides_through_whichever_door(
    verb: Callable[..., object], role: str, frozen: AwardRound
) -> None:
    with pytest.raises(PermissionDenied):
        verb(round_id=frozen.public_id, by=builders.user(role=role), at=LATER)

    frozen.refresh_from_db()
    assert frozen.state == RoundState.FROZEN


def test_only_the_committee_drafts_and_replaces_a_round(
    campaign: Campaign, published: AwardRound, analyst: User
) -> None:
    with pytest.raises(PermissionDenied):
        rounds.supersede(round_id=published.public_id, reason="Dua unggahan ganda.", by=analyst, at=LATER)
    with pytest.raises(PermissionDenied):
        rounds.create(campaign=campaign, name="X", recipe=results.recipe(), by=analyst, at=LATER)


def test_a_partner_decides_nothing(frozen: AwardRound, partner: tuple[Partner, str]) -> None:
    with pytest.raises(PermissionDenied):
        rounds.open_round(round_id=frozen.public_id, by=partner[0], at=LATER)


def test_every_freeze_carries_the_head_of_the_one_before_of_whatever_campaign(
    frozen: AwardRound, setneg: Agency, committee: User
) -> None:
    first = frozen.frozen_ranking
    second = results.frozen_round(builders.campaign("ktt-42"), {setneg: [1, 1, 1]}, by=committee)
    third = results.frozen_round(builders.campaign("ktt-41"), {setneg: [1, 1, 1]}, by=committee)

    assert first is not None
    assert second.frozen_ranking is not None
    assert third.frozen_ranking is not None
    assert (first.previous, second.frozen_ranking.previous) == ("", first.head)
    assert third.frozen_ranking.previous == second.frozen_ranking.head
    assert snapshots.facts(third.frozen_ranking)["previous"] == second.frozen_ranking.head


def test_a_ranking_from_before_another_freeze_is_made_again_when_it_is_frozen(
    campaign: Campaign, setneg: Agency, committee: User
) -> None:
    late = results.open_round(builders.campaign("ktt-42"))
    rankings.compute(tally=results.tally(late.campaign, {setneg: [1, 1]}), by=audit.SYSTEM, at=NOW)
    between = results.frozen_round(campaign, {setneg: [5, 5]}, by=committee)

    sealed = rounds.freeze(round_id=late.public_id, by=committee, at=LATER).frozen_ranking

    assert sealed is not None
    assert between.frozen_ranking is not None
    assert sealed.previous == between.frozen_ranking.head
    assert snapshots.chain(sealed).verify()
    assert Ranking.objects.filter(round=late).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_freezes_at_the_same_moment_do_not_fork_the_chain(setneg: Agency, committee: User) -> None:
    opened = [results.open_round(builders.campaign(code)) for code in ("ktt-41", "ktt-42")]
    for one in opened:
        rankings.compute(tally=results.tally(one.campaign, {setneg: [1, 1]}), by=audit.SYSTEM, at=NOW)

    outcome = race(
        *(lambda one=one: rounds.freeze(round_id=one.public_id, by=committee, at=LATER) for one in opened)
    )

    assert outcome == ["done", "done"]
    heads = dict(Ranking.objects.values_list("previous", "head"))
    assert set(heads) == {"", heads[""]}


def test_a_certificate_that_was_revoked_by_itself_keeps_its_reason_in_a_new_version(
    published: AwardRound, committee: User
) -> None:
    (given,) = rounds.award(round_id=published.public_id, by=committee, at=LATER)
    certificates.revoke(code=given.certificate.code, reason="Salah nama.", by=committee, at=LATER)

    rounds.supersede(round_id=published.public_id, reason="Dua unggahan ganda.", by=committee, at=LATER)

    given.certificate.refresh_from_db()
    assert given.certificate.revoked_reason == "Salah nama."


def test_the_winner_of_a_category_of_contents_is_told_for_what(
    campaign: Campaign, setneg: Agency, committee: User, second_committee: User
) -> None:
    award_round = results.frozen_round(campaign, {setneg: [2, 2]}, by=committee)
    for basis, words in (("content", "atas konten terbaik"), ("improvement", "atas peningkatan terbaik")):
        assert words in rounds.CITATIONS[basis]
    rounds.publish(round_id=award_round.public_id, by=second_committee, at=LATER)

    (given,) = rounds.award(round_id=award_round.public_id, by=committee, at=LATER)

    assert given.certificate.facts["citation"] == (
        "atas peran aktif menyebarluaskan informasi KTT ke-43 ASEAN, Jakarta "
        "melalui media sosial resmi instansi"
    )


@pytest.mark.parametrize("what", ["population", "tone", "nomination"])
def test_what_the_tally_does_not_know_of_stops_a_freeze_until_it_is_ranked(
    what: str, campaign: Campaign, setneg: Agency, committee: User
) -> None:
    made = results.open_round(campaign, rule=EVERYTHING)
    content = results.content_category(made, jury_percent=0)
    run = results.tally(campaign, {setneg: [2]})
    rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)
    if what == "population":
        Agency.objects.filter(pk=setneg.pk).update(population=900)
    elif what == "tone":
        observed(setneg, campaign, "0.9", 100)
    else:
        post = builders.post(setneg, campaign, state=PostState.VERIFIED, decided_at=NOW - timedelta(hours=1))
        Nomination.objects.create(
            category=content, agency=setneg, post=post, nominated_by=committee, nominated_at=NOW
        )

    with pytest.raises(Refused) as refused:
        rounds.freeze(round_id=made.public_id, by=committee, at=NOW)

    assert refused.value.code == "ranking_outdated"
    ranking = Ranking.objects.newest(made)
    assert ranking is not None
    rankings.again(ranking=ranking, by=committee, at=NOW)
    assert not rankings.differs(Ranking.objects.get(round=made))
