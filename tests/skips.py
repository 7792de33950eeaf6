"""In CI a run with skipped tests has failed: what did not run has proved nothing.

`tests/conftest.py` loads this module as a plugin (`pytest_plugins`); `.ci/run` sets CI.
"""

from __future__ import annotations

import os

import pytest
from _pytest.terminal import TerminalReporter


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _skipped(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    if names := _skipped(config):
        terminalreporter.section("skipped, which fails the run because CI is set", red=True)
        for name in names:
            terminalreporter.line(name)


def _skipped(config: pytest.Config) -> list[str]:
    """The tests and files skipped in CI; none elsewhere, nor in an xdist worker, which only reports."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("CI") or reporter is None:
        return []
    return [report.nodeid for report in reporter.stats.get("skipped", [])]
