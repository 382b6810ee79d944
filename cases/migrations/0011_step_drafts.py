import cases.models.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_country_codes"),
    ]

    operations = [
        migrations.CreateModel(
            name="StepDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(default=cases.models.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("step", models.CharField(max_length=40, verbose_name="step")),
                ("data", models.JSONField(default=dict, verbose_name="what was entered")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cases.event",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft of a step",
                "verbose_name_plural": "drafts of steps",
                "indexes": [models.Index(fields=["at"], name="stepdraft_at")],
                "constraints": [models.UniqueConstraint(fields=("case", "user", "step"), name="stepdraft_one")],
            },
        ),
    ]
