from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.measure import Comparison, compare


def clock(*seconds: float) -> Iterator[float]:
    return iter(seconds)


def test_pairs_are_run_back_to_back_after_a_warm_up_and_ours_once_more():
    order: list[str] = []

    def ours() -> float:
        order.append("A")
        return 1.0

    def peer() -> float:
        order.append("B")
        return 2.0

    compare(ours, peer, rounds=2)

    assert "".join(order) == "AB" + "ABA" + "ABA"


def test_a_single_round_is_not_warmed_up():
    ours, peer = clock(1.0, 1.0), clock(4.0)

    found = compare(lambda: next(ours), lambda: next(peer), rounds=1)

    assert (found.ratio, found.spread) == (0.25, (0.25, 0.25))


def test_the_ratio_is_the_median_of_the_pairs_and_not_of_the_times():
    found = Comparison(ours=(1.0, 10.0, 3.0), peer=(2.0, 10.0, 2.0), control=(1.0, 10.0, 3.0))

    assert found.ratio == 1.0
    assert found.spread == (0.75, 1.25)
    assert not found.is_noisy


@pytest.mark.parametrize(("again", "noisy"), [(1.0, False), (0.92, False), (0.8, True), (1.25, True)])
def test_ours_beside_ours_tells_whether_an_answer_can_be_given(again: float, noisy: bool):
    found = Comparison(ours=(1.0,) * 7, peer=(1.0,) * 7, control=(again,) * 7)

    assert found.is_noisy is noisy
