from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies import audit
from agencies.models import AuditEvent, Partner, User
from agencies.platforms import Platform
from campaigns.actions import readings
from campaigns.actions.readings import IngestResult
from campaigns.models import Campaign, Grade, MetricReading, Post, PostCounters, ReadingSource, ReadingVoid
from campaigns.readings import ReadingRow
from campaigns.states import PostState
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW
from tests.campaigns import reference

HOUR = timedelta(hours=1)


@pytest.fixture
def source(db: None) -> ReadingSource:
    return builders.source("ekspor-uji", Grade.EXPORT)


@pytest.fixture
def post(campaign: Campaign, officer_sultra: User) -> Post:
    return builders.post(officer(officer_sultra), campaign, submitted_by=officer_sultra, state="verified")


def officer(person: User) -> Any:
    return person.active_memberships[0].agency


@pytest.fixture
def ingest(campaign: Campaign, source: ReadingSource) -> Callable[..., IngestResult]:
    def call(*rows: ReadingRow, **changes: Any) -> IngestResult:
        given: dict[str, Any] = {"by": audit.SYSTEM, "campaign": campaign, "source": source, "at": NOW}
        return readings.ingest(rows=rows, **(given | changes))

    return call


def row(post: Post | str, taken_at: datetime = NOW, reason: str = "", **metrics: int | None) -> ReadingRow:
    ref = post if isinstance(post, str) else post.code
    return ReadingRow(ref, taken_at, metrics or {"likes": 5}, reason)


def counts(result: IngestResult) -> tuple[int, int, list[tuple[int, str]]]:
    return result.stored, result.unchanged, [(r.index, r.code) for r in result.refused]


def likes(post: Post) -> int | None:
    return PostCounters.objects.get(post=post).likes


def test_a_reading_is_stored_and_counted_at_once(ingest: Any, post: Post, source: ReadingSource):
    result = ingest(row(post, likes=5, views=70))

    assert counts(result) == (1, 0, [])
    kept = MetricReading.objects.get()
    assert (kept.post, kept.source, kept.taken_at, kept.revision) == (post, source, NOW, 0)
    assert (kept.likes, kept.views, kept.reach, kept.batch) == (5, 70, None, result.batch)
    assert likes(post) == 5


def test_the_same_row_again_changes_nothing(ingest: Any, post: Post):
    ingest(row(post))

    assert counts(ingest(row(post))) == (0, 1, [])
    assert MetricReading.objects.count() == 1


def test_the_same_moment_in_another_zone_is_the_same_reading(ingest: Any, post: Post):
    ingest(row(post))
    elsewhere = datetime.fromisoformat("2023-08-29T12:00:00+09:00")

    assert counts(ingest(row(post, elsewhere))) == (0, 1, [])


def test_other_values_under_the_same_key_are_refused(ingest: Any, post: Post):
    ingest(row(post, likes=5))

    assert counts(ingest(row(post, likes=6))) == (0, 0, [(0, "reading_conflict")])
    assert likes(post) == 5


def test_a_blank_where_a_number_was_is_another_value(ingest: Any, post: Post):
    ingest(row(post, likes=5, views=7))

    assert counts(ingest(row(post, likes=5))) == (0, 0, [(0, "reading_conflict")])


def test_a_correction_is_the_next_revision_with_its_reason(ingest: Any, post: Post):
    ingest(row(post, likes=5, views=7))

    assert counts(ingest(row(post, likes=6, reason=" salah \n ketik "))) == (1, 0, [])

    first, second = MetricReading.objects.order_by("revision")
    assert (first.likes, second.likes, second.revision, second.reason) == (5, 6, 1, "salah ketik")
    found = PostCounters.objects.get()
    assert (found.likes, found.views) == (6, None)


def test_a_correction_sent_twice_is_one(ingest: Any, post: Post):
    ingest(row(post, likes=5))
    ingest(row(post, likes=6, reason="salah ketik"))

    assert counts(ingest(row(post, likes=6, reason="salah ketik"))) == (0, 1, [])


