"""Lists of tone on record: new, the same, corrected, refused; and what the ranking makes of them."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import audit
from agencies.directory_plan import Verdict
from agencies.models import Agency, AuditEvent, User
from awards import leaderboard, tones
from awards.actions import rankings, rounds
from awards.actions import tones as actions
from awards.models import Ranking
from awards.tone_rows import COLUMNS
from awards.tones import Held, Listed, Outcome
from campaigns.models import Campaign, ComponentInput
from summitcomms.lib.lists import Row
from summitcomms.lib.refusals import Refused
from tests.awards import results
from tests.awards.test_contest import EVERYTHING
from tests.builders import NOW
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(campaign: Campaign) -> Listed:
    return Listed("Pemantauan percakapan", NOW - timedelta(hours=1), campaign.timezone)


def row(agency: str, percent: str = "90 %", n: str = "100", line: int = 2, **cells: str) -> Row:
    return Row(line, dict.fromkeys(COLUMNS, "") | {"agency": agency, "percent": percent, "n": n} | cells)


def record(by: User, campaign: Campaign, listed: Listed, *rows: Row, at: datetime = NOW) -> list[Outcome]:
    shown = tones.as_shown(tones.plan(campaign, rows, listed, at=at))
    return actions.record(by=by, campaign=campaign, rows=rows, listed=listed, shown=shown, at=at)


def verdicts(outcomes: list[Outcome]) -> list[Verdict]:
    return [one.verdict for one in outcomes]


def test_a_list_goes_on_record_with_source_time_and_a_row_of_the_trail(
    campaign: Campaign, setneg: Agency, kemlu: Agency, analyst: User, listed: Listed
) -> None:
    outcomes = record(
        analyst,
        campaign,
        listed,
        row("K-007"),
        row("Kementerian Luar Negeri", "", positive="3", n="4", line=3),
    )

    assert verdicts(outcomes) == [Verdict.NEW, Verdict.NEW]
    stored = {one.agency.code: one for one in tones.newest(campaign, NOW)}
    assert (stored["K-007"].value, stored["K-007"].n) == (Decimal("0.9"), 100)
    assert (stored["K-011"].value, stored["K-011"].source) == (Decimal("0.75"), "Pemantauan percakapan")
    assert stored["K-011"].as_of == listed.as_of
    event = AuditEvent.objects.get(action="tone.recorded", target_id="K-007")
    assert event.after["positive"] == "0.900000"
    assert event.after["campaign"] == campaign.code


def test_the_same_list_once_more_changes_nothing(
    campaign: Campaign, setneg: Agency, analyst: User, listed: Listed
) -> None:
    record(analyst, campaign, listed, row("K-007"))

    assert verdicts(record(analyst, campaign, listed, row("K-007"))) == [Verdict.SAME]
    assert AuditEvent.objects.filter(action__startswith="tone.").count() == 1


def test_another_number_for_the_same_moment_needs_a_reason(
    campaign: Campaign, setneg: Agency, analyst: User, listed: Listed
) -> None:
    record(analyst, campaign, listed, row("K-007"))

    (refused,) = record(analyst, campaign, listed, row("K-007", "80 %"))
    assert refused.verdict is Verdict.REFUSED
    assert "sudah tercatat 90,00 % dari 100 pengamatan" in refused.sentence

    (corrected,) = record(analyst, campaign, listed, row("K-007", "80 %", reason="salah salin"))
    assert corrected.verdict is Verdict.CHANGED
    assert ComponentInput.objects.get().value == Decimal("0.8")
    event = AuditEvent.objects.get(action="tone.corrected")
    assert (event.before["positive"], event.after["positive"], event.reason) == (
        "0.900000",
        "0.800000",
        "salah salin",
    )


def test_a_reason_overwrites_what_was_shown_and_nothing_that_came_later(
    campaign: Campaign, setneg: Agency, analyst: User, listed: Listed
) -> None:
    late = row("K-007", "80 %", reason="salah salin")

    def shown() -> dict[int, Held | None]:
        return tones.as_shown(tones.plan(campaign, [late], listed, at=NOW))

    def confirm(seen: dict[int, Held | None]) -> Outcome:
        (outcome,) = actions.record(
            by=analyst, campaign=campaign, rows=[late], listed=listed, shown=seen, at=NOW
        )
        return outcome

    nothing = shown()
    record(analyst, campaign, listed, row("K-007"))
    assert "berubah setelah diperiksa" in confirm(nothing).sentence
    ninety = shown()
    assert confirm(ninety).verdict is Verdict.CHANGED
    assert confirm(ninety).verdict is Verdict.SAME  # pressed twice

    record(analyst, campaign, listed, row("K-007", "85 %", reason="dihitung ulang"))

    assert confirm(ninety).verdict is Verdict.REFUSED
    assert ComponentInput.objects.get().value == Decimal("0.85")


@pytest.mark.django_db(transaction=True)
def test_of_two_lists_at_once_the_second_is_told(
    campaign: Campaign, setneg: Agency, analyst: User, listed: Listed
) -> None:
    def confirm(percent: str) -> list[Outcome]:
        reasoned = row("K-007", percent, reason="salah salin")
        return actions.record(
            by=analyst, campaign=campaign, rows=[reasoned], listed=listed, shown={2: None}, at=NOW
        )

    answers = at_once([lambda: confirm("90 %"), lambda: confirm("50 %")])

    assert sorted(one.verdict for (one,) in answers) == [Verdict.NEW, Verdict.REFUSED]
    assert AuditEvent.objects.filter(action__startswith="tone.").count() == 1


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"agency": "K-999"}, "Instansi “K-999” tidak dikenal"),
        ({"percent": "0,5"}, "dapat berarti persen atau bagian dari satu"),
        ({"as_of": "2099-01-01"}, "masa depan"),
        ({"as_of": "2022-01-01"}, "sebelum kampanye mulai"),
        ({"as_of": "0001-01-01"}, "tidak terbaca"),
        ({"as_of": "9999-12-31"}, "tidak terbaca"),
        ({"as_of": "0001-01-01 00:00"}, "sebelum kampanye mulai"),
        ({"as_of": "9999-12-31 23:59 -12:00"}, "masa depan"),
    ],
)
def test_a_row_is_refused_with_what_to_mend_and_the_others_are_kept(
    cells: dict[str, str],
    sentence: str,
    campaign: Campaign,
    setneg: Agency,
    kemlu: Agency,
    analyst: User,
    listed: Listed,
) -> None:
    wrong = Row(2, dict(row("K-007").cells) | cells)

    refused, kept = record(analyst, campaign, listed, wrong, row("K-011", line=3))

    assert sentence in refused.sentence
    assert kept.verdict is Verdict.NEW
    assert [one.agency.code for one in tones.newest(campaign, NOW)] == ["K-011"]


def test_one_agency_stands_once_for_a_moment_in_a_list(
    campaign: Campaign, setneg: Agency, analyst: User, listed: Listed
) -> None:
    outcomes = record(analyst, campaign, listed, row("K-007"), row("K-007", "80 %", line=3))

    assert verdicts(outcomes) == [Verdict.NEW, Verdict.REFUSED]
    assert "baris 2" in outcomes[1].sentence


def test_only_the_analysts_of_the_centre_record_tone(
    campaign: Campaign, setneg: Agency, committee: User, officer_sultra: User, listed: Listed
) -> None:
    for person in (committee, officer_sultra):
        with pytest.raises(PermissionDenied):
            record(person, campaign, listed, row("K-007"))


def test_an_analyst_who_also_serves_an_agency_records_none(
    campaign: Campaign, setneg: Agency, sultra: Agency, analyst: User, listed: Listed
) -> None:
    analyst.memberships.create(role="officer", agency=sultra)
    analyst = User.objects.get(pk=analyst.pk)

    with pytest.raises(Refused, match=f"Anda juga bertugas di {sultra.short_name}"):
        record(analyst, campaign, listed, row("K-007"))

    assert not ComponentInput.objects.exists()


def test_the_open_ranking_weighs_it_at_once_and_says_where_it_comes_from(
    campaign: Campaign, setneg: Agency, kemlu: Agency, analyst: User, listed: Listed
) -> None:
    made = results.open_round(campaign, rule=EVERYTHING)
    rankings.compute(tally=results.tally(campaign, {setneg: [2], kemlu: [2]}), by=audit.SYSTEM, at=NOW)

    record(analyst, campaign, listed, row("K-007", "", positive="900", n="1.000"))

    ranking = Ranking.objects.newest(made)
    assert ranking is not None
    category = made.categories.get(code="kementerian")
    own, other = leaderboard.own_places(ranking, category, {setneg.pk, kemlu.pk})
    assert own.standing.agency == setneg
    assert own.standing.total == Decimal("26.40")  # 0.879848 × 30
    assert own.explanation[-1].startswith("Tone menurut Pemantauan percakapan, per ")
    assert not any("Tone menurut" in sentence for sentence in other.explanation)


def test_a_sealed_result_stays_as_it_is(
    campaign: Campaign, setneg: Agency, analyst: User, committee: User, listed: Listed
) -> None:
    made = results.open_round(campaign, rule=EVERYTHING)
    rankings.compute(tally=results.tally(campaign, {setneg: [2]}), by=audit.SYSTEM, at=NOW)
    sealed = rounds.freeze(round_id=made.public_id, by=committee, at=NOW).frozen_ranking
    assert sealed is not None

    record(analyst, campaign, listed, row("K-007"))

    assert Ranking.objects.get(round=made).head == sealed.head


def test_a_sealed_score_names_no_source_of_other_numbers(
    campaign: Campaign, setneg: Agency, kemlu: Agency, analyst: User, committee: User, listed: Listed
) -> None:
    record(analyst, campaign, listed, row("K-007"), row("K-011", line=3))
    made = results.open_round(campaign, rule=EVERYTHING)
    rankings.compute(tally=results.tally(campaign, {setneg: [2], kemlu: [2]}), by=audit.SYSTEM, at=NOW)
    sealed = rounds.freeze(round_id=made.public_id, by=committee, at=NOW).frozen_ranking
    assert sealed is not None

    elsewhere = Listed("Lembaga lain", listed.as_of, listed.zone)
    record(analyst, campaign, elsewhere, row("K-007", "80 %", reason="salah salin"))

    standings = list(sealed.standings.all())
    assert set(tones.origins(sealed, standings)) == {kemlu.pk}
    (source,) = tones.sources(tones.weighed(sealed, standings))
    assert (source["source"], source["agencies"], source["observations"]) == (listed.source, 1, 100)


def test_the_number_of_queries_is_that_of_one_row(
    campaign: Campaign, analyst: User, setneg: Agency, kemlu: Agency, kemendagri: Agency, listed: Listed
) -> None:
    def queries(*rows: Row) -> int:
        with CaptureQueriesContext(connection) as captured:
            tones.plan(campaign, rows, listed, at=NOW)
        return len(captured)

    assert queries(row("K-007")) == queries(row("K-007"), row("K-010", line=3), row("K-011", line=4)) == 3
