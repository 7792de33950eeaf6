"""Refuse every change of the audit trail in the database itself.

`deny_change` is the trigger function of all append-only tables. TRUNCATE passes only where the setting
`summitcomms.allow_truncate` is on, which nothing but the test settings turns on.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION deny_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_setting('summitcomms.allow_truncate', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
"""
TRIGGERS = """
CREATE TRIGGER {table}_denies_change BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION deny_change();
CREATE TRIGGER {table}_denies_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION deny_change();
"""
UNDO = "DROP TRIGGER {table}_denies_change ON {table}; DROP TRIGGER {table}_denies_truncate ON {table};"


class Migration(migrations.Migration):
    dependencies = (("agencies", "0001_people_and_agencies"),)

    operations = (
        migrations.RunSQL(FUNCTION, "DROP FUNCTION deny_change();"),
        migrations.RunSQL(
            TRIGGERS.format(table="agencies_auditevent"), UNDO.format(table="agencies_auditevent")
        ),
        migrations.RunSQL(
            TRIGGERS.format(table="agencies_auditseal"), UNDO.format(table="agencies_auditseal")
        ),
    )
