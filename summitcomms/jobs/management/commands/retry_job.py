"""`manage.py retry_job`: give a job that was given up its attempts again."""

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from summitcomms.jobs.actions import retry
from summitcomms.jobs.management.moments import add_at


class Command(BaseCommand):
    help = "Antrekan lagi pekerjaan yang gagal atau menunggu operator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("public_id", type=uuid.UUID)
        add_at(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if not retry(public_id=options["public_id"], at=options["at"]):
            raise CommandError("Pekerjaan itu tidak ada, atau tidak sedang gagal.")
        self.stdout.write("Pekerjaan diantrekan lagi.")
