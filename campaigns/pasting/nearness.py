"""Which words belong to which link.

The rule, as it can be told to people: **words belong to the nearest link.** On the same line is nearest, then
on the next line, then beyond a blank line, then in the next message. Where a link above and one below are
equally near, the rest of the paste decides: if its captions stand above their links, the link below is meant,
otherwise the one above. Further:

- Links on lines of their own, one after the other, share the words that belong to them: the same text was
  posted on several platforms. Such words, and words before the first or after the last of several links, must
  carry a hashtag or they are taken for a heading or a greeting.
- All words around a single link are its caption.
- A message without a hashtag is chatter beside a caption that has one.
- What only names a place ("IG:", "2.", "Link FB -") is no caption.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from agencies.addresses import WIDE
from campaigns.links.finding import spans
from campaigns.pasting.chats import BREAK
from campaigns.pasting.draft import Draft

SAME_LINE, NEXT_LINE, BEYOND_BLANK, OTHER_MESSAGE = range(4)

_LABEL = re.compile(
    r"[\W\d_]*(?:\b(?:link|tautan|url|ig|instagram|fb|facebook|fanpage|x|twitter|tiktok|tik tok|tt|youtube|yt"
    r"|shorts|threads|website|web|situs|portal|berita|reels?|feeds?|story|stories|post|posting|postingan"
    r"|unggahan|konten|video|foto|akun|di|dan|via|caption|takarir|keterangan)\b[\W\d_]*){0,8}",
    re.IGNORECASE,
)
_FIELD_NAME = re.compile(r"(?:caption|takarir|keterangan|teks|narasi)\s{0,3}[:=]\s*", re.IGNORECASE)
_CONNECTS = " \t-–—:|>→=,;"
_NAMES_LINK = re.compile(r"\b(?:link|tautan|url)\Z", re.IGNORECASE)
_LONGEST_LABEL = 80


@dataclass(slots=True)
class _Words:
    lines: list[str]
    first: int
    last: int
    """Positions of lines, not their numbers."""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(slots=True)
class _Links:
    """One link, or several without a word between them."""

    urls: list[tuple[str, int]]
    first: int
    last: int
    words: list[_Words] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Placed:
    """Drafts in order, and (line, text) of the words that belong to none of them."""

    drafts: list[Draft]
    left: list[tuple[int, str]]


def place(lines: Sequence[tuple[int, str]]) -> Placed:
    """Give the words of one person's lines to the links in them."""
    text = _Text(lines)
    if not text.links:
        return Placed([], [(lines[words.first][0], words.text) for words in text.words])
    left = text.assign()
    drafts = []
    for node in text.links:
        left += text.drop_chatter(node)
        caption = text.joined(node.words)
        if len(node.urls) > 1 and "#" not in caption:
            left += node.words
            caption = ""
        drafts += [Draft(url, caption, line) for url, line in node.urls]
    return Placed(drafts, [(lines[words.first][0], words.text) for words in left])


