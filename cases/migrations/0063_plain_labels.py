# Words of labels alone: no table changes.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0062_petition_grounds_rest_on_the_file"),
    ]

    operations = [
        migrations.AlterField(
            model_name="attempt",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("ok", "answered"),
                    ("accepted", "accepted"),
                    ("refused", "refused"),
                    ("unavailable", "unavailable"),
                    ("malformed", "malformed"),
                    ("timed_out", "timed out"),
                    ("told", "sent by the system"),
                ],
                max_length=12,
                verbose_name="outcome",
            ),
        ),
        migrations.AlterField(
            model_name="exchange",
            name="client",
            field=models.CharField(blank=True, max_length=60, verbose_name="sent by"),
        ),
        migrations.AlterField(
            model_name="exchange",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("applied", "applied to the case"),
                    ("kept", "kept: the case had moved on"),
                    ("agreed", "agrees with what was entered by hand"),
                    ("discrepancy", "differs from what was entered by hand"),
                    ("duplicate", "received before"),
                    ("by_hand", "entered by hand"),
                    ("recalled", "no further inquiry: the consent was withdrawn"),
                    ("afterwards", "kept: it came after the consent was withdrawn"),
                ],
                max_length=12,
                verbose_name="outcome",
            ),
        ),
        migrations.AlterField(
            model_name="exchange",
            name="repeats",
            field=models.PositiveIntegerField(default=0, verbose_name="received again"),
        ),
        migrations.AlterField(
            model_name="waybillmove",
            name="at",
            field=models.DateTimeField(verbose_name="reported"),
        ),
    ]
