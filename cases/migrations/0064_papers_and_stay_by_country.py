import cases.models.countryrule
import cases.models.ids
import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

WAYS = [
    ("apostille", "apostille"),
    ("treaty", "exempt by a treaty"),
    ("consular", "consular legalisation"),
]
STAY = {
    "blank": True,
    "null": True,
    "validators": [
        django.core.validators.MinValueValidator(1),
        django.core.validators.MaxValueValidator(180),
    ],
    "verbose_name": "days of stay without a visa, of 180",
}


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0063_plain_labels"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalCountryRule",
            fields=[
                ("id", models.UUIDField(db_index=True, default=cases.models.ids.uuid7, editable=False)),
                (
                    "country",
                    models.CharField(
                        db_index=True,
                        max_length=2,
                        validators=[cases.models.countryrule.validate_country],
                        verbose_name="country",
                    ),
                ),
                (
                    "legalisation",
                    models.CharField(blank=True, choices=WAYS, max_length=12, verbose_name="legalisation"),
                ),
                ("stay_days", models.PositiveSmallIntegerField(**STAY)),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("confirmed", models.BooleanField(default=False, verbose_name="compared with the treaty or list")),
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
                (
                    "history_user",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical papers and stay by country",
                "verbose_name_plural": "historical papers and stay by country",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CountryRule",
            fields=[
                (
                    "id",
                    models.UUIDField(default=cases.models.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "country",
                    models.CharField(
                        max_length=2,
                        unique=True,
                        validators=[cases.models.countryrule.validate_country],
                        verbose_name="country",
                    ),
                ),
                (
                    "legalisation",
                    models.CharField(blank=True, choices=WAYS, max_length=12, verbose_name="legalisation"),
                ),
                ("stay_days", models.PositiveSmallIntegerField(**STAY)),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("confirmed", models.BooleanField(default=False, verbose_name="compared with the treaty or list")),
            ],
            options={
                "verbose_name": "papers and stay by country",
                "verbose_name_plural": "papers and stay by country",
                "ordering": ["country"],
            },
        ),
    ]
