"""Regions, agencies with their accounts and people, partners, certificates and the audit trail."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                (
                    "sequence",
                    models.PositiveBigIntegerField(primary_key=True, serialize=False, verbose_name="urutan"),
                ),
                ("event_id", models.PositiveBigIntegerField(unique=True)),
                ("hash", models.CharField(max_length=64)),
                (
                    "sealed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="disegel"
                    ),
                ),
            ],
            options={
                "verbose_name": "segel audit",
                "verbose_name_plural": "segel audit",
                "ordering": ("sequence",),
            },
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="kode")),
                ("name", models.CharField(max_length=120, verbose_name="nama")),
                ("contact_email", models.EmailField(max_length=254, verbose_name="surel narahubung")),
                ("is_active", models.BooleanField(default=True, verbose_name="aktif")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="dicatat")),
            ],
            options={
                "verbose_name": "mitra",
                "verbose_name_plural": "mitra",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("email", models.EmailField(max_length=254, verbose_name="surel")),
                ("full_name", models.CharField(max_length=150, verbose_name="nama lengkap")),
                (
                    "timezone",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("Asia/Jakarta", "WIB (UTC+7)"),
                            ("Asia/Makassar", "WITA (UTC+8)"),
                            ("Asia/Jayapura", "WIT (UTC+9)"),
                        ],
                        help_text="Kosong: zona instansi.",
                        max_length=32,
                        verbose_name="zona waktu",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="aktif")),
                ("joined_at", models.DateTimeField(auto_now_add=True, verbose_name="bergabung")),
            ],
            options={
                "verbose_name": "pengguna",
                "verbose_name_plural": "pengguna",
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        name="user_email_is_unique_in_any_case",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        db_index=True,
                        verbose_name="waktu",
                    ),
                ),
                ("actor_kind", models.CharField(max_length=8, verbose_name="jenis pelaku")),
                ("actor_id", models.CharField(max_length=64)),
                ("actor_label", models.CharField(max_length=200, verbose_name="pelaku")),
                ("action", models.CharField(max_length=64, verbose_name="tindakan")),
                ("target_type", models.CharField(max_length=64, verbose_name="jenis sasaran")),
                ("target_id", models.CharField(max_length=64)),
                ("target_label", models.CharField(max_length=255, verbose_name="sasaran")),
                ("before", models.JSONField(default=dict, verbose_name="sebelum")),
                ("after", models.JSONField(default=dict, verbose_name="sesudah")),
                ("reason", models.TextField(blank=True, verbose_name="alasan")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="alamat")),
                ("request_id", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "verbose_name": "catatan audit",
                "verbose_name_plural": "catatan audit",
                "ordering": ("-id",),
                "indexes": [models.Index(fields=["target_type", "target_id"], name="audit_of_one_target")],
            },
        ),
        migrations.CreateModel(
            name="PartnerKey",
            fields=[
                (
                    "id",
                    models.CharField(
                        editable=False, max_length=150, primary_key=True, serialize=False, unique=True
                    ),
                ),
                ("prefix", models.CharField(editable=False, max_length=8, unique=True)),
                ("hashed_key", models.CharField(editable=False, max_length=150)),
                ("created", models.DateTimeField(auto_now_add=True, db_index=True)),
                (
                    "name",
                    models.CharField(
                        default=None,
                        help_text="A free-form name for the API key. Need not be unique. 50 characters max.",
                        max_length=50,
                    ),
                ),
                (
                    "revoked",
                    models.BooleanField(
                        blank=True,
                        default=False,
                        help_text=(
                            "If the API key is revoked, clients cannot use it anymore. "
                            "(This cannot be undone.)"
                        ),
                    ),
                ),
                (
                    "expiry_date",
                    models.DateTimeField(
                        blank=True,
                        help_text="Once API key expires, clients cannot use it anymore.",
                        null=True,
                        verbose_name="Expires",
                    ),
                ),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("campaigns:read", "Membaca kampanye dan instansi"),
                                ("standings:read", "Membaca peringkat"),
                                ("readings:write", "Mengirim hasil ukur"),
                            ],
                            max_length=32,
                        ),
                        size=None,
                        verbose_name="cakupan",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keys",
                        to="agencies.partner",
                        verbose_name="mitra",
                    ),
                ),
            ],
            options={
                "verbose_name": "kunci mitra",
                "verbose_name_plural": "kunci mitra",
                "ordering": ("-created",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=8, unique=True, verbose_name="kode")),
                ("former_code", models.CharField(blank=True, max_length=8, verbose_name="kode lama")),
                ("name", models.CharField(max_length=100, verbose_name="nama")),
                (
                    "level",
                    models.CharField(
                        choices=[("province", "Provinsi"), ("regency", "Kabupaten"), ("city", "Kota")],
                        max_length=8,
                        verbose_name="tingkat",
                    ),
                ),
                (
                    "timezone",
                    models.CharField(
                        choices=[
                            ("Asia/Jakarta", "WIB (UTC+7)"),
                            ("Asia/Makassar", "WITA (UTC+8)"),
                            ("Asia/Jayapura", "WIT (UTC+9)"),
                        ],
                        max_length=32,
                        verbose_name="zona waktu",
                    ),
                ),
                ("population", models.PositiveIntegerField(verbose_name="penduduk")),
                (
                    "province",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="agencies.region",
                        verbose_name="provinsi",
                    ),
                ),
            ],
            options={
                "verbose_name": "wilayah",
                "verbose_name_plural": "wilayah",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="Agency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=32, unique=True, verbose_name="kode")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ministry", "Kementerian"),
                            ("institution", "Lembaga"),
                            ("province", "Pemerintah Provinsi"),
                            ("regency", "Pemerintah Kabupaten"),
                            ("city", "Pemerintah Kota"),
                        ],
                        db_index=True,
                        max_length=12,
                        verbose_name="jenis",
                    ),
                ),
                ("short_name", models.CharField(max_length=80, verbose_name="nama singkat")),
                ("name", models.CharField(max_length=200, verbose_name="nama")),
                ("slug", models.SlugField(max_length=80, unique=True)),
                (
                    "timezone",
                    models.CharField(
                        choices=[
                            ("Asia/Jakarta", "WIB (UTC+7)"),
                            ("Asia/Makassar", "WITA (UTC+8)"),
                            ("Asia/Jayapura", "WIT (UTC+9)"),
                        ],
                        max_length=32,
                        verbose_name="zona waktu",
                    ),
                ),
                ("population", models.PositiveIntegerField(blank=True, null=True, verbose_name="penduduk")),
                ("is_active", models.BooleanField(default=True, verbose_name="aktif")),
                ("search", models.TextField(default="", editable=False)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="agencies.agency",
                        verbose_name="provinsi",
                    ),
                ),
                (
                    "region",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agency",
                        to="agencies.region",
                        verbose_name="wilayah",
                    ),
                ),
            ],
            options={
                "verbose_name": "instansi",
                "verbose_name_plural": "instansi",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="SocialAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
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
                ("handle", models.CharField(max_length=100, verbose_name="nama akun")),
                ("folded", models.CharField(editable=False, max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Diusulkan"),
                            ("verified", "Terverifikasi"),
                            ("archived", "Diarsipkan"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="keadaan",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="dicatat")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="agencies.agency",
                        verbose_name="instansi",
                    ),
                ),
            ],
            options={
                "verbose_name": "akun media sosial",
                "verbose_name_plural": "akun media sosial",
                "ordering": ("platform", "folded"),
            },
        ),
        migrations.CreateModel(
            name="AgencyAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="sebutan")),
                ("is_code", models.BooleanField(default=False, verbose_name="kode lama")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aliases",
                        to="agencies.agency",
                        verbose_name="instansi",
                    ),
                ),
            ],
            options={
                "verbose_name": "sebutan lain",
                "verbose_name_plural": "sebutan lain",
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "text"), name="agency_alias_is_listed_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_code", True)),
                        fields=("text",),
                        name="agency_former_code_names_one_agency",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=16, unique=True, verbose_name="kode")),
                ("title", models.CharField(max_length=120, verbose_name="judul")),
                ("recipient", models.CharField(max_length=200, verbose_name="penerima")),
                ("facts", models.JSONField(verbose_name="isi")),
                ("is_demo", models.BooleanField(default=False, verbose_name="peragaan")),
                ("issued_at", models.DateTimeField(verbose_name="diterbitkan")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="dicabut")),
                (
                    "revoked_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="alasan dicabut"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="agencies.agency",
                        verbose_name="instansi",
                    ),
                ),
            ],
            options={
                "verbose_name": "sertifikat",
                "verbose_name_plural": "sertifikat",
                "ordering": ("-issued_at", "code"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at", None), ("revoked_reason", "")),
                            models.Q(
                                ("revoked_at__isnull", False), models.Q(("revoked_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="certificate_is_revoked_with_a_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("administrator", "Administrator"),
                            ("editor", "Penyunting"),
                            ("verifier", "Verifikator"),
                            ("committee", "Panitia penghargaan"),
                            ("analyst", "Analis"),
                            ("observer", "Pengamat"),
                            ("coordinator", "Koordinator provinsi"),
                            ("lead", "Penanggung jawab instansi"),
                            ("officer", "Pengelola media sosial"),
                            ("reader", "Pembaca"),
                        ],
                        max_length=16,
                        verbose_name="peran",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="alasan merangkap pusat dan instansi"
                    ),
                ),
                ("started_at", models.DateTimeField(auto_now_add=True, verbose_name="mulai")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="berakhir")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="agencies.agency",
                        verbose_name="instansi",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pengguna",
                    ),
                ),
            ],
            options={
                "verbose_name": "keanggotaan",
                "verbose_name_plural": "keanggotaan",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("agency", None),
                                (
                                    "role__in",
                                    (
                                        "administrator",
                                        "editor",
                                        "verifier",
                                        "committee",
                                        "analyst",
                                        "observer",
                                    ),
                                ),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "role__in",
                                        (
                                            "administrator",
                                            "editor",
                                            "verifier",
                                            "committee",
                                            "analyst",
                                            "observer",
                                        ),
                                    ),
                                    _negated=True,
                                ),
                                ("agency__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="membership_is_central_or_in_an_agency",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("user", "role", "agency"),
                        name="membership_is_held_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", "province"), ("province", None)),
                    models.Q(models.Q(("level", "province"), _negated=True), ("province__isnull", False)),
                    _connector="OR",
                ),
                name="region_is_a_province_or_lies_in_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code__startswith", "K-"), ("kind", "ministry")),
                    models.Q(("code__startswith", "L-"), ("kind", "institution")),
                    models.Q(
                        ("code__startswith", "D-"),
                        ("kind__in", ("province", "regency", "city")),
                        ("region__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="agency_code_says_its_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="socialaccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "archived"), _negated=True),
                fields=("platform", "folded"),
                name="social_account_belongs_to_one_agency",
            ),
        ),
    ]
