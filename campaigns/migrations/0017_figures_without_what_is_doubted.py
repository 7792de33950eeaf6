"""What the portal counts leaves out what a verifier upheld a doubt about: the definitions say so by now."""

from django.db import migrations

POSTS = "Unggahan yang tanda kejanggalannya berlaku tidak dihitung."
NUMBERS = "Unggahan dan angka yang tanda kejanggalannya berlaku tidak dihitung."
SENTENCES = {"contents": POSTS, "active_agencies": POSTS, "interactions": NUMBERS, "likes": NUMBERS}


def raise_versions(apps, schema_editor):
    """One more version of each figure that is counted here; runs of before keep the version they name."""
    definition = apps.get_model("campaigns", "KpiDefinition")
    for code, sentence in SENTENCES.items():
        newest = definition.objects.filter(code=code, is_tallied=True).order_by("version").last()
        if newest is None or newest.meaning.endswith(sentence):
            continue
        definition.objects.create(
            code=code,
            version=newest.version + 1,
            name=newest.name,
            meaning=f"{newest.meaning.strip()} {sentence}",
            unit=newest.unit,
            is_tallied=True,
            position=newest.position,
        )


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0016_a_tally_counts_an_agency_day_in_one_row")]
    operations = [migrations.RunPython(raise_versions, migrations.RunPython.noop)]
