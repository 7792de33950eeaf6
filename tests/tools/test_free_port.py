import socket
from collections.abc import Iterator

import pytest

from tools import free_port


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_somebody_listens_on_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.setenv("PORT", str(taken))

    with pytest.raises(SystemExit, match=f"Port {taken} is in use"):
        free_port.main()


@pytest.mark.parametrize("asked", ["eighty", "0", "70000", "-1"])
def test_a_port_that_cannot_be_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    monkeypatch.setenv("PORT", asked)

    with pytest.raises(SystemExit, match="PORT has a value that cannot be used"):
        free_port.main()


def test_without_a_wish_the_first_free_port_is_taken(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setattr(free_port, "FIRST", taken)

    assert taken < int(free_port.main()) < taken + free_port.TRIES


def test_where_all_are_taken_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setattr(free_port, "FIRST", taken)
    monkeypatch.setattr(free_port, "TRIES", 1)

    with pytest.raises(SystemExit, match="all in use"):
        free_port.main()
