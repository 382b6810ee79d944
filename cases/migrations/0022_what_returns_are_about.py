# A reason of return is about a sort of document: an анкета is not illegible, a photo does not expire. Grounds loaded
# before learn it here, as `load_reference` touches no row that is there already; what an administrator has set stays.

from django.db import migrations

NEEDS = {
    "illegible": ("", "about:uploaded"),
    "wrong-document": ("", "about:uploaded"),
    "pages-missing": ("", "about:pages"),
    "expired": ("expired", "about:dated expired"),
    "not-legalised": ("not_legalised", "about:legalised not_legalised"),
    "no-translation": ("", "about:pages"),
    "contradictory": ("", "about:data"),
}


def say_what_they_are_about(apps, schema_editor):
    grounds = apps.get_model("cases", "Ground").objects.filter(kind="rework")
    for code, (was, now) in NEEDS.items():
        grounds.filter(code=code, needs=was).update(needs=now)


class Migration(migrations.Migration):
    dependencies = [("cases", "0021_corrections_of_what_is_recorded")]

    operations = [migrations.RunPython(say_what_they_are_about, migrations.RunPython.noop)]
