from django.db import migrations, models


class Migration(migrations.Migration):
    """A decision by rule names every rule that a campaign trusts; nine names need more than 40 characters."""

    dependencies = [("campaigns", "0005_receipts")]
    operations = [
        migrations.AlterField(
            model_name="post",
            name="decided_by_rule",
            field=models.CharField(max_length=100, blank=True),
        ),
    ]
