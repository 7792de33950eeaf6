"""Accounts get proof, a history of names, follower counts and a date on which they were last confirmed."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


TRIGGERS = """
CREATE TRIGGER {table}_denies_change BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION deny_change();
CREATE TRIGGER {table}_denies_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION deny_change();
"""
UNDO = "DROP TRIGGER {table}_denies_change ON {table}; DROP TRIGGER {table}_denies_truncate ON {table};"


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_invitations"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountProof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("letter", "Surat"), ("screenshot", "Tangkapan layar")],
                        max_length=10,
                        verbose_name="jenis",
                    ),
                ),
                ("image", models.ImageField(max_length=120, upload_to="akun/", verbose_name="gambar")),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("added_at", models.DateTimeField(verbose_name="ditambahkan")),
            ],
            options={
                "verbose_name": "bukti kepemilikan akun",
                "verbose_name_plural": "bukti kepemilikan akun",
                "ordering": ("-added_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="AccountRename",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("handle", models.CharField(max_length=100, verbose_name="nama lama")),
                ("folded", models.CharField(editable=False, max_length=100)),
                ("until", models.DateTimeField(verbose_name="sampai")),
            ],
            options={
                "verbose_name": "nama lama akun",
                "verbose_name_plural": "nama lama akun",
                "ordering": ("-until", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="FollowerReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("taken_at", models.DateTimeField(verbose_name="diukur")),
                ("followers", models.PositiveBigIntegerField(verbose_name="pengikut")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("partner", "Mitra pemantau"),
                            ("centre", "Pusat"),
                            ("agency", "Instansi sendiri"),
                        ],
                        max_length=8,
                        verbose_name="sumber",
                    ),
                ),
                (
                    "noted_by",
                    models.CharField(
                        help_text="Pengenal pelaku.", max_length=64, verbose_name="dicatat oleh"
                    ),
                ),
                ("noted_at", models.DateTimeField(auto_now_add=True, verbose_name="dicatat")),
            ],
            options={
                "verbose_name": "jumlah pengikut",
                "verbose_name_plural": "jumlah pengikut",
                "ordering": ("-taken_at", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="socialaccount",
            name="confirmed_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Kapan akun ini terakhir dinyatakan masih milik instansi.",
                null=True,
                verbose_name="terakhir dipastikan",
            ),
        ),
        migrations.AddField(
            model_name="socialaccount",
            name="decided_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="diputuskan"),
        ),
        migrations.AddField(
            model_name="socialaccount",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accounts_decided",
                to=settings.AUTH_USER_MODEL,
                verbose_name="diputuskan oleh",
            ),
        ),
        migrations.AddField(
            model_name="socialaccount",
            name="proposed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accounts_proposed",
                to=settings.AUTH_USER_MODEL,
                verbose_name="diusulkan oleh",
            ),
        ),
        migrations.AddField(
            model_name="socialaccount",
            name="reason",
            field=models.CharField(
                blank=True, help_text="Mengapa akun ini diarsipkan.", max_length=300, verbose_name="alasan"
            ),
        ),
        migrations.AddField(
            model_name="accountproof",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proofs",
                to="agencies.socialaccount",
                verbose_name="akun",
            ),
        ),
        migrations.AddField(
            model_name="accountproof",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proofs_added",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ditambahkan oleh",
            ),
        ),
        migrations.AddField(
            model_name="accountrename",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renames",
                to="agencies.socialaccount",
                verbose_name="akun",
            ),
        ),
        migrations.AddField(
            model_name="accountrename",
            name="renamed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accounts_renamed",
                to=settings.AUTH_USER_MODEL,
                verbose_name="diubah oleh",
            ),
        ),
        migrations.AddField(
            model_name="followerreading",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follower_readings",
                to="agencies.socialaccount",
                verbose_name="akun",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountproof",
            constraint=models.UniqueConstraint(
                fields=("account", "sha256"), name="account_proof_is_filed_once"
            ),
        ),
        migrations.AddIndex(
            model_name="accountrename",
            index=models.Index(fields=["folded"], name="account_by_former_handle"),
        ),
        migrations.AddIndex(
            model_name="followerreading",
            index=models.Index(fields=["account", "-taken_at"], name="followers_of_one_account"),
        ),
        migrations.RunSQL(
            "UPDATE agencies_socialaccount SET confirmed_at = created_at WHERE state = 'verified'",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            TRIGGERS.format(table="agencies_followerreading"), UNDO.format(table="agencies_followerreading")
        ),
    ]
