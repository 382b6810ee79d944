"""Three long names make one that is longer than 200 signs. A wider column costs PostgreSQL no rewriting, and code that
knows the narrower one goes on working: the linter, which sees a changed column and nothing more, leaves it out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_day_it_happened"),
    ]

    operations = [
        migrations.AlterField(
            model_name="historicaluser",
            name="full_name",
            field=models.CharField(max_length=310, verbose_name="full name"),
        ),
        migrations.AlterField(
            model_name="user",
            name="full_name",
            field=models.CharField(max_length=310, verbose_name="full name"),
        ),
    ]
