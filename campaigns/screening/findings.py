"""What a rule answers, what all of them make of a report, and how that is stored.

A finding keeps its sentence as it is written in the source, with its values beside it, and not as somebody
once read it: stored with the post, it is said to each reader in their language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from agencies.platforms import Platform
from summitcomms.lib import clock


class Verdict(StrEnum):
    """What a rule says."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The verdict as people read it."""
        return _(_VERDICTS[self])

    @property
    def kind(self) -> str:
        """The colour it is shown in."""
        return {"pass": "success", "warn": "warning", "fail": "danger", "unknown": "neutral"}[self]


class Rule(StrEnum):
    """What is looked at; the value is stored with the post, and with a campaign that trusts the rule."""

    LINK = "link"
    FILED = "filed"
    ACCOUNT = "account"
    HASHTAG = "hashtag"
    WINDOW = "window"
    TIMES = "times"
    IMAGE = "image"
    CAPTION = "caption"
    BURST = "burst"

    @property
    def label(self) -> str:
        """The rule as people read it."""
        return _(_RULES[self])


class Level(StrEnum):
    """How risky a post looks, for people; the value is stored nowhere."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"

    @property
    def label(self) -> str:
        """The level as people read it."""
        return _(_LEVELS[self])

    @property
    def kind(self) -> str:
        """The colour it is shown in."""
        return {"low": "neutral", "middle": "warning", "high": "danger"}[self]


_VERDICTS = {
    Verdict.PASS: gettext_noop("sesuai"),
    Verdict.WARN: gettext_noop("perlu dicermati"),
    Verdict.FAIL: gettext_noop("tidak sesuai"),
    Verdict.UNKNOWN: gettext_noop("belum pasti"),
}
_RULES = {
    Rule.LINK: gettext_noop("Tautan"),
    Rule.FILED: gettext_noop("Belum pernah dilaporkan"),
    Rule.ACCOUNT: gettext_noop("Akun"),
    Rule.HASHTAG: gettext_noop("Tagar"),
    Rule.WINDOW: gettext_noop("Masa kampanye"),
    Rule.TIMES: gettext_noop("Waktu terbit"),
    Rule.IMAGE: gettext_noop("Tangkapan layar"),
    Rule.CAPTION: gettext_noop("Takarir serupa"),
    Rule.BURST: gettext_noop("Jeda antarunggahan"),
}
_LEVELS = {
    Level.LOW: gettext_noop("rendah"),
    Level.MIDDLE: gettext_noop("sedang"),
    Level.HIGH: gettext_noop("tinggi"),
}

CHOICES = [(rule.value, gettext_lazy(_RULES[rule])) for rule in Rule]
"""(value, label) pairs for form fields, in the order in which the rules run."""

WEIGHTS: dict[tuple[Rule, Verdict], int] = {
    (Rule.LINK, Verdict.WARN): 15,
    (Rule.LINK, Verdict.UNKNOWN): 20,
    (Rule.ACCOUNT, Verdict.WARN): 30,
    (Rule.ACCOUNT, Verdict.UNKNOWN): 10,
    (Rule.HASHTAG, Verdict.UNKNOWN): 25,
    (Rule.WINDOW, Verdict.WARN): 50,
    (Rule.TIMES, Verdict.WARN): 30,
    (Rule.TIMES, Verdict.UNKNOWN): 5,
    (Rule.IMAGE, Verdict.WARN): 40,
    (Rule.IMAGE, Verdict.UNKNOWN): 20,
    (Rule.CAPTION, Verdict.WARN): 15,
    (Rule.BURST, Verdict.WARN): 10,
}
"""What a finding adds to the risk; a failed rule is the whole of it, everything else nothing."""
MOST = 100


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in a sentence, shown in `zone`."""

    at: datetime
    zone: str


Value = str | Platform | Moment
"""What stands in a place of a sentence; platforms and moments are said in the reader's language."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found.

    `text` is the sentence in the source language, marked for translation, with a named place for each of
    `values`; without values it is taken as it stands.
    """

    rule: Rule
    verdict: Verdict
    text: str
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The whole sentence, in the language of whoever reads it now."""
        said = _(self.text)
        return said % {name: _said(value) for name, value in self.values.items()} if self.values else said

    @property
    def weight(self) -> int:
        """What it adds to the risk."""
        return MOST if self.verdict is Verdict.FAIL else WEIGHTS.get((self.rule, self.verdict), 0)


@dataclass(frozen=True, slots=True)
class Screening:
    """The findings, in the order in which the rules run."""

    findings: tuple[Finding, ...]

    @property
    def refused(self) -> tuple[Finding, ...]:
        """The findings that keep the report from being accepted."""
        return tuple(finding for finding in self.findings if finding.verdict is Verdict.FAIL)

    @property
    def refuses(self) -> bool:
        return bool(self.refused)

    @property
    def doubts(self) -> tuple[Finding, ...]:
        """What a verifier should look at: everything that adds to the risk."""
        return tuple(finding for finding in self.findings if finding.weight)

    @property
    def risk(self) -> int:
        """0 (nothing to see) to 100; sums what each finding weighs."""
        return min(MOST, sum(finding.weight for finding in self.findings))

    def verdict(self, rule: Rule) -> Verdict:
        """What `rule` said; UNKNOWN where it was not asked, as in rows older than the rule."""
        found = (finding.verdict for finding in self.findings if finding.rule is rule)
        return next(found, Verdict.UNKNOWN)

    def as_json(self) -> list[dict[str, Any]]:
        """What is stored with the post; `load` reads it."""
        return [
            {
                "rule": finding.rule.value,
                "verdict": finding.verdict.value,
                "sentence": finding.text,
                "values": {name: _stored(value) for name, value in finding.values.items()},
            }
            for finding in self.findings
        ]


def load(stored: Iterable[Mapping[str, Any]]) -> Screening:
    """The screening that `as_json` wrote; older rows hold whole sentences and no values."""
    return Screening(
        tuple(
            Finding(
                Rule(row["rule"]),
                Verdict(row["verdict"]),
                row["sentence"],
                {name: _read(value) for name, value in row.get("values", {}).items()},
            )
            for row in stored
        )
    )


def level(risk: int) -> Level:
    """Low below 20, high from 50: one serious doubt or several small ones ask for a closer look."""
    if risk < 20:
        return Level.LOW
    return Level.MIDDLE if risk < 50 else Level.HIGH


def _said(value: Value) -> str:
    if isinstance(value, Moment):
        return clock.show(value.at, value.zone)
    return value.label if isinstance(value, Platform) else value


def _stored(value: Value) -> str | dict[str, str]:
    if isinstance(value, Moment):
        return {"at": value.at.isoformat(), "zone": value.zone}
    return {"platform": value.value} if isinstance(value, Platform) else value


def _read(stored: str | Mapping[str, str]) -> Value:
    if isinstance(stored, str):
        return stored
    if "platform" in stored:
        return Platform(stored["platform"])
    return Moment(datetime.fromisoformat(stored["at"]), stored["zone"])
