"""How an action says no: with a stable code for machines and a sentence for people."""

from dataclasses import dataclass


class Refused(Exception):
    """The action did nothing. `sentence` says which rule spoke and how to mend it, in formal Indonesian."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the row at `index` (from 0) was not taken, while the others were."""

    index: int
    code: str
    sentence: str
