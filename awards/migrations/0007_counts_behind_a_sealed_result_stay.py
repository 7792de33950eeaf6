"""The tally from which a sealed ranking was made is its input: nothing of it is changed or removed any more.

Asked once for a statement, so that forgetting the details of thousands of rows stays as fast as it was.
"""

from django.db import migrations

TABLES = ("campaigns_agencytally", "campaigns_agencydaytally")
FUNCTIONS = """
CREATE FUNCTION deny_change_of_sealed_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM awards_ranking
               WHERE sealed_at IS NOT NULL AND tally_id IN (SELECT run_id FROM old_rows)) THEN
        RAISE EXCEPTION 'a sealed ranking counts on this: % is refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION deny_change_of_sealed_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM awards_ranking WHERE sealed_at IS NOT NULL AND tally_id = OLD.id) THEN
        RAISE EXCEPTION 'a sealed ranking counts on this: % is refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER campaigns_tallyrun_denies_change_when_sealed BEFORE UPDATE ON campaigns_tallyrun
    FOR EACH ROW EXECUTE FUNCTION deny_change_of_sealed_tally();
"""
NO_FUNCTIONS = """
DROP TRIGGER campaigns_tallyrun_denies_change_when_sealed ON campaigns_tallyrun;
DROP FUNCTION deny_change_of_sealed_tally();
DROP FUNCTION deny_change_of_sealed_counts();
"""
TRIGGERS = "".join(
    f"""
CREATE TRIGGER {table}_denies_{event}_when_sealed AFTER {event.upper()} ON {table}
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION deny_change_of_sealed_counts();
"""
    for table in TABLES
    for event in ("update", "delete")
)
NO_TRIGGERS = "".join(
    f"DROP TRIGGER {table}_denies_{event}_when_sealed ON {table};\n"
    for table in TABLES
    for event in ("update", "delete")
)


class Migration(migrations.Migration):
    dependencies = (
        ("awards", "0006_jurors_are_dismissed"),
        ("campaigns", "0016_a_tally_counts_an_agency_day_in_one_row"),
    )

    operations = (migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS), migrations.RunSQL(TRIGGERS, NO_TRIGGERS))
