"""What happens by the clock, and what follows from what across the apps.

The only place that looks down on every app at once: a finished tally is followed by the rankings of the
open rounds, because a ranking may not know who counted and a tally may not know who ranks.
"""

from datetime import timedelta

from summitcomms.celery import app
from summitcomms.jobs.periodic import Periodic, beat_schedule

PERIODIC = [Periodic("jobs.forget", every=timedelta(days=1))]
BEAT_SCHEDULE = beat_schedule(PERIODIC)
app.conf.beat_schedule = BEAT_SCHEDULE
