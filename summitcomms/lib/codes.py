"""Short public codes that people read aloud, type and cannot guess."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: nothing to confuse on paper or by phone


def random_code(length: int = 10) -> str:
    """`length` random characters of 4.9 bits each; callers rely on a unique constraint, not on luck."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def normalise_code(text: str) -> str:
    """The code somebody typed, without spaces and hyphens, in capitals."""
    return "".join(text.split()).replace("-", "").upper()
