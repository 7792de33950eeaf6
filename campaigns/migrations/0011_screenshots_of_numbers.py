import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0010_readings_are_checked_by_the_statement"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadingPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "image",
                    models.ImageField(max_length=120, upload_to="bukti/", verbose_name="tangkapan layar"),
                ),
                ("thumbnail", models.ImageField(editable=False, max_length=120, upload_to="bukti/")),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("dhash", models.BigIntegerField(db_index=True, editable=False)),
                ("added_at", models.DateTimeField(verbose_name="ditambahkan")),
                ("batch", models.UUIDField(editable=False, unique=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ditambahkan oleh",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reading_pictures",
                        to="campaigns.post",
                        verbose_name="unggahan",
                    ),
                ),
            ],
            options={
                "verbose_name": "tangkapan layar hasil ukur",
                "verbose_name_plural": "tangkapan layar hasil ukur",
            },
        ),
    ]
