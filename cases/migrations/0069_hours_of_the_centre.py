from django.db import migrations, models

LANGUAGES = ("ru", "kk", "en")


class Migration(migrations.Migration):
    dependencies = [("cases", "0068_terms_that_were_used")]

    operations = [
        migrations.AddField(
            model_name=model,
            name=f"centre_hours_{lang}",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=100,
                verbose_name=f"hours of the public service centre ({lang})",
            ),
        )
        for model in ("city", "historicalcity")
        for lang in LANGUAGES
    ]
