"""What the screenshot says: is it there where it must be, and is it another report's?"""

from django.utils.translation import gettext_noop

from campaigns import likeness
from campaigns.screening.facts import Facts
from campaigns.screening.findings import Finding, Rule, Verdict


def image(facts: Facts) -> Finding:
    """Is there a screenshot where the campaign wants one, and is it not one of another report?"""
    if not facts.pictures and facts.picture_required:
        return Finding(
            Rule.IMAGE,
            Verdict.UNKNOWN,
            gettext_noop(
                "Kampanye ini mewajibkan tangkapan layar. Tambahkan tangkapan layar unggahan pada laporan "
                "ini."
            ),
        )
    if not facts.pictures:
        return Finding(
            Rule.IMAGE, Verdict.PASS, gettext_noop("Kampanye ini tidak mewajibkan tangkapan layar.")
        )
    if not likeness.comparable(facts.pictures):
        return Finding(
            Rule.IMAGE,
            Verdict.UNKNOWN,
            gettext_noop("Tangkapan layar hanya berisi satu warna, sehingga tidak dapat dibandingkan."),
        )
    if same := facts.same_picture:
        return Finding(
            Rule.IMAGE,
            Verdict.WARN,
            gettext_noop(
                "Tangkapan layar ini sama atau hampir sama dengan tangkapan layar laporan %(code)s dari "
                "%(agency)s; bandingkan keduanya."
            ),
            {"code": same.code, "agency": same.agency},
        )
    return Finding(
        Rule.IMAGE, Verdict.PASS, gettext_noop("Tidak ada laporan lain dengan tangkapan layar yang sama.")
    )
