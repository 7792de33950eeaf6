"""What the minutes of a round say: the facts of a sealed result, put together for the printed page."""

from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from agencies import audit
from agencies.models import Agency, AuditEvent
from awards import wording
from awards.actions.rounds import SIGNATORY_OFFICE
from awards.models import AwardRound, JurorConflict, Ranking, Standing
from awards.recipes import Recipe
from summitcomms.lib import clock

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
LISTED = 40
"""How many ranked agencies of a category are printed; the bundle has all of them."""


def page(award_round: AwardRound, *, number: str, at: datetime) -> str:
    """The minutes as one HTML page without any reference to something outside it; the round is sealed."""
    award_round = AwardRound.objects.select_related(
        "campaign", "recipe", "frozen_by", "published_by", "judged_by", "supersedes"
    ).get(public_id=award_round.public_id)
    ranking = Ranking.objects.select_related("tally").get(round=award_round, sealed_at__isnull=False)
    address = f"{settings.SITE_URL}{reverse('awards:result-check', args=[ranking.head])}"
    day = clock.campaign_day(at, clock.WIB)
    context: dict[str, Any] = {
        "round": award_round,
        "campaign": award_round.campaign,
        "ranking": ranking,
        "number": number,
        "office": SIGNATORY_OFFICE,
        "day": clock.date_text(day, long=True),
        "date": clock.date_span(day, day),
        "formula": wording.formula(Recipe.from_data(ranking.recipe_data)),
        "boards": _boards(award_round, ranking),
        "jurors": [one.user for one in award_round.jurors.serving().select_related("user")],
        "dismissed": _dismissals(award_round),
        "conflicts": _conflicts(award_round),
        "address": address,
        "qr": segno.make(address, error="m", micro=False).svg_data_uri(scale=3, border=2),
        "zone": award_round.campaign.timezone,
    }
    return render_to_string("awards/minutes_print.html", context)


def stylesheet() -> str:
    """How the page is set: A4, a letterhead, and the number of the page at its foot."""
    return render_to_string("awards/minutes_print.css")


def _boards(award_round: AwardRound, ranking: Ranking) -> list[dict[str, Any]]:
    standings = (
        Standing.objects.filter(ranking=ranking, rank__isnull=False)
        .select_related("agency", "post")
        .order_by("category__position", "position")
    )
    by_category: dict[int, list[Standing]] = {}
    for standing in standings:
        by_category.setdefault(standing.category_id, []).append(standing)
    return [
        {
            "category": category,
            "rows": by_category.get(category.pk, [])[:LISTED],
            "more": max(0, len(by_category.get(category.pk, [])) - LISTED),
        }
        for category in award_round.categories.all()
    ]


def _dismissals(award_round: AwardRound) -> list[tuple[str, AuditEvent, bool]]:
    """Each dismissal from the jury of the round, and of the versions it follows: who, what, is it still so.

    From the audit trail, for whoever is named again carries no dismissal any more.
    """
    versions = [award_round]
    while before := versions[-1].supersedes:
        versions.append(before)
    events = AuditEvent.objects.filter(
        action="jury.dismissed",
        target_type=AwardRound._meta.label_lower,
        target_id__in=[str(one.public_id) for one in versions],
    )
    found = [(event.after["juror"], event) for event in events.order_by("pk")]
    last = dict(found)
    names = audit.names_of(last)
    ids = award_round.jurors.exclude(dismissed_at=None).values_list("user__public_id", flat=True)
    gone = {str(one) for one in ids}
    return [(names[juror], event, juror in gone and event is last[juror]) for juror, event in found]


def _conflicts(award_round: AwardRound) -> list[tuple[str, Agency, str]]:
    found = JurorConflict.objects.filter(juror__round=award_round).select_related("juror__user", "agency")
    return [(str(one.juror.user), one.agency, one.reason) for one in found.order_by("juror", "agency__code")]
