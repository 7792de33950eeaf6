"""Rendered standings, kept in the process by the version of what they show (docs/performance.md).

The version is everything that says which ranking a reader sees: it is asked for first, by one small
statement on one campaign, and the bytes are sent as they are while it stands. What it cannot see, such as the
name of an agency, is seen when the bytes are `MOST_AGE` old.
"""

import hashlib
import time
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

MOST_AGE = 300
"""Seconds."""
MOST = 256
"""Documents; a campaign has some six categories, and there are two languages."""

Key = tuple[str, str, str]
"""Code of the campaign, code of the category, language."""

# One table and no joins: those would take longer to plan than all of this takes to run. A campaign can be
# taken back to a draft, which nobody may see.
_ROUNDS = """
SELECT id, state, judged_at, frozen_ranking_id,
    (SELECT max(id) FROM awards_ranking ranking WHERE ranking.round_id = round.id),
    (SELECT campaign.state FROM campaigns_campaign campaign WHERE campaign.id = round.campaign_id)
FROM awards_awardround round WHERE campaign_id = %s
"""


@dataclass(frozen=True, slots=True)
class Version:
    """The rounds of a campaign as they stood at one moment, with its state and the newest ranking of each."""

    campaign: int
    rounds: frozenset[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as it is sent, and its strong ETag."""

    version: Version
    content: bytes
    etag: str
    rendered_at: float = field(default_factory=time.monotonic)


_kept: dict[Key, Kept] = {}


def get(key: Key) -> Kept | None:
    """The document of `key` as it stands now; None where it has to be rendered first, or again."""
    kept = _kept.get(key)
    if kept is None or time.monotonic() - kept.rendered_at >= MOST_AGE:
        return None
    return kept if kept.version == version(kept.version.campaign) else None


def keep(key: Key, content: bytes, version: Version) -> Kept:
    """Keep what was rendered; `version` was read before, so that a change meanwhile is seen."""
    kept = Kept(version, content, f'"{hashlib.blake2b(content, digest_size=16).hexdigest()}"')
    if len(_kept) >= MOST:
        _kept.clear()
    _kept[key] = kept
    return kept


def version(campaign: int) -> Version:
    """The version that readers of this campaign (its primary key) see now; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_ROUNDS, [campaign])
        return Version(campaign, frozenset(cursor.fetchall()))
