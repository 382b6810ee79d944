# Departments, grounds and criteria that are entered before the day from which they hold; those there are hold at once.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0064_papers_and_stay_by_country"),
    ]

    operations = [
        migrations.AddField(
            model_name="city",
            name="valid_from",
            field=models.DateField(
                blank=True,
                help_text="It is offered from this day on; empty: at once. What named it before keeps its words.",
                null=True,
                verbose_name="valid from",
            ),
        ),
        migrations.AddField(
            model_name="ground",
            name="valid_from",
            field=models.DateField(
                blank=True,
                help_text="It is offered from this day on; empty: at once. What named it before keeps its words.",
                null=True,
                verbose_name="valid from",
            ),
        ),
        migrations.AddField(
            model_name="historicalcity",
            name="valid_from",
            field=models.DateField(
                blank=True,
                help_text="It is offered from this day on; empty: at once. What named it before keeps its words.",
                null=True,
                verbose_name="valid from",
            ),
        ),
        migrations.AddField(
            model_name="historicalground",
            name="valid_from",
            field=models.DateField(
                blank=True,
                help_text="It is offered from this day on; empty: at once. What named it before keeps its words.",
                null=True,
                verbose_name="valid from",
            ),
        ),
        migrations.AddField(
            model_name="historicalinterviewcriterion",
            name="valid_from",
            field=models.DateField(
                blank=True,
                help_text="It is offered from this day on; empty: at once. What named it before keeps its words.",
                null=True,
                verbose_name="valid from",
            ),
        ),
        migrations.AddField(
            model_name="interviewcriterion",
            name="valid_from",
            field=models.DateField(
                blank=True,
                help_text="It is offered from this day on; empty: at once. What named it before keeps its words.",
                null=True,
                verbose_name="valid from",
            ),
        ),
    ]
