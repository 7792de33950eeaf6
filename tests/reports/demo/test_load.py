"""The demo in the database: one load for all tests that only read."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from agencies import accounts, audit
from agencies.models import AuditEvent, Certificate, Membership, SocialAccount, User
from awards.models import Award, AwardRound, Standing
from awards.recipes import DEFAULT
from awards.states import RoundState
from campaigns import partitions
from campaigns.models import Campaign, Grade, MetricReading, Post, TallyRun
from campaigns.screening import Verdict
from campaigns.screening import load as load_screening
from campaigns.states import PostState
from reports import figures
from reports.demo import kits, story
from reports.demo.load import Loaded, load
from summitcomms.lib.refusals import Refused
from tests.reports.demo.offices import AT
from tests.reports.reading import sums

pytestmark = pytest.mark.django_db  # a savepoint for each test, and a test database at all


@pytest.fixture(scope="module")
def queries() -> list[str]:
    """The statements of the load, filled by `demo`."""
    return []


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker, queries: list[str]) -> Iterator[Loaded]:
    """The demo as of `AT`; rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        with CaptureQueriesContext(connection) as captured:
            loaded = load(at=AT, by=audit.SYSTEM)
        queries.extend(query["sql"] for query in captured)
        yield loaded
        transaction.set_rollback(True)


def campaign(code: str) -> Campaign:
    return Campaign.objects.get(code=code)


def newest(code: str) -> TallyRun:
    run = TallyRun.objects.newest(campaign(code))
    assert run
    return run


def standing(code: str, agency: str) -> Standing:
    return Standing.objects.get(ranking__tally=newest(code), agency__code=agency)


def test_labuan_bajo_adds_up_to_its_figures() -> None:
    assert sums(newest("ktt-42")) == (805, 23_000, 24_000)


def test_a_recount_from_the_readings_gives_the_same_sums() -> None:
    run = newest("ktt-42")
    readings = MetricReading.objects.filter(post__campaign=run.campaign, source__grade=Grade.PARTNER)
    newest_first = readings.order_by("post_id", "-taken_at").distinct("post_id")
    seen = list(newest_first.values_list("likes", "comments", "shares", "saves"))

    assert len(seen) == 805
    assert sum(likes or 0 for likes, *_ in seen) == 23_000
    assert sum(value or 0 for row in seen for value in row) == 24_000


def test_the_real_winners_are_first_with_every_component() -> None:
    for code in story.WINNERS:
        first = standing("ktt-42", code)
        rivals = Standing.objects.filter(ranking=first.ranking, category=first.category, rank__gt=1)

        assert first.rank == 1
        assert rivals.count() >= 15
        for part, component in zip(first.components, DEFAULT.components, strict=True):
            assert part["code"] == component.code
            best = max(int(other.components[DEFAULT.components.index(component)]["raw"]) for other in rivals)
            assert int(part["raw"]) > best or part["raw"] == part["reference"] == str(best)


def test_labuan_bajo_was_frozen_by_one_published_by_another_and_awarded() -> None:
    held = AwardRound.objects.get(campaign__code="ktt-42")

    assert held.state == RoundState.AWARDED
    assert held.frozen_by != held.published_by
    assert [award.agency.code for award in Award.objects.filter(round=held)] == list(story.WINNERS)
    assert all(given.is_demo for given in Certificate.objects.all())
    assert Certificate.objects.count() == 3


def test_the_running_round_is_open_and_its_ranking_provisional() -> None:
    held = AwardRound.objects.get(campaign__code="ktt-43")
    ranked = Standing.objects.filter(ranking__round=held, rank__isnull=False)

    assert held.state == RoundState.OPEN
    assert ranked.filter(ranking__sealed_at=None).count() > 30
    assert Standing.objects.filter(ranking__round=held, rank=None).exclude(reason="").exists()


def test_the_figures_stand_beside_their_baseline() -> None:
    shown = {figure.code: figure for figure in figures.of(campaign("ktt-43"), AT)}

    assert {code: figure.baseline and figure.baseline.value for code, figure in shown.items()} == {
        "contents": 805,
        "hashtag_uses": 58_000,
        "interactions": 24_000,
        "likes": 23_000,
        "positive_tone": Decimal("0.9"),
        "active_agencies": 112,
    }
    tone = shown["positive_tone"]
    assert tone.baseline is not None
    assert tone.now is not None
    assert tone.baseline.source == story.BASELINE_SOURCE
    assert tone.now.source == "Mitra pemantau (peragaan)"
    assert all(figure.now for figure in shown.values())


def test_every_state_is_there_and_the_last_hour_passed_through_the_actions() -> None:
    states = set(Post.objects.filter(campaign__code="ktt-43").values_list("state", flat=True))
    acted = AuditEvent.objects.filter(target_type="campaigns.post").values_list("action", flat=True)

    assert states == set(PostState)
    assert sorted(acted) == sorted(
        ["post.submitted"] * 6
        + ["post.verified"] * 2
        + ["post.returned", "post.edited", "post.appealed", "post.disputed"]
    )


