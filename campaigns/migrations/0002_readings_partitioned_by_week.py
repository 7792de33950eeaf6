"""Readings, partitioned by week of `taken_at`.

Django cannot create a partitioned table, so the table is written in SQL and only its state as a model. Weeks
get partitions when a campaign opens (`campaigns.partitions`); the default partition catches the rest.
"""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

TABLE = """
CREATE TABLE campaigns_metricreading (
    post_id bigint NOT NULL REFERENCES campaigns_post (id) DEFERRABLE INITIALLY DEFERRED,
    source_id bigint NOT NULL REFERENCES campaigns_readingsource (id) DEFERRABLE INITIALLY DEFERRED,
    taken_at timestamp with time zone NOT NULL,
    revision smallint NOT NULL CHECK (revision >= 0),
    views bigint,
    reach bigint,
    impressions bigint,
    likes bigint,
    comments bigint,
    shares bigint,
    saves bigint,
    clicks bigint,
    watch_seconds bigint,
    followers bigint,
    batch uuid NOT NULL,
    reason varchar(200) NOT NULL,
    received_at timestamp with time zone NOT NULL DEFAULT statement_timestamp(),
    PRIMARY KEY (post_id, source_id, taken_at, revision),
    CONSTRAINT reading_is_not_negative CHECK (
        LEAST(views, reach, impressions, likes, comments, shares, saves, clicks, watch_seconds, followers)
            >= 0
    ),
    CONSTRAINT reading_correction_has_a_reason CHECK ((revision = 0) = (reason = ''))
) PARTITION BY RANGE (taken_at);
CREATE TABLE campaigns_metricreading_rest PARTITION OF campaigns_metricreading DEFAULT;
CREATE TRIGGER campaigns_metricreading_denies_change BEFORE UPDATE OR DELETE ON campaigns_metricreading
    FOR EACH ROW EXECUTE FUNCTION deny_change();
CREATE TRIGGER campaigns_metricreading_denies_truncate BEFORE TRUNCATE ON campaigns_metricreading
    FOR EACH STATEMENT EXECUTE FUNCTION deny_change();
"""
VOID = """
CREATE TRIGGER campaigns_readingvoid_denies_change BEFORE UPDATE OR DELETE ON campaigns_readingvoid
    FOR EACH ROW EXECUTE FUNCTION deny_change();
CREATE TRIGGER campaigns_readingvoid_denies_truncate BEFORE TRUNCATE ON campaigns_readingvoid
    FOR EACH STATEMENT EXECUTE FUNCTION deny_change();
"""


class Migration(migrations.Migration):
    dependencies = (("campaigns", "0001_campaigns_posts_and_counts"),)

    operations = (
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TABLE, "DROP TABLE campaigns_metricreading;")],
            state_operations=[
                migrations.CreateModel(
                    name="MetricReading",
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
                            "pk",
                            models.CompositePrimaryKey(
                                "post_id",
                                "source_id",
                                "taken_at",
                                "revision",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("taken_at", models.DateTimeField(verbose_name="diukur")),
                        ("revision", models.PositiveSmallIntegerField(default=0, verbose_name="revisi")),
                        (
                            "batch",
                            models.UUIDField(
                                default=uuid.uuid4, help_text="Kiriman yang membawa hasil ukur ini."
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(blank=True, max_length=200, verbose_name="alasan koreksi"),
                        ),
                        (
                            "received_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="diterima"
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="readings",
                                to="campaigns.post",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="campaigns.readingsource",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "hasil ukur",
                        "verbose_name_plural": "hasil ukur",
                        "constraints": (
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("views__gte", 0), ("views", None), _connector="OR"),
                                    models.Q(("reach__gte", 0), ("reach", None), _connector="OR"),
                                    models.Q(("impressions__gte", 0), ("impressions", None), _connector="OR"),
                                    models.Q(("likes__gte", 0), ("likes", None), _connector="OR"),
                                    models.Q(("comments__gte", 0), ("comments", None), _connector="OR"),
                                    models.Q(("shares__gte", 0), ("shares", None), _connector="OR"),
                                    models.Q(("saves__gte", 0), ("saves", None), _connector="OR"),
                                    models.Q(("clicks__gte", 0), ("clicks", None), _connector="OR"),
                                    models.Q(
                                        ("watch_seconds__gte", 0), ("watch_seconds", None), _connector="OR"
                                    ),
                                    models.Q(("followers__gte", 0), ("followers", None), _connector="OR"),
                                ),
                                name="reading_is_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("reason", ""), ("revision", 0)),
                                    models.Q(("revision__gt", 0), models.Q(("reason", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="reading_correction_has_a_reason",
                            ),
                        ),
                    },
                ),
            ],
        ),
        migrations.RunSQL(
            VOID,
            "DROP TRIGGER campaigns_readingvoid_denies_change ON campaigns_readingvoid;"
            "DROP TRIGGER campaigns_readingvoid_denies_truncate ON campaigns_readingvoid;",
        ),
        # A counters row is rewritten with every reading: room on the page keeps those updates HOT.
        migrations.RunSQL(
            "ALTER TABLE campaigns_postcounters SET (fillfactor = 75);",
            "ALTER TABLE campaigns_postcounters RESET (fillfactor);",
        ),
    )
