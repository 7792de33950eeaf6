"""Count sign-ins per address in a table that is written by one atomic statement and never logged."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("agencies", "0006_requests_to_be_forgotten"),)

    operations = (
        migrations.CreateModel(
            name="SignInCount",
            fields=[
                ("address", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("began_at", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "hitungan masuk per alamat",
                "verbose_name_plural": "hitungan masuk per alamat",
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE agencies_signincount SET UNLOGGED;", "ALTER TABLE agencies_signincount SET LOGGED;"
        ),
    )
