"""Issue a key to a partner and print it: the only time it is shown."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from agencies import audit
from agencies.actions import partners
from agencies.models import Agency, Partner, PartnerKey
from summitcomms.jobs.management.moments import moment
from summitcomms.lib.refusals import Refused


class Command(BaseCommand):
    help = "Menerbitkan kunci API untuk mitra. Kunci hanya ditampilkan sekali."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("partner", metavar="PARTNER_CODE")
        parser.add_argument("--scopes", nargs="+", required=True, choices=PartnerKey.ScopeCode.values)
        parser.add_argument(
            "--expires", metavar="ISO", type=moment, help="Misalnya 2026-12-31T23:59:00+07:00."
        )
        parser.add_argument(
            "--networks",
            nargs="+",
            default=[],
            metavar="NETWORK",
            help="Alamat yang diizinkan; bawaan: semua.",
        )
        parser.add_argument("--agency", metavar="CODE", help="Instansi pemilik sistem, bila belum terdaftar.")
        parser.add_argument("--name", help="Nama mitra, bila belum terdaftar.")
        parser.add_argument("--contact", help="Surel narahubung, bila belum terdaftar.")

    def handle(self, *args: Any, **options: Any) -> None:
        code = str(options["partner"]).lower()
        try:
            with transaction.atomic():
                if options["name"] and not Partner.objects.filter(code=code).exists():
                    partners.create(
                        code=code,
                        name=options["name"],
                        contact_email=options["contact"] or "",
                        agency=_agency(options["agency"]),
                        by=audit.SYSTEM,
                    )
                key, text = partners.issue_key(
                    partner_code=code,
                    scopes=options["scopes"],
                    expires_at=options["expires"],
                    networks=options["networks"],
                    by=audit.SYSTEM,
                    at=timezone.now(),
                )
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.stderr.write(
            f"Kunci {key.prefix} untuk {key.partner}: {', '.join(key.scopes)}. Simpan sekarang juga; "
            "kunci ini tidak dapat ditampilkan lagi."
        )
        self.stdout.write(text)


def _agency(code: str | None) -> Agency | None:
    agency = Agency.objects.filter(code=code).first() if code else None
    if code and agency is None:
        raise CommandError(f"Tidak ada instansi dengan kode “{code}”.")
    return agency
