"""Which post a reading speaks of: by its code, by any form of its link, or as "platform:native id".

Part of `campaigns.actions.readings`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from agencies.platforms import Platform
from campaigns import links
from campaigns.models import Campaign, Post
from campaigns.states import FREE, OCCUPYING
from summitcomms.lib.codes import normalise_code
from summitcomms.lib.refusals import Refused


class _Key(NamedTuple):
    """A post as its platform knows it."""

    platform: str
    native_id: str


_Ref = str | _Key | Refused  # a post code, a key, or why the text names no post
_Found = dict[str | _Key, dict[int, int]]  # for each reference, the post's id by campaign id


def resolve(refs: Collection[str], campaign: Campaign) -> Mapping[str, int | Refused]:
    """For each text the id of the post of `campaign` that it names, or the refusal; two queries at most.

    A rejected or withdrawn post has given its link back and takes no readings.
    """
    read = {text: _read(text) for text in refs}
    wanted = set(read.values())
    found = _by_code([ref for ref in wanted if isinstance(ref, str)])
    found |= _by_key([ref for ref in wanted if isinstance(ref, _Key)])
    return {text: _answer(ref, found, campaign) for text, ref in read.items()}


def _read(text: str) -> _Ref:
    text = text.strip()
    platform, colon, native_id = text.partition(":")
    if colon and platform in set(Platform) and native_id.strip():
        return _Key(platform, native_id.strip())
    if "." not in text and "/" not in text:
        return normalise_code(text)
    try:
        link = links.canonicalise(text)
    except links.LinkError as error:
        return Refused(f"link_{error.code}", error.message)
    if link.native_id is None:
        return Refused(
            "link_opaque",
            _("Tautan pendek ini tidak memuat nomor unggahan. Buka kontennya, lalu salin tautan lengkapnya."),
        )
    return _Key(link.platform, link.native_id)


def _by_code(codes: Collection[str]) -> _Found:
    found: _Found = defaultdict(dict)
    if codes:
        holding = Post.objects.filter(code__in=codes, state__in=OCCUPYING)
        for code, campaign_id, pk in holding.values_list("code", "campaign_id", "pk"):
            found[code][campaign_id] = pk
    return found


# Through every campaign, because the index on links begins with it, and because a link that belongs to
# another campaign deserves a better answer than "unknown".
_BY_KEY = f"""
SELECT wanted.platform, wanted.native_id, p.campaign_id, p.id
FROM unnest(%s::text[], %s::text[]) AS wanted (platform, native_id)
CROSS JOIN campaigns_campaign c
JOIN campaigns_post p ON p.campaign_id = c.id
    AND p.platform = wanted.platform AND p.native_id = wanted.native_id
    AND p.native_id IS NOT NULL AND NOT (p.state IN ({", ".join(f"'{state}'" for state in FREE)}))
"""  # noqa: S608 only our own words are put in


def _by_key(keys: Collection[_Key]) -> _Found:
    found: _Found = defaultdict(dict)
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(_BY_KEY, [*_columns(keys)])
            for platform, native_id, campaign_id, pk in cursor.fetchall():
                found[_Key(platform, native_id)][campaign_id] = pk
    return found


def _columns(keys: Iterable[_Key]) -> tuple[list[str], list[str]]:
    ordered = sorted(keys)
    return [key.platform for key in ordered], [key.native_id for key in ordered]


def _answer(ref: _Ref, found: _Found, campaign: Campaign) -> int | Refused:
    if isinstance(ref, Refused):
        return ref
    owners = found.get(ref, {})
    if campaign.pk in owners:
        return owners[campaign.pk]
    if owners:
        return Refused(
            "post_other_campaign",
            _("Unggahan ini bagian dari kampanye lain, bukan %(campaign)s.")
            % {"campaign": campaign.short_name},
        )
    return Refused(
        "post_unknown",
        _(
            "Tidak ada unggahan %(campaign)s dengan kode atau tautan ini. Unggahan harus "
            "dilaporkan lebih dahulu, dan yang ditolak atau ditarik tidak diukur."
        )
        % {"campaign": campaign.short_name},
    )
