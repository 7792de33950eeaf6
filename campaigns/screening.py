"""What can be told about a reported post before anybody opens it: one small decider per rule.

A decider looks at plain facts and answers with a `Finding`: a verdict and the sentence that officer and
verifier both read. `RULES` is the order in which they run and are shown. A failed rule refuses the report at
the door, so that it is mended by the officer and not found by the verifier; the other verdicts let it through
and add to its risk, which orders the verifier's queue.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from agencies.platforms import Platform
from campaigns import hashtags
from campaigns.verdicts import Level, Rule, Verdict
from summitcomms.lib import clock

TOLERANCE = timedelta(minutes=10)
"""How far a claimed time may lie from the time inside the id; ids are exact to seconds, people to minutes."""
CLOCK_SKEW = timedelta(minutes=5)
"""How far a telephone's clock may run ahead before a time counts as future."""


@dataclass(frozen=True, slots=True)
class Filed:
    """The report that already holds the same post in the same campaign."""

    code: str
    agency: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the rules look at; times are aware, `zone` is the campaign's, empty text means unknown."""

    platform: Platform
    opaque: bool
    soft: bool
    handle: str
    owner: str
    """Short name of the agency in whose name `handle` is registered."""
    is_own: bool
    """Whether that agency is the one that reports."""
    filed: Filed | None
    caption: str
    hashtag: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    claimed_at: datetime | None
    id_time: datetime | None
    at: datetime

    @property
    def published_at(self) -> datetime | None:
        """What the officer says, else what the id says."""
        return self.claimed_at or self.id_time


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found, in a whole sentence."""

    rule: Rule
    verdict: Verdict
    sentence: str


@dataclass(frozen=True, slots=True)
class Screening:
    """The findings in the order of `RULES`."""

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
        """What does not plainly pass."""
        return tuple(finding for finding in self.findings if finding.verdict is not Verdict.PASS)

    @property
    def risk(self) -> int:
        """0 (nothing to see) to 100; sums what each finding weighs."""
        return min(100, sum(_weight(finding) for finding in self.findings))

    def as_json(self) -> list[dict[str, str]]:
        """What is stored with the post; `load` reads it."""
        return [
            {"rule": finding.rule.value, "verdict": finding.verdict.value, "sentence": finding.sentence}
            for finding in self.findings
        ]


def screen(facts: Facts) -> Screening:
    """Ask every rule, in order."""
    return Screening(tuple(rule(facts) for rule in RULES))


def load(stored: Iterable[Mapping[str, str]]) -> Screening:
    """The screening that `as_json` wrote."""
    return Screening(
        tuple(Finding(Rule(row["rule"]), Verdict(row["verdict"]), row["sentence"]) for row in stored)
    )


def level(risk: int) -> Level:
    """Low below 20, high from 50: one serious doubt or several small ones ask for a closer look."""
    if risk < 20:
        return Level.LOW
    return Level.MIDDLE if risk < 50 else Level.HIGH


def already_filed(filed: Filed, zone: str) -> str:
    """The sentence for a post that somebody has reported before."""
    return _(
        "Unggahan ini sudah dilaporkan oleh %(person)s (%(agency)s) pada %(time)s dengan kode "
        "%(code)s. Satu unggahan hanya dihitung satu kali."
    ) % {
        "person": filed.person,
        "agency": filed.agency,
        "time": clock.show(filed.at, zone),
        "code": filed.code,
    }


def _link(facts: Facts) -> Finding:
    """Does the address name exactly one post?"""
    if facts.opaque:
        return Finding(
            Rule.LINK,
            Verdict.UNKNOWN,
            _(
                "Tautan pendek belum menunjukkan unggahannya. Buka tautan itu di peramban, tunggu sampai "
                "unggahan tampil, lalu salin alamat lengkap dari bilah alamat."
            ),
        )
    if facts.soft:
        return Finding(
            Rule.LINK,
            Verdict.WARN,
            _(
                "%(platform)s dapat memberi satu unggahan beberapa tautan seperti ini; bandingkan dengan "
                "laporan lain dari instansi yang sama."
            )
            % {"platform": facts.platform.label},
        )
    return Finding(
        Rule.LINK,
        Verdict.PASS,
        _("Tautan menunjuk satu unggahan di %(platform)s.") % {"platform": facts.platform.label},
    )


def _filed(facts: Facts) -> Finding:
    """Has somebody reported it before?"""
    if facts.filed:
        return Finding(Rule.FILED, Verdict.FAIL, already_filed(facts.filed, facts.zone))
    if facts.opaque:
        return Finding(
            Rule.FILED, Verdict.UNKNOWN, _("Baru dapat diperiksa setelah tautan lengkapnya diketahui.")
        )
    return Finding(Rule.FILED, Verdict.PASS, _("Belum ada laporan lain dengan unggahan ini."))


def _account(facts: Facts) -> Finding:
    """Is it the reporting agency's own account?"""
    where = facts.platform.label
    if not facts.handle:
        return Finding(
            Rule.ACCOUNT,
            Verdict.UNKNOWN,
            _("Tautan %(platform)s ini tidak menyebut nama akun; verifikator mencocokkannya pada unggahan.")
            % {"platform": where},
        )
    if facts.is_own:
        return Finding(
            Rule.ACCOUNT,
            Verdict.PASS,
            _("%(handle)s terdaftar sebagai akun %(platform)s %(owner)s.")
            % {"handle": facts.handle, "platform": where, "owner": facts.owner},
        )
    if facts.owner:
        return Finding(
            Rule.ACCOUNT,
            Verdict.FAIL,
            _(
                "%(handle)s adalah akun %(platform)s %(owner)s. Unggahan dari akun instansi lain dilaporkan "
                "oleh instansi itu sendiri."
            )
            % {"handle": facts.handle, "platform": where, "owner": facts.owner},
        )
    return Finding(
        Rule.ACCOUNT,
        Verdict.WARN,
        _(
            "%(handle)s belum terdaftar sebagai akun %(platform)s instansi mana pun; verifikator "
            "memastikan pemiliknya."
        )
        % {"handle": facts.handle, "platform": where},
    )


