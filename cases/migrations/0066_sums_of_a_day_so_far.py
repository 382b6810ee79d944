from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0065_reference_from_a_day'),
    ]

    operations = [
        migrations.AddField(
            model_name='summedday',
            name='until',
            field=models.DateTimeField(null=True),
        ),
    ]
