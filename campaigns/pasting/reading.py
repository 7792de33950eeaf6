"""The whole paste, read."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.links import LinkError, canonicalise
from campaigns.pasting import chats, nearness, rows
from campaigns.pasting.draft import MOST, Draft, Pasted, Problem
from summitcomms.lib import texts

SHOWN = 60
"""Characters of left-over words that a sentence repeats."""


def read(text: str) -> Pasted:
    """The drafts in the text, each post once. Never raises; time grows with the length and no faster.

    Problems, by code: nothing (no link at all), too_many (more than MOST; the others are in `rest`), repeated
    (a post that stands there more than once), words_left (words of no link), rows_without_link.
    """
    text = texts.plain(text)
    table = rows.read(text)
    left: list[tuple[int, str]] = []
    if table:
        found = table.drafts
    else:
        found = []
        for speech in chats.speeches(text.split("\n")):
            placed = nearness.place(speech.lines)
            found += placed.drafts
            left += placed.left
    if not found:
        return Pasted(
            (), (Problem("nothing", _("Belum ada tautan di sini. Tempelkan tautan unggahan Anda.")),)
        )
    drafts = _once(found)
    problems = []
    if len(drafts) > MOST:
        problems.append(Problem("too_many", _too_many(len(drafts))))
    if len(drafts) < len(found):
        problems.append(_repeated(found, drafts))
    if left:
        problems.append(_words_left(left))
    if table and table.without_link:
        problems.append(_rows_without_link(table.without_link))
    return Pasted(tuple(drafts), tuple(problems))


def _once(found: Sequence[Draft]) -> list[Draft]:
    """Each post where it stands first; a caption or a time that it has only later is taken from there."""
    kept: dict[tuple[str, str], Draft] = {}
    for draft in found:
        key = _key(draft.url)
        first = kept.setdefault(key, draft)
        if (draft.caption and not first.caption) or (draft.published and not first.published):
            kept[key] = Draft(
                first.url,
                first.caption or draft.caption,
                first.line,
                first.published or draft.published,
            )
    return list(kept.values())


def _key(url: str) -> tuple[str, str]:
    """The same for two links to one post."""
    try:
        link = canonicalise(url)
    except LinkError:
        return "", url
    return link.platform.value, link.native_id or link.url


def _too_many(count: int) -> str:
    return _(
        "Ada %(count)s tautan; sekali kirim paling banyak %(most)s. %(most)s yang pertama dapat dikirim "
        "sekarang, sisanya tetap tersimpan di bawah halaman ini untuk kiriman berikutnya."
    ) % {"count": count, "most": MOST}


def _repeated(found: Sequence[Draft], drafts: Sequence[Draft]) -> Problem:
    keys = [_key(draft.url) for draft in found]
    first = {key: n for n, key in reversed(list(enumerate(keys)))}
    line = next(found[n].line for n, key in enumerate(keys) if first[key] < n)
    count = len(found) - len(drafts)
    sentence = ngettext(
        "%(count)s tautan tertulis lebih dari sekali (baris %(line)s) dan hanya dipakai sekali.",
        "%(count)s tautan tertulis lebih dari sekali (mulai baris %(line)s) dan hanya dipakai sekali.",
        count,
    )
    return Problem("repeated", sentence % {"count": count, "line": line}, line)


def _words_left(left: Sequence[tuple[int, str]]) -> Problem:
    (line, words), *__ = left
    shown = " ".join(words.split())
    if len(shown) > SHOWN:
        shown = f"{shown[:SHOWN].rstrip()}…"
    sentence = ngettext(
        "%(count)s potongan teks tidak dipakai sebagai takarir: “%(words)s”.",
        "%(count)s potongan teks tidak dipakai sebagai takarir, misalnya “%(words)s”.",
        len(left),
    )
    return Problem("words_left", sentence % {"count": len(left), "words": shown}, line)


def _rows_without_link(lines: Sequence[int]) -> Problem:
    sentence = ngettext(
        "%(count)s baris tabel tidak memuat tautan (baris %(line)s) dan dilewati.",
        "%(count)s baris tabel tidak memuat tautan (mulai baris %(line)s) dan dilewati.",
        len(lines),
    )
    return Problem("rows_without_link", sentence % {"count": len(lines), "line": lines[0]}, lines[0])
