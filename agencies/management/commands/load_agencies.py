"""Load regions and agencies from the project's data files; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand

from agencies import audit
from agencies.actions import directory


class Command(BaseCommand):
    help = "Memuat wilayah dan instansi dari berkas data; aman dijalankan berulang."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = directory.load(by=audit.SYSTEM)
        self.stdout.write(
            f"{loaded.regions} wilayah, {loaded.agencies} instansi, {loaded.aliases} sebutan lain tersedia."
        )
