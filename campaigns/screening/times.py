"""When it was published: in the campaign's time, at the time that is claimed, and among how many others?"""

from datetime import timedelta

from django.utils.translation import gettext_noop

from campaigns.screening.facts import Facts
from campaigns.screening.findings import Finding, Moment, Rule, Value, Verdict

TOLERANCE = timedelta(minutes=10)
"""How far a claimed time may lie from the time inside the id; ids are exact to seconds, people to minutes."""
CLOCK_SKEW = timedelta(minutes=5)
"""How far a telephone's clock may run ahead before a time counts as future."""
BURST_WINDOW = timedelta(minutes=15)
"""Before and after a post: time enough to publish a few contents by hand, each on every platform."""
BURST_POSTS = 20
"""So many posts of one agency in that time are ordinary: three contents on seven platforms make 21."""


def window(facts: Facts) -> Finding:
    """Was it published while the campaign ran, and not in the future?

    The time inside an id is a strong hint but never the only ground to refuse what an officer claims; where
    nothing is claimed, it is all there is.
    """
    published = facts.published_at
    if published is None:
        if facts.opaque:
            return Finding(
                Rule.WINDOW,
                Verdict.UNKNOWN,
                gettext_noop("Waktu terbit baru dapat dibaca dari tautan lengkapnya."),
            )
        return Finding(
            Rule.WINDOW,
            Verdict.FAIL,
            gettext_noop("Tautan %(platform)s tidak memuat waktu terbit. Isi waktu terbitnya."),
            {"platform": facts.platform},
        )
    for time, text in (
        (published, gettext_noop("Waktu terbit, %(time)s, belum tiba. Periksa tanggal dan jamnya.")),
        (facts.id_time, gettext_noop("Waktu pada tautan, %(time)s, belum tiba. Periksa tanggal dan jamnya.")),
    ):
        if time and time > facts.at + CLOCK_SKEW:
            return Finding(Rule.WINDOW, Verdict.FAIL, text, {"time": Moment(time, facts.zone)})
    # Half-open, but people read the last day as one that counts: 10 September 23.59, not 11 September 00.00.
    span: dict[str, Value] = {
        "start": Moment(facts.starts_at, facts.zone),
        "end": Moment(facts.ends_at - timedelta(minutes=1), facts.zone),
    }
    if not facts.starts_at <= published < facts.ends_at:
        return Finding(
            Rule.WINDOW,
            Verdict.FAIL,
            gettext_noop(
                "Unggahan terbit %(time)s, di luar masa kampanye (%(start)s sampai %(end)s). Bila waktunya "
                "keliru, perbaiki isian waktu terbit."
            ),
            span | {"time": Moment(published, facts.zone)},
        )
    if facts.id_time and not facts.starts_at <= facts.id_time < facts.ends_at:
        return Finding(
            Rule.WINDOW,
            Verdict.WARN,
            gettext_noop(
                "Menurut tautannya, unggahan terbit %(time)s, di luar masa kampanye (%(start)s sampai "
                "%(end)s)."
            ),
            span | {"time": Moment(facts.id_time, facts.zone)},
        )
    return Finding(
        Rule.WINDOW,
        Verdict.PASS,
        gettext_noop("Terbit %(time)s, dalam masa kampanye."),
        {"time": Moment(published, facts.zone)},
    )


def times(facts: Facts) -> Finding:
    """Do the claimed time and the time inside the id agree?"""
    if facts.id_time is None:
        return Finding(
            Rule.TIMES,
            Verdict.UNKNOWN,
            gettext_noop("Tautan tidak memuat waktu terbit sebagai pembanding."),
        )
    if facts.claimed_at is None:
        return Finding(Rule.TIMES, Verdict.PASS, gettext_noop("Waktu terbit dibaca dari tautan."))
    if abs(facts.claimed_at - facts.id_time) > TOLERANCE:
        return Finding(
            Rule.TIMES,
            Verdict.WARN,
            gettext_noop("Waktu yang diisi, %(claimed)s, berbeda dari waktu pada tautan, %(found)s."),
            {
                "claimed": Moment(facts.claimed_at, facts.zone),
                "found": Moment(facts.id_time, facts.zone),
            },
        )
    return Finding(
        Rule.TIMES, Verdict.PASS, gettext_noop("Waktu yang diisi sesuai dengan waktu pada tautan.")
    )


def burst(facts: Facts) -> Finding:
    """Did the agency publish more at once than people do by hand?"""
    if facts.published_at is None:
        return Finding(
            Rule.BURST,
            Verdict.UNKNOWN,
            gettext_noop("Baru dapat diperiksa setelah waktu terbitnya diketahui."),
        )
    minutes = str(BURST_WINDOW // timedelta(minutes=1))
    if facts.burst >= BURST_POSTS:
        return Finding(
            Rule.BURST,
            Verdict.WARN,
            gettext_noop(
                "%(count)s unggahan lain dari instansi ini terbit dalam %(minutes)s menit sebelum atau "
                "sesudahnya; pastikan semuanya unggahan tersendiri."
            ),
            {"count": str(facts.burst), "minutes": minutes},
        )
    return Finding(
        Rule.BURST,
        Verdict.PASS,
        gettext_noop("Tidak ada lonjakan unggahan dalam %(minutes)s menit sebelum atau sesudahnya."),
        {"minutes": minutes},
    )
