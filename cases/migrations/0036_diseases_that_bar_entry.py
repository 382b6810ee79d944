# What a medical certificate says of diseases (п. 20(2)); article 49, item 15, rests on that, and not on any certificate.
# Grounds loaded before learn it here, as `load_reference` touches no row; what an administrator has set stays.

from django.db import migrations, models


def rest_on_what_it_says(apps, schema_editor):
    grounds = apps.get_model("cases", "Ground").objects.filter(code="art49-15", needs="document:medical")
    grounds.update(needs="bars_entry")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0035_set_aside_letters_originals_heads"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="bars_entry",
            field=models.BooleanField(db_default=False, default=False, verbose_name="names a disease that bars entry"),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="bars_entry",
            field=models.BooleanField(db_default=False, default=False, verbose_name="names a disease that bars entry"),
        ),
        migrations.RunPython(rest_on_what_it_says, migrations.RunPython.noop),
    ]
