"""`manage.py run_jobs`: do all due work in this process, without broker or worker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from summitcomms.jobs.management.moments import add_at
from summitcomms.jobs.runner import run_due


class Command(BaseCommand):
    help = "Jalankan semua pekerjaan yang jatuh tempo, di proses ini."

    def add_arguments(self, parser: CommandParser) -> None:
        add_at(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{run_due(at=options['at'])} percobaan dijalankan.")
