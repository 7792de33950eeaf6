"""Text that people paste, made fit to be kept and shown."""

import re

_UNKEPT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")
_NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def plain(text: str) -> str:
    """The text with ordinary line ends and without what no page shows as it was meant.

    Dropped are control characters, halves of characters, byte order marks, and the signs that turn the
    direction of everything around them; marks and joiners that scripts and emoji need stay.
    """
    return _UNKEPT.sub("", _NEWLINES.sub("\n", text))
