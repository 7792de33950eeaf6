from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from agencies.actions import departures
from summitcomms.jobs.management.moments import moment


class Command(BaseCommand):
    """The twin of the job `people.forget`."""

    help = "Menyamarkan orang yang sudah lama tidak bertugas dan membersihkan undangan serta sesi lama."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at", type=moment, help="saat dengan zona, misalnya 2025-09-12T03:00+07:00; kosong: kini"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        forgotten = departures.forget(at=options["at"] or timezone.now())
        self.stdout.write(
            f"{forgotten.people} orang disamarkan, {forgotten.invitations} undangan lama dikosongkan, "
            f"{forgotten.lists} daftar undangan dan {forgotten.sessions} sesi lama dihapus."
        )
