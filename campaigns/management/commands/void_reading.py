"""Declare a wrong measurement void, so that no count uses it any more."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies import audit
from campaigns.actions import readings
from campaigns.models import ReadingSource
from summitcomms.jobs.management.moments import moment
from summitcomms.lib.refusals import Refused


class Command(BaseCommand):
    help = "Membatalkan hasil ukur sebuah unggahan; hitungannya diperbarui seketika."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("post", metavar="POST_CODE", help="Kode unggahan.")
        parser.add_argument("--source", required=True, help="Kode sumber hasil ukur.")
        parser.add_argument(
            "--taken-at", type=moment, required=True, help="Waktu ukur, misalnya 2023-08-29T10:00+07:00."
        )
        parser.add_argument("--reason", required=True, help="Alasan; masuk ke catatan audit.")
        parser.add_argument("--revision", type=int, help="Hanya koreksi ini; tanpa isian: semuanya.")

    def handle(self, *args: Any, **options: Any) -> None:
        source = ReadingSource.objects.filter(code=options["source"]).first()
        if source is None:
            known = ", ".join(ReadingSource.objects.order_by("code").values_list("code", flat=True))
            raise CommandError(
                f"Tidak ada sumber dengan kode “{options['source']}”. Yang ada: {known or 'belum ada'}."
            )
        try:
            number = readings.void(
                by=audit.SYSTEM,
                post_code=options["post"],
                source=source,
                taken_at=options["taken_at"],
                reason=options["reason"],
                revision=options["revision"],
                at=timezone.now(),
            )
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"{number} hasil ukur {options['post']} dari {source.name} dibatalkan.")
