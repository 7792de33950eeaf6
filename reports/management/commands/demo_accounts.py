"""Print the demo's sign-ins: who there is, the password, and who needs a code besides."""

from typing import Any

from django.core.management.base import BaseCommand

from agencies.models import User
from agencies.roles import ROLES
from reports.demo.cast import CAST, PASSWORD
from reports.management.demo import require_debug

NONE = "Belum ada pengguna peragaan. Muat dengan: make demo"


class Command(BaseCommand):
    help = "Mencetak pengguna peragaan beserta kata sandinya."
    requires_system_checks = ()  # the start has checked already, and they take seconds

    def handle(self, *args: Any, **options: Any) -> None:
        require_debug()
        there = set(
            User.objects.filter(email__in=[member.email for member in CAST]).values_list("email", flat=True)
        )
        members = [member for member in CAST if member.email in there]
        if not members:
            self.stdout.write(NONE)
            return
        self.stdout.write(f"Pengguna peragaan; kata sandi semuanya: {PASSWORD}")
        for member in members:
            role = ROLES[member.role]
            place = f"{role.name}, {member.agency}" if member.agency else role.name
            code = f"make otp user={member.short}" if role.is_central else "tanpa kode"
            self.stdout.write(f"  {place:<34}{member.email:<48}{code}")
