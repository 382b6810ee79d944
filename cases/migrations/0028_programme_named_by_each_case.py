# The model knows no programme; the database keeps the default, for rows that a server of the version before writes.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0027_days_of_open_cases"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name=name,
                    name="programme",
                    field=models.CharField(max_length=20, verbose_name="programme"),
                )
                for name in ("case", "historicalcase")
            ]
        )
    ]
