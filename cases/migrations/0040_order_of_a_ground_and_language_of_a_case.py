# The language of the proceedings was that of the account whenever it was asked; what is filed has it from then on.

from django.db import migrations, models

LANGUAGES = [("ru", "Русский"), ("kk", "Қазақша")]


def fix_what_is_filed(apps, schema_editor):
    """As the account has it now: how it was on the day of filing is not known."""
    cases = apps.get_model("cases", "Case").objects.filter(programme="nomad", submitted_at__isnull=False)
    for code, _name in LANGUAGES:
        cases.filter(language="", person__user__language=code).update(language=code)


def language():
    return models.CharField(
        blank=True,
        choices=LANGUAGES,
        db_default="",
        default="",
        max_length=5,
        verbose_name="language of the proceedings",
    )


def editions():
    return models.CharField(
        blank=True, db_default="", default="", max_length=300, verbose_name="only under these orders"
    )


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0039_professions"),
    ]

    operations = [
        migrations.AddField(model_name="case", name="language", field=language()),
        migrations.AddField(model_name="historicalcase", name="language", field=language()),
        migrations.AddField(model_name="ground", name="editions", field=editions()),
        migrations.AddField(model_name="historicalground", name="editions", field=editions()),
        migrations.RunPython(fix_what_is_filed, migrations.RunPython.noop),
    ]
