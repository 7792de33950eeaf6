"""Check the whole chain of the audit trail; exit status 1 at the first seal that does not follow."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agencies.actions import seals
from agencies.models import AuditSeal


class Command(BaseCommand):
    help = "Memeriksa rantai segel catatan audit dari awal; berakhir dengan status 1 bila rantainya putus."

    def handle(self, *args: Any, **options: Any) -> None:
        if broken := seals.first_break():
            raise CommandError(seals.broken_at(broken))
        last = AuditSeal.objects.order_by("sequence").last()
        if last is None:
            self.stdout.write("Belum ada catatan audit yang disegel.")
        else:
            self.stdout.write(f"Rantai catatan audit utuh sampai segel nomor {last.sequence}: {last.hash}")
