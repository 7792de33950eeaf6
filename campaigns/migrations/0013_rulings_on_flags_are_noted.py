from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("campaigns", "0012_a_tally_writes_its_days_fast"),)

    operations = (
        migrations.AddField(
            model_name="postflag",
            name="ruling_note",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=500, verbose_name="catatan putusan"
            ),
        ),
    )
