"""A mistyped date of a campaign is refused before partitions and pages meet it."""

import datetime

import django.core.validators
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0002_readings_partitioned_by_week"),
    ]

    operations = [
        migrations.AlterField(
            model_name="campaign",
            name="hashtag",
            field=models.CharField(
                help_text="Tanpa tanda pagar, misalnya ASEAN2023.",
                max_length=60,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A(?=.*[^\\W\\d_])\\w+\\Z",
                        "Tulis tagar tanpa tanda pagar dan spasi: hanya huruf, angka, dan garis bawah; "
                        "sedikitnya satu huruf.",
                    )
                ],
                verbose_name="tagar",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "ends_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("starts_at"), "+", models.Value(datetime.timedelta(days=400))
                        ),
                    ),
                    ("starts_at__gte", datetime.datetime(2015, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                    ("starts_at__lt", datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                ),
                name="campaign_window_is_bounded",
                violation_error_message="Kampanye paling lama 400 hari dan mulai antara tahun 2015 dan 2099. "
                "Periksa tahun pada waktu mulai dan berakhir.",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("summit_on__lte", models.F("summit_ends_on"))),
                name="campaign_summit_days_are_in_order",
                violation_error_message="Hari terakhir KTT tidak boleh mendahului hari pertamanya.",
            ),
        ),
    ]
