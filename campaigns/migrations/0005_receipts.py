"""What is reported in one go gets a number: a receipt."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0006_requests_to_be_forgotten"),
        ("campaigns", "0004_evidence_appeals_and_disputes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=16, unique=True, verbose_name="nomor")),
                ("filed_at", models.DateTimeField(verbose_name="dikirim")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="agencies.agency",
                        verbose_name="instansi",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="campaigns.campaign",
                        verbose_name="kampanye",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pengirim",
                    ),
                ),
            ],
            options={
                "verbose_name": "tanda terima",
                "verbose_name_plural": "tanda terima",
                "ordering": ("-filed_at", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="post",
            name="receipt",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="posts",
                to="campaigns.receipt",
                verbose_name="tanda terima",
            ),
        ),
    ]
