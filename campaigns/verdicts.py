"""The words of a screening: what is looked at, what a rule says of it, and how risky that makes a post."""

from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


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
    """What is looked at; the value is stored with the post."""

    LINK = "link"
    FILED = "filed"
    ACCOUNT = "account"
    HASHTAG = "hashtag"
    WINDOW = "window"
    TIMES = "times"

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
}
_LEVELS = {
    Level.LOW: gettext_noop("rendah"),
    Level.MIDDLE: gettext_noop("sedang"),
    Level.HIGH: gettext_noop("tinggi"),
}
