"""What the link says: does it name one post, has somebody reported that, and whose account is it from?"""

from django.utils.translation import gettext_noop

from campaigns.screening.facts import Facts, Filed
from campaigns.screening.findings import Finding, Moment, Rule, Verdict


def link(facts: Facts) -> Finding:
    """Does the address name exactly one post?"""
    if facts.opaque:
        return Finding(
            Rule.LINK,
            Verdict.UNKNOWN,
            gettext_noop(
                "Tautan pendek belum menunjukkan unggahannya. Buka tautan itu di peramban, tunggu sampai "
                "unggahan tampil, lalu salin alamat lengkap dari bilah alamat."
            ),
        )
    where = {"platform": facts.platform}
    if facts.soft:
        return Finding(
            Rule.LINK,
            Verdict.WARN,
            gettext_noop(
                "%(platform)s dapat memberi satu unggahan beberapa tautan seperti ini; bandingkan dengan "
                "laporan lain dari instansi yang sama."
            ),
            where,
        )
    return Finding(
        Rule.LINK, Verdict.PASS, gettext_noop("Tautan menunjuk satu unggahan di %(platform)s."), where
    )


def filed(facts: Facts) -> Finding:
    """Has somebody reported it before?"""
    if facts.filed:
        return already_filed(facts.filed, facts.zone)
    if facts.opaque:
        return Finding(
            Rule.FILED,
            Verdict.UNKNOWN,
            gettext_noop("Baru dapat diperiksa setelah tautan lengkapnya diketahui."),
        )
    return Finding(Rule.FILED, Verdict.PASS, gettext_noop("Belum ada laporan lain dengan unggahan ini."))


def already_filed(filed: Filed, zone: str) -> Finding:
    """What is found of a post that somebody has reported before."""
    return Finding(
        Rule.FILED,
        Verdict.FAIL,
        gettext_noop(
            "Unggahan ini sudah dilaporkan oleh %(person)s (%(agency)s) pada %(time)s dengan kode "
            "%(code)s. Satu unggahan hanya dihitung satu kali."
        ),
        {
            "person": filed.person,
            "agency": filed.agency,
            "time": Moment(filed.at, zone),
            "code": filed.code,
        },
    )


def account(facts: Facts) -> Finding:
    """Is it the reporting agency's own account? What only the officer says speaks against, never for it."""
    whose = {"handle": facts.handle or facts.said_handle, "platform": facts.platform}
    if facts.owner and not facts.is_own:
        return Finding(
            Rule.ACCOUNT,
            Verdict.FAIL,
            gettext_noop(
                "%(handle)s adalah akun %(platform)s %(owner)s. Unggahan dari akun instansi lain dilaporkan "
                "oleh instansi itu sendiri."
            ),
            whose | {"owner": facts.owner},
        )
    if facts.said_handle:
        return Finding(
            Rule.ACCOUNT,
            Verdict.UNKNOWN,
            gettext_noop(
                "Tautan %(platform)s ini tidak menyebut nama akun. Menurut pelapor: %(handle)s; verifikator "
                "mencocokkannya pada unggahan."
            ),
            whose,
        )
    if not facts.handle:
        return Finding(
            Rule.ACCOUNT,
            Verdict.UNKNOWN,
            gettext_noop(
                "Tautan %(platform)s ini tidak menyebut nama akun; verifikator mencocokkannya pada unggahan."
            ),
            {"platform": facts.platform},
        )
    if facts.is_own:
        return Finding(
            Rule.ACCOUNT,
            Verdict.PASS,
            gettext_noop("%(handle)s terdaftar sebagai akun %(platform)s %(owner)s."),
            whose | {"owner": facts.owner},
        )
    return Finding(
        Rule.ACCOUNT,
        Verdict.WARN,
        gettext_noop(
            "%(handle)s belum terdaftar sebagai akun %(platform)s instansi mana pun; verifikator "
            "memastikan pemiliknya."
        ),
        whose,
    )
