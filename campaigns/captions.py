"""What an officer can still mend in a caption before sending it: hints, never refusals.

Which of its tags the platform will link and which not, near misses of the campaign's hashtag, and the theme
misspelt. The rules that refuse stand in `campaigns.screening`. No ORM, no clock, no settings.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from agencies.platforms import Platform
from agencies.sites import within_one_edit
from campaigns import hashtags, likeness
from campaigns.hashtags import Hashtag

ALIKE = 0.7
"""From this share of common letters on, a word is taken for another one misspelt."""
LONGEST_SLIP = 4
"""Letters that a misspelt word may be longer or shorter; one that holds the word whole is another word."""
SHORTEST_NEAR = 6
"""Letters of a tag of which one may be wrong; shorter tags are too near to one another."""

_SIGNED = re.compile(r"(?<![\w/])[#＃]([^\W_][\w]*)")
_WORD = re.compile(r"[^\W_]+")
_TWINS = str.maketrans({"o": "0", "l": "1", "i": "1", "_": None})
"""Letters that stand for digits, all lower case; an underscore stands for nothing."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to look at; `code` is stable, `sentence` is for people."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag of a caption, as written the first time; `why` says why the platform will not link it."""

    raw: str
    live: bool
    why: str = ""


def tags(caption: str, platform: Platform) -> tuple[Tag, ...]:
    """The different tags in order; also words with a sign that are no tags, such as `#2023`."""
    found = hashtags.extract(caption, platform)
    seen: dict[str, Tag] = {}
    for one in found:
        seen.setdefault(
            one.raw.casefold(), Tag(one.raw, one.live and not one.styled, _why_not(one, platform))
        )
    starts = {one.start for one in found}
    for match in _SIGNED.finditer(caption):
        if match.start() not in starts and match[1].isdecimal():
            why = _("hanya angka, sehingga tidak menjadi tagar")
            seen.setdefault(match[0], Tag(match[0], False, why))
    return tuple(seen.values())


def lint(caption: str, *, platform: Platform, hashtag: str, theme: str) -> tuple[Hint, ...]:
    """Hints for a caption on this platform; `hashtag` without sign, `theme` in the campaign's own spelling.

    Codes: tags_many, tags_dead, tag_variant, theme.
    """
    found = hashtags.extract(caption, platform)
    return (
        *_too_many(found, platform),
        *_dead(caption, platform),
        *_variants(caption, found, hashtag),
        *_theme(caption, found, theme),
    )


def lint_for_all(caption: str, *, hashtag: str, theme: str) -> tuple[Hint, ...]:
    """Hints for words that many will post, on whatever platform: those of `lint`, each once, and two more.

    Codes besides: tag_missing, unrecognisable (too short for posts with it to be told from others).
    """
    missing = not hashtags.carries(hashtags.extract(caption), hashtag)
    hints = [_tag_missing(hashtag)] if missing else []
    if not likeness.caption_key(caption):
        hints.append(_unrecognisable())
    for platform in (Platform.X, Platform.INSTAGRAM, Platform.YOUTUBE):
        hints += lint(caption, platform=platform, hashtag=hashtag, theme=theme)
    return tuple(dict.fromkeys(hints))


def _tag_missing(hashtag: str) -> Hint:
    sentence = _("Takarir belum memuat #%(hashtag)s: unggahan yang memakainya tidak dapat dilaporkan.")
    return Hint("tag_missing", sentence % {"hashtag": hashtag})


def _unrecognisable() -> Hint:
    return Hint(
        "unrecognisable",
        _("Takarir terlalu pendek, sehingga unggahan yang memakainya tidak dapat dikenali."),
    )


def _why_not(tag: Hashtag, platform: Platform) -> str:
    if tag.styled:
        return _("ditulis dengan huruf hias, sehingga dibaca sebagai tagar lain")
    if tag.live:
        return ""
    if platform is Platform.INSTAGRAM:
        return _("berada setelah tagar ke-%(most)s") % {"most": hashtags.INSTAGRAM_MOST}
    return _("diabaikan karena ada lebih dari %(most)s tagar") % {"most": hashtags.YOUTUBE_MOST}


def _too_many(found: list[Hashtag], platform: Platform) -> Iterator[Hint]:
    most = {
        Platform.INSTAGRAM: hashtags.INSTAGRAM_MOST,
        Platform.YOUTUBE: hashtags.YOUTUBE_MOST,
    }.get(platform)
    if most is not None and len(found) > most:
        sentence = _(
            "Takarir memuat %(count)s tagar, sedangkan %(platform)s menerima paling banyak %(most)s."
        )
        yield Hint("tags_many", sentence % {"count": len(found), "platform": platform.label, "most": most})


def _dead(caption: str, platform: Platform) -> Iterator[Hint]:
    dead = [tag for tag in tags(caption, platform) if not tag.live]
    if dead:
        shown = ", ".join(f"{tag.raw} ({tag.why})" for tag in dead[:3])
        if len(dead) > 3:
            shown += ", …"
        yield Hint(
            "tags_dead",
            _("Tidak menjadi tagar di %(platform)s: %(tags)s.") % {"platform": platform.label, "tags": shown},
        )


def _variants(caption: str, found: list[Hashtag], hashtag: str) -> Iterator[Hint]:
    """Near misses of the campaign's tag, each once: `#Asean_2023`, `#ASEAN2O23`, `#ASEAN 2023`."""
    wanted = hashtags.fold(hashtag)
    near = {tag.raw: None for tag in found if _is_near(tag.folded, wanted)}
    gaps = r"[\W_]{1,2}?".join(re.escape(part) for part in re.findall(r"\d+|\D+", hashtag))
    broken = re.compile(rf"(?<![\w/])[#＃]{gaps}(?!\w)", re.IGNORECASE)
    near |= {match.group(): None for match in broken.finditer(caption)}
    for raw in near:
        yield Hint(
            "tag_variant",
            _("“%(found)s” bukan tagar kampanye. Tulis tepat #%(hashtag)s.")
            % {"found": raw, "hashtag": hashtag},
        )


