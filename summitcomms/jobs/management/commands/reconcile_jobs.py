"""`manage.py reconcile_jobs`: queue again what dead workers left behind."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from summitcomms.jobs.management.moments import add_at
from summitcomms.jobs.relay import take_back_abandoned


class Command(BaseCommand):
    help = "Antrekan kembali pekerjaan yang pelaksananya berhenti di tengah jalan."

    def add_arguments(self, parser: CommandParser) -> None:
        add_at(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{take_back_abandoned(at=options['at'])} pekerjaan diambil kembali.")
