from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0062_petition_grounds_rest_on_the_file'),
    ]

    operations = [
        migrations.AddField(
            model_name='summedday',
            name='until',
            field=models.DateTimeField(null=True),
        ),
    ]