def test_an_old_file_sent_again_does_not_undo_a_correction(ingest: Any, post: Post):
    ingest(row(post, likes=5))
    ingest(row(post, likes=6, reason="salah ketik"))

    assert counts(ingest(row(post, likes=5))) == (0, 1, [])
    assert likes(post) == 6


def test_a_correction_may_return_to_the_first_value(ingest: Any, post: Post):
    ingest(row(post, likes=5))
    ingest(row(post, likes=6, reason="salah ketik"))

    assert counts(ingest(row(post, likes=5, reason="semula benar"))) == (1, 0, [])
    assert MetricReading.objects.count() == 3
    assert likes(post) == 5


def test_a_correction_of_what_is_not_there_is_a_first_reading(ingest: Any, post: Post):
    assert counts(ingest(row(post, likes=6, reason="salah ketik"))) == (1, 0, [])

    kept = MetricReading.objects.get()
    assert (kept.revision, kept.reason) == (0, "")


def test_another_source_may_say_otherwise(ingest: Any, post: Post):
    ingest(row(post, likes=5))

    assert counts(ingest(row(post, likes=6), source=builders.source("mitra", Grade.PARTNER))) == (1, 0, [])
    assert likes(post) == 6


def test_identical_rows_of_one_batch_are_one(ingest: Any, post: Post):
    assert counts(ingest(row(post), row(post))) == (1, 1, [])


def test_contradicting_rows_of_one_batch_keep_the_first_and_name_it(ingest: Any, post: Post):
    result = ingest(row(post, likes=5), row(post, likes=6))

    assert counts(result) == (1, 0, [(1, "row_contradicts")])
    assert "baris 1" in result.refused[0].sentence
    assert likes(post) == 5


def test_a_link_in_any_form_and_the_code_name_the_same_post(
    ingest: Any, campaign: Campaign, officer_sultra: User
):
    native = builders.link(Platform.X, NOW).rsplit("/", 1)[1]
    builders.post(officer(officer_sultra), campaign, submitted_by=officer_sultra, native_id=native)

    result = ingest(
        row(f"https://x.com/akun/status/{native}"),
        row(f" mobile.twitter.com/lain/status/{native}?s=20&t=abc "),
        row(f"x:{native}"),
        row(Post.objects.get().code.lower()),
    )

    assert counts(result) == (1, 3, [])


def test_rows_are_refused_each_on_its_own(ingest: Any, post: Post, campaign: Campaign, sultra: Any):
    elsewhere = builders.campaign("ktt-42")
    foreign = builders.post(sultra, elsewhere, submitted_by=post.submitted_by)
    withdrawn = builders.post(sultra, campaign, submitted_by=post.submitted_by, state=PostState.WITHDRAWN)

    result = ingest(
        row("TIDAKADA"),
        row(foreign),
        row(f"{foreign.platform}:{foreign.native_id}"),
        row(withdrawn),
        row(withdrawn.url),
        row("https://vt.tiktok.com/ZSabc123/"),
        row("https://instagram.com.evil.example/p/abcdef/"),
        row(post, likes=-1),
        row(post, NOW + HOUR),
        row(post),
    )

    assert result.stored == 1
    assert [(r.index, r.code.partition("_")[0]) for r in result.refused] == [
        (0, "post"),
        (1, "post"),
        (2, "post"),
        (3, "post"),
        (4, "post"),
        (5, "link"),
        (6, result.refused[6].code.partition("_")[0]),
        (7, "metric"),
        (8, "taken"),
    ]
    codes = [r.code for r in result.refused]
    assert codes[:6] == [
        "post_unknown",
        "post_other_campaign",
        "post_other_campaign",
        "post_unknown",
        "post_unknown",
        "link_opaque",
    ]
    assert all(r.sentence.endswith(".") for r in result.refused)


def test_an_empty_batch_is_no_work(ingest: Any):
    assert counts(ingest()) == (0, 0, [])


def test_a_partner_pushes_from_its_own_source_only(ingest: Any, post: Post, partner: tuple[Partner, str]):
    someone, _ = partner

    with pytest.raises(Refused, match="pihak lain") as refused:
        ingest(row(post), by=someone)

    assert refused.value.code == "source_foreign"
    assert counts(ingest(row(post), by=someone, source=someone.source)) == (1, 0, [])


