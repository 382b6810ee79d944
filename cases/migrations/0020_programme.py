# Rows of before belong to the one programme there was. The unique index is made anew with less in it than the one it
# replaces held, so that no row can be in its way.

import cases.law.names
import cases.law.places
import django_fsm
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0019_name_key"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="case",
            name="case_one_open_a_person",
        ),
        migrations.AddField(
            model_name="case",
            name="one_at_a_time",
            field=models.BooleanField(db_default=True, default=True, editable=False),
        ),
        migrations.AddField(
            model_name="case",
            name="programme",
            field=models.CharField(db_default="nomad", max_length=20, verbose_name="programme"),
        ),
        migrations.AddField(
            model_name="historicalcase",
            name="one_at_a_time",
            field=models.BooleanField(db_default=True, default=True, editable=False),
        ),
        migrations.AddField(
            model_name="historicalcase",
            name="programme",
            field=models.CharField(db_default="nomad", max_length=20, verbose_name="programme"),
        ),
        migrations.AlterField(
            model_name="bar",
            name="kind",
            field=models.CharField(choices=cases.law.names.bars, max_length=20, verbose_name="kind"),
        ),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=django_fsm.FSMField(
                choices=cases.law.places.states, max_length=24, protected=True, verbose_name="state"
            ),
        ),
        migrations.AlterField(
            model_name="check",
            name="kind",
            field=models.CharField(choices=cases.law.names.checks, max_length=12, verbose_name="check"),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="key",
            field=models.CharField(choices=cases.law.names.terms, max_length=20, verbose_name="term"),
        ),
        migrations.AlterField(
            model_name="decision",
            name="kind",
            field=models.CharField(choices=cases.law.names.decisions, max_length=20, verbose_name="decision"),
        ),
        migrations.AlterField(
            model_name="event",
            name="source",
            field=models.CharField(blank=True, choices=cases.law.places.states, max_length=24, verbose_name="from"),
        ),
        migrations.AlterField(
            model_name="event",
            name="target",
            field=models.CharField(choices=cases.law.places.states, max_length=24, verbose_name="to"),
        ),
        migrations.AlterField(
            model_name="ground",
            name="kind",
            field=models.CharField(choices=cases.law.names.grounds, max_length=20, verbose_name="kind"),
        ),
        migrations.AlterField(
            model_name="ground",
            name="needs",
            field=models.CharField(blank=True, db_default="", max_length=200, verbose_name="needs one of these facts"),
        ),
        migrations.AlterField(
            model_name="historicalcase",
            name="state",
            field=django_fsm.FSMField(
                choices=cases.law.places.states, max_length=24, protected=True, verbose_name="state"
            ),
        ),
        migrations.AlterField(
            model_name="historicalground",
            name="kind",
            field=models.CharField(choices=cases.law.names.grounds, max_length=20, verbose_name="kind"),
        ),
        migrations.AlterField(
            model_name="historicalground",
            name="needs",
            field=models.CharField(blank=True, db_default="", max_length=200, verbose_name="needs one of these facts"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True), ("one_at_a_time", True)),
                fields=("person", "programme"),
                name="case_one_open_a_person",
            ),
        ),
    ]
