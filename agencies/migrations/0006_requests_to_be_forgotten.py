"""People who left may ask to be pseudonymised; when they did is kept until it is done."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0005_language_mutes_and_pseudonyms"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="forget_requested_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="meminta dilupakan"
            ),
        ),
    ]
