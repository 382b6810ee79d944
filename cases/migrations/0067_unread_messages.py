from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0066_sums_of_a_day_so_far'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='casemessage',
            index=models.Index(condition=models.Q(('from_applicant', True), ('read_at', None)), fields=['desk', 'case'], name='casemessage_unread'),
        ),
    ]
