"""Posts get evidence, appeals and disputes; a campaign says what is trusted and how long mending may take."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0006_requests_to_be_forgotten"),
        ("campaigns", "0003_campaign_dates_stay_in_bounds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("grounds", models.CharField(max_length=1000, verbose_name="alasan banding")),
                ("filed_at", models.DateTimeField(verbose_name="diajukan")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("granted", "dikabulkan"), ("denied", "tidak dikabulkan")],
                        max_length=8,
                        verbose_name="putusan",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="diputus")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="catatan")),
            ],
            options={
                "verbose_name": "banding",
                "verbose_name_plural": "banding",
                "ordering": ("filed_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("url", models.URLField(max_length=2000, verbose_name="tautan")),
                ("caption", models.TextField(blank=True, verbose_name="takarir")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="terbit")),
                ("filed_at", models.DateTimeField(verbose_name="diajukan")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("granted", "dikabulkan"), ("denied", "tidak dikabulkan")],
                        max_length=8,
                        verbose_name="putusan",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="diputus")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="catatan")),
            ],
            options={
                "verbose_name": "sengketa unggahan",
                "verbose_name_plural": "sengketa unggahan",
                "ordering": ("filed_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Evidence",
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
            ],
            options={
                "verbose_name": "bukti unggahan",
                "verbose_name_plural": "bukti unggahan",
                "ordering": ("-added_at", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="campaign",
            name="evidence_required",
            field=models.BooleanField(db_default=False, default=False, verbose_name="tangkapan layar wajib"),
        ),
        migrations.AddField(
            model_name="campaign",
            name="mending_days",
            field=models.PositiveSmallIntegerField(
                db_default=3,
                default=3,
                help_text="Unggahan yang dikembalikan dan tidak diperbaiki sampai batas ini ditolak.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(30),
                ],
                verbose_name="hari untuk memperbaiki",
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="provinces_verify",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Koordinator memutus unggahan kabupaten dan kota di provinsinya.",
                verbose_name="koordinator provinsi ikut memverifikasi",
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="sampled_percent",
            field=models.PositiveSmallIntegerField(
                db_default=10,
                default=10,
                help_text="Bagian unggahan terverifikasi oleh aturan yang tetap diperiksa orang.",
                validators=[django.core.validators.MaxValueValidator(100)],
                verbose_name="persen yang diperiksa ulang",
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="trusted_rules",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=16),
                blank=True,
                db_default=[],
                default=list,
                help_text=(
                    "Unggahan yang sesuai menurut semua aturan ini, dan tidak diragukan aturan lain, "
                    "terverifikasi dengan sendirinya. Kosong: setiap unggahan diperiksa orang."
                ),
                size=None,
                verbose_name="aturan yang cukup tanpa verifikator",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="caption_key",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="post",
            name="is_sampled",
            field=models.BooleanField(
                db_default=False, default=False, editable=False, verbose_name="contoh untuk diperiksa ulang"
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="mend_by",
            field=models.DateTimeField(blank=True, null=True, verbose_name="batas perbaikan"),
        ),
        migrations.AddField(
            model_name="post",
            name="sample_checked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="diperiksa ulang"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("caption_key", ""), _negated=True),
                fields=["campaign", "caption_key"],
                name="post_by_caption",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("state", "returned")), fields=["mend_by"], name="post_to_be_mended"
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("is_sampled", True), ("sample_checked_at", None)),
                fields=["campaign", "decided_at"],
                name="post_sample_to_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("sampled_percent__lte", 100)), name="campaign_samples_at_most_all"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("mending_days__gte", 1), ("mending_days__lte", 30)),
                name="campaign_gives_days_to_mend",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("mend_by", None), ("state", "returned"), _connector="OR"),
                name="post_is_mended_by_a_time_only_while_returned",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_sampled", False),
                    models.Q(("decided_by_kind", "rule"), ("state", "verified")),
                    _connector="OR",
                ),
                name="post_sample_is_of_a_rule",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="against",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="pemutus",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="filed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="diajukan oleh",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="post",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appeal",
                to="campaigns.post",
                verbose_name="unggahan",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="disputes",
                to="agencies.agency",
                verbose_name="instansi",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="pemutus",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="filed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="diajukan oleh",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="pillar",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="campaigns.pillar",
                verbose_name="pilar",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="disputes",
                to="campaigns.post",
                verbose_name="unggahan",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ditambahkan oleh",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence",
                to="campaigns.post",
                verbose_name="unggahan",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("decided_at", None), ("decided_by", None), ("outcome", "")),
                        models.Q(("decided_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                        _connector="OR",
                    ),
                    models.Q(("outcome", ""), ("decided_by__isnull", False), _connector="OR"),
                ),
                name="appeal_is_open_or_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    ("against", None),
                    models.Q(("decided_by", models.F("against")), _negated=True),
                    _connector="OR",
                ),
                name="appeal_is_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                fields=("post", "agency"), name="dispute_is_filed_once_by_an_agency"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("outcome", "")),
                    models.Q(("decided_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                    _connector="OR",
                ),
                name="dispute_is_open_or_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                fields=("post", "sha256"), name="evidence_is_filed_once_with_a_post"
            ),
        ),
    ]
