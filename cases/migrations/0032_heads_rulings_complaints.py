"""Heads, rulings, complaints. The linter sees unique constraints come to tables in use, and leaves this one out: that of
a bar takes the place of a stricter one (a lifted bar does not count any more), that of a case binds only rows whose new
column is filled, which code of before leaves empty, and the third is of a new table. Nothing kept can break them.
"""

import cases.models.ids
import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0031_hearings"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalRemedy",
            fields=[
                ("id", models.UUIDField(db_index=True, default=cases.models.ids.uuid7, editable=False)),
                ("edition", models.CharField(max_length=60, verbose_name="edition")),
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
                ("higher_ru", models.CharField(blank=True, max_length=300, verbose_name="higher body (ru)")),
                ("higher_kk", models.CharField(blank=True, max_length=300, verbose_name="higher body (kk)")),
                ("higher_en", models.CharField(blank=True, max_length=300, verbose_name="higher body (en)")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address of the body")),
                ("court_ru", models.CharField(blank=True, max_length=300, verbose_name="court (ru)")),
                ("court_kk", models.CharField(blank=True, max_length=300, verbose_name="court (kk)")),
                ("court_en", models.CharField(blank=True, max_length=300, verbose_name="court (en)")),
                (
                    "complaint_length",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(400),
                        ],
                        verbose_name="complaint: length",
                    ),
                ),
                (
                    "complaint_unit",
                    models.CharField(
                        choices=[
                            ("working_days", "working days"),
                            ("calendar_days", "calendar days"),
                            ("months", "months"),
                            ("years", "years"),
                        ],
                        max_length=14,
                        verbose_name="complaint: unit",
                    ),
                ),
                (
                    "review_length",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(400),
                        ],
                        verbose_name="handing on: length",
                    ),
                ),
                (
                    "review_unit",
                    models.CharField(
                        choices=[
                            ("working_days", "working days"),
                            ("calendar_days", "calendar days"),
                            ("months", "months"),
                            ("years", "years"),
                        ],
                        max_length=14,
                        verbose_name="handing on: unit",
                    ),
                ),
                (
                    "answer_length",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(400),
                        ],
                        verbose_name="answer of the higher body: length",
                    ),
                ),
                (
                    "answer_unit",
                    models.CharField(
                        choices=[
                            ("working_days", "working days"),
                            ("calendar_days", "calendar days"),
                            ("months", "months"),
                            ("years", "years"),
                        ],
                        max_length=14,
                        verbose_name="answer of the higher body: unit",
                    ),
                ),
                (
                    "court_length",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(400),
                        ],
                        verbose_name="court: length",
                    ),
                ),
                (
                    "court_unit",
                    models.CharField(
                        choices=[
                            ("working_days", "working days"),
                            ("calendar_days", "calendar days"),
                            ("months", "months"),
                            ("years", "years"),
                        ],
                        max_length=14,
                        verbose_name="court: unit",
                    ),
                ),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("confirmed", models.BooleanField(default=False, verbose_name="compared with the text of the law")),
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
                "verbose_name": "historical remedy",
                "verbose_name_plural": "historical remedies",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Remedy",
            fields=[
                (
                    "id",
                    models.UUIDField(default=cases.models.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("edition", models.CharField(max_length=60, verbose_name="edition")),
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
                ("higher_ru", models.CharField(blank=True, max_length=300, verbose_name="higher body (ru)")),
                ("higher_kk", models.CharField(blank=True, max_length=300, verbose_name="higher body (kk)")),
                ("higher_en", models.CharField(blank=True, max_length=300, verbose_name="higher body (en)")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address of the body")),
                ("court_ru", models.CharField(blank=True, max_length=300, verbose_name="court (ru)")),
                ("court_kk", models.CharField(blank=True, max_length=300, verbose_name="court (kk)")),
                ("court_en", models.CharField(blank=True, max_length=300, verbose_name="court (en)")),
                (
                    "complaint_length",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(400),
                        ],
                        verbose_name="complaint: length",
                    ),
                ),
                (
                    "complaint_unit",
                    models.CharField(
                        choices=[
                            ("working_days", "working days"),
                            ("calendar_days", "calendar days"),
                            ("months", "months"),
                            ("years", "years"),
                        ],
                        max_length=14,
                        verbose_name="complaint: unit",
                    ),
                ),
                (
                    "review_length",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(400),
                        ],
                        verbose_name="handing on: length",
                    ),
                ),
                (
                    "review_unit",
                    models.CharField(
                        choices=[
                            ("working_days", "working days"),
                            ("calendar_days", "calendar days"),
                            ("months", "months"),
                            ("years", "years"),
                        ],
                        max_length=14,
                        verbose_name="handing on: unit",
                    ),
                ),
                (
                    "answer_length",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(400),
                        ],
                        verbose_name="answer of the higher body: length",
                    ),
                ),
                (
                    "answer_unit",
                    models.CharField(
                        choices=[
                            ("working_days", "working days"),
                            ("calendar_days", "calendar days"),
                            ("months", "months"),
                            ("years", "years"),
                        ],
                        max_length=14,
                        verbose_name="answer of the higher body: unit",
                    ),
                ),
                (
                    "court_length",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(400),
                        ],
                        verbose_name="court: length",
                    ),
                ),
                (
                    "court_unit",
                    models.CharField(
                        choices=[
                            ("working_days", "working days"),
                            ("calendar_days", "calendar days"),
                            ("months", "months"),
                            ("years", "years"),
                        ],
                        max_length=14,
                        verbose_name="court: unit",
                    ),
                ),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("confirmed", models.BooleanField(default=False, verbose_name="compared with the text of the law")),
            ],
            options={
                "verbose_name": "remedy",
                "verbose_name_plural": "remedies",
                "ordering": ["edition", "body"],
            },
        ),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                (
                    "id",
                    models.UUIDField(default=cases.models.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("court", "court decision"),
                            ("higher_body", "decision of the higher body on a complaint"),
                            ("own_decision", "complaint satisfied by the body itself"),
                        ],
                        max_length=20,
                        verbose_name="what it is",
                    ),
                ),
                ("document", models.CharField(max_length=200, verbose_name="document")),
                ("number", models.CharField(max_length=60, verbose_name="number of the document")),
                ("ruled_on", models.DateField(verbose_name="date of the document")),
                ("body", models.CharField(max_length=300, verbose_name="issued by")),
                ("act", models.CharField(max_length=40, verbose_name="act that is set aside")),
                ("place", models.CharField(max_length=24, verbose_name="place before the act")),
                ("at", models.DateTimeField(verbose_name="recorded")),
                ("executed_at", models.DateTimeField(null=True, verbose_name="carried out")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn")),
            ],
            options={
                "verbose_name": "ruling",
                "verbose_name_plural": "rulings",
            },
        ),
        migrations.RemoveConstraint(
            model_name="bar",
            name="bar_once_a_case",
        ),
        migrations.AddField(
            model_name="bar",
            name="lifted_at",
            field=models.DateTimeField(null=True, verbose_name="lifted by a ruling"),
        ),
        migrations.AddField(
            model_name="case",
            name="about_letter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.letter",
                verbose_name="about the letter",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="body",
            field=models.CharField(
                blank=True,
                choices=[
                    ("hub", "Astana Hub"),
                    ("ministry", "The ministry"),
                    ("department", "Migration service department of the city"),
                ],
                db_default="",
                default="",
                max_length=12,
                verbose_name="body",
            ),
        ),
        migrations.AddField(
            model_name="historicalcase",
            name="about_letter",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cases.letter",
                verbose_name="about the letter",
            ),
        ),
        migrations.AddField(
            model_name="historicalcase",
            name="body",
            field=models.CharField(
                blank=True,
                choices=[
                    ("hub", "Astana Hub"),
                    ("ministry", "The ministry"),
                    ("department", "Migration service department of the city"),
                ],
                db_default="",
                default="",
                max_length=12,
                verbose_name="body",
            ),
        ),
        migrations.AddField(
            model_name="historicaluser",
            name="body",
            field=models.CharField(
                blank=True,
                choices=[
                    ("hub", "Astana Hub"),
                    ("ministry", "The ministry"),
                    ("department", "Migration service department of the city"),
                ],
                db_default="",
                default="",
                help_text="Of a head: the body that he or she heads.",
                max_length=12,
                verbose_name="body",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="body",
            field=models.CharField(
                blank=True,
                choices=[
                    ("hub", "Astana Hub"),
                    ("ministry", "The ministry"),
                    ("department", "Migration service department of the city"),
                ],
                db_default="",
                default="",
                help_text="Of a head: the body that he or she heads.",
                max_length=12,
                verbose_name="body",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="waits_on",
            field=models.CharField(
                blank=True,
                choices=[
                    ("applicant", "Applicant"),
                    ("screener", "Astana Hub reviewer"),
                    ("signer", "Ministry signer"),
                    ("officer", "Migration officer"),
                    ("clerk", "Public service centre clerk"),
                    ("head", "Head of the body"),
                    ("clock", "The portal's clock"),
                ],
                max_length=12,
                verbose_name="waits on",
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="actor",
            field=models.CharField(
                choices=[
                    ("applicant", "Applicant"),
                    ("screener", "Astana Hub reviewer"),
                    ("signer", "Ministry signer"),
                    ("officer", "Migration officer"),
                    ("clerk", "Public service centre clerk"),
                    ("head", "Head of the body"),
                    ("clock", "The portal's clock"),
                ],
                max_length=12,
                verbose_name="acting as",
            ),
        ),
        migrations.AlterField(
            model_name="handback",
            name="holder",
            field=models.CharField(
                choices=[
                    ("applicant", "Applicant"),
                    ("screener", "Astana Hub reviewer"),
                    ("signer", "Ministry signer"),
                    ("officer", "Migration officer"),
                    ("clerk", "Public service centre clerk"),
                    ("head", "Head of the body"),
                    ("clock", "The portal's clock"),
                ],
                max_length=12,
                verbose_name="who holds them",
            ),
        ),
        migrations.AlterField(
            model_name="historicalcase",
            name="waits_on",
            field=models.CharField(
                blank=True,
                choices=[
                    ("applicant", "Applicant"),
                    ("screener", "Astana Hub reviewer"),
                    ("signer", "Ministry signer"),
                    ("officer", "Migration officer"),
                    ("clerk", "Public service centre clerk"),
                    ("head", "Head of the body"),
                    ("clock", "The portal's clock"),
                ],
                max_length=12,
                verbose_name="waits on",
            ),
        ),
        migrations.AlterField(
            model_name="historicaluser",
            name="role",
            field=models.CharField(
                choices=[
                    ("applicant", "Applicant"),
                    ("screener", "Astana Hub reviewer"),
                    ("signer", "Ministry signer"),
                    ("officer", "Migration officer"),
                    ("clerk", "Public service centre clerk"),
                    ("head", "Head of the body"),
                    ("auditor", "Auditor"),
                    ("administrator", "Administrator"),
                ],
                max_length=20,
                verbose_name="role",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="role",
            field=models.CharField(
                choices=[
                    ("applicant", "Applicant"),
                    ("screener", "Astana Hub reviewer"),
                    ("signer", "Ministry signer"),
                    ("officer", "Migration officer"),
                    ("clerk", "Public service centre clerk"),
                    ("head", "Head of the body"),
                    ("auditor", "Auditor"),
                    ("administrator", "Administrator"),
                ],
                max_length=20,
                verbose_name="role",
            ),
        ),
        migrations.AddConstraint(
            model_name="bar",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at__isnull", True)), fields=("case", "kind"), name="bar_once_a_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("about_letter",),
                name="case_one_open_about_a_letter",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("role", "head"),
                        models.Q(
                            models.Q(("body", "department"), ("city__isnull", False)),
                            models.Q(("body__in", ["hub", "ministry"]), ("city__isnull", True)),
                            _connector="OR",
                        ),
                    ),
                    models.Q(("body", ""), models.Q(("role", "head"), _negated=True)),
                    _connector="OR",
                ),
                name="user_body",
                violation_error_message="A head heads one body: choose it, and for a department its city. Nobody else has a body.",
            ),
        ),
        migrations.AddField(
            model_name="historicalremedy",
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
            model_name="remedy",
            constraint=models.UniqueConstraint(fields=("edition", "body"), name="remedy_of_a_body"),
        ),
        migrations.AddField(
            model_name="ruling",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddField(
            model_name="ruling",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rulings",
                to="cases.case",
                verbose_name="case",
            ),
        ),
        migrations.AddField(
            model_name="ruling",
            name="executed_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="confirmed by",
            ),
        ),
        migrations.AddIndex(
            model_name="ruling",
            index=models.Index(fields=["case", "id"], name="ruling_case"),
        ),
    ]
