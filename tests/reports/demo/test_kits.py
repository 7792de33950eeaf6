"""The material of the demo is fit to be handed out, but for the draft that the linter is there for."""

import pytest

from campaigns import captions, likeness
from campaigns.models import Material
from reports.demo import kits, story
from reports.demo.kits import Piece

PUBLISHED = (*kits.LABUAN_BAJO, *kits.JAKARTA, kits.WITHDRAWN, kits.SCHEDULED)
by_title = pytest.mark.parametrize("piece", PUBLISHED, ids=lambda piece: piece.title)


def hints(piece: Piece) -> list[str]:
    found = captions.lint_for_all(piece.caption, hashtag=story.HASHTAG, theme=story.THEME)
    return [hint.code for hint in found]


@by_title
def test_words_that_are_handed_out_need_no_mending(piece: Piece) -> None:
    assert hints(piece) == []


def test_the_draft_shows_what_the_linter_finds() -> None:
    assert hints(kits.DRAFT) == ["tag_missing", "tag_variant", "theme"]


@by_title
def test_every_piece_is_of_a_known_kind_and_pillar(piece: Piece) -> None:
    assert piece.kind in Material.Kind.values
    assert piece.pillar in {"", *(pillar.code for pillar in story.PILLARS)}


@pytest.mark.parametrize(
    ("pieces", "summit"),
    [(kits.LABUAN_BAJO, story.LABUAN_BAJO), ((*kits.JAKARTA, kits.WITHDRAWN, kits.SCHEDULED), story.JAKARTA)],
    ids=["Labuan Bajo", "Jakarta"],
)
def test_each_piece_comes_out_within_its_campaign(pieces: tuple[Piece, ...], summit: story.Summit) -> None:
    assert all(summit.starts_at <= piece.at < summit.ends_at for piece in pieces)


def test_no_two_pieces_have_the_same_words() -> None:
    assert len({likeness.caption_key(piece.caption) for piece in PUBLISHED}) == len(PUBLISHED)
