"""A published result for whoever doubts it: the bundle to check at home, and the same check in words here."""

from functools import lru_cache
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from awards import bundle
from awards.models import Ranking
from awards.states import PROVEN
from tools import verify_ranking


@login_not_required
@require_safe
def result_bundle(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The zip of a published result; 404 for every round that was never published."""
    ranking = get_object_or_404(_published(), round__public_id=round_id)
    name = f"{ranking.round.campaign.code}-v{ranking.round.version}.zip"
    return HttpResponse(
        bundle.packed(ranking),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_not_required
@require_safe
def result_check(request: HttpRequest, head: str) -> HttpResponse:
    """Is this the head of a published result, and does the result hold? 404 for any other head."""
    ranking = _published().filter(head=head.lower()).first()
    context: dict[str, object] = {"head": head, "ranking": ranking}
    if ranking:
        count, problems = _checked(ranking.head, timezone.now().strftime("%Y-%m-%d %H"))
        context |= {
            "round": ranking.round,
            "campaign": ranking.round.campaign,
            "newer": getattr(ranking.round, "superseded_by", None),
            "count": count,
            "problems": problems,
            "holds": not problems,
            "has_jury": ranking.round.judged_at is not None,
            "before": Ranking.objects.filter(head=ranking.previous).exclude(head="").first(),
        }
    return render(request, "awards/result_check.html", context, status=200 if ranking else 404)


@lru_cache(maxsize=64)
def _checked(head: str, hour: str) -> tuple[int, tuple[str, ...]]:
    """The number of standings of a published result and what is wrong with them.

    What is written down is checked as if somebody else had handed it in. That takes long and anybody may ask,
    so a process does it once in an hour: what is sealed does not change, and if it did it would be seen.
    """
    found, count, problems = verify_ranking.check(bundle.files(_published().get(head=head)))
    if found != head:
        problems.append(f"sidik jari hasilnya berbeda: {found}")
    return count, tuple(problems)


def _published() -> QuerySet[Ranking]:
    return Ranking.objects.filter(sealed_at__isnull=False, round__state__in=PROVEN).select_related(
        "round__campaign", "round__superseded_by", "tally"
    )
