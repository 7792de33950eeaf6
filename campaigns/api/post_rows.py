"""Posts that an agency's own system reports, from plain JSON to entries of the road that imports take."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from agencies.api.batches import broken_row, moment, unknown_field
from agencies.models import Agency
from campaigns.actions.mass_reports import Entry
from campaigns.actions.posts import Report, plain_caption
from campaigns.guesses import PillarGuess
from campaigns.links import LinkError, canonicalise
from campaigns.models import Campaign
from summitcomms.lib.refusals import Refusal, Refused

FIELDS = ("url", "caption", "published_at", "pillar")


class PostRows:
    """Reads rows for one agency. Where a row names no pillar, it is guessed from the caption."""

    def __init__(self, campaign: Campaign, agency: Agency, at: datetime) -> None:
        self._agency = agency
        pillars = list(campaign.pillars.all())
        self._pillars = {pillar.code: pillar for pillar in pillars}
        self._guess = PillarGuess(campaign, pillars, at)

    def read(self, raw: Sequence[Any]) -> tuple[dict[int, Entry], list[Refusal]]:
        """The entries by the index of their rows, and the rows that are none."""
        entries: dict[int, Entry] = {}
        refused = []
        for index, row in enumerate(raw):
            found = self._entry(index, row)
            if isinstance(found, Refusal):
                refused.append(found)
            else:
                entries[index] = found
        return entries, refused

    def _entry(self, index: int, row: Any) -> Entry | Refusal:
        """Codes: json_broken, row_not_object, field_unknown, url_missing, link_…, caption_invalid,
        caption, pillar_unknown, published_at_invalid."""
        if broken := broken_row(index, row):
            return broken
        if unknown := unknown_field(row, FIELDS):
            return Refusal(index, "field_unknown", unknown)
        url, caption, code = row.get("url"), row.get("caption") or "", row.get("pillar")
        if not isinstance(url, str) or not url.strip():
            return Refusal(index, "url_missing", "Isi url dengan tautan unggahan.")
        if not isinstance(caption, str):
            return Refusal(index, "caption_invalid", "Isi caption dengan takarir unggahan sebagai teks.")
        pillar = self._pillars.get(code) if isinstance(code, str) else None
        if code is not None and pillar is None:
            choice = ", ".join(self._pillars)
            return Refusal(index, "pillar_unknown", f"Pilar ini tidak dikenal. Pilihannya: {choice}.")
        published_at = moment(row["published_at"]) if row.get("published_at") is not None else None
        if row.get("published_at") is not None and (published_at is None or not _has_zone(published_at)):
            return Refusal(
                index,
                "published_at_invalid",
                "Tulis waktu terbit menurut RFC 3339 dengan zonanya, misalnya 2023-08-29T09:00:00+07:00.",
            )
        try:
            link = canonicalise(url)
            caption = plain_caption(caption)
        except LinkError as error:
            return Refusal(index, f"link_{error.code}", error.message)
        except Refused as refusal:
            return Refusal(index, refusal.code, refusal.sentence)
        pillar = pillar or self._guess.of(caption)
        return Entry(self._agency, link, Report(link.url, caption, published_at, pillar))


def _has_zone(at: datetime) -> bool:
    """Whether the moment is one: with its zone, and within the years that any calendar of ours knows."""
    return at.utcoffset() is not None and 1900 < at.year < 2200
