from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0070_unread_messages")]

    operations = [
        migrations.AddField(
            model_name=model,
            name="confirmed",
            field=models.BooleanField(db_default=False, default=False, verbose_name="confirmed"),
        )
        for model in ("calendarday", "historicalcalendarday")
    ]
