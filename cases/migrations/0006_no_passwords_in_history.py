# What the history keeps of a password shows that it was changed, and nothing else: versions written before this keep it
# so too. There is no way back, and none is wanted.

import hashlib

from django.db import migrations


def forget(apps, schema_editor):
    versions = apps.get_model("cases", "HistoricalUser").objects.exclude(password__startswith="sha256:")
    for pk, password in versions.exclude(password="").values_list("pk", "password").iterator(2000):
        versions.filter(pk=pk).update(password=f"sha256:{hashlib.sha256(password.encode()).hexdigest()}")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_moved_since"),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
