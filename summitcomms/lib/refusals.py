"""How an action says no: one exception with a stable code for machines and a sentence for people."""


class Refused(Exception):
    """The action did nothing. `sentence` says which rule spoke and how to mend it, in formal Indonesian."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
