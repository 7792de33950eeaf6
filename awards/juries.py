"""The stored jury of a round as the pure rules take it: panels, finalists, and what is still missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from agencies.models import Agency, User
from awards import jurying
from awards.jurying import Panel, Sheet
from awards.models import AwardRound, Category, Exclusion, Juror, JuryScore, Nomination, Ranking, Standing
from awards.states import RoundState
from campaigns.models import Post
from campaigns.states import PostState

OF_CONTENTS = frozenset({Category.Basis.CONTENT, Category.Basis.CLARIFICATION})
"""What is compared in a category of posts, each nominated by or for its agency."""


@dataclass(frozen=True, slots=True)
class Finalist:
    """An agency that the jury looks at; `post` is what it competes with in a category of contents."""

    agency: Agency
    post: Post | None = None
    note: str = ""


def is_asked(user: User) -> bool:
    """Whether somebody is a juror of a round that is open and not judged yet."""
    return (
        Juror.objects.serving()
        .filter(user=user, round__state=RoundState.OPEN, round__judged_at=None)
        .exists()
    )


def judged(award_round: AwardRound) -> list[Category]:
    """The categories of a round in which a jury has a say, in their order."""
    return [category for category in award_round.categories.all() if category.jury_percent]


def panels(award_round: AwardRound) -> dict[int, Panel]:
    """The verdict of the jury by primary key of the category; nothing before judging is closed; one query.

    Only those who were finalists when judging was closed are in it, whomever jurors had judged before.
    """
    if not award_round.judged_at:
        return {}
    categories = judged(award_round)
    given = _panels(categories)
    for category in categories:
        if category.finalists is not None:
            sheets = {code: given[category.pk].sheets.get(code, ()) for code in category.finalists}
            given[category.pk] = Panel(category.jury_percent, sheets)
    return given


def panel(category: Category) -> Panel:
    """What the jury of one category has given so far that counts, see `JuryScoreQuerySet.counted`."""
    return _panels([category])[category.pk]


def finalists(categories: Collection[Category], ranking: Ranking | None) -> dict[int, list[Finalist]]:
    """Whom the jury looks at, by the primary key of the category, in the order of the agencies' codes.

    Once judging is closed they are those it was closed with, whatever the ranking says by then. Before that,
    agencies that the committee leaves out or that are no longer active are none. Three queries at most,
    however many categories there are.
    """
    found: dict[int, list[Finalist]] = {category.pk: [] for category in categories}
    settled = [one for one in categories if one.finalists is not None and one.basis not in OF_CONTENTS]
    codes = {code for category in settled for code in category.finalists or ()}
    known = {one.code: one for one in Agency.objects.filter(code__in=codes)} if codes else {}
    for category in settled:
        found[category.pk] = [Finalist(known[code]) for code in category.finalists or ()]
    asked = [one for one in categories if one.finalists is None and one.basis not in OF_CONTENTS]
    last = {category.pk: jurying.last_rank(category.places) for category in asked}
    if ranking and last:
        standings = Standing.objects.filter(
            ranking=ranking, category__in=last, rank__lte=max(last.values()), agency__is_active=True
        ).select_related("agency")
        for standing in standings:
            if standing.rank is not None and standing.rank <= last[standing.category_id]:
                found[standing.category_id].append(Finalist(standing.agency))
    of_contents = {category.pk: category for category in categories if category.basis in OF_CONTENTS}
    if of_contents:
        for one in _nominated(of_contents):
            finalists = of_contents[one.category_id].finalists
            if finalists is None or one.agency.code in finalists:
                found[one.category_id].append(Finalist(one.agency, one.post, one.note))
    return {pk: sorted(few, key=lambda finalist: finalist.agency.code) for pk, few in found.items()}


def _nominated(categories: Collection[int]) -> QuerySet[Nomination]:
    """The nominations that take part in categories of contents, given by their primary keys."""
    left_out = Exclusion.objects.filter(round=OuterRef("category__round"), agency=OuterRef("agency"))
    return Nomination.objects.filter(
        ~Exists(left_out), category__in=categories, post__state=PostState.VERIFIED, agency__is_active=True
    ).select_related("agency", "post__agency", "post__campaign")


def gaps(award_round: AwardRound, ranking: Ranking | None) -> dict[Category, list[Finalist]]:
    """The finalists whom too few jurors have judged, by category; empty when judging may be closed."""
    categories = judged(award_round)
    found, given = finalists(categories, ranking), _panels(categories)
    lacking = {}
    for category in categories:
        codes = [finalist.agency.code for finalist in found[category.pk]]
        open_codes = set(jurying.unjudged(codes, given[category.pk]))
        if open_codes:
            lacking[category] = [one for one in found[category.pk] if one.agency.code in open_codes]
    return lacking


def _panels(categories: Sequence[Category]) -> dict[int, Panel]:
    sheets: Mapping[int, dict[str, list[Sheet]]] = defaultdict(lambda: defaultdict(list))
    for score in JuryScore.objects.counted().filter(category__in=categories).select_related("agency"):
        sheets[score.category_id][score.agency.code].append(jurying.sheet(score.points))
    return {one.pk: Panel(one.jury_percent, sheets[one.pk]) for one in categories}
