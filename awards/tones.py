"""The tone observed about agencies: what a list would do to the record, and what stands there for a score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies.directory_plan import Verdict
from agencies.models import Agency
from agencies.naming import AgencyNames
from awards import tone_rows
from awards.models import Ranking, Standing
from awards.recipes import Component
from awards.scoring import Tone
from awards.tone_rows import Observed
from campaigns.models import Campaign, ComponentInput
from summitcomms.lib import clock, numbers
from summitcomms.lib.lists import Row
from summitcomms.lib.refusals import Refused


@dataclass(frozen=True, slots=True)
class Listed:
    """What stands in for cells that a list leaves blank, and the zone of its times."""

    source: str
    as_of: datetime | None
    zone: str


Held = tuple[str, int, str]
"""What stands on record for one agency and moment: the share of positive tone, observations, source."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is known of an agency from one row; `known` is what stands on record for the same moment."""

    agency: Agency
    observed: Observed
    known: ComponentInput | None
    reason: str

    @property
    def held(self) -> Held | None:
        return (str(self.known.value), self.known.n, self.known.source) if self.known else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row with what becomes of it: why it is refused, or else the step it stands for."""

    line: int
    name: str
    verdict: Verdict
    sentence: str = ""
    step: Step | None = None


def plan(
    campaign: Campaign,
    rows: Sequence[Row],
    listed: Listed,
    *,
    at: datetime,
    shown: Mapping[int, Held | None] | None = None,
) -> list[Outcome]:
    """What would become of every row, in their order; three queries. Nothing is stored.

    Given what `as_shown` once told of these rows, one is refused where the record says something else by now.
    """
    names = AgencyNames()
    stored = ComponentInput.objects.filter(campaign=campaign, component=Component.TONE)
    known = {(one.agency_id, one.as_of): one for one in stored}
    seen: dict[tuple[int, datetime], int] = {}
    outcomes = []
    for row in rows:
        name = row.cells["agency"]
        try:
            agency = names.find(name)
            if agency is None:
                raise Refused(
                    "agency",
                    _("Instansi “%(agency)s” tidak dikenal. Tuliskan kodenya, misalnya D-74 atau K-059.")
                    % {"agency": name[:80]},
                )
            observed = tone_rows.understood(row, source=listed.source, as_of=listed.as_of, zone=listed.zone)
            _check_moment(campaign, observed.as_of, at)
            key = (agency.pk, observed.as_of)
            if key in seen:
                raise Refused(
                    "twice",
                    _("Instansi dan waktu ini sudah ada di baris %(line)s.") % {"line": seen[key]},
                )
            seen[key] = row.line
            step = Step(agency, observed, known.get(key), tone_rows.reason(row))
            verdict = _judged(step)
            if shown is not None and verdict is not Verdict.SAME:
                _check_unchanged(step, shown.get(row.line))
            outcomes.append(Outcome(row.line, agency.short_name, verdict, "", step))
        except Refused as refusal:
            outcomes.append(Outcome(row.line, name, Verdict.REFUSED, refusal.sentence))
    return outcomes


def as_shown(outcomes: Iterable[Outcome]) -> dict[int, Held | None]:
    """What stood on record for each row that was taken, by its line: its reader decides from that."""
    return {one.line: one.step.held for one in outcomes if one.step}


def newest(campaign: Campaign, until: datetime) -> QuerySet[ComponentInput]:
    """What holds for each agency at `until`, in the order of their codes."""
    held = (
        ComponentInput.objects.filter(campaign=campaign, component=Component.TONE, as_of__lte=until)
        .order_by("agency_id", "-as_of")
        .distinct("agency_id")
    )
    return (
        ComponentInput.objects.filter(pk__in=held.values("pk"))
        .select_related("agency")
        .order_by("agency__code")
    )


def weighed(ranking: Ranking, standings: Iterable[Standing]) -> list[ComponentInput]:
    """What stands on record of the tone in these scores; one query where any has it.

    The record goes on after a result is sealed: an observation that says another number than the one the
    score was computed from is left out.
    """
    counted = {
        one.agency_id: (int(part["observed"]), int(part["n"]))
        for one in standings
        for part in one.components
        if part["code"] == Component.TONE and int(part["n"])
    }
    if not counted:
        return []
    held = newest(ranking.round.campaign, ranking.tally.cutoff).filter(agency__in=counted)
    return [one for one in held if (Tone(one.value, one.n).observed, one.n) == counted[one.agency_id]]


def sources(held: Iterable[ComponentInput]) -> list[dict[str, Any]]:
    """Where tone comes from: source, agencies, observations, newest moment."""
    by_source: dict[str, list[ComponentInput]] = defaultdict(list)
    for one in held:
        by_source[one.source].append(one)
    return [
        {
            "source": source,
            "agencies": len(few),
            "observations": sum(one.n for one in few),
            "as_of": max(one.as_of for one in few),
        }
        for source, few in sorted(by_source.items())
    ]


def origins(ranking: Ranking, standings: Iterable[Standing]) -> Mapping[int, str]:
    """Where the tone in these scores comes from, as one sentence by agency; queries as `weighed`."""
    return {
        one.agency_id: _("Tone menurut %(source)s, per %(time)s.")
        % {"source": one.source, "time": clock.show(one.as_of, ranking.round.campaign.timezone)}
        for one in weighed(ranking, standings)
    }


def _check_moment(campaign: Campaign, as_of: datetime, at: datetime) -> None:
    if as_of > at:
        raise Refused("as_of", _("Waktunya ada di masa depan. Periksa tanggalnya."))
    first_day = campaign.day_of(campaign.starts_at)
    if as_of < clock.day_edges(first_day, campaign.timezone)[0]:
        raise Refused(
            "as_of",
            _("Waktunya sebelum kampanye mulai pada %(start)s. Periksa tanggalnya.")
            % {"start": clock.show_date(campaign.starts_at, campaign.timezone)},
        )


def _check_unchanged(step: Step, shown: Held | None) -> None:
    if step.held != shown:
        raise Refused(
            "changed",
            _("Catatan untuk waktu ini berubah setelah diperiksa. Kirim daftarnya sekali lagi."),
        )


def _judged(step: Step) -> Verdict:
    """New, the same once more, or a correction, which needs a reason."""
    known, observed = step.known, step.observed
    if known is None:
        return Verdict.NEW
    if (known.value, known.n, known.source) == (observed.share, observed.n, observed.source):
        return Verdict.SAME
    if not step.reason:
        raise Refused(
            "known",
            _(
                "Untuk waktu ini sudah tercatat %(share)s dari %(n)s pengamatan (%(source)s). Untuk "
                "mengoreksinya isi kolom “alasan”, atau tulis waktu yang lebih baru."
            )
            % {
                "share": numbers.percent(known.value, 2),
                "n": numbers.thousands(known.n),
                "source": known.source,
            },
        )
    return Verdict.CHANGED
