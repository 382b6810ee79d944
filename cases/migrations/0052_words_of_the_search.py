"""Every case is found by words and sorted by name; the index of parts of words where PostgreSQL allows it."""

from __future__ import annotations

from typing import Any
from warnings import warn

from django.db import migrations

from cases.models import searchentry


def fill(apps: Any, schema_editor: Any) -> None:
    searchentry.create_index(lambda why: warn(f"{why}\nThe search reads all its rows: see docs/running.md", stacklevel=2))
    searchentry.rebuild(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("cases", "0051_search_and_saved_filters")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
