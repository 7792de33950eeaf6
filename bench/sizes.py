"""How much data there is at each size."""

from dataclasses import dataclass

SEED = 20230905
"""Of everything that looks like chance; another seed is another database."""

GIB = 2**30


@dataclass(frozen=True, slots=True)
class Size:
    """`needs` is the free disk in bytes without which a size is refused."""

    name: str
    posts: int
    needs: int
    readings_per_post: int = 30

    @property
    def database(self) -> str:
        return f"bench_{self.name.lower()}"

    @property
    def batch(self) -> int:
        """Rows of one batch: 10,000, or every post once where there are fewer."""
        return min(10_000, self.posts)


SIZES = {
    size.name: size
    for size in (
        Size("S", posts=805, needs=1 * GIB),
        Size("M", posts=100_000, needs=4 * GIB),
        Size("L", posts=1_000_000, needs=20 * GIB),
    )
}
