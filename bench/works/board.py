"""Reading the stored rows of the largest category, as the public page and the API do."""

from collections.abc import Iterator

from awards import leaderboard
from bench.peers import select_rows
from bench.sizes import Size
from bench.works import Missing, Work, tally


def works(size: Size) -> Iterator[Work | Missing]:
    """One tally is made for it and removed again."""
    ranking = tally.tally_and_rank()
    category = max(ranking.round.categories.all(), key=lambda c: ranking.standings.filter(category=c).count())

    def ours() -> list[leaderboard.Row]:
        board = leaderboard.board(ranking, category)
        return [*board.ranked, *board.unranked]

    def peer() -> list[tuple]:
        return select_rows.board(ranking.pk, category.pk)

    def check() -> None:
        shown = [(each.code, each.rank, each.total, each.components) for each in ours()]
        assert shown == peer(), "the boards differ"

    yield Work("board", ours=tally.timed(ours), peer=tally.timed(peer), check=check)
    tally.forget(ranking)
