"""Tens of thousands of day rows in every tally: nothing is asked of them twice.

They are written by one statement, from rows that refer to the same agencies, beside `AgencyTally` rows whose
foreign keys hold agency and run in place. They are read by run, which the unique key begins with. And a tally
finds by an index what was decided after its cutoff, instead of looking at every post.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("campaigns", "0011_screenshots_of_numbers"),)

    operations = (
        migrations.AlterField(
            "agencydaytally",
            "run",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="days",
                to="campaigns.tallyrun",
            ),
        ),
        migrations.AlterField(
            "agencydaytally",
            "agency",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
            ),
        ),
        migrations.AddIndex(
            "post", models.Index(fields=["campaign", "decided_at"], name="post_by_time_of_decision")
        ),
    )
