"""Numbers that a person should look at twice before they are kept: nothing here refuses anything. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.readings import LABELS
from summitcomms.lib import numbers

JUMP = 10
"""How many times as high as before is asked again."""
SMALL = 10
"""From a count below this, any rise is ordinary."""

Counts = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is odd: a stable code (drop, jump, ratio), the metric, and a sentence that says why."""

    code: str
    metric: str
    sentence: str


def doubts(new: Counts, before: Counts) -> list[Doubt]:
    """What is odd about `new` beside the newest counts known before; in the order of the metrics.

    A count since publication seldom falls (followers may), seldom grows tenfold at once, and nobody likes a
    post without seeing it.
    """
    found = []
    for metric, value in new.items():
        last = before.get(metric)
        if value is None or last is None:
            continue
        said = {
            "metric": _(LABELS[metric]),
            "value": numbers.thousands(value),
            "last": numbers.thousands(last),
        }
        if value < last and metric != "followers":
            found.append(
                Doubt(
                    "drop",
                    metric,
                    _("Jumlah %(metric)s turun dari %(last)s menjadi %(value)s, padahal biasanya bertambah.")
                    % said,
                )
            )
        elif last >= SMALL and value >= JUMP * last:
            found.append(
                Doubt(
                    "jump",
                    metric,
                    _("Jumlah %(metric)s melonjak dari %(last)s menjadi %(value)s. Mungkin kelebihan angka.")
                    % said,
                )
            )
    likes, views = new.get("likes"), new.get("views")
    if likes is not None and views is not None and likes > views:
        found.append(
            Doubt(
                "ratio",
                "likes",
                _("Suka (%(likes)s) lebih banyak daripada tayangan (%(views)s). Mungkin isiannya tertukar.")
                % {"likes": numbers.thousands(likes), "views": numbers.thousands(views)},
            )
        )
    return found
