# Grounds of a refusal of the petition that needed no fact at all. Those loaded before learn it here, as `load_reference`
# touches no row; what an administrator has set stays.

from django.db import migrations

NEEDS = {
    "not-on-the-list": {"needs": "list_entered", "own_words": True},
    "not-conforming": {"needs": "falls_short:petition"},
    "contradictory": {"own_words": True},
}


def rest_on_the_file(apps, schema_editor):
    grounds = apps.get_model("cases", "Ground").objects.filter(kind="petition", needs="", own_words=False)
    for code, known in NEEDS.items():
        grounds.filter(code=code).update(**known)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0061_ways_by_a_provider"),
    ]

    operations = [
        migrations.RunPython(rest_on_the_file, migrations.RunPython.noop),
    ]
