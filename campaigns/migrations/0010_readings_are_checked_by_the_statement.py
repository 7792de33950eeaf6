"""A reading still refers to a post and a source that are there; asked once for all rows of a statement.

The ordinary foreign keys ask twice for every row, which took longer than storing it (docs/performance.md). A
statement trigger with the new rows as a table keeps the same promise: both rows exist, and cannot go while
the readings are not committed. Afterwards a trigger of their own keeps them as long as a reading names them.
"""

import django.db.models.deletion
from django.db import migrations, models

KEPT_BY_TRIGGERS = """
ALTER TABLE campaigns_metricreading
    DROP CONSTRAINT campaigns_metricreading_post_id_fkey,
    DROP CONSTRAINT campaigns_metricreading_source_id_fkey;

CREATE FUNCTION reading_refers_to_what_is_there() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh
        WHERE (SELECT p.id FROM campaigns_post p WHERE p.id = fresh.post_id FOR KEY SHARE) IS NULL
    ) OR EXISTS (
        SELECT FROM (SELECT DISTINCT source_id AS id FROM fresh) named
        WHERE (SELECT s.id FROM campaigns_readingsource s WHERE s.id = named.id FOR KEY SHARE) IS NULL
    ) THEN
        RAISE foreign_key_violation USING MESSAGE = 'a reading names a post or a source that is not there';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER campaigns_metricreading_refers AFTER INSERT ON campaigns_metricreading
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION reading_refers_to_what_is_there();

CREATE FUNCTION reading_is_not_orphaned() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM campaigns_metricreading WHERE %I = $1)', TG_ARGV[0])
        INTO found USING OLD.id;
    IF found THEN
        RAISE foreign_key_violation USING MESSAGE = format('a reading names this row of %s', TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER campaigns_post_is_read AFTER DELETE ON campaigns_post
    FOR EACH ROW EXECUTE FUNCTION reading_is_not_orphaned('post_id');
CREATE TRIGGER campaigns_readingsource_is_read AFTER DELETE ON campaigns_readingsource
    FOR EACH ROW EXECUTE FUNCTION reading_is_not_orphaned('source_id');
"""
KEPT_BY_KEYS = """
DROP TRIGGER campaigns_post_is_read ON campaigns_post;
DROP TRIGGER campaigns_readingsource_is_read ON campaigns_readingsource;
DROP TRIGGER campaigns_metricreading_refers ON campaigns_metricreading;
DROP FUNCTION reading_is_not_orphaned();
DROP FUNCTION reading_refers_to_what_is_there();
ALTER TABLE campaigns_metricreading
    ADD FOREIGN KEY (post_id) REFERENCES campaigns_post (id) DEFERRABLE INITIALLY DEFERRED,
    ADD FOREIGN KEY (source_id) REFERENCES campaigns_readingsource (id) DEFERRABLE INITIALLY DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = (("campaigns", "0009_disputes_go_with_their_link"),)

    operations = (
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(KEPT_BY_TRIGGERS, KEPT_BY_KEYS)],
            state_operations=[
                migrations.AlterField(
                    "metricreading",
                    "post",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="campaigns.post",
                    ),
                ),
                migrations.AlterField(
                    "metricreading",
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaigns.readingsource",
                    ),
                ),
            ],
        ),
    )
