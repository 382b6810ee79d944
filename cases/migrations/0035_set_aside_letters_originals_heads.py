"""Letters of an act that fell, originals asked for again, names of heads. The linter sees unique constraints come to a
table in use, and leaves this one out: that of a hand-back takes the place of a stricter one (an undone row does not
count any more), the others are of a new table. Nothing kept can break them.
"""

import cases.models.ids
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0034_reasons_and_terms_that_go_on"),
    ]

    operations = [
        migrations.CreateModel(
            name="BodyHead",
            fields=[
                (
                    "id",
                    models.UUIDField(default=cases.models.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "body",
                    models.CharField(
                        choices=[
                            ("hub", "Astana Hub"),
                            ("ministry", "The ministry"),
                            ("department", "Migration service department of the city"),
                        ],
                        max_length=12,
                        verbose_name="body",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=310, verbose_name="full name")),
                ("position_ru", models.CharField(blank=True, max_length=200, verbose_name="position (ru)")),
                ("position_kk", models.CharField(blank=True, max_length=200, verbose_name="position (kk)")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("confirmed", models.BooleanField(default=False, verbose_name="confirmed")),
            ],
            options={
                "verbose_name": "head of a body",
                "verbose_name_plural": "heads of bodies",
                "ordering": ["body", "city"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBodyHead",
            fields=[
                ("id", models.UUIDField(db_index=True, default=cases.models.ids.uuid7, editable=False)),
                (
                    "body",
                    models.CharField(
                        choices=[
                            ("hub", "Astana Hub"),
                            ("ministry", "The ministry"),
                            ("department", "Migration service department of the city"),
                        ],
                        max_length=12,
                        verbose_name="body",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=310, verbose_name="full name")),
                ("position_ru", models.CharField(blank=True, max_length=200, verbose_name="position (ru)")),
                ("position_kk", models.CharField(blank=True, max_length=200, verbose_name="position (kk)")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("confirmed", models.BooleanField(default=False, verbose_name="confirmed")),
                (
                    "history_id",
                    models.UUIDField(default=cases.models.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
            ],
            options={
                "verbose_name": "historical head of a body",
                "verbose_name_plural": "historical heads of bodies",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RemoveConstraint(
            model_name="handback",
            name="handback_one_open_a_case",
        ),
        migrations.RemoveIndex(
            model_name="handback",
            name="handback_open",
        ),
        migrations.AddField(
            model_name="handback",
            name="brought_at",
            field=models.DateTimeField(null=True, verbose_name="bringing recorded"),
        ),
        migrations.AddField(
            model_name="handback",
            name="brought_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="bringing recorded by",
            ),
        ),
        migrations.AddField(
            model_name="handback",
            name="brought_on",
            field=models.DateField(null=True, verbose_name="brought again on"),
        ),
        migrations.AddField(
            model_name="handback",
            name="undone_at",
            field=models.DateTimeField(null=True, verbose_name="act set aside by a ruling"),
        ),
        migrations.AddField(
            model_name="letter",
            name="set_aside_at",
            field=models.DateTimeField(null=True, verbose_name="act set aside by a ruling"),
        ),
        migrations.AddIndex(
            model_name="handback",
            index=models.Index(
                condition=models.Q(("returned_at__isnull", True), ("undone_at__isnull", True)),
                fields=["holder", "city", "due_on", "id"],
                name="handback_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="handback",
            constraint=models.UniqueConstraint(
                condition=models.Q(("returned_at__isnull", True), ("undone_at__isnull", True)),
                fields=("case",),
                name="handback_one_open_a_case",
            ),
        ),
        migrations.AddField(
            model_name="bodyhead",
            name="city",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="cases.city", verbose_name="city"
            ),
        ),
        migrations.AddField(
            model_name="historicalbodyhead",
            name="city",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cases.city",
                verbose_name="city",
            ),
        ),
        migrations.AddField(
            model_name="historicalbodyhead",
            name="history_user",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="bodyhead",
            constraint=models.UniqueConstraint(fields=("body", "city"), name="bodyhead_of_a_city"),
        ),
        migrations.AddConstraint(
            model_name="bodyhead",
            constraint=models.UniqueConstraint(
                condition=models.Q(("body__in", ["hub", "ministry"]), ("city__isnull", True)),
                fields=("body",),
                name="bodyhead_of_a_body",
            ),
        ),
        migrations.AddConstraint(
            model_name="bodyhead",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("body", "department"), ("city__isnull", False)),
                    models.Q(("body__in", ["hub", "ministry"]), ("city__isnull", True)),
                    _connector="OR",
                ),
                name="bodyhead_city",
                violation_error_message="A department is that of a city; no other body has one.",
            ),
        ),
    ]
