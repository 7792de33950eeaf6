"""What the caption says: is the campaign's tag live in it, and who else wrote the same?"""

import re

from django.utils.translation import gettext_noop

from campaigns import hashtags, likeness
from campaigns.screening.facts import Facts
from campaigns.screening.findings import Finding, Rule, Verdict


def hashtag(facts: Facts) -> Finding:
    """Will the campaign's tag be found by the platform?"""
    tag = {"tag": f"#{facts.hashtag}"}
    if not facts.caption.strip():
        return Finding(
            Rule.HASHTAG,
            Verdict.UNKNOWN,
            gettext_noop("Takarir tidak disertakan; verifikator memeriksa %(tag)s pada unggahan."),
            tag,
        )
    found = hashtags.extract(facts.caption, facts.platform)
    if hashtags.carries(found, facts.hashtag):
        return Finding(Rule.HASHTAG, Verdict.PASS, gettext_noop("Takarir memuat %(tag)s."), tag)
    text, instead = _why_no_tag(facts.caption, found, facts.hashtag)
    return Finding(Rule.HASHTAG, Verdict.FAIL, text, tag | {"found": instead})


def caption(facts: Facts) -> Finding:
    """Has somebody reported the same words? A hint and no fault; of the centre's material it is expected."""
    same = facts.same_caption
    if same is None and not likeness.caption_key(facts.caption):
        return Finding(
            Rule.CAPTION,
            Verdict.UNKNOWN,
            gettext_noop("Takarir tidak disertakan atau terlalu pendek untuk dibandingkan."),
        )
    if same is None:
        return Finding(
            Rule.CAPTION, Verdict.PASS, gettext_noop("Belum ada laporan lain dengan takarir yang sama.")
        )
    if not same.is_own and facts.material:
        return Finding(
            Rule.CAPTION,
            Verdict.PASS,
            gettext_noop(
                "Takarir ini meneruskan materi “%(material)s” dari pusat, seperti laporan %(code)s dari "
                "%(agency)s."
            ),
            {"material": facts.material, "code": same.code, "agency": same.agency},
        )
    if not same.is_own:
        return Finding(
            Rule.CAPTION,
            Verdict.WARN,
            gettext_noop(
                "Takarir ini sama dengan takarir laporan %(code)s dari %(agency)s; bandingkan keduanya."
            ),
            {"code": same.code, "agency": same.agency},
        )
    if same.platform is facts.platform:
        return Finding(
            Rule.CAPTION,
            Verdict.WARN,
            gettext_noop(
                "Takarir ini sama dengan takarir laporan %(code)s dari instansi yang sama di %(platform)s; "
                "pastikan keduanya unggahan yang berbeda."
            ),
            {"code": same.code, "platform": same.platform},
        )
    return Finding(
        Rule.CAPTION,
        Verdict.PASS,
        gettext_noop(
            "Instansi ini juga melaporkan takarir yang sama di %(platform)s (%(code)s); itu lazim bila satu "
            "bahan diunggah di beberapa platform."
        ),
        {"code": same.code, "platform": same.platform},
    )


def _why_no_tag(caption: str, found: list[hashtags.Hashtag], wanted: str) -> tuple[str, str]:
    """What is wrong with the caption, from the nearest miss to none at all, and what stands there instead."""
    folded = hashtags.fold(wanted)
    same = [one for one in found if one.folded == folded]
    if any(one.styled for one in same):
        return (
            gettext_noop(
                "%(tag)s pada takarir ditulis dengan huruf hias, sehingga tidak terbaca sebagai tagar "
                "itu. Ganti dengan huruf biasa: %(tag)s."
            ),
            "",
        )
    if same:
        return (
            gettext_noop(
                "Takarir memuat terlalu banyak tagar sehingga %(tag)s diabaikan oleh platform. Kurangi "
                "tagar lain."
            ),
            "",
        )
    if broken := _broken(caption, folded):
        return (
            gettext_noop(
                "Tagar tertulis “%(found)s” sehingga terputus. Tulis tanpa spasi dan tanda baca: %(tag)s."
            ),
            broken,
        )
    if folded in hashtags.fold(caption):
        return (
            gettext_noop(
                "“%(found)s” pada takarir bukan tagar yang berdiri sendiri. Tulis %(tag)s dengan spasi "
                "di depannya."
            ),
            wanted,
        )
    return (
        gettext_noop(
            "Takarir belum memuat %(tag)s. Tambahkan tagar itu pada unggahan dan pada takarir di sini."
        ),
        "",
    )


def _broken(caption: str, folded: str) -> str:
    """The wanted tag with gaps inside ("#ASEAN-2023", "# asean 2023"), as written; else empty."""
    gaps = r"[\W_]{0,2}".join(re.escape(character) for character in folded)
    found = re.search(rf"[#＃][\W_]{{0,2}}{gaps}(?!\w)", caption, re.IGNORECASE)
    return found.group() if found and hashtags.fold(found.group()) != folded else ""
