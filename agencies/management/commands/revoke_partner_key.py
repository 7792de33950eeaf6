"""Close a partner's key for good, from its next call on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agencies import audit
from agencies.actions import partners
from summitcomms.lib.refusals import Refused


class Command(BaseCommand):
    help = "Mencabut kunci API mitra. Berlaku sejak panggilan berikutnya dan tidak dapat dibatalkan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("prefix", metavar="PREFIX", help="Bagian kunci sebelum titik.")
        parser.add_argument("--reason", required=True, help="Alasan; masuk ke catatan audit.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            key = partners.revoke_key(prefix=options["prefix"], reason=options["reason"], by=audit.SYSTEM)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"Kunci {key.prefix} milik {key.partner} dicabut.")
