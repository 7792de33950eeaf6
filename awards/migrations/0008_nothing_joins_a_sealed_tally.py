"""Nothing is added to the tally behind a sealed ranking either, nor are its tables emptied at a stroke."""

from django.db import migrations

TABLES = ("campaigns_agencytally", "campaigns_agencydaytally")
# The function asks for the runs of `old_rows`; of an INSERT these are the rows that are new.
TRIGGERS = "".join(
    f"""
CREATE TRIGGER {table}_denies_insert_when_sealed AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION deny_change_of_sealed_counts();
CREATE TRIGGER {table}_denies_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION deny_change();
"""
    for table in TABLES
)
NO_TRIGGERS = "".join(
    f"""
DROP TRIGGER {table}_denies_truncate ON {table};
DROP TRIGGER {table}_denies_insert_when_sealed ON {table};
"""
    for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = (("awards", "0007_counts_behind_a_sealed_result_stay"),)

    operations = (migrations.RunSQL(TRIGGERS, NO_TRIGGERS),)
