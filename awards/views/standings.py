"""The public standings of a campaign, category by category."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.models import User
from awards import leaderboard, visibility, wording
from awards.leaderboard import Board
from awards.models import Award, AwardRound, Category, Ranking
from awards.visibility import PublicResult
from campaigns import flagged, selection
from campaigns.models import Campaign
from summitcomms.lib import clock
from summitcomms.lib.numbers import thousands

CATEGORY = "kategori"
"""The query parameter that names a category by its code."""


@login_not_required
@require_safe
def standing_list(request: HttpRequest) -> HttpResponse:
    """Ranks, points per component and the formula; never the ranks of a frozen, unpublished round."""
    campaign = selection.chosen(request.GET, timezone.now())
    if campaign is None:
        return render(request, "awards/standing_list.html", {"campaign": None})
    result = visibility.public_result(campaign)
    agency_ids = _own_agencies(request.user)
    categories = list(result.round.categories.all()) if result.round else []
    category = _category(request.GET.get(CATEGORY, ""), categories, request.user)
    context: dict[str, Any] = {
        "campaign": campaign,
        "others": _other_campaigns(campaign),
        "result": result,
        "round": result.round,
        "category": category,
        "regencies_compete": any(one.is_for_regencies for one in categories),
        "categories": [
            {"url": _address(campaign, one), "label": one.label, "current": one == category}
            for one in categories
        ],
        "formula": wording.formula(result.recipe) if result.recipe else None,
    }
    if result.round and result.ranking and category:
        board = leaderboard.board(result.ranking, category)
        context |= {
            "ranking": result.ranking,
            "board": board,
            "own": leaderboard.own_places(result.ranking, category, agency_ids & board.agency_ids),
            "own_agencies": agency_ids,
            "held_out": flagged.held_out(campaign, agency_ids) if agency_ids else None,
            "awards": _awards(result.round, category),
            "share_text": _share_text(campaign, result, result.ranking, board),
        }
    return render(request, "awards/standing_list.html", context)


def _own_agencies(user: User | AnonymousUser) -> set[int]:
    """The primary keys of the agencies the reader belongs to."""
    if not isinstance(user, User):
        return set()
    return {m.agency_id for m in user.active_memberships if m.agency_id is not None}


def _category(code: str, categories: list[Category], user: User | AnonymousUser) -> Category | None:
    """The category that is named; else that of the reader's own agency; else the first. Unknown: 404."""
    if code:
        for category in categories:
            if category.code == code:
                return category
        raise Http404("unknown category")
    agencies = [m.agency for m in user.active_memberships if m.agency] if isinstance(user, User) else []
    own = [category for category in categories if any(category.scores(agency) for agency in agencies)]
    return next(iter([*own, *categories]), None)


def _address(campaign: Campaign, category: Category | None = None) -> str:
    query = {selection.PARAMETER: campaign.code} | ({CATEGORY: category.code} if category else {})
    return f"{reverse('awards:standing-list')}?{urlencode(query)}"


def _other_campaigns(chosen: Campaign) -> list[dict[str, str]]:
    """Links to the standings of the other campaigns, newest first."""
    campaigns = Campaign.objects.for_people().exclude(pk=chosen.pk).newest_first()
    return [{"url": _address(one), "label": one.short_name} for one in campaigns]


def _awards(award_round: AwardRound, category: Category) -> list[Award]:
    """The awards given in the category, with agency and certificate."""
    return list(
        Award.objects.filter(round=award_round, category=category)
        .select_related("agency", "certificate")
        .order_by("place", "agency__code")
    )


def _share_text(campaign: Campaign, result: PublicResult, ranking: Ranking, board: Board) -> str:
    """What goes into a chat: the first ranks, the moment they hold for, and the address."""
    title = (
        _("Peringkat sementara %(category)s, %(campaign)s")
        if result.is_provisional
        else _("Hasil %(category)s, %(campaign)s")
    )
    lines = [
        title % {"category": board.category.label, "campaign": campaign.name},
        _("per %(time)s") % {"time": clock.show(ranking.tally.cutoff, campaign.timezone)},
        *(
            f"{standing.rank}. {standing.short_name} ({thousands(standing.total, 2)})"
            for standing in board.podium
        ),
        f"{settings.SITE_URL}{_address(campaign, board.category)}",
    ]
    return "\n".join(lines)
