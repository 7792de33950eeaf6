"""`manage.py deliver_webhooks`: tell partners what is due, in this process, without broker or worker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from agencies.actions import deliveries
from summitcomms.jobs.management.moments import add_at


class Command(BaseCommand):
    help = "Kirim kabar webhook yang jatuh tempo, di proses ini."

    def add_arguments(self, parser: CommandParser) -> None:
        add_at(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        sent = 0
        while calls := deliveries.deliver_due(at=options["at"]):
            sent += calls
        self.stdout.write(f"{sent} pengiriman dicoba.")
