"""Recipes, rounds with categories, rankings with standings, and awards."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0002_audit_is_append_only"),
        ("campaigns", "0001_campaigns_posts_and_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AwardRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="nama")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="versi")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "rancangan"),
                            ("open", "dibuka"),
                            ("frozen", "dibekukan"),
                            ("published", "diterbitkan"),
                            ("awarded", "diberi penghargaan"),
                            ("superseded", "digantikan versi baru"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="keadaan",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="alasan versi baru")),
                ("frozen_at", models.DateTimeField(blank=True, null=True, verbose_name="dibekukan")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="diterbitkan")),
                ("awarded_at", models.DateTimeField(blank=True, null=True, verbose_name="diberikan")),
                (
                    "awarded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="diberikan oleh",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="campaigns.campaign",
                        verbose_name="kampanye",
                    ),
                ),
                (
                    "frozen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="dibekukan oleh",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="diterbitkan oleh",
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="awards.awardround",
                        verbose_name="menggantikan",
                    ),
                ),
            ],
            options={
                "verbose_name": "putaran penghargaan",
                "verbose_name_plural": "putaran penghargaan",
                "ordering": ("-campaign__starts_at", "-version"),
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="kode")),
                ("name", models.CharField(max_length=80, verbose_name="nama")),
                (
                    "agency_kind",
                    models.CharField(
                        choices=[
                            ("ministry", "Kementerian"),
                            ("institution", "Lembaga"),
                            ("province", "Pemerintah Provinsi"),
                            ("regency", "Pemerintah Kabupaten"),
                            ("city", "Pemerintah Kota"),
                        ],
                        max_length=12,
                        verbose_name="jenis instansi",
                    ),
                ),
                ("places", models.PositiveSmallIntegerField(default=1, verbose_name="jumlah penerima")),
                ("position", models.PositiveSmallIntegerField(verbose_name="urutan")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="categories",
                        to="awards.awardround",
                        verbose_name="putaran",
                    ),
                ),
            ],
            options={
                "verbose_name": "kategori",
                "verbose_name_plural": "kategori",
                "ordering": ("round", "position"),
            },
        ),
        migrations.CreateModel(
            name="Award",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("place", models.PositiveSmallIntegerField(verbose_name="peringkat")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="agencies.agency",
                        verbose_name="instansi",
                    ),
                ),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="award",
                        to="agencies.certificate",
                        verbose_name="sertifikat",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="awards.awardround",
                        verbose_name="putaran",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="awards.category",
                        verbose_name="kategori",
                    ),
                ),
            ],
            options={
                "verbose_name": "penghargaan",
                "verbose_name_plural": "penghargaan",
                "ordering": ("round", "category__position", "place", "agency__code"),
            },
        ),
        migrations.CreateModel(
            name="Ranking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("recipe_data", models.JSONField(verbose_name="resep yang dipakai")),
                ("computed_at", models.DateTimeField(verbose_name="dihitung")),
                ("sealed_at", models.DateTimeField(null=True, verbose_name="disegel")),
                ("head", models.CharField(blank=True, max_length=64, verbose_name="kepala rantai")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rankings",
                        to="awards.awardround",
                    ),
                ),
                (
                    "tally",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rankings",
                        to="campaigns.tallyrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "peringkat",
                "verbose_name_plural": "peringkat",
                "ordering": ("-computed_at",),
            },
        ),
        migrations.AddField(
            model_name="awardround",
            name="frozen_ranking",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="awards.ranking",
                verbose_name="peringkat beku",
            ),
        ),
        migrations.CreateModel(
            name="RecipeVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="kode")),
                ("version", models.PositiveSmallIntegerField(verbose_name="versi")),
                ("name", models.CharField(max_length=120, verbose_name="nama")),
                ("data", models.JSONField(verbose_name="isi")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="dicatat")),
            ],
            options={
                "verbose_name": "resep penilaian",
                "verbose_name_plural": "resep penilaian",
                "ordering": ("code", "-version"),
                "constraints": [
                    models.UniqueConstraint(fields=("code", "version"), name="recipe_version_is_unique")
                ],
            },
        ),
        migrations.AddField(
            model_name="awardround",
            name="recipe",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds",
                to="awards.recipeversion",
                verbose_name="resep",
            ),
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(verbose_name="urutan tampil")),
                ("rank", models.PositiveIntegerField(null=True, verbose_name="peringkat")),
                ("total", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="nilai")),
                (
                    "reason",
                    models.CharField(blank=True, max_length=200, verbose_name="mengapa tanpa peringkat"),
                ),
                ("components", models.JSONField(verbose_name="komponen")),
                ("hash", models.CharField(max_length=64)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standings",
                        to="agencies.agency",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standings",
                        to="awards.category",
                    ),
                ),
                (
                    "ranking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standings",
                        to="awards.ranking",
                    ),
                ),
            ],
            options={
                "verbose_name": "peringkat instansi",
                "verbose_name_plural": "peringkat instansi",
                "ordering": ("ranking", "category", "position"),
            },
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(
                fields=("round", "code"), name="category_code_is_unique_in_its_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(
                fields=("round", "agency_kind"), name="category_of_a_kind_is_unique_in_its_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.UniqueConstraint(
                fields=("category", "agency"), name="award_is_given_once_in_a_category"
            ),
        ),
        migrations.AddConstraint(
            model_name="ranking",
            constraint=models.UniqueConstraint(
                fields=("round", "tally"), name="ranking_of_a_tally_is_unique_in_its_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="ranking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("head", ""), ("sealed_at", None)),
                    models.Q(("sealed_at__isnull", False), models.Q(("head", ""), _negated=True)),
                    _connector="OR",
                ),
                name="ranking_is_sealed_with_its_head",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardround",
            constraint=models.UniqueConstraint(
                fields=("campaign", "name", "version"), name="round_version_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="awardround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("frozen_at", None),
                        ("frozen_by", None),
                        ("frozen_ranking", None),
                        ("state__in", ("draft", "open")),
                    ),
                    models.Q(
                        ("frozen_at__isnull", False),
                        ("frozen_by__isnull", False),
                        ("frozen_ranking__isnull", False),
                        models.Q(("state__in", ("draft", "open")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="round_is_frozen_with_ranking_time_and_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("published_at", None),
                        ("published_by", None),
                        ("state__in", ("draft", "open", "frozen")),
                    ),
                    models.Q(
                        ("published_at__isnull", False),
                        ("published_by__isnull", False),
                        ("state__in", ("published", "awarded", "superseded")),
                    ),
                    _connector="OR",
                ),
                name="round_is_published_with_time_and_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_by", None),
                    models.Q(("published_by", models.F("frozen_by")), _negated=True),
                    _connector="OR",
                ),
                name="round_is_published_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("awarded_at", None),
                        ("awarded_by", None),
                        models.Q(("state", "awarded"), _negated=True),
                    ),
                    models.Q(
                        ("awarded_at__isnull", False),
                        ("awarded_by__isnull", False),
                        ("state__in", ("awarded", "superseded")),
                    ),
                    _connector="OR",
                ),
                name="round_is_awarded_with_time_and_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("supersedes", None), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="round_new_version_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.UniqueConstraint(
                fields=("ranking", "agency"), name="standing_is_held_once_in_a_ranking"
            ),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.UniqueConstraint(
                fields=("ranking", "category", "position"), name="standing_position_is_unique_in_its_category"
            ),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rank__isnull", False), ("reason", "")),
                    models.Q(("rank", None), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="standing_has_a_rank_or_a_reason",
            ),
        ),
    ]
