from django.db import migrations, models
from django.db.models import Q

PLATFORMS = [
    ("instagram", "Instagram"),
    ("x", "X"),
    ("facebook", "Facebook"),
    ("tiktok", "TikTok"),
    ("youtube", "YouTube"),
    ("threads", "Threads"),
    ("website", "Situs web"),
]
LINKS_OF_DISPUTES = """
UPDATE campaigns_dispute d SET platform = p.platform, native_id = COALESCE(p.native_id, '')
FROM campaigns_post p WHERE p.id = d.post_id
"""
SECOND_SHORT_LINKS = """
UPDATE campaigns_post p SET state = 'withdrawn'
WHERE p.state = 'needs_link' AND EXISTS (
    SELECT FROM campaigns_post first
    WHERE (first.campaign_id, first.agency_id, first.url) = (p.campaign_id, p.agency_id, p.url)
        AND first.state = 'needs_link' AND first.id < p.id
)
"""


class Migration(migrations.Migration):
    """A dispute names the link that it is about, and a short link waits once for an agency's full one.

    What an agency had filed twice by the same short link counted nowhere; the later ones are withdrawn.
    """

    dependencies = [("campaigns", "0008_material_comes_out_before_it_is_taken_back")]
    operations = [
        migrations.AddField(
            model_name="dispute",
            name="platform",
            field=models.CharField("platform", max_length=12, choices=PLATFORMS, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="dispute",
            name="native_id",
            field=models.CharField(max_length=200, db_default="", default=""),
        ),
        migrations.RunSQL(LINKS_OF_DISPUTES, migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="dispute", name="dispute_is_filed_once_by_an_agency"),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                fields=("post", "agency", "platform", "native_id"),
                condition=Q(outcome=""),
                name="dispute_is_open_once_for_a_link",
            ),
        ),
        migrations.RunSQL(SECOND_SHORT_LINKS, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                fields=("campaign", "agency", "url"),
                condition=Q(state="needs_link"),
                name="post_waits_once_for_its_link",
            ),
        ),
    ]
