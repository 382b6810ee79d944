from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0063_plain_labels'),
    ]

    operations = [
        migrations.AddField(
            model_name='summedday',
            name='until',
            field=models.DateTimeField(null=True),
        ),
    ]
