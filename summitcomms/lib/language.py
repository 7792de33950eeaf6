"""Which of the two languages is spoken now; everything but English is said in Indonesian."""

from __future__ import annotations

from django.utils.translation import get_language


def is_english() -> bool:
    """Whether the reader of this request, or the recipient of this mail, reads English."""
    return get_language() == "en"
