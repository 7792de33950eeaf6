"""What a page carries, signed, from one step to the next, so that what was shown is what is done.

It serves one use and the one person to whom it was shown, for some hours.
"""

from datetime import timedelta
from typing import Any

from django.core import signing

LASTS = timedelta(hours=12)
LONGEST = 1_000_000
"""Characters that come back with a form: the portal takes a MiB, with all else that the form says."""


class TooLong(ValueError):
    """More than a form can carry; it has to be done in parts."""


class Invalid(ValueError):
    """Not what this portal has signed for this use and person, or too old."""


def signed(said: Any, *, by: str, use: str) -> str:
    """`said`, which is JSON, for the person with the id `by`. Raises TooLong."""
    token = signing.dumps(said, salt=_salt(by, use), compress=True)
    if len(token) > LONGEST:
        raise TooLong(f"{len(token)} characters")
    return token


def opened(token: str, *, by: str, use: str) -> Any:
    """What `signed` was given. Raises Invalid."""
    try:
        return signing.loads(token, salt=_salt(by, use), max_age=LASTS)
    except signing.BadSignature as error:
        raise Invalid(str(error)) from error


def _salt(by: str, use: str) -> str:
    return f"summitcomms.tokens:{use}:{by}"
