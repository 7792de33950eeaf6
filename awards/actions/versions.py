"""What a new version of a round takes over from the one it replaces."""

import copy
from collections.abc import Callable
from typing import TypeVar

from django.db import models

from awards.models import AwardRound, Category, Exclusion, Juror, JurorConflict, JuryScore, Nomination

Row = TypeVar("Row", bound=models.Model)


def carry_over(old: AwardRound, new: AwardRound) -> None:
    """Copy the categories, the exclusions, the nominations, and the jury with its conflicts and points.

    A correction seldom concerns the jury: its points stand, and may be changed until judging is closed anew.
    """
    categories = _copies(Category.objects.filter(round=old), lambda row: {"round": new, "finalists": None})
    jurors = _copies(Juror.objects.filter(round=old), lambda row: {"round": new})
    _copies(Exclusion.objects.filter(round=old), lambda row: {"round": new})
    _copies(
        Nomination.objects.filter(category__round=old),
        lambda row: {"category": categories[row.category_id]},
    )
    _copies(
        JurorConflict.objects.filter(juror__round=old),
        lambda row: {"juror": jurors[row.juror_id]},
    )
    _copies(
        JuryScore.objects.filter(juror__round=old),
        lambda row: {"juror": jurors[row.juror_id], "category": categories[row.category_id]},
    )


def _copies(
    rows: models.QuerySet[Row], changes: Callable[[Row], dict[str, models.Model | None]]
) -> dict[int, Row]:
    """Store a copy of each row with its changes; the copies by the primary key of what they copy."""
    made = {}
    for row in rows.order_by("pk"):
        twin = copy.copy(row)
        twin.pk = None
        twin._state = models.base.ModelState()
        for name, value in changes(row).items():
            setattr(twin, name, value)
        made[row.pk] = twin
    rows.model._default_manager.bulk_create(made.values())
    return made
