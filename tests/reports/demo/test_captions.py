from random import Random

import pytest

from agencies.models import AgencyKind
from agencies.platforms import Platform
from reports.demo import story
from reports.demo.captions import caption, headline


@pytest.mark.parametrize("kind", AgencyKind.values)
@pytest.mark.parametrize("pillar", [pillar.code for pillar in story.PILLARS])
def test_a_caption_carries_the_tag_and_leaves_no_gap_open(kind: str, pillar: str) -> None:
    for seed in range(20):
        text = caption(
            Random(seed), platform=Platform.INSTAGRAM, kind=kind, name="Kominfo", pillar=pillar, hashtag="A1"
        )
        assert "#A1" in text.split()
        assert "{" not in text


def test_on_x_a_caption_stays_within_its_length() -> None:
    longest = max(
        len(
            caption(
                Random(seed),
                platform=Platform.X,
                kind="city",
                name="Nusa Tenggara Timur",
                pillar="asean-matters",
                hashtag="ASEAN2023",
            )
        )
        for seed in range(200)
    )

    assert longest <= 280


def test_the_address_of_an_article_is_made_of_plain_words() -> None:
    assert headline(Random(1), "aoip").replace("-", "").isalpha()
