"""Which posts the rows of an export speak of, and which of them whoever brings the file may measure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.models import Agency, User
from agencies.roles import Permission
from campaigns import post_refs
from campaigns.imports import Broken, Export
from campaigns.models import Campaign, Post
from campaigns.readings import ReadingRow, Span, check_all
from summitcomms.lib.refusals import Refused

_NOT_OURS = ("post_unknown", "post_other_campaign")
"""An export lists everything that an account has published; what the campaign does not know is no fault."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The rows of an export: readings to take in, rows about other posts, and rows refused with the reason.

    `posts` has the primary key of each post by the name that `rows` have for it.
    """

    rows: tuple[ReadingRow, ...]
    posts: Mapping[str, int]
    unmatched: tuple[Broken, ...]
    refused: tuple[Broken, ...]

    def codes(self, most: int) -> list[str]:
        """The codes of the posts of the first `most` rows, in their order; one query."""
        keys = [self.posts[row.post_ref] for row in self.rows[:most]]
        codes = dict(Post.objects.filter(pk__in=keys).values_list("pk", "code"))
        return [codes[key] for key in keys]


def agencies_of(by: audit.Actor) -> frozenset[int] | None:
    """The agencies whose posts `by` may measure; None for all."""
    if not isinstance(by, User) or access.can(by, Permission.IMPORT_READINGS):
        return None
    return frozenset(
        Agency.objects.within_reach_of(by, Permission.IMPORT_READINGS).values_list("pk", flat=True)
    )


def match(export: Export, campaign: Campaign, *, by: audit.Actor, measured_at: datetime) -> Matched:
    """Find the post of every row; a fixed number of queries. What a row says of it is for `checked`.

    `measured_at` is the moment of rows that name none. A row about a post of another agency is refused unless
    `by` measures everybody's.
    """
    refs = [row.refs for row in export.rows]
    found = post_refs.resolve(set(chain.from_iterable(refs)), campaign)
    posts = {str(pk): pk for pk in found.values() if isinstance(pk, int)}
    foreign = _foreign(posts.values(), by)
    rows: list[ReadingRow] = []
    unmatched: list[Broken] = []
    refused = list(export.problems)
    for row, names in zip(export.rows, refs, strict=True):
        post = _post_of(names, found)
        if isinstance(post, Refused):
            is_other = export.kind.platform is not None and post.code in _NOT_OURS
            (unmatched if is_other else refused).append(Broken(row.line, post.code, post.sentence))
        elif post in foreign:
            refusal = post_refs.not_yours()
            refused.append(Broken(row.line, refusal.code, refusal.sentence))
        else:
            rows.append(row.reading(str(post), measured_at))
    refused.sort(key=lambda each: each.line)
    return Matched(tuple(rows), posts, tuple(unmatched), tuple(refused))


def checked(matched: Matched, campaign: Campaign, *, at: datetime) -> Matched:
    """The same, with the rows refused that would not be stored at `at`, by the rule that stores them."""
    span = Span.of(starts_at=campaign.starts_at, zone=campaign.timezone, now=at)
    broken = check_all(matched.rows, span)
    refused = [Broken(matched.rows[n].line or 0, why.code, why.sentence) for n, why in broken.items()]
    return replace(
        matched,
        rows=tuple(row for n, row in enumerate(matched.rows) if n not in broken),
        refused=tuple(sorted([*matched.refused, *refused], key=lambda each: each.line)),
    )


def _foreign(keys: Collection[int], by: audit.Actor) -> set[int]:
    """Which of these posts `by` may not measure."""
    own = agencies_of(by)
    if own is None:
        return set()
    return set(Post.objects.filter(pk__in=keys).exclude(agency__in=own).values_list("pk", flat=True))


def _post_of(names: Sequence[str], found: Mapping[str, int | Refused]) -> int | Refused:
    """The post by the first of the row's names that leads to one, else why the first one does not."""
    if not names[0]:
        return Refused("post_missing", _("Baris ini tidak menyebut unggahan. Isi kode atau tautannya."))
    first = found[names[0]]
    if isinstance(first, int):
        return first
    return next((post for name in names[1:] if isinstance(post := found[name], int)), first)
