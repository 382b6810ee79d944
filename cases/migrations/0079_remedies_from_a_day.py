# A later row of how an act is challenged holds from its day on; those there are hold from the beginning. Grounds name
# who may rest an act on them; those there are, whoever could before.

from django.db import migrations, models

_FROM = models.DateField(
    blank=True,
    help_text="For acts of this day and later; empty: from the beginning. Earlier acts keep their row.",
    null=True,
    verbose_name="valid from",
)
_BY = models.CharField(blank=True, db_default="", default="", max_length=100, verbose_name="named by")


class Migration(migrations.Migration):
    dependencies = [("cases", "0078_half_uploads")]

    operations = [
        migrations.RemoveConstraint(model_name="remedy", name="remedy_of_a_body"),
        migrations.AddField(model_name="remedy", name="valid_from", field=_FROM),
        migrations.AddField(model_name="historicalremedy", name="valid_from", field=_FROM),
        migrations.AddConstraint(
            model_name="remedy",
            constraint=models.UniqueConstraint(
                condition=models.Q(valid_from=None), fields=["edition", "body"], name="remedy_of_a_body"
            ),
        ),
        migrations.AddConstraint(
            model_name="remedy",
            constraint=models.UniqueConstraint(
                condition=~models.Q(valid_from=None),
                fields=["edition", "body", "valid_from"],
                name="remedy_from_a_day",
            ),
        ),
        migrations.AlterModelOptions(
            name="remedy",
            options={
                "ordering": ["edition", "body", "valid_from"],
                "verbose_name": "remedy",
                "verbose_name_plural": "remedies",
            },
        ),
        migrations.AddField(model_name="ground", name="actors", field=_BY),
        migrations.AddField(model_name="historicalground", name="actors", field=_BY),
    ]
