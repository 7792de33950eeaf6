"""Make one's own machine ready for `make run`: English, tables, directory, demo, sign-ins, in one process."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from reports.management.demo import require_debug
from summitcomms import catalogue


class Command(BaseCommand):
    help = "Menyiapkan basis data peragaan di mesin sendiri; aman dijalankan berulang."

    def handle(self, *args: Any, **options: Any) -> None:
        require_debug()
        catalogue.compile_if_older()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("load_agencies", stdout=self.stdout)
        call_command("load_demo", if_empty=True, stdout=self.stdout)
        call_command("keep_sandbox", stdout=self.stdout)
        call_command("demo_accounts", stdout=self.stdout)
