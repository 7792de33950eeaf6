"""The centre's one screen: how the campaign stands and what waits for whoever is looking."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies import access
from agencies.roles import Permission
from awards import visibility
from awards.models import AwardRound
from campaigns import selection
from campaigns.models import TallyRun
from reports import agency_page, attention, figures, overview


@require_safe
def control_room(request: HttpRequest) -> HttpResponse:
    """For every central role; the ranks shown here may be frozen and not published yet, and say so."""
    user = access.require(request.user, Permission.VIEW_CONTROL_ROOM)
    at = timezone.now()
    campaign = selection.chosen(request.GET, at)
    if campaign is None:
        return render(request, "reports/control_room_empty.html")
    run = TallyRun.objects.newest(campaign)
    award_round = AwardRound.objects.current(campaign)
    ranking = visibility.for_staff(award_round) if award_round else None
    posts = attention.backlog(campaign)
    five = figures.of(campaign, at)
    context: dict[str, Any] = {
        "campaign": campaign,
        "countdown": overview.countdown(campaign, at),
        "clocks": overview.clocks(at),
        "posts": posts,
        "tasks": attention.tasks(campaign, user, award_round, posts, at),
        "figures": five,
        "run": run,
        "trend": overview.trend_chart(campaign, run, five) if run else None,
        "provinces": overview.province_map(run) if run else None,
        "round": award_round,
        "ranking": ranking,
        "leaders": overview.leaders(ranking) if ranking else [],
        "best_posts": overview.best_posts(run) if run else [],
        "may_tally": access.can(user, Permission.RUN_TALLY),
        "desks": agency_page.desks(user),
        "zone": user.zone,
    }
    return render(request, "reports/control_room.html", context)
