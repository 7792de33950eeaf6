"""Make the campaign in which partners try their programs, and keep its window around the present."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies import audit
from campaigns.actions import sandbox
from summitcomms.lib.refusals import Refused


class Command(BaseCommand):
    help = "Membuat kotak pasir mitra dan menjaga rentang waktunya; aman dijalankan berulang."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            campaign = sandbox.keep(by=audit.SYSTEM, at=timezone.now())
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"Kotak pasir mitra siap: {campaign.code}, unggahan {', '.join(sandbox.POSTS)}.")
