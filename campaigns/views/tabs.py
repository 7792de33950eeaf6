"""What stands above a list that can be narrowed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to narrow a list, as `c-tabs` shows it."""

    url: str
    label: str
    count: int
    current: bool
