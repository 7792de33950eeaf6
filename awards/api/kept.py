"""Rendered standings, kept in the process by the version of what they show (docs/performance.md).

The version is everything that says which ranking a reader sees: it is read first, by one small statement, and
the bytes are sent as they are while it stands. What it cannot see, the name of an agency, is seen when the
bytes are `MOST_AGE` old.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

MOST_AGE = 300
"""Seconds."""
MOST = 256
"""Documents; a campaign has some six categories, and there are two languages."""

Key = tuple[str, str, str]
"""Code of the campaign, code of the category, language."""
Version = tuple[Any, ...]

_VERSION = """
SELECT campaign.id, round.id, round.state, round.judged_at, round.frozen_ranking_id,
    (SELECT max(ranking.id) FROM awards_ranking ranking WHERE ranking.round_id = round.id)
FROM campaigns_campaign campaign LEFT JOIN awards_awardround round ON round.campaign_id = campaign.id
WHERE campaign.code = %s AND campaign.state <> 'draft'
ORDER BY round.id
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as it is sent, and its strong ETag."""

    version: Version
    content: bytes
    etag: str
    rendered_at: float = field(default_factory=time.monotonic)


_kept: dict[Key, Kept] = {}


def get(key: Key, render: Callable[[], bytes]) -> Kept:
    """The document of `key` as it stands now; `render` makes it where it is not known, or not any more."""
    kept = _kept.get(key)
    version = _version(key[0])
    if kept and kept.version == version and time.monotonic() - kept.rendered_at < MOST_AGE:
        return kept
    content = render()
    made = Kept(version, content, f'"{hashlib.blake2b(content, digest_size=16).hexdigest()}"')
    if len(_kept) >= MOST:
        _kept.clear()
    _kept[key] = made
    return made


def is_known(key: Key) -> bool:
    """Whether the key was found good before."""
    return key in _kept


def _version(campaign: str) -> Version:
    with connection.cursor() as cursor:
        cursor.execute(_VERSION, [campaign])
        return tuple(cursor.fetchall())
