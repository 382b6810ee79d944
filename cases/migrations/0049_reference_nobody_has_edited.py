"""What was first loaded otherwise than it is now, on rows that no administrator has ever touched.

The days in which an official finds out whether the applicant came hold the days in which that person is asked
(interpretation 15): five, and no longer three. And another citizenship is another one than the first.
"""

from datetime import timedelta

from django.db import migrations

REVIEW, BEFORE, NOW = "arrival_review", 3, 5
KEY, FIRST = "other_citizenships", "citizenship"
REASON = "0049_reference_nobody_has_edited"


def move_the_review(apps, schema_editor):
    terms, history = apps.get_model("cases", "ServiceTerm"), apps.get_model("cases", "HistoricalServiceTerm")
    row = terms.objects.filter(key=REVIEW, length=BEFORE).first()
    if row is None or _edited(history.objects.filter(id=row.pk)):
        return
    terms.objects.filter(pk=row.pk).update(length=NOW)
    _remember(history, history.objects.filter(id=row.pk), {"length": NOW})


def tell_citizenships_apart(apps, schema_editor):
    forms, history = apps.get_model("cases", "QuestionnaireForm"), apps.get_model("cases", "HistoricalQuestionnaireForm")
    for row in forms.objects.all():
        rows = history.objects.filter(version=row.version)
        keys = {item.get("key") for item in row.fields}
        if _edited(rows) or not {KEY, FIRST} <= keys:
            continue
        fields = [item | {"besides": FIRST} if item["key"] == KEY else item for item in row.fields]
        forms.objects.filter(pk=row.pk).update(fields=fields)
        _remember(history, rows, {"fields": fields})


def _edited(rows):
    """Whether anything but the first load stands in the history of a row."""
    return rows.count() != 1 or rows.exclude(history_change_reason="load_reference", history_user=None).exists()


def _remember(history, rows, changed):
    """The change as a row of the history, a moment after the only one there is."""
    first = rows.get()
    values = {field.attname: getattr(first, field.attname) for field in history._meta.concrete_fields}
    values.pop("history_id")
    values |= changed | {
        "history_type": "~",
        "history_change_reason": REASON,
        "history_date": first.history_date + timedelta(microseconds=1),
    }
    history.objects.create(**values)


class Migration(migrations.Migration):
    dependencies = [("cases", "0048_remarks_in_two_languages_hours_of_bodies")]

    operations = [
        migrations.RunPython(move_the_review, migrations.RunPython.noop, elidable=False),
        migrations.RunPython(tell_citizenships_apart, migrations.RunPython.noop, elidable=False),
    ]
