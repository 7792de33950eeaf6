"""People choose a language and what mail they get; a person who left may be pseudonymised.

The constraint on verified accounts stands here, after the rows of the migration before have their date:
PostgreSQL does not alter a table in the transaction that changed its rows.
"""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0004_account_registry"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="socialaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "verified"), _negated=True),
                    ("confirmed_at__isnull", False),
                    _connector="OR",
                ),
                name="social_account_is_verified_at_a_time",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                choices=[("id", "Bahasa Indonesia"), ("en", "English")],
                db_default="id",
                default="id",
                max_length=2,
                verbose_name="bahasa",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="muted",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=32),
                blank=True,
                db_default=[],
                default=list,
                help_text="Kode pemberitahuan yang tidak ingin diterima lewat surel.",
                size=None,
                verbose_name="pemberitahuan yang dimatikan",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="pseudonymised_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="disamarkan"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("pseudonymised_at", None), ("is_active", False), _connector="OR"),
                name="user_pseudonymised_is_out_of_service",
            ),
        ),
    ]
