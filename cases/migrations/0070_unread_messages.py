from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0069_hours_of_the_centre'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='casemessage',
            index=models.Index(condition=models.Q(('from_applicant', True), ('read_at', None)), fields=['desk', 'case'], name='casemessage_unread'),
        ),
    ]
