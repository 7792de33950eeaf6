"""Reject what was not mended in time, and remind of what is due tomorrow: the twin of the hourly job."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from campaigns.actions import deadlines
from summitcomms.jobs.management.moments import add_at


class Command(BaseCommand):
    help = "Menolak unggahan yang tidak diperbaiki sampai batasnya, dan mengingatkan yang jatuh tempo besok."

    def add_arguments(self, parser: CommandParser) -> None:
        add_at(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        closed = deadlines.close(at=options["at"])
        reminded = deadlines.remind(at=options["at"])
        self.stdout.write(f"{closed} unggahan ditolak karena lewat batas; {reminded} diingatkan.")
