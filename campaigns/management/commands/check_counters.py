"""Compare the newest counts of every post with its readings; exit status 1 when one is wrong."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies import audit
from campaigns.actions import counter_checks
from summitcomms.jobs.management.moments import moment


class Command(BaseCommand):
    help = "Mencocokkan hitungan terbaru setiap unggahan dengan hasil ukurnya; status 1 bila ada yang salah."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="Hitung ulang yang salah; masuk catatan audit."
        )
        parser.add_argument(
            "--at", type=moment, help="Kampanye yang berjalan pada waktu ini; biasanya sekarang."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = counter_checks.find(at=options["at"] or timezone.now())
        if wrong and not options["repair"]:
            raise CommandError(counter_checks.sentence(wrong))
        counter_checks.repair(by=audit.SYSTEM, wrong=wrong)
        self.stdout.write(
            f"{len(wrong)} unggahan dihitung ulang."
            if wrong
            else "Semua hitungan sesuai dengan hasil ukurnya."
        )
