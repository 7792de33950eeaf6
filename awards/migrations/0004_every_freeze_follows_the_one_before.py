"""Every freeze names the one before it, of whatever round; until now only a new version named the old one."""

from django.db import migrations, models

# The rows are sealed: what they say of the freeze before was derived until now, and is only written down.
WRITE_DOWN = """
ALTER TABLE awards_ranking DISABLE TRIGGER awards_ranking_denies_change_when_sealed;
UPDATE awards_ranking ranking SET previous = before.head
  FROM awards_awardround round
  JOIN awards_awardround superseded ON superseded.id = round.supersedes_id
  JOIN awards_ranking before ON before.id = superseded.frozen_ranking_id
 WHERE round.id = ranking.round_id;
ALTER TABLE awards_ranking ENABLE TRIGGER awards_ranking_denies_change_when_sealed;
"""


class Migration(migrations.Migration):
    dependencies = (("awards", "0003_juries_strata_and_nominations"),)

    operations = (
        migrations.AddField(
            model_name="ranking",
            name="previous",
            field=models.CharField(
                blank=True, db_default="", max_length=64, verbose_name="sidik jari pembekuan sebelumnya"
            ),
        ),
        migrations.RunSQL(WRITE_DOWN, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="minutes",
            name="number",
            field=models.CharField(max_length=60, unique=True, verbose_name="nomor"),
        ),
        migrations.AddConstraint(
            model_name="ranking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sealed_at__isnull", False), models.Q(("previous", ""), _negated=True)),
                fields=("previous",),
                name="freeze_is_followed_by_one_freeze",
            ),
        ),
    )
