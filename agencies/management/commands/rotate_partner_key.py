"""Put a new key in the place of another and print it: the only time it is shown."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies import audit
from agencies.actions import partners
from summitcomms.jobs.management.moments import moment
from summitcomms.lib.refusals import Refused


class Command(BaseCommand):
    help = "Menerbitkan pengganti kunci API. Kunci lama berlaku beberapa hari lagi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("prefix", metavar="PREFIX", help="Bagian kunci lama sebelum titik.")
        parser.add_argument("--overlap-days", type=int, default=7, help="Sisa masa berlaku kunci lama.")
        parser.add_argument(
            "--expires", metavar="ISO", type=moment, help="Misalnya 2026-12-31T23:59:00+07:00."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            key, text = partners.rotate_key(
                prefix=options["prefix"],
                overlap=timedelta(days=options["overlap_days"]),
                expires_at=options["expires"],
                by=audit.SYSTEM,
                at=timezone.now(),
            )
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.stderr.write(
            f"Kunci {key.prefix} menggantikan {options['prefix']} milik {key.partner}. Simpan sekarang juga; "
            "kunci ini tidak dapat ditampilkan lagi."
        )
        self.stdout.write(text)
