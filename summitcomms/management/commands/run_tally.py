"""Count a campaign, as of now or of a past moment, and print the table: the twin of the tally job."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies import audit
from campaigns.models import Campaign, TallyRun
from summitcomms.jobs.management.moments import moment
from summitcomms.lib import clock, numbers
from summitcomms.lib.refusals import Refused
from summitcomms.schedule import count_and_rank

COLUMNS = ("posts", "active_days", "likes", "interactions", "views", "reach")
TITLES = ("konten", "hari aktif", "suka", "interaksi", "tayangan", "jangkauan")


class Command(BaseCommand):
    help = "Menghitung kampanye per saat tertentu dan mencetak tabelnya."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--campaign", required=True, help="kode kampanye, misalnya ktt-43")
        parser.add_argument(
            "--at", type=moment, help="saat dengan zona, misalnya 2023-08-29T10:00+07:00; kosong: kini"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        campaign = Campaign.objects.filter(code=options["campaign"]).first()
        if campaign is None:
            known = ", ".join(Campaign.objects.values_list("code", flat=True)) or "belum ada"
            raise CommandError(f"Tidak ada kampanye {options['campaign']!r}. Yang ada: {known}.")
        now = timezone.now()
        try:
            run = count_and_rank(
                campaign_code=campaign.code,
                at=options["at"],
                now=now,
                trigger=TallyRun.Trigger.COMMAND,
                by=audit.SYSTEM,
            )
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        if run.started_at < now:
            counted = clock.show(run.started_at, campaign.timezone)
            self.stdout.write(f"Saat ini sudah dihitung pada {counted}; hasil itu yang berlaku.")
        self.stdout.write(table(run))


def table(run: TallyRun) -> str:
    """The tally as text: one line an agency, most contents first, and the sum at the end."""
    rows = list(run.agencies.select_related("agency").order_by("-posts", "agency__code"))
    lines = [
        f"{run.campaign.name}, per {clock.show(run.cutoff, run.campaign.timezone)}",
        " ".join([f"{'instansi':<40}", *(f"{title:>12}" for title in TITLES)]),
    ]
    for row in rows:
        cells = [f"{numbers.thousands(getattr(row, column)):>12}" for column in COLUMNS]
        lines.append(" ".join([f"{row.agency.short_name[:40]:<40}", *cells]))
    sums = [f"{numbers.thousands(sum(getattr(row, column) for row in rows)):>12}" for column in COLUMNS]
    lines.append(" ".join([f"{'jumlah':<40}", *sums]))
    return "\n".join(lines)
