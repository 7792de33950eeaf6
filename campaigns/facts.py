"""What the rules of the screening are told, read from the database: a few queries for each report.

Captions are found by an index. Screenshots are compared with all of the campaign, so their share grows with
the number of screenshots filed in it; the burst looks at the posts of one agency.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Case, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import Least

from agencies.platforms import Platform
from campaigns import likeness
from campaigns.models import Evidence, Post
from campaigns.models.post import PostQuerySet
from campaigns.screening import BURST_WINDOW, Alike, Facts, Filed
from campaigns.states import FREE, PostState


def gather(post: Post, *, at: datetime, pictures: Sequence[int] = ()) -> Facts:
    """The facts of a report as it stands in `post`, saved or not, with these further pictures (dHashes)."""
    campaign, account = post.campaign, post.account
    hashes = tuple(pictures)
    if post.pk:
        hashes += tuple(post.evidence.values_list("dhash", flat=True))
    return Facts(
        platform=Platform(post.platform),
        opaque=post.native_id is None,
        soft=post.is_soft,
        handle=post.handle,
        said_handle=account.handle if account and not post.handle else "",
        owner=account.agency.short_name if account else "",
        is_own=account is not None and account.agency_id == post.agency_id,
        filed=holder(post),
        caption=post.caption,
        hashtag=campaign.hashtag,
        starts_at=campaign.starts_at,
        ends_at=campaign.ends_at,
        zone=campaign.timezone,
        claimed_at=None if post.published_at == post.id_time else post.published_at,
        id_time=post.id_time,
        at=at,
        pictures=hashes,
        picture_required=campaign.evidence_required,
        same_picture=_same_picture(post, hashes),
        same_caption=_same_caption(post),
        material=post.material.title if post.material else "",
        burst=_burst(post),
    )


def holder(post: Post) -> Filed | None:
    """The other report that holds this post; of a short link that names none, the agency's own that waits."""
    if post.native_id is None:
        waiting = {"campaign": post.campaign, "agency": post.agency, "url": post.url}
        same = Post.objects.filter(state=PostState.NEEDS_LINK, **waiting)
    else:
        same = Post.objects.holding(post.campaign, post.platform, post.native_id)
    held = same.exclude(pk=post.pk).select_related("agency", "submitted_by").first()
    if held is None:
        return None
    return Filed(held.code, held.agency.short_name, str(held.submitted_by), held.submitted_at)


def with_caption_of(post: Post) -> PostQuerySet:
    """The other standing reports of the campaign with the same words; none for a caption too short."""
    return _others(post).filter(caption_key=post.caption_key) if post.caption_key else Post.objects.none()


def pictures_like(post: Post, hashes: Sequence[int]) -> QuerySet[Evidence]:
    """Screenshots of the other standing reports of the campaign that are near one of these dHashes.

    Those of other agencies come first, then those that differ in the fewest bits.
    """
    shown = likeness.comparable(hashes)
    if not shown:
        return Evidence.objects.none()
    apart: list[Any] = [
        Func(
            F("dhash"),
            Value(dhash, BigIntegerField()),
            template="bit_count((%(expressions)s)::bit(64))",
            arg_joiner=" # ",
            output_field=BigIntegerField(),
        )
        for dhash in shown
    ]
    return (
        Evidence.objects.filter(post__in=_others(post))
        .exclude(dhash=likeness.BLANK)
        .annotate(apart=Least(*apart, Value(64)))
        .filter(apart__lte=likeness.NEAR)
        .order_by(Case(When(post__agency=post.agency, then=1), default=0), "apart", "pk")
        .select_related("post__agency")
    )


def _same_caption(post: Post) -> Alike | None:
    own = Q(agency=post.agency)
    elsewhere = Case(When(~own, then=0), When(own & Q(platform=post.platform), then=1), default=2)
    found = with_caption_of(post).order_by(elsewhere, "submitted_at", "pk")
    same = found.select_related("agency").first()
    return _alike(same, post) if same else None


def _same_picture(post: Post, hashes: Sequence[int]) -> Alike | None:
    nearest = pictures_like(post, hashes).first()
    return _alike(nearest.post, post) if nearest else None


def _burst(post: Post) -> int:
    """How many other posts of the agency were published about the same time."""
    time = post.published_at
    if time is None:
        return 0
    near = _others(post).filter(
        agency=post.agency, published_at__range=(time - BURST_WINDOW, time + BURST_WINDOW)
    )
    return near.count()


def _others(post: Post) -> PostQuerySet:
    """The other reports of the campaign that stand."""
    return Post.objects.filter(campaign=post.campaign).exclude(pk=post.pk).exclude(state__in=FREE)


def _alike(other: Post, post: Post) -> Alike:
    return Alike(
        other.code, other.agency.short_name, other.agency_id == post.agency_id, Platform(other.platform)
    )
