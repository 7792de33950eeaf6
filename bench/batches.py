"""Batches of readings as a monitoring partner pushes them: posts that lie side by side, measured once more.

They belong to posts whose thirty readings are complete, and fall into a week that is full of readings of
others. No two batches share a moment, in this run or in an earlier one, so every row is new.
"""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from bench.generator import STARTS_AT
from bench.sizes import SEED, Size
from campaigns.readings import ReadingRow

WEEK = datetime(2023, 9, 11, tzinfo=UTC)
NOW = WEEK + timedelta(weeks=1)
OLD = timedelta(days=20)
"""Posts from the first days of the campaign have had their last reading before WEEK."""


@dataclass(frozen=True, slots=True)
class Known:
    """A post as the generator made it and as a partner names it."""

    pk: int
    code: str
    platform: str
    native_id: str

    @property
    def key(self) -> str:
        return f"{self.platform}:{self.native_id}"


class Batches:
    """Batch after batch; `scattered` takes the posts from all over the table instead of side by side."""

    def __init__(self, size: Size, *, scattered: bool = False) -> None:
        self.size, self.scattered = size, scattered
        self.chance = random.Random(SEED)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, code, platform, native_id FROM campaigns_post"
                " WHERE published_at < %s ORDER BY id",
                [STARTS_AT + OLD],
            )
            self.posts = [Known(*row) for row in cursor.fetchall()]
        self.place = 0

    def next(self) -> list[tuple[Known, ReadingRow]]:
        """The rows of one further batch, in an order that is not ours."""
        posts = self._posts()
        at = WEEK + timedelta(seconds=_number())
        return [(post, ReadingRow(post.key, at, self._metrics(post))) for post in posts]

    def _posts(self) -> list[Known]:
        if self.scattered:
            return self.chance.sample(self.posts, self.size.batch)
        count = min(self.size.batch, len(self.posts))
        if self.place + count > len(self.posts):
            self.place = 0
        posts = self.posts[self.place : self.place + count]
        self.place += count
        self.chance.shuffle(posts)
        return posts

    def _metrics(self, post: Known) -> dict[str, int | None]:
        views = self.chance.randrange(1_000, 100_000)
        metrics = {"views": views, "reach": views * 4 // 5, "likes": views // 12, "comments": views // 150}
        metrics["shares"] = views // 200
        metrics["saves" if post.platform == "tiktok" else "impressions"] = views // 90
        return metrics


def _number() -> int:
    """A number that no batch has had, in this run or an earlier one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('bench_batch')")
        return int(cursor.fetchone()[0])
