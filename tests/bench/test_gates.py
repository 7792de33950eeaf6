from __future__ import annotations

import pytest

from bench.gates import Gate, Kind


@pytest.mark.parametrize(
    ("kind", "met", "missed"),
    [
        (Kind.AT_MOST, 2.0, 2.1),
        (Kind.EXACT, 2.0, 3.0),
        (Kind.FASTER, 2.0, 1.9),
        (Kind.RATE, 3.0, 1.0),
    ],
)
def test_a_limit_is_met_from_its_own_side(kind: Kind, met: float, missed: float):
    gate = Gate("a work", "its peer", kind, 2.0)

    assert gate.is_met(met)
    assert not gate.is_met(missed)