def test_an_ingest_is_on_record(ingest: Any, post: Post, campaign: Campaign, analyst: User):
    result = ingest(row(post), row("TIDAKADA"), by=analyst)

    event = AuditEvent.objects.get(action="readings.ingest")
    assert (event.actor_id, event.target_id) == (str(analyst.public_id), "ekspor-uji")
    assert event.after == {
        "campaign": campaign.code,
        "batch": str(result.batch),
        "stored": 1,
        "unchanged": 0,
        "refused": 1,
    }


def test_a_fault_at_the_end_leaves_nothing(ingest: Any, post: Post, monkeypatch: pytest.MonkeyPatch):
    def break_down(**_: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(audit, "record", break_down)
    with pytest.raises(RuntimeError):
        ingest(row(post))

    assert not MetricReading.objects.exists()
    assert not PostCounters.objects.exists()


def test_the_number_of_queries_does_not_depend_on_the_rows(
    ingest: Any, campaign: Campaign, officer_sultra: User
):
    agency = officer(officer_sultra)
    posts = [
        builders.post(agency, campaign, submitted_by=officer_sultra, state="verified") for _ in range(20)
    ]

    def asked(rows: Sequence[ReadingRow]) -> int:
        with CaptureQueriesContext(connection) as caught:
            ingest(*rows)
        return len([query for query in caught if "SAVEPOINT" not in query["sql"]])

    one = asked([row(posts[0], NOW - HOUR), row(posts[1].url, NOW - HOUR)])
    many = asked([row(p, NOW - 2 * HOUR) for p in posts[:10]] + [row(p.url, NOW) for p in posts[10:]])
    followed = asked([row(p, NOW) for p in posts[:5]] + [row(p.url, NOW - HOUR) for p in posts[5:10]])

    assert one == many == 11
    assert followed == 9


# --- Voids --------------------------------------------------------------------------------------------------


def void(post: Post, source: ReadingSource, **changes: Any) -> int:
    given: dict[str, Any] = {
        "by": audit.SYSTEM,
        "taken_at": NOW,
        "reason": "unggahan tertukar",
        "at": NOW + HOUR,
    }
    return readings.void(post_code=post.code, source=source, **(given | changes))


def test_a_void_takes_the_whole_measurement_out_of_the_count(ingest: Any, post: Post, source: ReadingSource):
    ingest(row(post, NOW - HOUR, likes=4), row(post, likes=5))
    ingest(row(post, likes=6, reason="salah ketik"))

    assert void(post, source) == 2

    assert likes(post) == 4
    assert MetricReading.objects.count() == 3
    assert {v.reason for v in ReadingVoid.objects.all()} == {"unggahan tertukar"}
    assert AuditEvent.objects.get(action="readings.void").reason == "unggahan tertukar"


def test_a_void_of_one_revision_brings_the_one_before_back(ingest: Any, post: Post, source: ReadingSource):
    ingest(row(post, likes=5))
    ingest(row(post, likes=6, reason="salah ketik"))

    assert void(post, source, revision=1) == 1
    assert likes(post) == 5


def test_a_void_reading_sent_again_is_refused_until_it_is_a_correction(
    ingest: Any, post: Post, source: ReadingSource
):
    ingest(row(post, likes=5))
    void(post, source)

    assert counts(ingest(row(post, likes=5))) == (0, 0, [(0, "reading_void")])
    assert counts(ingest(row(post, likes=5, reason="ternyata benar"))) == (1, 0, [])
    assert likes(post) == 5


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "  "}, "reason_missing"),
        ({"taken_at": NOW - HOUR}, "reading_unknown"),
        ({"revision": 1}, "reading_unknown"),
        ({"post_code": "TIDAKADA"}, "reading_unknown"),
    ],
)
def test_a_void_without_ground_is_refused(
    ingest: Any, post: Post, source: ReadingSource, changes: dict[str, Any], code: str
):
    ingest(row(post))
    given: dict[str, Any] = {
        "by": audit.SYSTEM,
        "post_code": post.code,
        "source": source,
        "taken_at": NOW,
        "reason": "unggahan tertukar",
        "at": NOW,
    }

    with pytest.raises(Refused) as refused:
        readings.void(**(given | changes))

    assert refused.value.code == code
    assert likes(post) == 5


