"""Which posts the rows of an export speak of, and which of them whoever brings the file may measure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.models import Agency, User
from agencies.roles import Permission
from campaigns import post_refs
from campaigns.imports import Broken, Export, ExportRow
from campaigns.models import Campaign, Post
from campaigns.readings import ReadingRow, Span, check
from summitcomms.lib.refusals import Refused

_NOT_OURS = ("post_unknown", "post_other_campaign")
"""An export lists everything that an account has published; what the campaign does not know is no fault."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The rows of an export: readings to take in, rows about other posts, and rows refused with the reason.

    `posts` has the code of the post of each reading, in the order of `rows`.
    """

    rows: tuple[ReadingRow, ...]
    posts: tuple[str, ...]
    unmatched: tuple[Broken, ...]
    refused: tuple[Broken, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    """A post that was found: how to name it without reading its link again, and whose it is."""

    code: str
    ref: str
    agency_id: int


def agencies_of(by: audit.Actor) -> frozenset[int] | None:
    """The agencies whose posts `by` may measure; None for all."""
    if not isinstance(by, User) or access.can(by, Permission.IMPORT_READINGS):
        return None
    return frozenset(
        Agency.objects.within_reach_of(by, Permission.IMPORT_READINGS).values_list("pk", flat=True)
    )


def match(
    export: Export, campaign: Campaign, *, by: audit.Actor, measured_at: datetime, at: datetime
) -> Matched:
    """Find the post of every row; a fixed number of queries.

    `measured_at` is the moment of rows that name none. A row about a post of another agency is refused unless
    `by` measures everybody's.
    """
    found = post_refs.resolve({ref for row in export.rows for ref in row.refs}, campaign)
    held = _held({pk for pk in found.values() if isinstance(pk, int)})
    own = agencies_of(by)
    span = Span.of(starts_at=campaign.starts_at, zone=campaign.timezone, now=at)
    rows: list[ReadingRow] = []
    posts: list[str] = []
    unmatched: list[Broken] = []
    refused = list(export.problems)
    for row in export.rows:
        post = _post_of(row, found, held)
        if isinstance(post, Refused):
            is_other = export.kind.platform is not None and post.code in _NOT_OURS
            (unmatched if is_other else refused).append(Broken(row.line, post.code, post.sentence))
            continue
        reading = row.reading(post.ref, measured_at)
        if own is not None and post.agency_id not in own:
            foreign = post_refs.not_yours()
            refused.append(Broken(row.line, foreign.code, foreign.sentence))
        elif refusal := check(0, reading, span):
            refused.append(Broken(row.line, refusal.code, refusal.sentence))
        else:
            rows.append(reading)
            posts.append(post.code)
    refused.sort(key=lambda each: each.line)
    return Matched(tuple(rows), tuple(posts), tuple(unmatched), tuple(refused))


def _post_of(
    row: ExportRow, found: Mapping[str, int | Refused], held: Mapping[int, _Held]
) -> _Held | Refused:
    """The post by the first of the row's names that leads to one, else why the first one does not."""
    if not row.refs[0]:
        return Refused("post_missing", _("Baris ini tidak menyebut unggahan. Isi kode atau tautannya."))
    answers = [found[ref] for ref in row.refs]
    keys = [answer for answer in answers if isinstance(answer, int)]
    return held[keys[0]] if keys else next(each for each in answers if isinstance(each, Refused))


def _held(keys: set[int]) -> dict[int, _Held]:
    rows = Post.objects.filter(pk__in=keys).values_list("pk", "code", "agency_id", "platform", "native_id")
    return {
        pk: _Held(code, f"{platform}:{native_id}" if native_id else code, agency_id)
        for pk, code, agency_id, platform, native_id in rows
    }
