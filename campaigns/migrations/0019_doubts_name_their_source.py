from django.db import migrations

NAME_SOURCES = """
UPDATE campaigns_postflag
SET facts = jsonb_set(facts, '{source}', to_jsonb(campaigns_readingsource.name))
FROM campaigns_readingsource
WHERE facts->>'source' = campaigns_readingsource.code
"""


class Migration(migrations.Migration):
    """The facts of a doubt are read by people: they held the code of the source, which says nothing."""

    dependencies = (("campaigns", "0018_posts_are_listed_by_time_of_report"),)
    operations = (migrations.RunSQL(NAME_SOURCES, migrations.RunSQL.noop),)
