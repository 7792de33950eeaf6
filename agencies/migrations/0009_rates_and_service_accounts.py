"""Count calls of any kind by one atomic statement, and let an agency's system report under its own name."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("agencies", "0008_partners_in_depth"),)

    operations = (
        migrations.CreateModel(
            name="RateCount",
            fields=[
                ("name", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("began_at", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "hitungan kerap",
                "verbose_name_plural": "hitungan kerap",
                "indexes": [models.Index(fields=["began_at"], name="rate_count_by_age")],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE agencies_ratecount SET UNLOGGED;", "ALTER TABLE agencies_ratecount SET LOGGED;"
        ),
        migrations.DeleteModel(name="SignInCount"),
        migrations.AddField(
            model_name="partner",
            name="service_account",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="system",
                to=settings.AUTH_USER_MODEL,
                verbose_name="akun layanan",
            ),
        ),
    )
