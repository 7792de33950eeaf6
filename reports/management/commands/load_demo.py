"""Load the demo: KTT ke-42 as it ended, KTT ke-43 a week before its summit. For one's own machine only."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies import audit
from campaigns.models import Campaign
from reports.demo import reset
from reports.demo.load import load
from reports.management.demo import require_debug
from summitcomms.jobs.management.moments import add_at
from summitcomms.lib.refusals import Refused


class Command(BaseCommand):
    help = "Memuat data peragaan: KTT ke-42 yang selesai dan KTT ke-43 pada H-7."

    def add_arguments(self, parser: CommandParser) -> None:
        add_at(parser)
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument(
            "--if-empty", action="store_true", help="tidak berbuat apa-apa bila sudah ada kampanye"
        )
        choice.add_argument(
            "--reset", action="store_true", help="hapus seluruh isi basis data peragaan, lalu muat ulang"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        require_debug()
        if options["if_empty"] and (existing := Campaign.objects.filter(is_sandbox=False).first()):
            self.stdout.write(f"Data tetap seperti adanya: sudah ada kampanye {existing}.")
            return
        try:
            if options["reset"]:
                reset.wipe()
            loaded = load(at=options["at"], by=audit.SYSTEM)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(
            f"Data peragaan dimuat: {loaded.posts} unggahan dari {loaded.agencies} instansi; "
            f"tanggal digeser {loaded.shifted_days} hari."
        )
