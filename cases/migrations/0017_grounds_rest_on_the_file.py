# Reasons of a return rest on the file too: the duty goes back only where it is not paid, "not legalised" only where no
# legalisation is recorded; those that say too little by themselves demand the official's words. Grounds loaded before
# learn it here, as `load_reference` touches no row that is there already; what an administrator has set stays.

from django.db import migrations

NEEDS = {"duty": ("about:duty", "about:duty duty_unpaid"), "not-legalised": ("", "not_legalised")}
OWN_WORDS = ("not-legalised", "no-translation", "questionnaire-incomplete", "questionnaire-language", "contradictory")


def rest_on_the_file(apps, schema_editor):
    grounds = apps.get_model("cases", "Ground").objects.filter(kind="rework")
    for code, (was, now) in NEEDS.items():
        grounds.filter(code=code, needs=was).update(needs=now)
    grounds.filter(code__in=OWN_WORDS).update(own_words=True)


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_letter_kinds")]

    operations = [migrations.RunPython(rest_on_the_file, migrations.RunPython.noop)]
