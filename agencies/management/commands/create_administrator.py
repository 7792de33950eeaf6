"""Give somebody the administrator's role: the way into a portal that has no administrator yet."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from agencies import audit
from agencies.actions import people
from summitcomms.lib.refusals import Refused


class Command(BaseCommand):
    help = "Membuat administrator, atau memberi peran itu kepada orang yang sudah terdaftar."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="surel dinas")
        parser.add_argument("name", help="nama lengkap")

    def handle(self, *args: Any, **options: Any) -> None:
        email, name = options["email"].strip(), options["name"].strip()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email!r} bukan alamat surel.") from error
        if not name:
            raise CommandError("Nama tidak boleh kosong.")
        try:
            user = people.create_administrator(
                by=audit.SYSTEM, email=email, full_name=name, at=timezone.now()
            )
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(
            f"{user.full_name} <{user.email}> menjadi administrator. Masuk lewat “Kirim kode masuk”, lalu"
            " pasang aplikasi autentikator."
        )
