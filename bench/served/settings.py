"""The portal's settings, with the address table of the benchmark and without a limit on calls."""

from summitcomms.settings import *  # noqa: F403 everything else is as in the portal

ROOT_URLCONF = "bench.served.urls"
API_CALLS_PER_MINUTE = 10**9
