"""Print the sign-in code of a central demo user, as an authenticator would show it."""

import time
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.demo.cast import CAST
from reports.management.demo import require_debug


class Command(BaseCommand):
    help = "Mencetak kode masuk pengguna peragaan pusat."
    requires_system_checks = ()  # a code holds half a minute, and the checks take seconds of it

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="bagian surel di depan @, misalnya verifier")

    def handle(self, *args: Any, **options: Any) -> None:
        require_debug()
        codes = Authenticator.objects.filter(
            type=Authenticator.Type.TOTP, user__email__in=[member.email for member in CAST]
        )
        found = codes.filter(user__email__startswith=f"{options['name']}@").first()
        if found is None:
            names = [
                email.partition("@")[0]
                for email in codes.order_by("pk").values_list("user__email", flat=True)
            ]
            known = ", ".join(names) or "belum ada; muat dengan make demo"
            raise CommandError(f"{options['name']!r} tidak memakai kode. Yang memakai kode: {known}.")
        now = int(time.time())
        period = app_settings.TOTP_PERIOD
        code = format_hotp_value(hotp_value(decrypt(found.data["secret"]), now // period))
        self.stdout.write(f"{code}  (berlaku {period - now % period} detik lagi, sekali pakai)")
