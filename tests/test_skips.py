"""The rule against skipping, tried on a small run of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(("ci", "code"), [("1", 1), ("", 0)], ids=["in CI", "on the own machine"])
def test_skipped_tests_and_files_fail_the_run_in_ci_by_name(tmp_path: Path, ci: str, code: int) -> None:
    passing = "def test_it():\n    assert True\n"
    skipping = (
        'import pytest\n\n@pytest.mark.skip("no browser")\ndef test_more():\n    raise AssertionError\n'
    )
    skipped = 'import pytest\n\npytest.skip("no browser", allow_module_level=True)\n'
    (tmp_path / "test_some.py").write_text(passing + skipping)
    (tmp_path / "test_none.py").write_text(skipped)
    command = [sys.executable, "-m", "pytest", "-p", "tests.skips", "-p", "xdist", "-n", "1"]

    run = subprocess.run(
        [*command, "-p", "no:cacheprovider", f"--basetemp={tmp_path}/temp", "--rootdir", str(tmp_path), "."],
        cwd=tmp_path,
        env=os.environ | {"CI": ci, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == code, run.stdout + run.stderr
    named = run.stdout.partition("fails the run")[2]
    assert [name in named for name in ("test_some.py::test_more", "test_none.py")] == [bool(ci)] * 2
