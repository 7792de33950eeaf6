"""Which campaign a page speaks of when its reader has named none, and how a reader names one."""

from datetime import datetime

from django.core.validators import slug_re
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, QueryDict

from campaigns.models import Campaign

PARAMETER = "kampanye"
"""The query parameter that names a campaign by its code."""


def current(at: datetime) -> Campaign | None:
    """The campaign of the day: the running one, else the newest open, else the newest that is over.

    None while there are only drafts.
    """
    running = When(state=Campaign.State.OPEN, starts_at__lte=at, ends_at__gt=at, then=Value(0))
    still_open = When(state=Campaign.State.OPEN, then=Value(1))
    return (
        Campaign.objects.for_people()
        .annotate(standing=Case(running, still_open, default=Value(2), output_field=IntegerField()))
        .order_by("standing", "-starts_at")
        .first()
    )


def chosen(query: QueryDict, at: datetime) -> Campaign | None:
    """The campaign named by `?kampanye=code`, or `current(at)` when none is named; unknown is a 404."""
    code = query.get(PARAMETER, "")
    if not code:
        return current(at)
    public = Campaign.objects.for_people()
    campaign = public.filter(code=code).first() if slug_re.match(code) else None
    if campaign is None:
        raise Http404("unknown campaign")
    return campaign
