from django.db import migrations, models


class Migration(migrations.Migration):
    """Whom the jury of a category had judged when judging was closed."""

    dependencies = [("awards", "0004_every_freeze_follows_the_one_before")]

    operations = [
        migrations.AddField(
            model_name="category",
            name="finalists",
            field=models.JSONField(blank=True, null=True, verbose_name="finalis"),
        ),
    ]
