from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """A draft was published by nobody, and material is taken back no earlier than it was out."""

    dependencies = [("campaigns", "0007_material_flags_and_targets")]
    operations = [
        migrations.RemoveConstraint(
            model_name="material", name="material_is_withdrawn_after_it_was_out_and_with_a_reason"
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.CheckConstraint(
                name="material_is_withdrawn_after_it_was_out_and_with_a_reason",
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | (
                    Q(published_at__isnull=False, withdrawn_at__isnull=False)
                    & Q(withdrawn_at__gte=F("published_at"))
                    & ~Q(withdrawn_reason="")
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.CheckConstraint(
                name="material_draft_was_published_by_nobody",
                condition=Q(published_at__isnull=False) | Q(published_by=None),
            ),
        ),
    ]
