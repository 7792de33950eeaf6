"""Making room for the demo: append-only rows cannot be deleted, so the whole schema goes and comes again."""

from django.core.management import call_command
from django.db import connection

from campaigns.models import Campaign
from summitcomms.lib.refusals import Refused


def wipe() -> None:
    """Drop everything in the database and build it anew, empty; nothing to do where no campaign is.

    Refused: campaign_real, when one campaign is not the demo's. Whether this may be asked at all (DEBUG) is
    for the caller to say.
    """
    real = Campaign.objects.filter(is_demo=False, is_sandbox=False).first()
    if real:
        raise Refused(
            "campaign_real",
            f"{real} ({real.code}) bukan data peragaan. Basis data ini tidak dihapus.",
        )
    if not Campaign.objects.exists():
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
