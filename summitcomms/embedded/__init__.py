"""PostgreSQL and Redis for a machine that has neither installed, kept by a supervisor.

    python -m summitcomms.embedded run -- CMD…    start what is needed, run CMD, stop what was started
    python -m summitcomms.embedded status         say what runs (exit status 3 if something does not)
    python -m summitcomms.embedded stop           stop the supervisor and its servers

CMD finds the servers in `DATABASE_URL` (`postgresql://postgres@/summitcomms?host=FOLDER`) and `REDIS_URL`
(`unix://FOLDER/redis.sock?virtual_host=0`). Where one of the two is already set, that server is not ours and
nothing is started for it. Data lives in `SUMMITCOMMS_VAR`, by default `var` in the checkout; both servers
listen on Unix sockets only.

The supervisor holds one lock file for each server as long as it lives; the kernel lets go of it whatever way
it ends. A second supervisor on the same folder therefore attaches, and stops nothing it did not start;
the first one after a kill takes the servers it finds running, or clears what they left, and stops them at its
end. Order at the end: CMD, Redis, PostgreSQL.
"""

from summitcomms.embedded.servers import EmbeddedError
from summitcomms.embedded.supervisor import run, status, stop

__all__ = ["EmbeddedError", "run", "status", "stop"]
