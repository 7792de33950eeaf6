import django.db.models.deletion
from django.db import migrations, models

# What was said before is of the agency of who said it; whoever belongs to none spoke for the centre.
_OWNED = """
UPDATE campaigns_columnmapping SET agency_id = (
    SELECT m.agency_id FROM agencies_membership m
    WHERE m.user_id = campaigns_columnmapping.said_by_id AND m.agency_id IS NOT NULL
    ORDER BY m.agency_id LIMIT 1
)
"""


class Migration(migrations.Migration):
    dependencies = (
        ("agencies", "0010_webhooks_and_links_of_partners"),
        ("campaigns", "0013_rulings_on_flags_are_noted"),
    )

    operations = (
        migrations.AlterField(
            model_name="columnmapping",
            name="fingerprint",
            field=models.CharField(max_length=64),
        ),
        migrations.AddField(
            model_name="columnmapping",
            name="agency",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
                verbose_name="instansi",
            ),
        ),
        migrations.AddConstraint(
            model_name="columnmapping",
            constraint=models.UniqueConstraint(
                fields=("fingerprint", "agency"), nulls_distinct=False, name="one_meaning_per_agency"
            ),
        ),
        migrations.RunSQL(_OWNED, migrations.RunSQL.noop),
    )
