"""Partners follow new posts by their time of report; a million posts were sorted for every page."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Posts are reported while the index is built."""

    atomic = False

    dependencies = (("campaigns", "0017_figures_without_what_is_doubted"),)

    operations = (
        # What an attempt that was cut short leaves behind would stand in the way of the next.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS post_by_time_of_report", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="post",
            index=models.Index(fields=["submitted_at", "code"], name="post_by_time_of_report"),
        ),
    )
