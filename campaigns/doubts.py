"""The rules that raise a doubt about a post or its numbers, and what each says to people.

Pure. A doubt is kept as the code of its rule and the facts that the rule saw; the sentence is made where it
is read, in the language and the zone of the reader. The rules in words stand in docs/counting.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.flags import Flag
from campaigns.readings import INTERACTIONS, LABELS, METRICS, in_utc
from campaigns.screening import Finding, Rule, Screening, Verdict
from summitcomms.lib import clock, numbers

DROP_PERCENT = 20
"""A count since publication falls a little when likes are taken back or a platform removes accounts."""
DROP_BY = 50
"""Of a few likes a few gone is a large share and nothing odd."""

JUMP_TIMES = 10
JUMP_BY = 5_000
JUMP_WITHIN = timedelta(hours=6)
"""Tenfold in a day is what a good first day looks like; within a quarter of it, it asks for a look."""
JUMP_FROM = 100
"""From a count below this, as in the first minutes, any rise is ordinary."""

RATIO_PERCENT = 50
"""Of a hundred who see a post, a few react; where half do, the counts are of two posts or bought."""
RATIO_FROM = 1_000
"""Among fewer views, colleagues who all react are a large share."""

OF_A_POST = tuple(name for name in METRICS if name != "followers")
"""The metrics that say something about the post; followers are of the account, and go up and down."""

Counts = Mapping[str, int | None]
Facts = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one source saw of one post at one moment; what it did not measure is None."""

    source: str
    """Its code."""
    source_name: str
    taken_at: datetime
    metrics: Counts


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a rule doubts. `about` tells two doubts of one rule about one post apart; `facts` are JSON."""

    code: Flag
    about: str = ""
    facts: Facts = field(default_factory=dict)


def from_readings(previous: Measured | None, new: Measured) -> list[Doubt]:
    """What is odd about `new`; `previous` is what the same source saw of the same post last before it.

    At most one doubt of each rule, about the metric that moved most.
    """
    found = [_ratio(new)]
    if previous is not None:
        found += [_drop(previous, new), _jump(previous, new)]
    return [doubt for doubt in found if doubt]


def from_screening(screening: Screening) -> list[Doubt]:
    """What the screening warned of, of that which may lift a score without any work."""
    return [
        _warned(_OF_RULE[finding.rule], finding)
        for finding in screening.findings
        if finding.rule in _OF_RULE and finding.verdict is Verdict.WARN
    ]


def sentence(code: str, facts: Facts, zone: str) -> str:
    """What the rule saw, in the reader's language; times in `zone`."""
    match Flag(code):
        case Flag.DECLARED_ONLY:
            return _("Semua angka unggahan ini pernyataan instansi sendiri; belum ada sumber lain.")
        case Flag.BURST:
            text = gettext_noop(
                "%(count)s unggahan lain dari instansi ini terbit dalam %(minutes)s menit sebelum atau "
                "sesudahnya."
            )
        case Flag.SAME_CAPTION:
            text = _SAME_CAPTION if facts.get("agency") else _OWN_CAPTION
        case Flag.SAME_IMAGE:
            text = gettext_noop(
                "Tangkapan layarnya sama atau hampir sama dengan tangkapan layar laporan %(post)s dari "
                "%(agency)s."
            )
        case Flag.DROP:
            text = gettext_noop(
                "Jumlah %(metric)s turun dari %(before)s (%(before_at)s) menjadi %(after)s (%(at)s) menurut "
                "sumber %(source)s."
            )
        case Flag.JUMP:
            text = gettext_noop(
                "Jumlah %(metric)s naik dari %(before)s (%(before_at)s) menjadi %(after)s (%(at)s) menurut "
                "sumber %(source)s."
            )
        case Flag.RATIO:
            text = _MORE_LIKES if facts["metric"] == "likes" else _MANY_INTERACTIONS
    return _(text) % {name: _said(name, value, zone) for name, value in facts.items()}


