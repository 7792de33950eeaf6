"""What a verifier should know of a post besides its report: the account, its past, and what is like it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from agencies import accounts
from agencies.accounts import Warned
from agencies.models import SocialAccount, User
from campaigns import facts
from campaigns.models import Post
from campaigns.models.post import PostQuerySet
from campaigns.states import PostState

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Past:
    """What was decided about other posts of the account: how many, and the last ones."""

    verified: int
    returned: int
    """Sent back or refused."""
    last: Sequence[Post]


@dataclass(frozen=True, slots=True)
class Background:
    """All of it; a fixed number of queries, whatever there is to say."""

    registered: Sequence[SocialAccount]
    """The agency's accounts on this platform that count."""
    warnings: Sequence[Warned]
    """Accounts of other agencies that the one in the link could be mistaken for."""
    past: Past
    alike: Sequence[Post]
    """Reports with the same caption or screenshot that the reader may see, oldest first."""


def of(post: Post, reader: User) -> Background:
    """The background of `post` as `for_list` reads it."""
    return Background(
        registered=list(post.agency.accounts.current().filter(platform=post.platform)),
        warnings=_warnings(post)[:SHOWN],
        past=_past(post),
        alike=_alike(post, reader),
    )


def _warnings(post: Post) -> list[Warned]:
    if post.account:
        return accounts.warnings(post.account)
    if not post.handle:
        return []
    return accounts.warnings(SocialAccount(agency=post.agency, platform=post.platform, handle=post.handle))


def _past(post: Post) -> Past:
    decided = _of_account(post).exclude(pk=post.pk).exclude(decision="")
    back = Q(decision__in=(PostState.RETURNED, PostState.REJECTED))
    tally = decided.aggregate(
        verified=Count("pk", filter=Q(decision=PostState.VERIFIED)), returned=Count("pk", filter=back)
    )
    last = list(decided.for_list().order_by("-decided_at", "-pk")[:SHOWN])
    return Past(tally["verified"], tally["returned"], last)


def _of_account(post: Post) -> PostQuerySet:
    """Posts of the registered account; else with the same handle; else of the agency on this platform.

    Always of this agency: what others reported is not the past of this one.
    """
    of_agency = Post.objects.for_people().filter(agency=post.agency, platform=post.platform)
    if post.account_id:
        return of_agency.filter(account=post.account_id)
    return of_agency.filter(handle=post.handle) if post.handle else of_agency


def _alike(post: Post, reader: User) -> list[Post]:
    seen = Post.objects.visible_to(reader)
    hashes = [picture.dhash for picture in post.evidence.all()]
    words = facts.with_caption_of(post).filter(pk__in=seen).order_by("submitted_at", "pk")
    pictures = facts.pictures_like(post, hashes).filter(post__in=seen)
    keys = (*words.values_list("pk", flat=True)[:SHOWN], *pictures.values_list("post", flat=True)[:SHOWN])
    return list(Post.objects.for_list().filter(pk__in=keys).order_by("submitted_at", "pk"))
