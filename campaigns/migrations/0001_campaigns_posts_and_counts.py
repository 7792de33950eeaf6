"""Campaigns with their agenda and figures, posts with their counters, and tallies."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0002_audit_is_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=16, unique=True, verbose_name="kode")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("needs_link", "perlu tautan lengkap"),
                            ("submitted", "menunggu verifikasi"),
                            ("returned", "perlu perbaikan"),
                            ("verified", "terverifikasi"),
                            ("rejected", "ditolak"),
                            ("withdrawn", "ditarik"),
                        ],
                        max_length=10,
                        verbose_name="keadaan",
                    ),
                ),
                (
                    "platform",
                    models.CharField(
                        choices=[
                            ("instagram", "Instagram"),
                            ("x", "X"),
                            ("facebook", "Facebook"),
                            ("tiktok", "TikTok"),
                            ("youtube", "YouTube"),
                            ("threads", "Threads"),
                            ("website", "Situs web"),
                        ],
                        max_length=12,
                        verbose_name="platform",
                    ),
                ),
                ("native_id", models.CharField(blank=True, max_length=200, null=True)),
                ("url", models.URLField(max_length=2000, verbose_name="tautan")),
                (
                    "handle",
                    models.CharField(blank=True, max_length=100, verbose_name="nama akun pada tautan"),
                ),
                ("is_soft", models.BooleanField(default=False, verbose_name="id tidak pasti")),
                ("caption", models.TextField(blank=True, verbose_name="takarir")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="terbit")),
                ("id_time", models.DateTimeField(blank=True, null=True, verbose_name="waktu pada tautan")),
                ("submitted_at", models.DateTimeField(verbose_name="dikirim")),
                ("screening", models.JSONField(default=list, verbose_name="hasil pemeriksaan awal")),
                ("risk", models.PositiveSmallIntegerField(default=0, verbose_name="risiko")),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("needs_link", "perlu tautan lengkap"),
                            ("submitted", "menunggu verifikasi"),
                            ("returned", "perlu perbaikan"),
                            ("verified", "terverifikasi"),
                            ("rejected", "ditolak"),
                            ("withdrawn", "ditarik"),
                        ],
                        max_length=10,
                        verbose_name="putusan",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="diputus")),
                (
                    "decided_by_kind",
                    models.CharField(
                        blank=True, choices=[("person", "orang"), ("rule", "aturan")], max_length=6
                    ),
                ),
                ("decided_by_rule", models.CharField(blank=True, max_length=40)),
                (
                    "reason_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hashtag_missing", "tagar tidak ada"),
                            ("foreign_account", "bukan akun instansi"),
                            ("outside_window", "di luar masa kampanye"),
                            ("link_dead", "tautan tidak dapat dibuka"),
                            ("content_mismatch", "isi tidak sesuai"),
                            ("duplicate", "ganda"),
                            ("other", "lainnya"),
                        ],
                        max_length=20,
                        verbose_name="alasan",
                    ),
                ),
                ("reason_note", models.CharField(blank=True, max_length=500, verbose_name="catatan")),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="agencies.socialaccount",
                        verbose_name="akun",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="agencies.agency",
                        verbose_name="instansi",
                    ),
                ),
            ],
            options={
                "verbose_name": "unggahan",
                "verbose_name_plural": "unggahan",
                "ordering": ("-submitted_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="kode")),
                ("name", models.CharField(max_length=120, verbose_name="nama")),
                ("short_name", models.CharField(max_length=40, verbose_name="nama singkat")),
                ("theme", models.CharField(max_length=120, verbose_name="tema")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Rancangan"), ("open", "Berjalan"), ("closed", "Selesai")],
                        default="draft",
                        max_length=6,
                        verbose_name="keadaan",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="mulai")),
                (
                    "ends_at",
                    models.DateTimeField(
                        help_text="Batas akhir, tidak termasuk saat itu sendiri.", verbose_name="berakhir"
                    ),
                ),
                ("summit_on", models.DateField(verbose_name="hari pertama KTT")),
                ("summit_ends_on", models.DateField(verbose_name="hari terakhir KTT")),
                (
                    "timezone",
                    models.CharField(
                        choices=[
                            ("Asia/Jakarta", "WIB (UTC+7)"),
                            ("Asia/Makassar", "WITA (UTC+8)"),
                            ("Asia/Jayapura", "WIT (UTC+9)"),
                        ],
                        default="Asia/Jakarta",
                        max_length=32,
                        verbose_name="zona waktu",
                    ),
                ),
                (
                    "hashtag",
                    models.CharField(
                        help_text="Tanpa tanda pagar, misalnya ASEAN2023.",
                        max_length=60,
                        verbose_name="tagar",
                    ),
                ),
                (
                    "counted_grades",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("partner", "Mitra pemantau"),
                                ("export", "Ekspor platform"),
                                ("screenshot", "Tangkapan layar"),
                                ("declared", "Pernyataan sendiri"),
                            ],
                            max_length=16,
                        ),
                        size=None,
                        verbose_name="mutu sumber yang dihitung",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="peragaan")),
                ("shifted_days", models.IntegerField(default=0, verbose_name="hari pergeseran peragaan")),
                (
                    "predecessor",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successor",
                        to="campaigns.campaign",
                        verbose_name="pendahulu",
                    ),
                ),
            ],
            options={
                "verbose_name": "kampanye",
                "verbose_name_plural": "kampanye",
                "ordering": ("-starts_at",),
            },
        ),
        migrations.CreateModel(
            name="FocusArea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="nama")),
                ("position", models.PositiveSmallIntegerField(verbose_name="urutan")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="focus_areas",
                        to="campaigns.campaign",
                        verbose_name="kampanye",
                    ),
                ),
            ],
            options={
                "verbose_name": "bidang fokus",
                "verbose_name_plural": "bidang fokus",
                "ordering": ("campaign", "position"),
            },
        ),
        migrations.CreateModel(
            name="KpiDefinition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="kode")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="versi")),
                ("name", models.CharField(max_length=80, verbose_name="nama")),
                ("meaning", models.TextField(verbose_name="arti")),
                (
                    "unit",
                    models.CharField(
                        choices=[("count", "Jumlah"), ("share", "Persen")],
                        max_length=6,
                        verbose_name="satuan",
                    ),
                ),
                (
                    "is_tallied",
                    models.BooleanField(
                        help_text="Tidak: diukur mitra dan dicatat dengan sumbernya.",
                        verbose_name="dihitung portal",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="urutan")),
            ],
            options={
                "verbose_name": "definisi angka utama",
                "verbose_name_plural": "definisi angka utama",
                "ordering": ("position", "-version"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "version"), name="kpi_definition_has_one_text_per_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KpiFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.DecimalField(decimal_places=4, max_digits=16, verbose_name="nilai")),
                ("as_of", models.DateTimeField(verbose_name="per")),
                ("source", models.CharField(max_length=160, verbose_name="sumber")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="campaigns.campaign",
                        verbose_name="kampanye",
                    ),
                ),
                (
                    "definition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="campaigns.kpidefinition",
                        verbose_name="definisi",
                    ),
                ),
            ],
            options={
                "verbose_name": "angka utama",
                "verbose_name_plural": "angka utama",
                "ordering": ("campaign", "definition", "-as_of"),
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="nama")),
                ("starts_at", models.DateTimeField(verbose_name="mulai")),
                ("place", models.CharField(max_length=160, verbose_name="tempat")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meetings",
                        to="campaigns.campaign",
                        verbose_name="kampanye",
                    ),
                ),
            ],
            options={
                "verbose_name": "pertemuan",
                "verbose_name_plural": "pertemuan",
                "ordering": ("campaign", "starts_at", "name"),
            },
        ),
        migrations.CreateModel(
            name="Pillar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="kode")),
                ("name", models.CharField(max_length=120, verbose_name="nama")),
                ("narrative", models.TextField(verbose_name="narasi")),
                ("position", models.PositiveSmallIntegerField(verbose_name="urutan")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pillars",
                        to="campaigns.campaign",
                        verbose_name="kampanye",
                    ),
                ),
            ],
            options={
                "verbose_name": "pilar",
                "verbose_name_plural": "pilar",
                "ordering": ("campaign", "position"),
            },
        ),
        migrations.CreateModel(
            name="PostCounters",
            fields=[
                ("views", models.BigIntegerField(null=True)),
                ("reach", models.BigIntegerField(null=True)),
                ("impressions", models.BigIntegerField(null=True)),
                ("likes", models.BigIntegerField(null=True)),
                ("comments", models.BigIntegerField(null=True)),
                ("shares", models.BigIntegerField(null=True)),
                ("saves", models.BigIntegerField(null=True)),
                ("clicks", models.BigIntegerField(null=True)),
                ("watch_seconds", models.BigIntegerField(null=True)),
                ("followers", models.BigIntegerField(null=True)),
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="counters",
                        serialize=False,
                        to="campaigns.post",
                    ),
                ),
                ("platform", models.CharField(max_length=12)),
                ("pillar_id", models.BigIntegerField(null=True)),
                ("day", models.DateField(null=True)),
                ("is_counted", models.BooleanField(default=False)),
                ("taken_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "penghitung unggahan",
                "verbose_name_plural": "penghitung unggahan",
            },
        ),
        migrations.AddField(
            model_name="post",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="posts",
                to="campaigns.campaign",
                verbose_name="kampanye",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="claimed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="sedang diperiksa",
            ),
        ),
        migrations.AddField(
            model_name="post",
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
            model_name="post",
            name="pillar",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="posts",
                to="campaigns.pillar",
                verbose_name="pilar",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="submitted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="submitted_posts",
                to=settings.AUTH_USER_MODEL,
                verbose_name="pengirim",
            ),
        ),
        migrations.CreateModel(
            name="ReadingSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="kode")),
                ("name", models.CharField(max_length=120, verbose_name="nama")),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("partner", "Mitra pemantau"),
                            ("export", "Ekspor platform"),
                            ("screenshot", "Tangkapan layar"),
                            ("declared", "Pernyataan sendiri"),
                        ],
                        max_length=12,
                        verbose_name="mutu",
                    ),
                ),
                (
                    "partner",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="source",
                        to="agencies.partner",
                        verbose_name="mitra",
                    ),
                ),
            ],
            options={
                "verbose_name": "sumber hasil ukur",
                "verbose_name_plural": "sumber hasil ukur",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="ReadingVoid",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("taken_at", models.DateTimeField(verbose_name="diukur")),
                ("revision", models.PositiveSmallIntegerField(verbose_name="revisi")),
                ("reason", models.CharField(max_length=200, verbose_name="alasan")),
                (
                    "voided_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="dibatalkan"
                    ),
                ),
                ("voided_by", models.CharField(max_length=200, verbose_name="oleh")),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="voids", to="campaigns.post"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaigns.readingsource",
                    ),
                ),
            ],
            options={
                "verbose_name": "pembatalan hasil ukur",
                "verbose_name_plural": "pembatalan hasil ukur",
            },
        ),
        migrations.CreateModel(
            name="TallyRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("cutoff", models.DateTimeField(verbose_name="per")),
                (
                    "trigger",
                    models.CharField(
                        choices=[
                            ("beat", "terjadwal"),
                            ("person", "atas permintaan"),
                            ("command", "perintah"),
                        ],
                        max_length=8,
                        verbose_name="pemicu",
                    ),
                ),
                ("definitions", models.JSONField(verbose_name="definisi")),
                ("started_at", models.DateTimeField(verbose_name="mulai")),
                ("finished_at", models.DateTimeField(verbose_name="selesai")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tally_runs",
                        to="campaigns.campaign",
                        verbose_name="kampanye",
                    ),
                ),
            ],
            options={
                "verbose_name": "penghitungan",
                "verbose_name_plural": "penghitungan",
                "ordering": ("-cutoff",),
            },
        ),
        migrations.CreateModel(
            name="AgencyTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("posts", models.PositiveIntegerField()),
                ("active_days", models.PositiveIntegerField()),
                ("pillars", models.PositiveIntegerField()),
                ("measured_posts", models.PositiveIntegerField()),
                ("views", models.PositiveBigIntegerField()),
                ("reach", models.PositiveBigIntegerField()),
                ("likes", models.PositiveBigIntegerField()),
                ("comments", models.PositiveBigIntegerField()),
                ("shares", models.PositiveBigIntegerField()),
                ("saves", models.PositiveBigIntegerField()),
                ("interactions", models.PositiveBigIntegerField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tallies",
                        to="agencies.agency",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agencies",
                        to="campaigns.tallyrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "hitungan instansi",
                "verbose_name_plural": "hitungan instansi",
            },
        ),
        migrations.CreateModel(
            name="AgencyDayTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "platform",
                    models.CharField(
                        choices=[
                            ("instagram", "Instagram"),
                            ("x", "X"),
                            ("facebook", "Facebook"),
                            ("tiktok", "TikTok"),
                            ("youtube", "YouTube"),
                            ("threads", "Threads"),
                            ("website", "Situs web"),
                        ],
                        max_length=12,
                    ),
                ),
                ("posts", models.PositiveIntegerField()),
                ("interactions", models.PositiveBigIntegerField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="campaigns.tallyrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "hitungan harian instansi",
                "verbose_name_plural": "hitungan harian instansi",
            },
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts_at__lt", models.F("ends_at"))),
                name="campaign_window_is_not_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="focusarea",
            constraint=models.UniqueConstraint(
                fields=("campaign", "position"), name="focus_area_position_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="kpifigure",
            constraint=models.UniqueConstraint(
                fields=("campaign", "definition", "as_of"), name="kpi_figure_holds_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="kpifigure",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__gte", 0)), name="kpi_figure_is_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(fields=("campaign", "name"), name="meeting_is_listed_once"),
        ),
        migrations.AddConstraint(
            model_name="pillar",
            constraint=models.UniqueConstraint(fields=("campaign", "code"), name="pillar_code_is_unique"),
        ),
        migrations.AddField(
            model_name="postcounters",
            name="agency",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
            ),
        ),
        migrations.AddField(
            model_name="postcounters",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="campaigns.campaign"
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("state", "submitted")),
                fields=["campaign", "-risk", "submitted_at"],
                name="post_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["agency", "campaign", "-submitted_at"], name="post_of_agency"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("native_id__isnull", False),
                    models.Q(
                        (
                            "state__in",
                            ("rejected", "withdrawn"),
                        ),
                        _negated=True,
                    ),
                ),
                fields=("campaign", "platform", "native_id"),
                name="post_is_filed_once_in_a_campaign",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("native_id__isnull", False), ("state__in", ("needs_link", "withdrawn")), _connector="OR"
                ),
                name="post_without_native_id_needs_its_link",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at", None),
                        ("decided_by", None),
                        ("decided_by_kind", ""),
                        ("decided_by_rule", ""),
                        ("decision", ""),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decision__in", ("verified", "returned", "rejected")),
                        models.Q(
                            models.Q(
                                ("decided_by__isnull", False),
                                ("decided_by_kind", "person"),
                                ("decided_by_rule", ""),
                            ),
                            models.Q(
                                ("decided_by", None),
                                ("decided_by_kind", "rule"),
                                models.Q(("decided_by_rule", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="post_decision_is_complete_or_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", ""), ("state__in", ("needs_link", "submitted", "withdrawn"))),
                    models.Q(
                        ("decision", models.F("state")), ("state__in", ("verified", "returned", "rejected"))
                    ),
                    _connector="OR",
                ),
                name="post_state_follows_its_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("claimed_by", None), ("claimed_until", None)),
                    models.Q(("claimed_by__isnull", False), ("claimed_until__isnull", False)),
                    _connector="OR",
                ),
                name="post_claim_is_complete_or_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="readingsource",
            constraint=models.CheckConstraint(
                condition=models.Q(("grade", "partner"), ("partner", None), _connector="OR"),
                name="reading_source_of_a_partner_has_its_grade",
            ),
        ),
        migrations.AddConstraint(
            model_name="readingvoid",
            constraint=models.UniqueConstraint(
                fields=("post", "source", "taken_at", "revision"), name="reading_is_voided_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="tallyrun",
            constraint=models.UniqueConstraint(
                fields=("campaign", "cutoff"), name="tally_has_one_run_per_cutoff"
            ),
        ),
        migrations.AddConstraint(
            model_name="agencytally",
            constraint=models.UniqueConstraint(fields=("run", "agency"), name="tally_counts_an_agency_once"),
        ),
        migrations.AddConstraint(
            model_name="agencydaytally",
            constraint=models.UniqueConstraint(
                fields=("run", "agency", "day", "platform"), name="tally_counts_an_agency_day_once"
            ),
        ),
    ]
