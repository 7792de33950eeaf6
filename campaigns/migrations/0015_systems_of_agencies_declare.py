from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("campaigns", "0014_agencies_say_what_their_columns_mean"),)

    operations = (
        migrations.RemoveConstraint(
            model_name="readingsource", name="reading_source_of_a_partner_has_its_grade"
        ),
        migrations.AddConstraint(
            model_name="readingsource",
            constraint=models.CheckConstraint(
                name="reading_source_of_a_partner_has_its_grade",
                condition=models.Q(grade__in=("partner", "declared")) | models.Q(partner=None),
            ),
        ),
    )
