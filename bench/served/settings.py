"""The portal's settings, with the address table of the benchmark and without limits on calls."""

from summitcomms.settings import *  # noqa: F403 everything else is as in the portal

DEBUG = False  # as a portal runs: with it Django keeps the text of every statement
ROOT_URLCONF = "bench.served.urls"
API_CALLS_PER_MINUTE = 10**9
DATA_UPLOAD_MAX_MEMORY_SIZE = (
    16 * 2**20
)  # the usual view has a batch read for it; the portal's reads the stream
