from __future__ import annotations

import gc

import pytest

from summitcomms.lib.collector import paused


@pytest.fixture(autouse=True)
def _running():
    yield
    gc.enable()


def test_nothing_is_collected_until_the_end_even_of_a_failure():
    @paused()
    def fail() -> None:
        raise ZeroDivisionError(gc.isenabled())

    with pytest.raises(ZeroDivisionError, match="False"):
        fail()
    assert gc.isenabled()


def test_a_pause_within_a_pause_does_not_end_it():
    with paused():
        with paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_function_is_run_in_a_pause():
    assert paused()(gc.isenabled)() is False
    assert gc.isenabled()
