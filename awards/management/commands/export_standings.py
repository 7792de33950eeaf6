"""Write the chain of a round's result for `tools/verify_ranking.py`."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from awards import snapshots
from awards.models import AwardRound


class Command(BaseCommand):
    """`manage.py export_standings ROUND_PUBLIC_ID > result.jsonl`."""

    help = "Prints the sealed standings of a round as JSON lines; tools/verify_ranking.py checks them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("round", type=UUID, help="public id of the round, as in its address")

    def handle(self, *args: Any, **options: Any) -> None:
        award_round = (
            AwardRound.objects.filter(public_id=options["round"]).select_related("frozen_ranking").first()
        )
        if award_round is None:
            raise CommandError(f"There is no round {options['round']}.")
        if award_round.frozen_ranking is None:
            raise CommandError("This round is not frozen yet: it has no result to export.")
        self.stdout.write(snapshots.chain(award_round.frozen_ranking).export(), ending="")