def test_a_second_void_is_refused(ingest: Any, post: Post, source: ReadingSource):
    ingest(row(post))
    void(post, source)

    with pytest.raises(Refused) as refused:
        void(post, source)

    assert refused.value.code == "reading_void"


# --- Any order, any batches ---------------------------------------------------------------------------------

_rows = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 3),
        st.fixed_dictionaries(
            {"likes": st.none() | st.integers(0, 3), "shares": st.integers(0, 3), "views": st.integers(0, 3)}
        ),
    ),
    max_size=14,
    unique_by=lambda r: r[:2],
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_rows, order=st.permutations(range(14)), size=st.integers(1, 5), repeats=st.integers(0, 3))
def test_no_order_repetition_or_batching_makes_a_difference(
    ingest: Any,
    campaign: Campaign,
    officer_sultra: User,
    rows: list[Any],
    order: list[int],
    size: int,
    repeats: int,
):
    with transaction.atomic():
        agency = officer(officer_sultra)
        posts = [
            builders.post(agency, campaign, submitted_by=officer_sultra, state="verified") for _ in range(3)
        ]
        made = [row(posts[n], NOW - HOUR * hours, **metrics) for n, hours, metrics in rows]
        arriving = [made[n] for n in order if n < len(made)] + made[:repeats]

        results = [ingest(*arriving[n : n + size]) for n in range(0, len(arriving), size)]

        assert sum(r.stored for r in results) == len(made)
        assert sum(r.unchanged for r in results) == len(made[:repeats])
        touched = [post for n, post in enumerate(posts) if any(r[0] == n for r in rows)]
        assert reference.stored_counters() == {p.pk: reference.counters_of(p) for p in touched}
        transaction.set_rollback(True)


# --- Many at once -------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_writers_of_the_same_posts_never_deadlock_and_one_of_them_wins(
    campaign: Campaign, source: ReadingSource, officer_sultra: User
):
    """Four writers send other values for the same keys, each in another order, all at once."""
    agency = officer(officer_sultra)
    posts = [
        builders.post(agency, campaign, submitted_by=officer_sultra, state="verified") for _ in range(30)
    ]
    together = threading.Barrier(4)
    results: list[IngestResult] = []

    def write(n: int) -> None:
        rows = [row(each, likes=n) for each in posts]
        random.Random(n).shuffle(rows)
        try:
            together.wait(10)
            results.append(
                readings.ingest(by=audit.SYSTEM, campaign=campaign, source=source, rows=rows, at=NOW)
            )
        finally:
            connections["default"].close()

    writers = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert sorted(result.stored for result in results) == [0, 0, 0, 30]
    assert {refusal.code for result in results for refusal in result.refused} == {"reading_conflict"}
    assert PostCounters.objects.values("likes").distinct().count() == 1


def test_the_system_of_an_agency_measures_that_agencys_posts_alone(
    ingest: Any, post: Post, partner: tuple[Partner, str], django_assert_num_queries: Any
):
    system = partner[0]
    system.agency = post.agency
    pushed = {"by": system, "source": ReadingSource.objects.get(partner=system)}
    others = [builders.post(builders.agency(), post.campaign, state="verified") for _ in range(3)]

    result = ingest(row(others[0], likes=9), row(post), row(others[1]), **pushed)

    assert counts(result) == (1, 0, [(0, "post_not_yours"), (2, "post_not_yours")])
    assert "dilaporkan instansi lain" in result.refused[0].sentence
    assert list(MetricReading.objects.values_list("post", flat=True)) == [post.pk]
    with CaptureQueriesContext(connection) as few:
        ingest(row(others[0]), **pushed)
    with django_assert_num_queries(len(few)):
        ingest(*map(row, others), **pushed)
