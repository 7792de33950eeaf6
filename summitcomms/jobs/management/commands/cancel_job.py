"""`manage.py cancel_job`: call off a job that has not begun."""

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from summitcomms.jobs.actions import cancel
from summitcomms.jobs.management.moments import add_at


class Command(BaseCommand):
    help = "Batalkan pekerjaan yang belum dimulai."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("public_id", type=uuid.UUID)
        add_at(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if not cancel(public_id=options["public_id"], at=options["at"]):
            raise CommandError("Pekerjaan itu tidak ada, sudah dimulai, atau sudah selesai.")
        self.stdout.write("Pekerjaan dibatalkan.")
