from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0068_terms_that_were_used")]

    operations = [
        migrations.AddField(
            model_name="city",
            name="centre_hours_en",
            field=models.CharField(
                blank=True, default="", max_length=100, verbose_name="hours of the public service centre (en)"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="city",
            name="centre_hours_kk",
            field=models.CharField(
                blank=True, default="", max_length=100, verbose_name="hours of the public service centre (kk)"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="city",
            name="centre_hours_ru",
            field=models.CharField(
                blank=True, default="", max_length=100, verbose_name="hours of the public service centre (ru)"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="historicalcity",
            name="centre_hours_en",
            field=models.CharField(
                blank=True, default="", max_length=100, verbose_name="hours of the public service centre (en)"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="historicalcity",
            name="centre_hours_kk",
            field=models.CharField(
                blank=True, default="", max_length=100, verbose_name="hours of the public service centre (kk)"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="historicalcity",
            name="centre_hours_ru",
            field=models.CharField(
                blank=True, default="", max_length=100, verbose_name="hours of the public service centre (ru)"
            ),
            preserve_default=False,
        ),
    ]
