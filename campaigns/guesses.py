"""Which pillar a report speaks of where nobody says it: its material's, else the one its words tell of."""

from collections.abc import Iterable
from datetime import datetime

from campaigns import pillars
from campaigns.models import Campaign, Pillar


class PillarGuess:
    """For many captions of one campaign at the moment `at`; reads the material once."""

    def __init__(self, campaign: Campaign, offered: Iterable[Pillar], at: datetime) -> None:
        """`offered` are the pillars of the campaign."""
        self._campaign, self._at = campaign, at
        self._by_code = {pillar.code: pillar for pillar in offered}
        self._topics = tuple(
            pillars.Topic(pillar.code, pillar.name, pillar.narrative) for pillar in self._by_code.values()
        )

    def of(self, caption: str) -> Pillar | None:
        """The officer has the last word; None where it is not clear."""
        material = self._campaign.kit.used_by(caption, self._at)
        if material and material.pillar:
            return material.pillar
        code = pillars.guess(caption, self._topics)
        return self._by_code[code] if code else None