def test_all_verified_posts_are_without_a_warning() -> None:
    verified = Post.objects.verified().values_list("screening", "published_at", "id_time", "platform")

    for screening, published_at, id_time, platform in verified:
        verdicts = {finding.verdict for finding in load_screening(screening).findings}
        assert verdicts <= {Verdict.PASS, Verdict.UNKNOWN}
        assert (id_time == published_at) or platform in ("facebook", "youtube", "website")


def test_posts_stand_with_the_registered_account_that_their_link_names() -> None:
    named = Post.objects.verified().exclude(handle="").select_related("account")

    assert all(post.account and post.account.handle == post.handle for post in named)
    assert SocialAccount.objects.exclude(platform="website").filter(handle__endswith="_demo").count() > 300


def test_accounts_wait_for_the_centre_two_of_which_look_alike() -> None:
    waiting = SocialAccount.objects.proposed()
    sultra, kendari = (waiting.get(agency__code=code) for code in ("D-74", "D-74.71"))

    assert waiting.count() == 4
    assert not waiting.filter(proofs__isnull=False).exists()
    assert {warned.account for warned in accounts.warnings(kendari)} == {sultra}
    assert {sultra.pk, kendari.pk} <= set(accounts.similar_ids())


def test_one_account_is_stale_and_one_office_counts_its_followers() -> None:
    counted = SocialAccount.objects.get(platform="instagram", agency__code="D-74", state="verified")

    assert SocialAccount.objects.stale(AT).get().agency.code == "D-74"
    assert [reading.followers for reading in counted.follower_readings.all()] == [
        52_300,
        47_900,
        43_650,
        41_200,
    ]


def test_counters_hold_what_a_full_refresh_would_write() -> None:
    counted = Post.objects.filter(counters__is_counted=True).count()

    assert counted == Post.objects.verified().count()
    assert Post.objects.filter(counters=None).count() == 0


def test_self_declared_numbers_are_stored_but_count_nowhere() -> None:
    boasts = MetricReading.objects.filter(source__grade=Grade.DECLARED, likes__gt=20)

    assert boasts.exists()
    assert not boasts.filter(post__counters__likes__gte=F("likes")).exists()


def test_the_campaigns_are_marked_and_hold_the_dates_of_the_story() -> None:
    for code, day in (("ktt-42", date(2023, 5, 9)), ("ktt-43", date(2023, 9, 5))):
        found = campaign(code)
        assert (found.is_demo, found.shifted_days, found.summit_on) == (True, 0, day)
    assert campaign("ktt-43").predecessor == campaign("ktt-42")
    assert campaign("ktt-42").state == Campaign.State.CLOSED
    assert campaign("ktt-43").contains(AT)


def test_the_agenda_pillars_and_focus_areas_are_there() -> None:
    running = campaign("ktt-43")

    assert running.meetings.count() == 12
    assert running.pillars.count() == 3
    assert running.focus_areas.count() == 3


def test_material_is_out_waits_and_was_taken_back_and_offices_pass_it_on() -> None:
    running = campaign("ktt-43").materials
    standings = Counter(material.standing(AT) for material in running.all())

    assert standings == {"terbit": len(kits.JAKARTA), "terjadwal": 1, "rancangan": 1, "ditarik": 1}
    used = Post.objects.filter(material__isnull=False)
    for code, least in (("ktt-42", 100), ("ktt-43", 50)):
        assert used.filter(campaign__code=code).count() > least
    assert not used.exclude(material__campaign=F("campaign")).exists()
    assert not used.filter(submitted_at__lt=F("material__published_at")).exists()
    assert not used.filter(material__pillar__isnull=False).exclude(material__pillar=F("pillar")).exists()


def test_every_person_has_a_role_and_a_proven_address() -> None:
    assert Membership.objects.values("user").distinct().count() == User.objects.count()
    assert not User.objects.filter(emailaddress__verified=False).exists()


def test_readings_lie_in_the_partition_of_their_week() -> None:
    assert partitions.strays() == 0


def test_the_load_is_recorded_and_asks_the_database_a_fixed_number_of_times(
    demo: Loaded, queries: list[str]
) -> None:
    event = AuditEvent.objects.get(action="demo.load")

    assert event.after["posts"] == demo.posts == Post.objects.count()
    # People at work ask for themselves; without them, the number does not grow with the posts.
    assert len(queries) < 680


def test_a_portal_with_a_campaign_is_left_alone() -> None:
    with pytest.raises(Refused, match="sudah memiliki kampanye") as refused:
        load(at=AT, by=audit.SYSTEM)

    assert refused.value.code == "campaign_exists"


def test_certificates_name_the_agency_and_the_place() -> None:
    given = Certificate.objects.get(recipient="Dinas Kominfo Provinsi Sulawesi Tenggara")

    assert given.facts["place"] == "Peringkat 1 · Kategori Pemerintah Provinsi"
    assert given.issued_at == datetime(2023, 8, 28, 9, tzinfo=UTC)
    assert given.issued_at < AT - timedelta(hours=12)
