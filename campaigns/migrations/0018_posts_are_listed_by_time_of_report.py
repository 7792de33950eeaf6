"""Partners follow new posts by their time of report; a million posts were sorted for every page.

The index is built in the migration's transaction: the demo is made anew in one transaction, in which nothing
can be built concurrently.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("campaigns", "0017_figures_without_what_is_doubted"),)

    operations = (
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["submitted_at", "code"], name="post_by_time_of_report"),
        ),
    )