def _is_near(folded: str, wanted: str) -> bool:
    if folded == wanted:
        return False
    if folded.translate(_TWINS) == wanted.translate(_TWINS):
        return True
    return min(len(folded), len(wanted)) >= SHORTEST_NEAR and within_one_edit(folded, wanted)


def _theme(caption: str, found: list[Hashtag], theme: str) -> Iterator[Hint]:
    """The parts of the theme, between colons, misspelt in words or in a tag; each misspelling once."""
    written = [(match.group(), match.group().casefold()) for match in _WORD.finditer(caption)]
    for part in theme.split(":"):
        meant = part.strip()
        wanted = [word.casefold() for word in _WORD.findall(meant)]
        wrong = dict.fromkeys(_misspelt(written, wanted))
        joined = "".join(wanted)
        wrong |= {tag.raw: None for tag in found if len(wanted) > 1 and _is_misspelt(tag.folded, joined)}
        for one in wrong:
            yield Hint(
                "theme",
                _("“%(found)s”: ejaan resminya “%(meant)s”.") % {"found": one, "meant": meant},
            )


def _misspelt(written: list[tuple[str, str]], wanted: list[str]) -> Iterator[str]:
    """Where as many words as wanted stand in a row, one of them right and the others nearly."""
    size = len(wanted)
    for start in range(len(written) - size + 1 if size > 1 else 0):
        window = written[start : start + size]
        pairs = [(folded, word) for (_raw, folded), word in zip(window, wanted, strict=True)]
        wrong = [(folded, word) for folded, word in pairs if folded != word]
        if wrong and len(wrong) < size and all(_is_misspelt(folded, word) for folded, word in wrong):
            yield " ".join(raw for raw, _folded in window)


def _is_misspelt(folded: str, word: str) -> bool:
    if word in folded or abs(len(folded) - len(word)) > LONGEST_SLIP:
        return False
    return SequenceMatcher(None, folded, word).ratio() >= ALIKE
