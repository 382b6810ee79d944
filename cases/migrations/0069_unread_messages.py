from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0068_terms_that_were_used'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='casemessage',
            index=models.Index(condition=models.Q(('from_applicant', True), ('read_at', None)), fields=['desk', 'case'], name='casemessage_unread'),
        ),
    ]
