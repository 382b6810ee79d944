"""Persons are found by their name in any spelling."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from cases.models.row import in_chunks
from cases.values.names import joined, unaccented_key


def fill(apps: Any, schema_editor: Any) -> None:
    persons = apps.get_model("cases", "Person").objects.all()
    for person in in_chunks(persons, 1000):
        name = joined(person.surname, person.given_names, person.patronymic)
        persons.filter(pk=person.pk).update(name_key=unaccented_key(name)[:300])


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_several_drafts")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="name_key",
            field=models.CharField(max_length=300, default="", db_default="", editable=False, db_index=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
