"""Citizenship is kept as a code of ISO 3166-1: what was typed as a name is read; what no name fits is left as it is.

Its owner is asked to choose again: letters and pages show the old words until then.
"""

from django.db import migrations

from cases.values.countries import code_of


def read_names(apps, schema_editor):
    people = apps.get_model("cases", "Person").objects.using(schema_editor.connection.alias)
    typed = people.exclude(citizenship="").order_by().values_list("citizenship", flat=True).distinct()
    for words in list(typed):
        code = code_of(words)
        if code and code != words:
            people.filter(citizenship=words).update(citizenship=code)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_person"),
    ]

    operations = [
        # Backwards there is nothing to do: a code is a text as any other.
        migrations.RunPython(read_names, migrations.RunPython.noop, elidable=True),
    ]
