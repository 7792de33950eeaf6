"""Let a secret be replaced and an endpoint rest, and let partners look after their own by a mailed link."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0009_rates_and_service_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="PartnerLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sha256", models.CharField(editable=False, max_length=64, unique=True)),
                ("sent_at", models.DateTimeField(verbose_name="dikirim")),
                ("expires_at", models.DateTimeField(verbose_name="berlaku sampai")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="terakhir dibuka")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="dicabut")),
            ],
            options={
                "verbose_name": "tautan mitra",
                "verbose_name_plural": "tautan mitra",
                "ordering": ("-sent_at", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="webhookendpoint",
            name="former_secret",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=80),
        ),
        migrations.AddField(
            model_name="webhookendpoint",
            name="former_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="webhookendpoint",
            name="held_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="webhookendpoint",
            name="paused_why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("by_hand", "dijeda"),
                    ("failing", "gagal selama sehari"),
                    ("gone", "penerima menjawab 410"),
                ],
                db_default="",
                default="",
                max_length=7,
                verbose_name="alasan jeda",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookendpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paused_at", None), ("paused_why", "")),
                    models.Q(("paused_at__isnull", False), models.Q(("paused_why", ""), _negated=True)),
                    _connector="OR",
                ),
                name="webhook_pause_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookendpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("former_secret", ""), ("former_until", None)),
                    models.Q(("former_until__isnull", False), models.Q(("former_secret", ""), _negated=True)),
                    _connector="OR",
                ),
                name="former_secret_signs_until_a_time",
            ),
        ),
        migrations.AddField(
            model_name="partnerlink",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="links",
                to="agencies.partner",
                verbose_name="mitra",
            ),
        ),
    ]
