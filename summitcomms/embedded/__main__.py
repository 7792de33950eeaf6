"""The command line of the embedded servers; its words are in the package."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from summitcomms.embedded import EmbeddedError, run, status, stop


def _var(environment: Mapping[str, str]) -> Path:
    checkout = Path(__file__).resolve().parents[2]
    return checkout.joinpath(environment.get("SUMMITCOMMS_VAR") or "var").resolve()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m summitcomms.embedded",
        description="PostgreSQL and Redis for a machine that has neither installed, kept by a supervisor.",
    )
    actions = parser.add_subparsers(dest="action", required=True)
    running = actions.add_parser("run", help="start what is needed, run a command, stop what was started")
    running.add_argument("--throwaway", action="store_true", help="faster: a power cut may cost the data")
    running.add_argument("command", nargs="+", metavar="CMD")
    actions.add_parser("status", help="say what runs")
    actions.add_parser("stop", help="stop the supervisor and its servers")
    chosen = parser.parse_args(arguments)
    var = _var(os.environ)
    try:
        if chosen.action == "run":
            return run(chosen.command, var=var, environment=os.environ, durable=not chosen.throwaway)
        return status(var) if chosen.action == "status" else stop(var)
    except EmbeddedError as error:
        sys.stderr.write(f"summitcomms.embedded: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
