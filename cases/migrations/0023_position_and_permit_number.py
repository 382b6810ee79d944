"""The position of whoever signs, and a number of its own for the permit. The linter sees a unique constraint come to a
table that is in use, and leaves this one out: it binds only rows whose number is not empty, the column is made by the
same migration and empty in every row, and code that does not know it writes "". Nothing kept can break it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0022_what_returns_are_about'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='permit_number',
            field=models.CharField(blank=True, db_default='', default='', max_length=30, verbose_name='number of the permit'),
        ),
        migrations.AddField(
            model_name='historicalcase',
            name='permit_number',
            field=models.CharField(blank=True, db_default='', default='', max_length=30, verbose_name='number of the permit'),
        ),
        migrations.AddField(
            model_name='historicaluser',
            name='position_kk',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='position (kk)'),
        ),
        migrations.AddField(
            model_name='historicaluser',
            name='position_ru',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='position (ru)'),
        ),
        migrations.AddField(
            model_name='user',
            name='position_kk',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='position (kk)'),
        ),
        migrations.AddField(
            model_name='user',
            name='position_ru',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='position (ru)'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('permit_number', ''), _negated=True), fields=('permit_number',), name='case_permit'),
        ),
    ]