_OF_RULE = {
    Rule.BURST: Flag.BURST,
    Rule.CAPTION: Flag.SAME_CAPTION,
    Rule.IMAGE: Flag.SAME_IMAGE,
}
_SAME_CAPTION = gettext_noop("Takarirnya sama dengan takarir laporan %(post)s dari %(agency)s.")
_OWN_CAPTION = gettext_noop(
    "Takarirnya sama dengan takarir laporan %(post)s dari instansi yang sama di platform yang sama."
)
_MORE_LIKES = gettext_noop(
    "Suka (%(count)s) lebih banyak daripada tayangan (%(views)s) pada %(at)s menurut sumber %(source)s."
)
_MANY_INTERACTIONS = gettext_noop(
    "Interaksi (%(count)s) lebih dari separuh tayangan (%(views)s) pada %(at)s menurut sumber %(source)s."
)


def _drop(previous: Measured, new: Measured) -> Doubt | None:
    """The metric that lost the largest share, if that is more than `DROP_PERCENT` and `DROP_BY`."""
    fell = [
        (before - after, before, name)
        for name, before, after in _both(previous, new)
        if (before - after) * 100 > before * DROP_PERCENT and before - after > DROP_BY
    ]
    most = max(fell, key=lambda one: one[0] / one[1], default=None)
    return _moved(Flag.DROP, most[2], previous, new) if most else None


def _jump(previous: Measured, new: Measured) -> Doubt | None:
    """The metric that multiplied most, if it is by more than `JUMP_TIMES` and `JUMP_BY` in `JUMP_WITHIN`."""
    if new.taken_at - previous.taken_at > JUMP_WITHIN:
        return None
    rose = [
        (after / before, name)
        for name, before, after in _both(previous, new)
        if before >= JUMP_FROM and after > JUMP_TIMES * before and after - before > JUMP_BY
    ]
    most = max(rose, key=lambda one: one[0], default=None)
    return _moved(Flag.JUMP, most[1], previous, new) if most else None


def _ratio(new: Measured) -> Doubt | None:
    """More likes than views, or more interactions than `RATIO_PERCENT` of many views.

    About the source: each later reading of it would only say the same again.
    """
    views, likes = new.metrics.get("views"), new.metrics.get("likes")
    if views is None:
        return None
    interactions = sum(new.metrics.get(name) or 0 for name in INTERACTIONS)
    facts: dict[str, str | int] = {
        "views": views,
        "at": in_utc(new.taken_at).isoformat(),
        "source": new.source_name,
    }
    if likes is not None and likes > views:
        return Doubt(Flag.RATIO, new.source, facts | {"metric": "likes", "count": likes})
    if views >= RATIO_FROM and interactions * 100 > views * RATIO_PERCENT:
        return Doubt(Flag.RATIO, new.source, facts | {"metric": "interactions", "count": interactions})
    return None


def _both(previous: Measured, new: Measured) -> list[tuple[str, int, int]]:
    """What was measured both times, in the order of the metrics."""
    return [
        (name, before, after)
        for name in OF_A_POST
        if (before := previous.metrics.get(name)) is not None and (after := new.metrics.get(name)) is not None
    ]


def _moved(code: Flag, metric: str, previous: Measured, new: Measured) -> Doubt:
    at = in_utc(new.taken_at).isoformat()
    facts: dict[str, str | int] = {
        "metric": metric,
        "before": previous.metrics[metric] or 0,
        "before_at": in_utc(previous.taken_at).isoformat(),
        "after": new.metrics[metric] or 0,
        "at": at,
        "source": new.source_name,
    }
    return Doubt(code, f"{new.source} {at}", facts)


def _warned(code: Flag, finding: Finding) -> Doubt:
    values = {name: str(value) for name, value in finding.values.items()}
    if code is Flag.BURST:
        return Doubt(code, "", values)
    return Doubt(code, values["code"], {"post": values["code"], "agency": values.get("agency", "")})


def _said(name: str, value: str | int, zone: str) -> str:
    """One fact as people read it."""
    if isinstance(value, int):
        return numbers.thousands(value)
    if name in ("at", "before_at"):
        return clock.show(datetime.fromisoformat(value), zone)
    return _(LABELS[value]) if value in LABELS and name == "metric" else value