def _hashtag(facts: Facts) -> Finding:
    """Will the campaign's tag be found by the platform?"""
    tag = f"#{facts.hashtag}"
    if not facts.caption.strip():
        return Finding(
            Rule.HASHTAG,
            Verdict.UNKNOWN,
            _("Takarir tidak disertakan; verifikator memeriksa %(tag)s pada unggahan.") % {"tag": tag},
        )
    found = hashtags.extract(facts.caption, facts.platform)
    if hashtags.carries(found, facts.hashtag):
        return Finding(Rule.HASHTAG, Verdict.PASS, _("Takarir memuat %(tag)s.") % {"tag": tag})
    return Finding(Rule.HASHTAG, Verdict.FAIL, _why_no_tag(facts.caption, found, facts.hashtag))


def _why_no_tag(caption: str, found: list[hashtags.Hashtag], wanted: str) -> str:
    """What is wrong with the caption, from the nearest miss to none at all."""
    tag, folded = f"#{wanted}", hashtags.fold(wanted)
    same = [one for one in found if one.folded == folded]
    if any(one.styled for one in same):
        return _(
            "%(tag)s pada takarir ditulis dengan huruf hias, sehingga tidak terbaca sebagai tagar "
            "itu. Ganti dengan huruf biasa: %(tag)s."
        ) % {"tag": tag}
    if same:
        return _(
            "Takarir memuat terlalu banyak tagar sehingga %(tag)s diabaikan oleh platform. Kurangi "
            "tagar lain."
        ) % {"tag": tag}
    if broken := _broken(caption, folded):
        return _(
            "Tagar tertulis “%(broken)s” sehingga terputus. Tulis tanpa spasi dan tanda baca: %(tag)s."
        ) % {"broken": broken, "tag": tag}
    if folded in hashtags.fold(caption):
        return _(
            "“%(wanted)s” pada takarir bukan tagar yang berdiri sendiri. Tulis %(tag)s dengan spasi "
            "di depannya."
        ) % {"wanted": wanted, "tag": tag}
    return _("Takarir belum memuat %(tag)s. Tambahkan tagar itu pada unggahan dan pada takarir di sini.") % {
        "tag": tag
    }


def _broken(caption: str, folded: str) -> str:
    """The wanted tag with gaps inside ("#ASEAN-2023", "# asean 2023"), as written; else empty."""
    gaps = r"[\W_]{0,2}".join(re.escape(character) for character in folded)
    found = re.search(rf"[#＃][\W_]{{0,2}}{gaps}(?!\w)", caption, re.IGNORECASE)
    return found.group() if found and hashtags.fold(found.group()) != folded else ""


