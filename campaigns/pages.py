"""Places on the pages of this app where the floors above, of which it knows nothing, add what is theirs."""

from collections.abc import Callable
from typing import Generic, ParamSpec

from django.utils.safestring import SafeString

from agencies.models import User
from campaigns.models import Post

P = ParamSpec("P")


class Additions(Generic[P]):
    """What is added in one place: each addition says what it shows of its parameters; empty if nothing."""

    def __init__(self) -> None:
        self._renders: list[Callable[P, SafeString]] = []

    def add(self, render: Callable[P, SafeString]) -> Callable[P, SafeString]:
        """Declare an addition, as a decorator."""
        self._renders.append(render)
        return render

    def of(self, *args: P.args, **kwargs: P.kwargs) -> list[SafeString]:
        """All that is shown, in the order of declaration; what shows nothing is left out."""
        shown = (render(*args, **kwargs) for render in self._renders)
        return [each for each in shown if each.strip()]


POST_HEAD = Additions[[User, Post]]()
"""Beside the actions of a post, for its reader."""
READING_IMPORT_HEAD = Additions[[User]]()
"""Beside the title of the page that takes readings, for whoever sends them."""
