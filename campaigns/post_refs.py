"""Which post a reading speaks of: by its code, by any form of its link, or as "platform:native id".

Part of `campaigns.actions.readings`.
"""

from collections.abc import Collection, Mapping
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
_Found = dict[_Ref, int]  # for each reference, the id of its post
_PLATFORMS = frozenset(Platform)


def resolve(refs: Collection[str], campaign: Campaign) -> Mapping[str, int | Refused]:
    """For each text the id of the post of `campaign` that it names, or the refusal; three queries at most.

    A rejected or withdrawn post has given its link back and takes no readings.
    """
    read = {text: _read(text) for text in refs}
    wanted = set(read.values())
    found = _by_code([ref for ref in wanted if isinstance(ref, str)], campaign)
    found |= _by_key([ref for ref in wanted if isinstance(ref, _Key)], campaign)
    lost = [ref for ref in wanted if not isinstance(ref, Refused) and ref not in found]
    elsewhere = _elsewhere(lost) if lost else set()
    return {text: found.get(ref) or _refusal(ref, elsewhere, campaign) for text, ref in read.items()}


def only_of(agency_id: int, found: Mapping[str, int | Refused]) -> Mapping[str, int | Refused]:
    """What `resolve` found, but posts of other agencies are refused; one query."""
    ids = {each for each in found.values() if isinstance(each, int)}
    own = set(Post.objects.filter(pk__in=ids, agency=agency_id).values_list("pk", flat=True))
    return {
        text: each if isinstance(each, Refused) or each in own else not_yours()
        for text, each in found.items()
    }


def not_yours() -> Refused:
    """Why an agency does not measure this post."""
    return Refused(
        "post_not_yours",
        _(
            "Unggahan ini dilaporkan instansi lain. Angkanya diimpor oleh instansi itu sendiri atau oleh "
            "pusat."
        ),
    )


def _read(text: str) -> _Ref:
    if text.isalnum():  # nearly every text of a list
        return normalise_code(text)
    text = text.strip()
    platform, colon, native_id = text.partition(":")
    if colon and platform in _PLATFORMS and (native_id := native_id.strip()):
        return _Key(platform, native_id)
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


# One array of codes, where the ORM would write a parameter for each of twenty thousand.
_BY_CODE = (
    "SELECT code, id FROM campaigns_post WHERE campaign_id = %s AND code = ANY (%s) AND state = ANY (%s)"
)


def _by_code(codes: Collection[str], campaign: Campaign) -> _Found:
    if not codes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_BY_CODE, [campaign.pk, list(codes), list(OCCUPYING)])
        return dict(cursor.fetchall())


_HOLDS = f"""p.platform = wanted.platform AND p.native_id = wanted.native_id
    AND p.native_id IS NOT NULL AND NOT (p.state IN ({", ".join(f"'{state}'" for state in FREE)}))"""
"""SQL condition: post `p` holds the link `wanted`; in the words of the index on links."""

# One array of ids in the order of the keys: the names of ten thousand posts need not come back. A subquery,
# for a join of so many would rather read the whole table.
_BY_KEY = f"""
SELECT ARRAY(
    SELECT (SELECT p.id FROM campaigns_post p WHERE p.campaign_id = %s AND {_HOLDS})
    FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS wanted (platform, native_id, place)
    ORDER BY wanted.place
)"""  # noqa: S608 only our own words are put in


def _by_key(keys: Collection[_Key], campaign: Campaign) -> _Found:
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_BY_KEY, [campaign.pk, *_columns(keys)])
        (ids,) = cursor.fetchone()
    return {key: pk for key, pk in zip(keys, ids, strict=True) if pk}


# Through every campaign, because the index on links begins with it.
_ELSEWHERE = f"""
SELECT code, '', '' FROM campaigns_post WHERE code = ANY (%s) AND state = ANY (%s)
UNION ALL
SELECT '', wanted.platform, wanted.native_id
FROM unnest(%s::text[], %s::text[]) AS wanted (platform, native_id)
CROSS JOIN campaigns_campaign c
JOIN campaigns_post p ON p.campaign_id = c.id AND {_HOLDS}
"""  # noqa: S608 only our own words are put in


def _elsewhere(refs: Collection[str | _Key]) -> set[str | _Key]:
    """Which of these name a post of any campaign: that deserves a better answer than "unknown"."""
    codes = [ref for ref in refs if isinstance(ref, str)]
    keys = [ref for ref in refs if isinstance(ref, _Key)]
    with connection.cursor() as cursor:
        cursor.execute(_ELSEWHERE, [codes, list(OCCUPYING), *_columns(keys)])
        return {code or _Key(platform, native_id) for code, platform, native_id in cursor.fetchall()}


def _columns(keys: Collection[_Key]) -> tuple[list[str], list[str]]:
    return [key.platform for key in keys], [key.native_id for key in keys]


def _refusal(ref: _Ref, elsewhere: Collection[str | _Key], campaign: Campaign) -> Refused:
    if isinstance(ref, Refused):
        return ref
    if ref in elsewhere:
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
