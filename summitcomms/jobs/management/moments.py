"""The `--at` of our commands: the moment a command takes for now."""

from argparse import ArgumentTypeError
from datetime import datetime

from django.core.management.base import CommandParser
from django.utils import timezone


def moment(text: str) -> datetime:
    """An ISO 8601 time with its zone, as an aware datetime; a time without zone is refused, not guessed."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} bukan waktu ISO 8601, misalnya 2023-05-11T08:00+07:00") from error
    if timezone.is_naive(value):
        raise ArgumentTypeError(f"{text!r} tidak menyebut zona; tambahkan misalnya +07:00")
    return value


def add_at(parser: CommandParser) -> None:
    """Add `--at`, an aware datetime that defaults to the present."""
    parser.add_argument(
        "--at", type=moment, default=timezone.now(), help="Waktu ISO 8601 dengan zona; bawaan: sekarang."
    )
