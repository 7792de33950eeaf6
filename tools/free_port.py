"""Print the port `make run` serves at.

It is PORT, which must be free; if none is asked for, it is the first free one from 8000 on.
"""

import os
import socket
import sys

FIRST, TRIES = 8000, 20


def is_free(port: int) -> bool:
    """Whether nobody listens on this machine's `port`; closing connections of an earlier run do not count."""
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def main() -> str:
    asked = os.environ.get("PORT", "")
    if asked:
        if not (asked.isascii() and asked.isdigit() and 0 < int(asked) < 65536):
            sys.exit(f"PORT has a value that cannot be used: {asked!r}")
        if not is_free(int(asked)):
            sys.exit(f"Port {asked} is in use; name another: make run PORT={int(asked) + 1}")
        return asked
    for port in range(FIRST, FIRST + TRIES):
        if is_free(port):
            return str(port)
    sys.exit(f"Ports {FIRST} to {FIRST + TRIES - 1} are all in use; name a free one: make run PORT=9000")


if __name__ == "__main__":
    print(main())
