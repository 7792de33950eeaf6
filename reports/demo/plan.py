"""The whole demo as data, from a fixed seed: the same offices and the same moment give the same plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from agencies.platforms import Platform
from reports.demo import baseline, running, story
from reports.demo.posts import Composer, Draft, Office, PlannedPost
from summitcomms.lib import clock
from summitcomms.lib.refusals import Refused

SEED = 2023
YEARS = range(2017, 2042)
"""Years in which the ids of every platform can be made for a moment of the story."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Both campaigns; `desk` holds what is reported by people while the demo is loaded."""

    shift: timedelta
    past: Sequence[PlannedPost]
    present: Sequence[PlannedPost]
    desk: Sequence[Draft]


def make(at: datetime, offices: Sequence[Office], *, seed: int = SEED) -> Plan:
    """Plan the demo so that the day of `at` (aware) in Jakarta is H-7. Refused: moment_unusable."""
    if at.year not in YEARS:
        raise Refused(
            "moment_unusable", f"Data peragaan hanya dapat dibuat untuk tahun {YEARS.start}–{YEARS[-1]}."
        )
    shift = clock.campaign_day(at, clock.WIB) - story.TODAY
    known = [o for o in sorted(offices, key=lambda o: o.code) if _takes_part(o)]
    composer = Composer(Random(seed))  # noqa: S311 a story is told the same way every time
    by_code = {office.code: office for office in known}
    return Plan(
        shift=shift,
        past=baseline.plan(composer, known, shift),
        present=running.plan(composer, known, shift, at),
        desk=[
            composer.draft(by_code[code], platform, at - timedelta(minutes=age), pillar=pillar)
            for code, platform, age, pillar in DESK
        ],
    )


DESK = (
    ("D-74", Platform.INSTAGRAM, 70, "epicentrum-of-growth"),
    ("K-059", Platform.X, 64, "asean-matters"),
    ("D-94.04", Platform.TIKTOK, 55, "aoip"),
    ("D-74", Platform.X, 41, "asean-matters"),
    ("D-94.04", Platform.INSTAGRAM, 32, "epicentrum-of-growth"),
    ("K-059", Platform.INSTAGRAM, 26, "aoip"),
)
"""(agency, platform, minutes ago, pillar) of what officers report during the last hour."""


def _takes_part(office: Office) -> bool:
    """Central offices and provinces, and the regencies and cities that have a name in the story."""
    return office.kind in baseline.TAKING_PART or office.code in story.NAMES