class _Text:
    """The lines taken apart into links and words, in order."""

    def __init__(self, lines: Sequence[tuple[int, str]]) -> None:
        self.links: list[_Links] = []
        self.words: list[_Words] = []
        self._walls = _walls(line for _, line in lines)
        self._links_before: list[int] = []
        """For each of `words` how many of `links` stand before it."""
        for position, (number, line) in enumerate(lines):
            if line != BREAK:
                self._take(position, number, line)

    def _take(self, position: int, number: int, line: str) -> None:
        plain = line.translate(WIDE)
        ranges = list(spans(plain))
        end = 0
        pieces: list[tuple[str, str]] = []
        for start, stop in ranges:
            before = line[end:start]
            pieces.append((_tidy(before, after_link=end > 0, before_link=True), plain[start:stop]))
            end = stop
        rest = _tidy(line[end:], after_link=end > 0, before_link=False)
        is_bare = not rest and not any(words for words, _ in pieces)
        for words, url in pieces:
            self._add_words(words, position, alone=False)
            self._add_link(url, number, position, is_bare=is_bare)
        self._add_words(rest, position, alone=not ranges)

    def _add_words(self, text: str, position: int, *, alone: bool) -> None:
        if not text:
            return
        latest = self.words[-1] if self.words else None
        follows = latest and latest.last == position - 1 and self._links_before[-1] == len(self.links)
        if latest and follows and alone:
            latest.lines.append(text)
            latest.last = position
            return
        self.words.append(_Words([text], position, position))
        self._links_before.append(len(self.links))

    def _add_link(self, url: str, number: int, position: int, *, is_bare: bool) -> None:
        latest = self.links[-1] if self.links else None
        words_between = bool(self._links_before) and self._links_before[-1] == len(self.links)
        if latest and not words_between and self._adjoins(latest, position, is_bare=is_bare):
            latest.urls.append((url, number))
            latest.last = position
        else:
            self.links.append(_Links([(url, number)], position, position))

    def _adjoins(self, latest: _Links, position: int, *, is_bare: bool) -> bool:
        """Whether a link here stands in one row with the latest, each on a line of its own or both on one."""
        if latest.last == position:
            return True
        with_words = any(words.last == latest.last for words in self.words[-1:])
        return is_bare and not with_words and self._apart(latest.last, position) == NEXT_LINE

    def assign(self) -> list[_Words]:
        """Give all words to their links; return those that are nobody's."""
        above = self._captions_stand_above()
        last = len(self.links)
        ends: list[tuple[_Words, _Links, bool]] = []
        for words, before in zip(self.words, self._links_before, strict=True):
            if 0 < before < last:
                one, other = self.links[before - 1], self.links[before]
                nearer = self._nearer(words, one, other)
                (other if nearer > 0 or (nearer == 0 and above) else one).words.append(words)
                continue
            node = self.links[0] if before == 0 else self.links[-1]
            near = self._apart(words.last, node.first) if before == 0 else self._apart(node.last, words.first)
            if last == 1 or near == SAME_LINE:
                node.words.append(words)
            else:
                ends.append((words, node, above == (before == 0)))
        return self._assign_ends(ends)

    def drop_chatter(self, node: _Links) -> list[_Words]:
        """Take other messages without a hashtag from links that have a caption with one; return them."""
        far: list[_Words] = []
        near: list[_Words] = []
        for words in node.words:
            apart = min(self._apart(words.last, node.first), self._apart(node.last, words.first))
            (far if apart == OTHER_MESSAGE and "#" not in words.text else near).append(words)
        if not any("#" in words.text for words in near):
            return []
        node.words = near
        return far

    def _assign_ends(self, ends: list[tuple[_Words, _Links, bool]]) -> list[_Words]:
        """Words before the first and after the last of several links; `fits`: where captions stand here."""
        with_words = {id(node) for node in self.links if node.words}
        in_place = {id(node) for _, node, fits in ends if fits}
        left = []
        for words, node, fits in ends:
            if fits:
                others = with_words | in_place
                keep = "#" in words.text or bool(others - {id(node)})
            else:
                keep = "#" in words.text and id(node) not in with_words | in_place
            if keep:
                node.words.append(words)
            else:
                left.append(words)
        return left

    def _captions_stand_above(self) -> bool:
        """What the clear cases say; without any, whether words stand at the start and none at the end."""
        votes = 0
        for words, before in zip(self.words, self._links_before, strict=True):
            if 0 < before < len(self.links):
                votes += self._nearer(words, self.links[before - 1], self.links[before])
        if votes:
            return votes > 0
        starts = bool(self._links_before) and self._links_before[0] == 0
        ends = bool(self._links_before) and self._links_before[-1] == len(self.links)
        return starts and not ends

    def _nearer(self, words: _Words, one: _Links, other: _Links) -> int:
        """-1 if the link above is nearer to the words, 1 if the one below is, 0 if neither."""
        up, down = self._apart(one.last, words.first), self._apart(words.last, other.first)
        return (up > down) - (up < down)

    def _apart(self, upper: int, lower: int) -> int:
        """How far two lines are apart, given by their positions; lines in the wrong order are far apart."""
        if upper == lower:
            return SAME_LINE
        if upper > lower:
            return OTHER_MESSAGE
        blanks, breaks = (self._walls[kind][lower] - self._walls[kind][upper] for kind in (0, 1))
        if breaks:
            return OTHER_MESSAGE
        return BEYOND_BLANK if blanks else NEXT_LINE

    def joined(self, pieces: list[_Words]) -> str:
        """The caption, in the order of the paste and in its paragraphs."""
        caption = ""
        end = 0
        for words in sorted(pieces, key=lambda piece: piece.first):
            if caption:
                apart = self._apart(end, words.first)
                caption += " " if apart == SAME_LINE else "\n" if apart == NEXT_LINE else "\n\n"
            caption += words.text
            end = words.last
        return caption


def _walls(lines: Iterable[str]) -> tuple[list[int], list[int]]:
    """For each line, how many blank ones and how many breaks between messages stand before it."""
    blanks, breaks = [0], [0]
    for line in lines:
        blanks.append(blanks[-1] + (not line))
        breaks.append(breaks[-1] + (line == BREAK))
    return blanks, breaks


def _tidy(text: str, *, after_link: bool, before_link: bool) -> str:
    """The words without what only connects them with the link beside them; "" for a mere label."""
    if after_link:
        text = text.lstrip(_CONNECTS + ")]")
    if before_link:
        text = text.rstrip(_CONNECTS + "([")
        if name := _NAMES_LINK.search(text, max(len(text) - 7, 0)):
            text = text[: name.start()].rstrip(_CONNECTS)
    text = text.strip()
    if "#" not in text and len(text) <= _LONGEST_LABEL and _LABEL.fullmatch(text):
        return ""
    name = _FIELD_NAME.match(text)
    return text[name.end() :] if name else text