def _window(facts: Facts) -> Finding:
    """Was it published while the campaign ran, and not in the future?

    The time inside an id is a strong hint but never the only ground to refuse what an officer claims; where
    nothing is claimed, it is all there is.
    """
    published = facts.published_at
    if published is None:
        if facts.opaque:
            return Finding(
                Rule.WINDOW, Verdict.UNKNOWN, _("Waktu terbit baru dapat dibaca dari tautan lengkapnya.")
            )
        return Finding(
            Rule.WINDOW,
            Verdict.FAIL,
            _("Tautan %(platform)s tidak memuat waktu terbit. Isi waktu terbitnya.")
            % {"platform": facts.platform.label},
        )
    for time, sentence in (
        (published, _("Waktu terbit, %(time)s, belum tiba. Periksa tanggal dan jamnya.")),
        (facts.id_time, _("Waktu pada tautan, %(time)s, belum tiba. Periksa tanggal dan jamnya.")),
    ):
        if time and time > facts.at + CLOCK_SKEW:
            said = sentence % {"time": clock.show(time, facts.zone)}
            return Finding(Rule.WINDOW, Verdict.FAIL, said)
    # Half-open, but people read the last day as one that counts: 10 September 23.59, not 11 September 00.00.
    window = _("%(start)s sampai %(end)s") % {
        "start": clock.show(facts.starts_at, facts.zone),
        "end": clock.show(facts.ends_at - timedelta(minutes=1), facts.zone),
    }
    if not facts.starts_at <= published < facts.ends_at:
        return Finding(
            Rule.WINDOW,
            Verdict.FAIL,
            _(
                "Unggahan terbit %(time)s, di luar masa kampanye (%(window)s). Bila waktunya keliru, perbaiki"
                " isian waktu terbit."
            )
            % {"time": clock.show(published, facts.zone), "window": window},
        )
    if facts.id_time and not facts.starts_at <= facts.id_time < facts.ends_at:
        return Finding(
            Rule.WINDOW,
            Verdict.WARN,
            _("Menurut tautannya, unggahan terbit %(time)s, di luar masa kampanye (%(window)s).")
            % {"time": clock.show(facts.id_time, facts.zone), "window": window},
        )
    return Finding(
        Rule.WINDOW,
        Verdict.PASS,
        _("Terbit %(time)s, dalam masa kampanye.") % {"time": clock.show(published, facts.zone)},
    )


def _times(facts: Facts) -> Finding:
    """Do the claimed time and the time inside the id agree?"""
    if facts.id_time is None:
        return Finding(Rule.TIMES, Verdict.UNKNOWN, _("Tautan tidak memuat waktu terbit sebagai pembanding."))
    if facts.claimed_at is None:
        return Finding(Rule.TIMES, Verdict.PASS, _("Waktu terbit dibaca dari tautan."))
    if abs(facts.claimed_at - facts.id_time) > TOLERANCE:
        return Finding(
            Rule.TIMES,
            Verdict.WARN,
            _("Waktu yang diisi, %(claimed)s, berbeda dari waktu pada tautan, %(found)s.")
            % {
                "claimed": clock.show(facts.claimed_at, facts.zone),
                "found": clock.show(facts.id_time, facts.zone),
            },
        )
    return Finding(Rule.TIMES, Verdict.PASS, _("Waktu yang diisi sesuai dengan waktu pada tautan."))


RULES: tuple[Callable[[Facts], Finding], ...] = (_link, _filed, _account, _hashtag, _window, _times)
"""The deciders in the order in which they run and are shown."""

WEIGHTS: dict[tuple[Rule, Verdict], int] = {
    (Rule.LINK, Verdict.WARN): 15,
    (Rule.LINK, Verdict.UNKNOWN): 20,
    (Rule.ACCOUNT, Verdict.WARN): 30,
    (Rule.ACCOUNT, Verdict.UNKNOWN): 10,
    (Rule.HASHTAG, Verdict.UNKNOWN): 25,
    (Rule.WINDOW, Verdict.WARN): 50,
    (Rule.TIMES, Verdict.WARN): 30,
    (Rule.TIMES, Verdict.UNKNOWN): 5,
}
"""What a finding adds to the risk; a failed rule is the whole of it, everything else nothing."""


def _weight(finding: Finding) -> int:
    return 100 if finding.verdict is Verdict.FAIL else WEIGHTS.get((finding.rule, finding.verdict), 0)
